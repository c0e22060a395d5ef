//! The second pass's hands: one block at a time by its row, checked and decoded.

use std::sync::Arc;

use model::batch::Batch;

use super::Shared;
use crate::bitcoin::chain::Row;
use crate::bitcoin::decode::{Decoder, Rules};
use crate::bitcoin::error::{Corrupt, IngestError, Note};
use crate::bitcoin::header::Header;
use crate::bitcoin::source::homes::{OpenFiles, Stretch};
use crate::bitcoin::source::records::FRAME_LEN;

/// Reads and decodes blocks by row, with a few files open.
#[derive(Debug)]
pub(super) struct Reader {
    shared: Arc<Shared>,
    open: OpenFiles,
    bytes: Vec<u8>,
    decoder: Decoder,
}

impl Reader {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, open: OpenFiles::default(), bytes: Vec::new(), decoder: Decoder::default() }
    }

    /// Appends a block to a batch. Where its record is damaged, its spares are tried.
    pub fn block(
        &mut self,
        row: u32,
        height: u32,
        batch: &mut Batch,
        notes: &mut Vec<Note>,
    ) -> Result<(), IngestError> {
        let corrupt = match self.record(row, height, batch)? {
            Ok(()) => return Ok(()),
            Err(corrupt) => corrupt,
        };
        let shared = self.shared.clone();
        for spare in shared.tree.spares(row) {
            if self.record(spare, height, batch)?.is_ok() {
                notes.push(Note::Spare { corrupt: *corrupt, used: shared.place(spare) });
                return Ok(());
            }
        }
        Err(IngestError::Corrupt(corrupt))
    }

    fn record(
        &mut self,
        row: u32,
        height: u32,
        batch: &mut Batch,
    ) -> Result<Result<(), Box<Corrupt>>, IngestError> {
        let Row { hash, offset, file, size, .. } = *self.shared.tree.row(row);
        let place = self.shared.place(row);
        let stretch = Stretch { home: file, start: offset + FRAME_LEN, len: u64::from(size) };
        self.open.read(&self.shared.homes, stretch, &mut self.bytes)?;
        let same = self.bytes.first_chunk().is_some_and(|header| Header::hash(header) == hash);
        if !same {
            return Err(IngestError::Changed { place });
        }
        let rules = Rules { network: self.shared.network, trust: self.shared.trust };
        let decoded = self.decoder.block(&self.bytes, Some(height), rules, batch);
        Ok(decoded.map_err(|fault| {
            Box::new(Corrupt { place, hash: Some(hash), height: Some(height), fault })
        }))
    }
}
