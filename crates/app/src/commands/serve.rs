//! `kancil serve`: the desk for browsers and programs.

use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use casework::audit::{Actor, By};
use casework::cases::files::Files;
use casework::people;
use casework::record::Record;
use server::{Setup, Tls};
use tokio::sync::watch;

use crate::args::Serve;
use crate::clock::SystemClock;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::served::Served;
use crate::show::write_out;
use crate::{clock, course, interrupt, record_store, talk};

pub fn run(data: &Data, args: &Serve) -> Result<Exit, Failure> {
    let tls = tls(args)?;
    let clock = SystemClock::start()?;
    let (stopper, stop) = watch::channel(false);
    interrupt::stop_with(move || {
        talk::say("stopping; press Ctrl-C again to stop at once");
        stopper.send_replace(true);
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format_args!("cannot start: {error}")))?;
    runtime.block_on(async {
        let record = record_store::open(data, clock::now()?).await?;
        let first_run = first_run(&record).await?;
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let setup = Setup {
            version: env!("CARGO_PKG_VERSION"),
            listen: args.listen,
            tls,
            hosts: args.hosts.clone(),
            clock: Arc::new(clock),
            world: Arc::new(Served::of(data)),
            record,
            files: Files::new(data.files()),
            course: course::built_in().map_err(Failure::new)?,
            threads,
            audits_look_ups: args.audit_look_ups,
            access_log: args.access_log.then(|| -> Arc<dyn Fn(&str) + Send + Sync> {
                Arc::new(|line: &str| talk::say(line))
            }),
            trouble_log: Arc::new(|what: &str| talk::warn(what)),
            stop,
        };
        let mut told = Ok(());
        let served = server::run(setup, |bound| told = tell(args, bound, first_run.as_deref()));
        served.await.map_err(|error| refused(&error))?;
        told
    })?;
    Ok(Exit::Stopped)
}

/// Where it listens, and the way in for the first administrator: data, for whoever started it.
fn tell(args: &Serve, bound: SocketAddr, first_run: Option<&str>) -> Result<(), Failure> {
    let base = base(args, bound);
    let mut text = format!("listening on {base}\n");
    if let Some(token) = first_run {
        text.push_str(&format!(
            "make the first administrator (this link opens once, within a day):\n  \
             {base}/first-run#{token}\n"
        ));
    }
    write_out(&text)
}

/// What a browser reaches it by: the first name it was given, or its address.
fn base(args: &Serve, bound: SocketAddr) -> String {
    let scheme = if args.tls_cert.is_some() { "https" } else { "http" };
    let port = bound.port();
    match args.hosts.first() {
        Some(host) => format!("{scheme}://{host}:{port}"),
        None if bound.ip().is_unspecified() => format!("{scheme}://localhost:{port}"),
        None => format!("{scheme}://{bound}"),
    }
}

async fn first_run(record: &Record) -> Result<Option<String>, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let link = people::first_run_link(record, by).await?;
    Ok(link.map(|link| link.secret.expose().to_owned()))
}

fn tls(args: &Serve) -> Result<Option<Tls>, Failure> {
    if let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) {
        return Ok(Some(Tls { certificate: read(certificate)?, key: read(key)? }));
    }
    if args.listen.ip().is_loopback() {
        return Ok(None);
    }
    if !args.insecure_plain_http {
        return Err(Failure::new(format_args!(
            "{} is reached from other machines: passwords would cross the network readably",
            args.listen
        ))
        .hint("give a certificate: --tls-cert FILE --tls-key FILE")
        .hint("or say --insecure-plain-http, where something in front of it encrypts"));
    }
    talk::warn("listening to other machines without TLS: passwords cross the network readably");
    Ok(None)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::io("read", path, &error))
}

fn refused(error: &server::ServeError) -> Failure {
    let failure = Failure::new(crate::failure::words(error));
    match error {
        server::ServeError::Listen { .. } => {
            failure.hint("choose another address with --listen, or stop what listens there")
        }
        server::ServeError::Tls(_) => failure.hint("both files are read as PEM"),
        _ => failure,
    }
}
