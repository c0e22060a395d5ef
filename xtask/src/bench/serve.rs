//! The desk under load: two hundred people at once look things up on this machine, each as soon as the last answer
//! is there. Client and server share the cores, so what is measured is less than what the server alone can do.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::run::{self, Program};
use super::section::Section;
use super::{Bench, HOME, KANCIL};
use crate::desk::administrator::Administrator;
use crate::desk::{Desk, http};

const CONNECTIONS: usize = 200;
/// Blocks from whose transactions the questions are made.
const BLOCKS_ASKED: u64 = 200;

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let transactions = bench.sizes()[1];
    let time = Duration::from_secs(if bench.quick { 5 } else { 60 });
    let chain = bench.chain(transactions)?;
    let data = format!("{HOME}/serve-data");
    run::clear(&data)?;
    run::once(&Program::new(
        "ingest",
        &[KANCIL, "--data", &data, "ingest", "bitcoin", &chain.blocks],
    ))?;
    let desk = Desk::serve(KANCIL, &data, "127.0.0.1:0")?;
    let token = Administrator::make(&desk)?.token("bench", &["look"])?;
    let questions = questions(&desk.address, &token)?;
    let before = memory_mib(desk.id());
    let load = load(&desk.address, &token, &questions, time)?;
    let after = memory_mib(desk.id());
    desk.stop()?;
    run::clear(&data)?;

    let mut section = Section::titled(
        "The desk under load",
        &format!(
            "`kancil serve` on the ledger of {transactions} transactions; {CONNECTIONS} connections on loopback, each asking again as \
             soon as it is answered, for {} s, one of {} addresses, transactions and pages of legs at random. Client and \
             server share the machine's cores.",
            time.as_secs(),
            questions.len(),
        ),
    );
    let [p50, p99, worst] = [0.5, 0.99, 1.0].map(|share| load.quantile_ms(share));
    section.table(
        &[
            "look-ups",
            "a second",
            "p50 ms",
            "p99 ms",
            "longest ms",
            "errors",
            "anonymous MiB before",
            "after",
        ],
        &[vec![
            load.took.len().to_string(),
            format!("{:.0}", load.took.len() as f64 / time.as_secs_f64()),
            format!("{p50:.1}"),
            format!("{p99:.1}"),
            format!("{worst:.1}"),
            load.errors.len().to_string(),
            format!("{before:.0}"),
            format!("{after:.0}"),
        ]],
    );
    if let Some(first) = load.errors.first() {
        section.line(&format!("The first error: {first}."));
    }
    section.at_most("a look-up among 200 at once, p99", 50.0, p99, "ms");
    section.at_most("errors under that load", 0.0, load.errors.len() as f64, "");
    Ok(section)
}

/// Paths of look-ups, made of what the ledger holds from its beginning to its end.
fn questions(address: &str, token: &str) -> Result<Vec<String>, String> {
    let mut line = Line::open(address, token)?;
    let ledgers = line.json("/api/ledgers")?;
    let tip = ledgers.pointer("/ledgers/0/tip/height").or_else(|| ledgers.pointer("/0/tip/height"));
    let tip = tip.and_then(Value::as_u64).ok_or("the server names no tip")?;
    let mut questions = Vec::new();
    for step in 1..=BLOCKS_ASKED {
        let block =
            line.json(&format!("/api/blocks/{}/transactions", tip * step / BLOCKS_ASKED))?;
        let items = block.get("items").and_then(Value::as_array);
        for tx in items.into_iter().flatten().take(20) {
            let Some(txid) = tx.get("txid").and_then(Value::as_str) else { continue };
            questions.push(format!("/api/transactions/{txid}"));
            let look = line.json(&format!("/api/transactions/{txid}"))?;
            let outputs = look.pointer("/outputs/items").and_then(Value::as_array);
            for output in outputs.into_iter().flatten().take(2) {
                let Some(holder) = output.pointer("/holder/address").and_then(Value::as_str) else {
                    continue;
                };
                // A bare multisig's short form is a hash of its script: it names nobody to look up.
                if holder.starts_with("multisig:") {
                    continue;
                }
                let holder = http::escape(holder);
                questions.push(format!("/api/addresses/{holder}"));
                questions.push(format!("/api/addresses/{holder}/legs"));
            }
        }
    }
    if questions.is_empty() {
        Err("the ledger gave nothing to ask for".into())
    } else {
        Ok(questions)
    }
}

#[derive(Default)]
struct Load {
    /// Sorted.
    took: Vec<Duration>,
    errors: Vec<String>,
}

impl Load {
    fn quantile_ms(&self, share: f64) -> f64 {
        let last = self.took.len().saturating_sub(1);
        let at = (last as f64 * share).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index within the list, from a share of it"
        )]
        let at = at as usize;
        self.took.get(at).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }
}

fn load(address: &str, token: &str, questions: &[String], time: Duration) -> Result<Load, String> {
    let all = Mutex::new(Load::default());
    let end = Instant::now() + time;
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let all = &all;
            scope.spawn(move || {
                let mut mine = Load::default();
                // A walk with a large odd step visits the questions in an order of its own.
                let mut at = connection.wrapping_mul(7919);
                let mut line = Line::open(address, token);
                while Instant::now() < end {
                    at = at.wrapping_add(104_729);
                    let started = Instant::now();
                    let asked = match &mut line {
                        Ok(line) => line.ask(&questions[at % questions.len()]),
                        Err(why) => Err(why.clone()),
                    };
                    match asked {
                        Ok((200, _)) => mine.took.push(started.elapsed()),
                        Ok((status, _)) => mine.errors.push(format!("status {status}")),
                        Err(why) => {
                            mine.errors.push(why);
                            line = Line::open(address, token);
                        }
                    }
                }
                let mut all = all.lock().expect("no connection panics");
                all.took.append(&mut mine.took);
                all.errors.append(&mut mine.errors);
            });
        }
    });
    let mut all = all.into_inner().expect("no connection panics");
    all.took.sort_unstable();
    if all.took.is_empty() {
        Err(format!("no look-up was answered: {:?}", all.errors.first()))
    } else {
        Ok(all)
    }
}

/// One kept connection.
struct Line {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Line {
    fn open(address: &str, token: &str) -> Result<Line, String> {
        let stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let head = format!("HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n");
        Ok(Line { stream: BufReader::new(stream), head })
    }

    fn ask(&mut self, path: &str) -> Result<(u16, Vec<u8>), String> {
        self.exchange(path).map_err(|error| format!("{path}: {error}"))
    }

    fn json(&mut self, path: &str) -> Result<Value, String> {
        match self.ask(path)? {
            (200, body) => {
                serde_json::from_slice(&body).map_err(|error| format!("{path}: {error}"))
            }
            (status, _) => Err(format!("{path}: {status}")),
        }
    }

    /// An answer whose length is told, or that comes in chunks.
    fn exchange(&mut self, path: &str) -> std::io::Result<(u16, Vec<u8>)> {
        let request = format!("GET {path} {}", self.head);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status =
            self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(':') {
                None => break,
                Some(("content-length", value)) => length = value.trim().parse().unwrap_or(0),
                Some(("transfer-encoding", _)) => is_chunked = true,
                Some(_) => {}
            }
        }
        let mut body = Vec::new();
        if !is_chunked {
            self.part(length, &mut body)?;
            return Ok((status, body));
        }
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).unwrap_or(0);
            self.part(size, &mut body)?;
            self.line()?;
            if size == 0 {
                return Ok((status, body));
            }
        }
    }

    fn part(&mut self, size: usize, body: &mut Vec<u8>) -> std::io::Result<()> {
        let held = body.len();
        body.resize(held + size, 0);
        self.stream.read_exact(&mut body[held..])
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// Memory of its own that a process holds.
fn memory_mib(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
