//! `kancil backup` and `kancil restore`: what cannot be derived again, taken away and put back.

use std::path::Path;
use std::sync::Arc;

use api::record::Backup;
use casework::audit::{Action, Actor, By, Entry, Object};
use casework::backup::{self, Folder, Parts};

use crate::args::{BackupArgs, RestoreArgs};
use crate::data::{Data, RECORD};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::Page;
use crate::show::{Show, show};
use crate::{clock, record_store, talk};
use api::sheet::Sheet;

pub fn make(data: &Data, args: &BackupArgs) -> Result<Exit, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let folders = vec![
        Folder { name: "keys", path: data.keys() },
        Folder { name: "files", path: data.files() },
        Folder { name: "labels", path: data.labels() },
        Folder { name: "raw", path: data.raw_root() },
    ];
    let program = format!("kancil {}", env!("CARGO_PKG_VERSION"));
    let parts = Parts { record_name: RECORD, folders, program };
    let made = record_store::wait(async {
        let record = record_store::open_existing(data, by.now).await?;
        let made = backup::make(&record, by, parts, &args.dest).await?;
        record.close().await;
        Ok(made)
    })?;
    show(&shape(&args.dest, made), args.shown.format)?;
    Ok(Exit::Done)
}

pub fn restore(data: &Data, args: &RestoreArgs) -> Result<Exit, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    let restored = record_store::wait(async {
        let chance = Arc::new(record_store::SystemChance);
        let restored = backup::restore(&args.source, RECORD, data.root(), chance).await?;
        // Its own key must be in it, and from here on the log tells that it is a restored one.
        let record = record_store::open_existing(data, by.now).await?;
        let entry = Entry::new(Action::RecordRestored, Object::record());
        record.note(by, entry.with("made", &restored.made)).await?;
        record.close().await;
        Ok(restored)
    })?;
    show(&shape(&args.source, restored), args.shown.format)?;
    talk::hint("ledgers are no part of a backup: run 'kancil ingest bitcoin' with the blocks");
    Ok(Exit::Done)
}

fn shape(path: &Path, backup: backup::Backup) -> Backup {
    Backup {
        path: path.display().to_string(),
        made: backup.made,
        program: backup.program,
        files: backup.files,
        bytes: backup.bytes,
        head: backup.head.to_string(),
    }
}

impl Show for Backup {
    fn page(&self, page: &mut Page) {
        page.facts(&[
            ("backup", self.path.clone()),
            ("made", self.made.clone()),
            ("by", self.program.clone()),
            ("files", self.files.to_string()),
            ("bytes", self.bytes.to_string()),
        ]);
        page.line("The head of the audit log in it, to keep elsewhere:");
        page.line(&self.head);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["path", "made", "program", "files", "bytes", "head"]);
        let Self { path, made, program, files, bytes, head } = self.clone();
        sheet.row([path, made, program, files.to_string(), bytes.to_string(), head]);
        sheet
    }
}
