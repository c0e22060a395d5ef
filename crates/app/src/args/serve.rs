//! The flags of `kancil serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args as ClapArgs;

/// Serve the desk: sign in with a browser, look anything up, trace, screen
///
/// Listens on this machine alone. Another address needs TLS (--tls-cert, --tls-key), or
/// --insecure-plain-http where something in front of it encrypts. While nobody has been made yet, a
/// one-time link is printed that makes the first administrator. Ledgers and labels that change
/// beside it are seen within seconds. Ctrl-C stops it once what is being answered has been.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil serve
  kancil serve --listen 127.0.0.1:8080 --host desk.example.org
  kancil serve --listen 0.0.0.0:8443 --tls-cert desk.pem --tls-key desk.key --host desk.example.org")]
pub struct Serve {
    /// The address and port to listen on; port 0 takes a free one, which is printed
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7373")]
    pub listen: SocketAddr,
    /// A name by which browsers reach it, beside its address; may be given several times
    #[arg(long = "host", value_name = "NAME", value_parser = host)]
    pub hosts: Vec<String>,
    /// The certificate, and those that lead up from it (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Listen on other addresses without TLS: passwords cross the network readably
    #[arg(long, conflicts_with = "tls_cert")]
    pub insecure_plain_http: bool,
    /// Write every look-up into the audit log too: who looked at what, and when
    #[arg(long)]
    pub audit_look_ups: bool,
    /// Print a line for every request: when, which route, which status, how long
    #[arg(long)]
    pub access_log: bool,
}

fn host(text: &str) -> Result<String, String> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if text.is_empty() || text.len() > 253 || !text.chars().all(is_good) {
        return Err("a name such as desk.example.org, without scheme and port".into());
    }
    Ok(text.to_ascii_lowercase())
}
