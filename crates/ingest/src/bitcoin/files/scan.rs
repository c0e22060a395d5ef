//! The first pass: the headers of all records, file by file.
//!
//! A record costs one small read at a place the disk has not been asked for, so what counts is how
//! many such reads are on their way: several threads scan several files. Files are put together in
//! the order in which they were given, and what is found does not depend on threads.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use model::chain::Network;
use model::hash::BlockHash;

use super::{Options, Progress};
use crate::bitcoin::chain::{BLOCKS_MAX, Headers, Row};
use crate::bitcoin::check;
use crate::bitcoin::error::{Corrupt, Fault, IngestError, Note};
use crate::bitcoin::header::Header;
use crate::bitcoin::source::file::{Key, Keys, RawFile};
use crate::bitcoin::source::homes::Home;
use crate::bitcoin::source::records::{Record, Records, half_written};

/// The first pass, file by file.
pub(super) struct Scan {
    pub headers: Headers,
    pub homes: Vec<Home>,
    pub network: Option<Network>,
    pub notes: Vec<Note>,
    pub progress: Progress,
    trust: bool,
}

/// What is in one file.
struct Scanned {
    rows: Vec<(Row, BlockHash)>,
    notes: Vec<Note>,
    network: Option<Network>,
    key: Key,
    bytes: u64,
}

impl Scan {
    /// Scans all files, or says what is wrong in the first where something is.
    pub fn of(
        paths: &[Arc<PathBuf>],
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, IngestError> {
        let mut scan = Self::new(paths, options)?;
        let mut keys = Keys::default();
        let mut next = 0;
        // Which network it is, is told by the first record there is.
        while next < paths.len() && (scan.network.is_none() || options.threads <= 1) {
            let scanned = scan.file(next, &paths[next], &mut keys)?;
            scan.take(&paths[next], scanned, progress)?;
            next += 1;
        }
        scan.together(paths, next, options.threads, progress)?;
        Ok(scan)
    }

    fn new(paths: &[Arc<PathBuf>], options: &Options) -> Result<Self, IngestError> {
        let mut bytes = 0;
        for path in paths {
            match std::fs::metadata(&**path) {
                Ok(metadata) => bytes += metadata.len(),
                Err(source) => {
                    return Err(IngestError::Read { path: path.to_path_buf(), source });
                }
            }
        }
        Ok(Self {
            headers: Headers::default(),
            homes: Vec::new(),
            network: None,
            notes: Vec::new(),
            progress: Progress { files: paths.len(), bytes, ..Progress::default() },
            trust: options.trust,
        })
    }

    /// Scans the files from the one numbered `first` on, several at a time.
    fn together(
        &mut self,
        paths: &[Arc<PathBuf>],
        first: usize,
        threads: usize,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), IngestError> {
        let (next, stop) = (AtomicUsize::new(first), AtomicBool::new(false));
        let (sender, receiver) = channel();
        let template =
            Self { headers: Headers::default(), homes: Vec::new(), notes: Vec::new(), ..*self };
        std::thread::scope(|scope| {
            for _ in 0..threads.min(paths.len() - first) {
                let (next, stop, sender, template) = (&next, &stop, sender.clone(), &template);
                scope.spawn(move || {
                    let mut keys = Keys::default();
                    while !stop.load(Ordering::Relaxed) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = paths.get(number) else { return };
                        let scanned = template.file(number, path, &mut keys);
                        if sender.send((number, scanned)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut waiting = BTreeMap::new();
            let mut turn = first;
            let mut taken = Ok(());
            for (number, scanned) in &receiver {
                waiting.insert(number, scanned);
                while let (Ok(()), Some(scanned)) = (&taken, waiting.remove(&turn)) {
                    taken = scanned.and_then(|scanned| self.take(&paths[turn], scanned, progress));
                    turn += 1;
                }
                // What the others still find is not asked for.
                stop.fetch_or(taken.is_err(), Ordering::Relaxed);
            }
            taken
        })
    }

    fn take(
        &mut self,
        path: &Arc<PathBuf>,
        scanned: Scanned,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), IngestError> {
        if self.headers.len() + scanned.rows.len() > BLOCKS_MAX {
            return Err(IngestError::TooMany { limit: BLOCKS_MAX });
        }
        self.network = self.network.or(scanned.network);
        self.progress.blocks += scanned.rows.len() as u64;
        for (row, prev) in scanned.rows {
            self.headers.push(row, prev);
        }
        self.notes.extend(scanned.notes);
        self.homes.push(Home::Disk { path: path.clone(), key: scanned.key });
        self.progress.files_done += 1;
        self.progress.bytes_done += scanned.bytes;
        progress(self.progress);
        Ok(())
    }

    fn file(
        &self,
        number: usize,
        path: &Arc<PathBuf>,
        keys: &mut Keys,
    ) -> Result<Scanned, IngestError> {
        let mut notes = Vec::new();
        let file = keys.open(path, &mut notes)?;
        let number = u32::try_from(number).expect("paths were listed one by one");
        let mut rows = Vec::new();
        let mut records = Records::new(&file, self.network);
        let mut last = None;
        while let Some(record) = records.next(&mut notes)? {
            if let Some(record) = last.replace(record) {
                let network = records.network().expect("a record has a magic");
                self.record(&file, number, &record, network, &mut rows, &mut notes)?;
            }
        }
        let network = records.network();
        if let Some(record) = last {
            let network = network.expect("a record has a magic");
            match half_written(&file, &record, network)? {
                Some(note) => notes.push(note),
                None => self.record(&file, number, &record, network, &mut rows, &mut notes)?,
            }
        }
        Ok(Scanned { rows, notes, network, key: file.key(), bytes: file.len() })
    }

    fn record(
        &self,
        file: &RawFile,
        number: u32,
        record: &Record,
        network: Network,
        rows: &mut Vec<(Row, BlockHash)>,
        notes: &mut Vec<Note>,
    ) -> Result<(), IngestError> {
        if rows.len() == BLOCKS_MAX {
            return Err(IngestError::TooMany { limit: BLOCKS_MAX });
        }
        let header = Header::read(&record.header);
        let hash = Header::hash(&record.header);
        // With trust the bits must still be valid: work is counted by them.
        let checked = match self.trust {
            true => check::work(network, header.bits).map(|_| ()),
            false => check::proof_of_work(network, header.bits, &hash),
        };
        match checked {
            Ok(()) => {
                let Record { offset, size, .. } = *record;
                rows.push((
                    Row { hash, offset, file: number, size, bits: header.bits },
                    header.prev,
                ));
            }
            Err(reason) => notes.push(Note::Damaged(Corrupt {
                place: file.place(record.offset),
                hash: Some(hash),
                height: None,
                fault: Fault { at: 0, reason },
            })),
        }
        Ok(())
    }
}
