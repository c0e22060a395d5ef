//! The first pass: the headers of all records, file by file.

use std::path::PathBuf;
use std::sync::Arc;

use model::chain::Network;

use super::{Options, Progress};
use crate::bitcoin::chain::{BLOCKS_MAX, Headers, Row};
use crate::bitcoin::check;
use crate::bitcoin::error::{Corrupt, Fault, IngestError, Note};
use crate::bitcoin::header::Header;
use crate::bitcoin::source::file::{Keys, RawFile};
use crate::bitcoin::source::records::{Record, Records, half_written};

/// The first pass, file by file.
pub(super) struct Scan {
    pub headers: Headers,
    pub network: Option<Network>,
    pub notes: Vec<Note>,
    keys: Keys,
    pub progress: Progress,
    trust: bool,
}

impl Scan {
    pub fn new(paths: &[Arc<PathBuf>], options: &Options) -> Result<Self, IngestError> {
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
            network: None,
            notes: Vec::new(),
            keys: Keys::default(),
            progress: Progress { files: paths.len(), bytes, ..Progress::default() },
            trust: options.trust,
        })
    }

    pub fn file(
        &mut self,
        number: usize,
        path: &Arc<PathBuf>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<RawFile, IngestError> {
        let file = self.keys.open(path, &mut self.notes)?;
        let number = u32::try_from(number).expect("paths were listed one by one");
        let bytes_before = self.progress.bytes_done;
        let mut records = Records::new(&file, self.network);
        let mut last = None;
        while let Some(record) = records.next(&mut self.notes)? {
            self.network = records.network();
            if let Some(record) = last.replace(record) {
                self.record(&file, number, &record)?;
            }
            if self.headers.len().is_multiple_of(4096) {
                self.progress.bytes_done = bytes_before + records.at();
                progress(self.progress);
            }
        }
        if let Some(record) = last {
            let network = self.network.expect("a record has a magic");
            match half_written(&file, &record, network)? {
                Some(note) => self.notes.push(note),
                None => self.record(&file, number, &record)?,
            }
        }
        self.progress.files_done += 1;
        self.progress.bytes_done = bytes_before + file.len();
        progress(self.progress);
        Ok(file)
    }

    fn record(&mut self, file: &RawFile, number: u32, record: &Record) -> Result<(), IngestError> {
        if self.headers.len() == BLOCKS_MAX {
            return Err(IngestError::TooMany { limit: BLOCKS_MAX });
        }
        let network = self.network.expect("a record has a magic");
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
                let row = Row { hash, offset, file: number, size, bits: header.bits };
                self.headers.push(row, header.prev);
                self.progress.blocks += 1;
            }
            Err(reason) => self.notes.push(Note::Damaged(Corrupt {
                place: file.place(record.offset),
                hash: Some(hash),
                height: None,
                fault: Fault { at: 0, reason },
            })),
        }
        Ok(())
    }
}
