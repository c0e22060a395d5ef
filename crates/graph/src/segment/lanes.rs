//! Columns made side by side and written one after the other.
//!
//! A segment's columns have one order in their file, and what is in each does not depend on the
//! others being written. So they are made by several makers, in threads of their own where there
//! may be some, and each hands on what it made in pieces; whoever writes takes the first maker's
//! pieces to their end, then the second's. Bytes are the same whatever the number of threads.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::columns::ColumnsWriter;
use crate::error::GraphError;

/// What making a segment may use besides the rows it is made of, and besides what is a small share
/// of these (the value and holder behind each input, and how many legs each address has).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Means {
    /// For scattering and sorting, in all threads together. What does not fit is made in parts, with
    /// a walk over the rows for each.
    pub scratch_bytes: usize,
    pub threads: usize,
}

impl Means {
    pub(crate) const USUAL: Means = Means { scratch_bytes: 256 << 20, threads: 1 };

    /// Of so many makers, how many work beside who writes.
    fn helpers(self, makers: usize) -> usize {
        self.threads.saturating_sub(1).min(makers.saturating_sub(1))
    }

    /// What each of so many makers may use, a quarter being left for what waits to be written. Who writes
    /// makes something too, unless that is one small thing.
    pub(crate) fn share(self, makers: usize) -> usize {
        match self.helpers(makers) {
            0 => self.scratch_bytes,
            helpers => self.scratch_bytes / 4 * 3 / (makers - 1).min(helpers + 1),
        }
    }
}

/// Pieces are seldom larger; as many wait as a quarter of the scratch memory holds.
const PIECE_BYTES: usize = 1 << 18;
const WAITING_MAX: usize = 1 << 10;

/// Where columns go, piece by piece.
pub(crate) trait Sink {
    /// Opens a column. `len` only chooses its alignment.
    fn begin(&mut self, name: &'static str, width: u32, len: usize) -> Result<(), GraphError>;
    fn push(&mut self, piece: Vec<u8>) -> Result<(), GraphError>;
    fn end(&mut self) -> Result<(), GraphError>;
}

impl Sink for ColumnsWriter {
    fn begin(&mut self, name: &'static str, width: u32, len: usize) -> Result<(), GraphError> {
        ColumnsWriter::begin(self, name, width, len)
    }

    fn push(&mut self, piece: Vec<u8>) -> Result<(), GraphError> {
        ColumnsWriter::push(self, &piece)
    }

    fn end(&mut self) -> Result<(), GraphError> {
        ColumnsWriter::end(self);
        Ok(())
    }
}

/// A whole column at once.
pub(crate) fn column<const W: usize>(
    out: &mut dyn Sink,
    name: &'static str,
    rows: Vec<[u8; W]>,
) -> Result<(), GraphError> {
    out.begin(name, crate::packed::row(W), rows.len() * W)?;
    out.push(rows.into_flattened())?;
    out.end()
}

/// A column whose rows come one by one.
pub(crate) fn each<const W: usize>(
    out: &mut dyn Sink,
    name: &'static str,
    len: usize,
    rows: impl Iterator<Item = [u8; W]>,
) -> Result<(), GraphError> {
    out.begin(name, crate::packed::row(W), len * W)?;
    let mut gathered = Gathered::new(out);
    for row in rows {
        gathered.add(row)?;
    }
    gathered.flush()?;
    out.end()
}

/// Rows gathered into pieces of a column that is open.
pub(crate) struct Gathered<'s, const W: usize> {
    out: &'s mut dyn Sink,
    rows: Vec<[u8; W]>,
}

impl<'s, const W: usize> Gathered<'s, W> {
    const ROWS: usize = PIECE_BYTES / W;

    pub(crate) fn new(out: &'s mut dyn Sink) -> Gathered<'s, W> {
        Gathered { out, rows: Vec::new() }
    }

    #[inline]
    pub(crate) fn add(&mut self, row: [u8; W]) -> Result<(), GraphError> {
        self.rows.push(row);
        if self.rows.len() < Self::ROWS { Ok(()) } else { self.flush() }
    }

    pub(crate) fn extend(
        &mut self,
        rows: impl ExactSizeIterator<Item = [u8; W]>,
    ) -> Result<(), GraphError> {
        self.rows.extend(rows);
        if self.rows.len() < Self::ROWS { Ok(()) } else { self.flush() }
    }

    pub(crate) fn flush(&mut self) -> Result<(), GraphError> {
        let next = Vec::with_capacity(self.rows.len().min(Self::ROWS));
        self.out.push(std::mem::replace(&mut self.rows, next).into_flattened())
    }
}

/// Makes some columns, one after the other.
pub(crate) type Maker<'a> = Box<dyn FnOnce(&mut dyn Sink) -> Result<(), GraphError> + Send + 'a>;

/// Writes what the makers make, in their order. The first run where the writing is done: those for which
/// there are no helpers, and one at least. The last, for which most time is left, should have most to do.
pub(crate) fn run(
    makers: Vec<Maker<'_>>,
    out: &mut ColumnsWriter,
    means: Means,
) -> Result<(), GraphError> {
    let helpers = means.helpers(makers.len());
    let own = makers.len() - helpers;
    let mut makers = makers.into_iter();
    let first: Vec<Maker<'_>> = makers.by_ref().take(own).collect();
    if helpers == 0 {
        return first.into_iter().try_for_each(|maker| maker(out));
    }
    let waiting = (means.scratch_bytes / 4 / helpers / PIECE_BYTES).clamp(2, WAITING_MAX);
    let (lanes, pieces): (Vec<_>, Vec<_>) = makers
        .map(|maker| {
            let (sender, receiver) = sync_channel(waiting);
            ((maker, Lane { pieces: sender }), receiver)
        })
        .unzip();
    let lanes = Mutex::new(lanes.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(|| help(&lanes));
        }
        // What is written takes the receivers along: where it fails, nobody waits for it.
        first.into_iter().try_for_each(|maker| maker(out))?;
        pieces.into_iter().try_for_each(|lane| write(&lane, out))
    })
}

/// Takes makers in their order, so that the one that is written next is always at work.
fn help<'a>(lanes: &Mutex<impl Iterator<Item = (Maker<'a>, Lane)>>) {
    loop {
        let next = lanes.lock().ok().and_then(|mut lanes| lanes.next());
        let Some((maker, mut lane)) = next else { return };
        if let Err(fault) = maker(&mut lane) {
            lane.hand_on(Piece::Fault(fault));
        }
        lane.hand_on(Piece::Last);
    }
}

fn write(lane: &Receiver<Piece>, out: &mut ColumnsWriter) -> Result<(), GraphError> {
    loop {
        match lane.recv().expect("a maker that panics ends the program with its scope") {
            Piece::Begin(name, width, len) => out.begin(name, width, len)?,
            Piece::Bytes(bytes) => out.push(&bytes)?,
            Piece::End => out.end(),
            Piece::Fault(fault) => return Err(fault),
            Piece::Last => return Ok(()),
        }
    }
}

enum Piece {
    Begin(&'static str, u32, usize),
    Bytes(Vec<u8>),
    End,
    Fault(GraphError),
    Last,
}

/// One maker's way to the writer.
struct Lane {
    pieces: SyncSender<Piece>,
}

impl Lane {
    /// Where nobody takes it any more, the writing has failed, and says so itself.
    fn hand_on(&self, piece: Piece) {
        let _ = self.pieces.send(piece);
    }
}

impl Sink for Lane {
    fn begin(&mut self, name: &'static str, width: u32, len: usize) -> Result<(), GraphError> {
        self.hand_on(Piece::Begin(name, width, len));
        Ok(())
    }

    fn push(&mut self, piece: Vec<u8>) -> Result<(), GraphError> {
        self.hand_on(Piece::Bytes(piece));
        Ok(())
    }

    fn end(&mut self) -> Result<(), GraphError> {
        self.hand_on(Piece::End);
        Ok(())
    }
}
