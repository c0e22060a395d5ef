//! Opening a ledger's directory to read it.

use std::path::Path;

use crate::columns::Access;
use crate::error::GraphError;
use crate::read::Graph;
use crate::record::Record;

/// A writer commits seldom enough for any of so many openings to fall between two commits.
const TRIES: u32 = 100;

impl Graph {
    /// The ledger in `dir` as of its last commit. Needs no lock and writes nothing: a writer may be
    /// at work, and this view stays as it is.
    ///
    /// Nothing is read but headers, whatever the ledger's size. Single rows are expected to be asked
    /// for next: of files that are not in memory each costs one page. A sweep ([`Graph::txs`],
    /// [`Graph::segments`], `verify`, the digest) has the system read ahead from then on.
    pub fn open(dir: &Path) -> Result<Graph, GraphError> {
        let record = Record::read(dir)?.ok_or_else(|| missing(dir))?;
        let graph = open_from(dir, record)?;
        graph.expect(Access::Scattered);
        Ok(graph)
    }
}

/// What a record lists, or the record that stands there by now.
///
/// Between the two reads a writer may have committed and removed what it merged, or the whole ledger
/// may have been made anew, with other files of the same names. So whatever is wrong, it counts only
/// if the record is still the one it was read by.
fn open_from(dir: &Path, mut record: Record) -> Result<Graph, GraphError> {
    let mut tries = TRIES;
    loop {
        let fault = match record.open(dir) {
            Ok(stack) => return Ok(Graph::of(&record, stack)),
            Err(fault) => fault,
        };
        let now = Record::read(dir)?.ok_or_else(|| missing(dir))?;
        tries -= 1;
        if now == record || tries == 0 {
            return Err(fault);
        }
        record = now;
    }
}

fn missing(dir: &Path) -> GraphError {
    GraphError::Missing { dir: dir.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Writer;
    use crate::columns::{Columns, ColumnsWriter, Content};
    use crate::segment;
    use crate::testing::{Builder, LINKED, dir};

    fn write(dir: &Path, holder: &str) {
        let mut writer = Writer::open(dir, LINKED).unwrap();
        let block = Builder::default().block(holder).coinbase("c", holder);
        writer.append(&block.build()).unwrap();
        writer.commit().unwrap();
    }

    #[test]
    fn a_ledger_made_anew_while_it_is_opened_is_the_new_one() {
        let dir = dir();
        write(dir.path(), "ann");
        let before = Record::read(dir.path()).unwrap().unwrap();
        std::fs::remove_dir_all(dir.path()).unwrap();
        write(dir.path(), "bob");
        let found = open_from(dir.path(), before).unwrap();
        let expected = Graph::open(dir.path()).unwrap();
        assert_eq!(found.tip(), expected.tip());
        assert_eq!(found.logical_digest(), expected.logical_digest());
    }

    #[test]
    fn a_file_that_is_not_the_one_listed_is_damage_if_the_record_stays() {
        let (dir, other) = (crate::testing::dir(), crate::testing::dir());
        write(dir.path(), "ann");
        write(other.path(), "bob");
        let name = "seg-00000001.kg";
        std::fs::copy(other.path().join(name), dir.path().join(name)).unwrap();
        let error = Graph::open(dir.path()).unwrap_err();
        assert!(matches!(error, GraphError::Damaged { .. }), "{error}");
    }

    /// The ledger's one segment again, said to be of another format.
    fn of_format(dir: &Path, version: u32) {
        let path = dir.join("seg-00000001.kg");
        let columns = Columns::open(&path, segment::CONTENT).unwrap();
        let content = Content { version, ..segment::CONTENT };
        let mut out = ColumnsWriter::create(&path, content).unwrap();
        for entry in columns.directory().split_last().unwrap().1 {
            out.begin(&entry.name, entry.width, 0).unwrap();
            out.push(columns.bytes(&entry.name)).unwrap();
            out.end();
        }
        drop(out.finish());
        let any = Content { version: u32::MAX, ..segment::CONTENT };
        let mut record = Record::read(dir).unwrap().unwrap();
        record.segments[0].identity = Columns::open(&path, any).unwrap().identity();
        record.write(dir).unwrap();
    }

    #[test]
    fn an_older_format_is_named_and_makes_room_for_the_same_blocks() {
        let dir = dir();
        write(dir.path(), "ann");
        let digest = Graph::open(dir.path()).unwrap().logical_digest();
        Writer::forget_older(dir.path()).unwrap();
        assert!(Graph::open(dir.path()).is_ok(), "it is not older");
        of_format(dir.path(), 1);
        for error in [Graph::open(dir.path()).map(drop), Writer::open(dir.path(), LINKED).map(drop)]
        {
            let error = error.unwrap_err();
            assert!(matches!(error, GraphError::Older { found: 1, known: 3, .. }), "{error}");
            assert!(
                error.to_string().contains("seg-00000001.kg is of the older format 1"),
                "{error}"
            );
        }
        Writer::forget_older(dir.path()).unwrap();
        assert!(matches!(Graph::open(dir.path()), Err(GraphError::Missing { .. })));
        write(dir.path(), "ann");
        assert_eq!(Graph::open(dir.path()).unwrap().logical_digest(), digest);
    }

    #[test]
    fn a_newer_format_is_refused_by_name_and_left() {
        let dir = dir();
        write(dir.path(), "ann");
        of_format(dir.path(), 9);
        for error in [
            Graph::open(dir.path()).map(drop),
            Writer::open(dir.path(), LINKED).map(drop),
            Writer::forget_older(dir.path()),
        ] {
            let error = error.unwrap_err();
            assert!(matches!(error, GraphError::Newer { found: 9, known: 3, .. }), "{error}");
        }
        assert!(dir.path().join("seg-00000001.kg").exists());
    }
}
