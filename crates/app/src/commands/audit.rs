//! `kancil audit`: what was done, where the log of it stands, and whether it is whole.

use std::io::Read as _;
use std::path::Path;

use api::record::{AuditBroken, AuditEntry, AuditHead, AuditList, AuditObject, AuditVerify};
use casework::audit::read::{self, Filter, Written};
use casework::audit::verify::verify;
use casework::audit::{Actor, By, Head, erase};

use crate::args::{self, AuditCommand};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{clock, record_store, talk};
use api::sheet::Sheet;

pub fn run(data: &Data, command: &AuditCommand) -> Result<Exit, Failure> {
    record_store::wait(async {
        match command {
            AuditCommand::List(args) => list(data, args).await,
            AuditCommand::Head(args) => head(data, args).await,
            AuditCommand::Verify(args) => verified(data, args).await,
            AuditCommand::Erase(args) => erased(data, args).await,
        }
    })
}

async fn list(data: &Data, args: &args::AuditList) -> Result<Exit, Failure> {
    let record = record_store::open_to_read(data).await?;
    let filter = Filter { actor: args.actor.clone(), action: args.action, object: None };
    let page = read::list(&record, &filter, args.before, args.limit).await?;
    let next = page.items.last().filter(|_| page.has_more).map(|last| last.seq);
    let items = page.items.into_iter().map(entry).collect();
    show(&AuditList { total: page.total, items, next }, args.shown.format)?;
    Ok(Exit::Done)
}

fn entry(written: Written) -> AuditEntry {
    AuditEntry {
        seq: written.seq,
        at: written.at.to_string(),
        actor: written.actor,
        action: written.action,
        object: AuditObject { kind: written.object_kind, id: written.object_id },
        details: written.details.map(|details| details.into_iter().collect()),
        hash: written.hash.to_string(),
    }
}

async fn head(data: &Data, args: &args::AuditHead) -> Result<Exit, Failure> {
    let record = record_store::open_to_read(data).await?;
    let head = read::head(&record).await?;
    if !head.is_signed() {
        return Err(Failure::new("the head was not signed with the key of this installation")
            .hint("run 'kancil audit verify': somebody wrote to the record by other ways"));
    }
    let answer = AuditHead {
        head: head.to_string(),
        seq: head.seq,
        at: head.at.to_string(),
        hash: head.hash.to_string(),
        key: head.key.to_string(),
    };
    show(&answer, args.shown.format)?;
    Ok(Exit::Done)
}

async fn verified(data: &Data, args: &args::AuditVerify) -> Result<Exit, Failure> {
    let mut kept = args.heads.clone();
    if let Some(path) = &args.heads_file {
        kept.extend(heads_of(path)?);
    }
    let record = record_store::open_to_read(data).await?;
    let found = verify(&record, &kept).await?;
    let broken = found.broken.as_ref();
    let answer = AuditVerify {
        is_whole: broken.is_none(),
        entries: found.entries,
        last_at: found.last_at.map(|at| at.to_string()),
        erased: found.erased,
        kept_heads: kept.len() as u64,
        broken: broken.map(|broken| AuditBroken { seq: broken.seq, says: broken.to_string() }),
    };
    show(&answer, args.shown.format)?;
    match broken {
        None => Ok(Exit::Done),
        Some(broken) => Err(Failure::new(format_args!("the audit log is not whole: {broken}"))
            .hint("keep this data directory as it is, and compare it with a backup")),
    }
}

/// Heads, one a line; blank lines and lines that start with # are passed over.
fn heads_of(path: &Path) -> Result<Vec<Head>, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| Failure::io("read", path, &error))?;
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let head = |(at, line): (usize, &str)| {
        line.parse().map_err(|error| Failure::new(format_args!("{}:{at}: {error}", path.display())))
    };
    lines.map(head).collect()
}

async fn erased(data: &Data, args: &args::AuditErase) -> Result<Exit, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let record = record_store::open_existing(data, by.now).await?;
    let is_done = erase(&record, by, args.seq, &args.why).await?;
    record.close().await;
    if !is_done {
        return Err(Failure::new(format_args!("entry {} has no details to erase", args.seq)));
    }
    talk::say(format_args!("the details of entry {} are erased", args.seq));
    talk::hint("backups that were made before still hold them");
    Ok(Exit::Done)
}

impl Show for AuditList {
    fn page(&self, page: &mut Page) {
        let mut columns = Columns::new(&[">", "at", "who", "did", "to", "details"]);
        for entry in &self.items {
            let details = match &entry.details {
                None => "(erased)".into(),
                Some(details) => {
                    let pairs: Vec<_> =
                        details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                    pairs.join("; ")
                }
            };
            columns.row([
                entry.seq.to_string(),
                entry.at.clone(),
                entry.actor.clone(),
                entry.action.clone(),
                format!("{} {}", entry.object.kind, entry.object.id).trim_end().to_owned(),
                details,
            ]);
        }
        page.columns(columns);
        if let Some(next) = self.next {
            page.line(&format!("  {} in all; what is older with --before {next}", self.total));
        }
    }

    fn sheet(&self) -> Sheet {
        let header =
            ["seq", "at", "actor", "action", "object_kind", "object_id", "details", "hash"];
        let mut sheet = Sheet::new(&header);
        for entry in &self.items {
            let details = entry
                .details
                .as_ref()
                .map(|details| serde_json::to_string(details).expect("a map of texts is JSON"));
            sheet.row([
                entry.seq.to_string(),
                entry.at.clone(),
                entry.actor.clone(),
                entry.action.clone(),
                entry.object.kind.clone(),
                entry.object.id.clone(),
                details.unwrap_or_default(),
                entry.hash.clone(),
            ]);
        }
        sheet
    }
}

impl Show for AuditHead {
    fn page(&self, page: &mut Page) {
        page.line(&self.head);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["seq", "at", "hash", "key", "head"]);
        let Self { head, seq, at, hash, key } = self.clone();
        sheet.row([seq.to_string(), at, hash, key, head]);
        sheet
    }
}

impl Show for AuditVerify {
    fn page(&self, page: &mut Page) {
        page.facts(&[
            ("whole", if self.is_whole { "yes" } else { "NO" }.into()),
            ("sound entries", self.entries.to_string()),
            ("the last at", self.last_at.clone().unwrap_or_else(|| "-".into())),
            ("details erased", self.erased.to_string()),
            ("kept heads", self.kept_heads.to_string()),
        ]);
        if let Some(broken) = &self.broken {
            page.line(&format!("  {}", broken.says));
        } else if self.kept_heads == 0 {
            page.line(
                "  no head that was kept elsewhere was given: what somebody with the key of this \
                 installation rewrote would not show",
            );
        }
    }

    fn sheet(&self) -> Sheet {
        let header =
            ["is_whole", "entries", "last_at", "erased", "kept_heads", "broken_seq", "broken"];
        let mut sheet = Sheet::new(&header);
        sheet.row([
            self.is_whole.to_string(),
            self.entries.to_string(),
            super::cell(self.last_at.as_ref()),
            self.erased.to_string(),
            self.kept_heads.to_string(),
            super::cell(self.broken.as_ref().map(|broken| broken.seq)),
            super::cell(self.broken.as_ref().map(|broken| &broken.says)),
        ]);
        sheet
    }
}
