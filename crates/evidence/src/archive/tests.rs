//! What is written reads back, others' tools read it too, and nothing else than what would be written
//! is read.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;

fn entries<'a>(files: &'a [(&'a str, &'a [u8])]) -> Vec<Entry<'a>> {
    files.iter().map(|&(name, bytes)| Entry { name, bytes }).collect()
}

const FILES: [(&str, &[u8]); 3] =
    [("a.txt", b"hello"), ("labels/0f.pack", b""), ("b.pdf", &[0, 255, 13, 10])];

#[test]
fn an_archive_reads_back_and_is_the_same_each_time() {
    let bytes = write(&entries(&FILES)).expect("plain files");
    assert_eq!(read(&bytes), Ok(entries(&FILES)));
    assert_eq!(write(&read(&bytes).expect("its own")).expect("again"), bytes);
}

#[test]
fn another_reader_of_zip_files_reads_it() {
    let bytes = write(&entries(&FILES)).expect("plain files");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    assert_eq!(archive.len(), FILES.len());
    for (name, expected) in FILES {
        let mut file = archive.by_name(name).expect("it is there");
        assert_eq!(file.unix_mode(), Some(0o100_644));
        let mut read = Vec::new();
        file.read_to_end(&mut read).expect("stored as it is");
        assert_eq!(read, expected);
    }
}

fn zipped(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, options).expect("a file");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("a zip file").into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let bomb = vec![0; 4 << 20];
    let deflated =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let bytes = zipped(&[("report.pdf", &bomb)], deflated);
    assert!(bytes.len() < 8 << 10);
    assert_eq!(read(&bytes), Err(ArchiveError::Compressed { name: "report.pdf".into() }));
}

#[test]
fn a_link_is_refused() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.add_symlink("report.pdf", "/etc/passwd", stored).expect("a link");
    let bytes = writer.finish().expect("a zip file").into_inner();
    assert!(read(&bytes).is_err());
    // And one that differs from a plain file by its mode alone.
    let mut bytes = write(&entries(&FILES[..1])).expect("plain files");
    let mode = bytes.len() - 22 - "a.txt".len() - 8;
    assert_eq!(bytes[mode..mode + 4], MODE.to_le_bytes());
    bytes[mode + 3] = 0xa1;
    assert_eq!(read(&bytes), Err(ArchiveError::Unaccounted { at: mode + 3 }));
}

#[test]
fn a_name_that_leads_elsewhere_is_refused() {
    let long = "x".repeat(NAME_MAX + 1);
    let bad = [
        "",
        "/",
        "/etc/passwd",
        "../a",
        "a/../b",
        "a/b/c",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "..",
        "C:a",
        "a\\b",
        "a b",
        "na\u{ef}ve",
        "a\u{202e}b",
        "a\0b",
        "a\nb",
        &long,
    ];
    for name in bad {
        assert!(!is_plain(name), "{name:?}");
        let refused = write(&[Entry { name, bytes: b"" }]);
        assert!(matches!(refused, Err(ArchiveError::Name { .. })), "{name:?}");
    }
    for name in ["a", "MANIFEST.json", "labels/00ff.pack", "a-b_c.d"] {
        assert!(is_plain(name), "{name:?}");
    }
}

#[test]
fn a_name_that_is_there_twice_is_refused() {
    for second in ["a.txt", "A.TXT"] {
        let files = [("a.txt", b"one".as_slice()), (second, b"two")];
        let twice = ArchiveError::Twice { name: second.into() };
        assert_eq!(write(&entries(&files)), Err(twice.clone()));
        let rows: Vec<Row<'_>> =
            vec![Row { name: "a.txt", checksum: crc32fast::hash(b"one"), size: 3, at: 0 }];
        let mut bytes = Vec::new();
        put_local(&mut bytes, &rows[0]);
        bytes.extend_from_slice(b"one");
        let again = Row::of(&Entry { name: second, bytes: b"two" }, bytes.len());
        put_local(&mut bytes, &again);
        bytes.extend_from_slice(b"two");
        assert_eq!(read(&bytes), Err(twice));
    }
}

#[test]
fn what_is_no_zip_file_is_said_to_be_none() {
    assert_eq!(read(b""), Err(ArchiveError::NotZip));
    assert_eq!(read(b"%PDF-1.7"), Err(ArchiveError::NotZip));
    assert_eq!(read(&END), Err(ArchiveError::Empty));
    assert!(matches!(read(&LOCAL), Err(ArchiveError::Cut { .. })));
}

#[test]
fn bytes_before_between_or_after_are_refused() {
    let bytes = write(&entries(&FILES)).expect("plain files");
    assert!(read(&[b"PK", bytes.as_slice()].concat()).is_err());
    let after = [bytes.as_slice(), b"x"].concat();
    assert_eq!(read(&after), Err(ArchiveError::Unaccounted { at: bytes.len() }));
    let cut = &bytes[..bytes.len() - 1];
    assert_eq!(read(cut), Err(ArchiveError::Unaccounted { at: cut.len() }));
}

proptest! {
    #[test]
    fn whatever_reads_is_what_would_be_written(
        files in prop::collection::vec(("[a-c]{1,3}", prop::collection::vec(any::<u8>(), 0..40)), 1..5),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let Ok(mut bytes) = write(&entries(&files)) else { return Ok(()) };
        prop_assert_eq!(read(&bytes), Ok(entries(&files)));
        let at = at.index(bytes.len());
        let before = std::mem::replace(&mut bytes[at], byte);
        match read(&bytes) {
            Ok(found) => {
                // Of one changed byte only a name's can read: the directory then disagrees.
                prop_assert_eq!(before, byte);
                prop_assert_eq!(found, entries(&files));
            }
            Err(error) => prop_assert_ne!(before, byte, "{}", error),
        }
    }

    #[test]
    fn bytes_from_outside_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), is_zip in any::<bool>()) {
        if is_zip {
            bytes.splice(0..0, LOCAL);
        }
        let _ = read(&bytes);
    }
}
