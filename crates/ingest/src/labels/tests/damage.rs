//! Files that are broken, hostile, or not label files at all: one sentence each, and nothing taken.

use std::io::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{check, hints, show};
use crate::labels::{Format, Hints, read};

const PACK: &str = "title: T\ncreator: C\nsource: S\nlabel: L\ncurrency: BTC\ncategory: miner\n\
                    confidence: forensic\nlastmod: 2022-01-24\ntags:\n\
                    - address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn check_bytes(path: &str, bytes: &[u8], expect: &Expect) {
    expect.assert_eq(&show(&read(path, bytes, &hints())));
}

#[test]
fn packed_files_are_read_as_if_they_were_not_and_named_by_their_own_bytes() {
    let plain = show(&read("a.yaml", PACK.as_bytes(), &hints()));
    let packed = [gz(PACK.as_bytes()), zstd::encode_all(PACK.as_bytes(), 1).unwrap()];
    for bytes in packed {
        let reading = read("a.yaml", &bytes, &hints());
        assert_eq!(show(&reading), plain);
        assert_eq!(reading.unwrap().pack.head.digest, model::hash::Digest::of(&bytes));
    }
    let mark = format!("\u{feff}{PACK}\u{1a}");
    assert_eq!(show(&read("a.yaml", mark.as_bytes(), &hints())), plain);
    let dos = PACK.replace('\n', "\r\n");
    assert_eq!(show(&read("folder\\a.yaml", dos.as_bytes(), &hints())), plain);
}

#[test]
fn a_file_cut_off_or_damaged_says_where() {
    // How far it came and the words in brackets are the unpacker's, of which there are several.
    let packed = gz(PACK.repeat(40).as_bytes());
    let says = show(&read("a.yaml.gz", &packed[..packed.len() / 2], &hints()));
    let begins = "a.yaml.gz: the gz data is damaged or cut off after ";
    assert!(
        says.starts_with(begins) && says.trim_end().ends_with("fetch the file again"),
        "{says}"
    );
    let packed = zstd::encode_all(PACK.as_bytes(), 1).unwrap();
    check_bytes(
        "a.yaml.zst",
        &packed[..packed.len() / 2],
        &expect![[r#"
        a.yaml.zst: the zst data is damaged or cut off after 0 unpacked bytes (incomplete frame): fetch the file again
    "#]],
    );
    check_bytes(
        "a.yaml.zst",
        b"\x28\xb5\x2f\xfdnonsense",
        &expect![[r#"
        a.yaml.zst: the zst data is damaged or cut off after 0 unpacked bytes (Unsupported frame parameter): fetch the file again
    "#]],
    );
    check_bytes(
        "a.yaml",
        b"title: T\ncreator: \xffC\n",
        &expect![[r#"
            a.yaml: line 2: the byte 0xff at offset 18 is not UTF-8: save the file as UTF-8
        "#]],
    );
    check_bytes(
        "a.yaml",
        b"title: T\ncre\0ator: C\n",
        &expect![[r#"
        a.yaml: line 2, column 4: a NUL byte: this is not a text file, or it is damaged
    "#]],
    );
    check_bytes(
        "a.yaml",
        b"\xff\xfet\0i\0",
        &expect![[r#"
        a.yaml: written in UTF-16: save it as UTF-8 and import that
    "#]],
    );
}

#[test]
fn a_small_file_that_unpacks_into_a_huge_one_is_refused() {
    let packed = zstd::encode_all(&vec![b'\n'; 40 << 20][..], 1).unwrap();
    check_bytes(
        "a.zst",
        &packed,
        &expect![[r#"
            a.zst: unpacks to more than 300 times its size: no label file does that
        "#]],
    );
}

#[test]
fn what_is_no_label_file_is_told_what_it_looks_like() {
    check(
        "a",
        "",
        &expect![[r#"
        a: the file is empty
    "#]],
    );
    check(
        "a",
        " \n\n",
        &expect![[r#"
        a: the file is empty
    "#]],
    );
    check(
        "sdn.xml",
        "<?xml version=\"1.0\"?>",
        &expect![[r#"
        sdn.xml: an XML or HTML file: this program reads OFAC's sdn.csv, not its XML; see the handbook's page on labels for the formats
    "#]],
    );
    check(
        "a.json",
        "{\"a\": 1}",
        &expect![[r#"
        a.json: a JSON file: labels are read from TagPacks (YAML), lists and tables (CSV); see the handbook's page on labels
    "#]],
    );
    check(
        "a.txt",
        "Dear all,\nplease find the list enclosed.\n",
        &expect![[r#"
        a.txt: not a format known here: give a TagPack or ActorPack (YAML), a list with one address a line, OFAC's sdn.csv, or a table whose header begins address,label,category,source
    "#]],
    );
    check(
        "a.yaml",
        "title: T\ncreator: C\n",
        &expect![[r#"
        a.yaml: a YAML file with neither 'tags:' nor 'actors:': no pack of labels
    "#]],
    );
    check(
        "alt.csv",
        "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \n",
        &expect![[r#"
        alt.csv: not a format known here: give a TagPack or ActorPack (YAML), a list with one address a line, OFAC's sdn.csv, or a table whose header begins address,label,category,source
    "#]],
    );
    check_bytes(
        "a.zip",
        b"PK\x03\x04",
        &expect![[r#"
        a.zip: a zip archive (or a spreadsheet): unpack it, or save the sheet as CSV, and import that
    "#]],
    );
    check_bytes(
        "a.bz2",
        b"BZh9",
        &expect![[r#"
        a.bz2: packed with bzip2: unpack it, or pack it as .gz or .zst
    "#]],
    );
    check(
        "a.txt",
        &"1".repeat(2 << 20),
        &expect![[r#"
        a.txt: line 1: a line of 2097152 bytes: no label file read here has such lines
    "#]],
    );
    check(
        "a.yaml",
        &format!("{PACK}  label: {}\n", "1".repeat(2 << 20)),
        &expect![[r#"
        a.yaml: line 11: a line of 2097161 bytes: no label file read here has such lines
    "#]],
    );
}

#[test]
fn yaml_made_to_exhaust_its_reader_does_not() {
    let tags = "title: T\ncreator: C\ntags:\n";
    let deep = format!("{tags}- {}\n", "[".repeat(100_000));
    check(
        "a.yaml",
        &deep,
        &expect![[r#"
        a.yaml: line 4, column 19: not well-formed YAML: recursion limit exceeded
    "#]],
    );
    let deep = format!("{tags}- {}\n", "- ".repeat(100_000));
    check(
        "a.yaml",
        &deep,
        &expect![[r#"
        a.yaml: line 4, column 31: not well-formed YAML: recursion limit exceeded
    "#]],
    );
    let laughs = "title: &a [x,x]\ncreator: &b [*a,*a]\nsource: &c [*b,*b]\ntags: []\n";
    check(
        "a.yaml",
        laughs,
        &expect![[r#"
        a.yaml: line 1, column 11: anchors (&) and aliases (*) are not used in packs: write the value out; a text that begins with & or * needs quotes
    "#]],
    );
    let many = format!("{tags}- address: [{}]\n", "a,\n ".repeat(100_000));
    check(
        "a.yaml",
        &many,
        &expect![[r#"
        a.yaml: line 4, column 12: address takes one text, not a list or map
    "#]],
    );
    let keys = format!("title: T\ncreator: C\nactors:\n- id: a\n{}", keys(50_000));
    check(
        "a.yaml",
        &keys,
        &expect![[r#"
        actorpack · T · C
        1 × actor: 0 taken, 0 again, 1 refused
        refused 1: no label
          line 4 a: an actor without label
    "#]],
    );
}

fn keys(count: u32) -> String {
    (0..count).map(|n| format!("  k{n}: v\n")).collect()
}

/// Little files of every format, for breaking.
const SEEDS: [(&str, Format); 8] = [
    (PACK, Format::TagPack),
    (
        "title: A\ncreator: C\nactors:\n- id: '01'\n  label: x\n  uri: u\n  categories: [exchange]\n  \
         context:\n    refs: ['a']\n",
        Format::ActorPack,
    ),
    ("# Last Updated: 2026-08-22 04:25:46 UTC\n12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n", Format::List),
    (
        "date,event,address\n2024-09-26,baseline,12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n\
         2025-03-22,removed,12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n",
        Format::Timeline,
    ),
    (
        "3,\"Y, X\",\"individual\",\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Digital Currency Address - \
         XBT 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S; a.k.a. 'Z'.\"\r\n",
        Format::Sdn,
    ),
    (
        "address,label,category,source,valid_from\n12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,\"a, b\",scam,s,2020-01-01\n",
        Format::Table,
    ),
    ("wallet,aso\nTR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,53/23\n", Format::Seizure),
    (
        "address,etherscan_tag,etherscan_labels,is_contract\n\
         0xd90e2f925da726b50c4ed8d0fb90ad053324f31b,Fake,phish-hack,False\n",
        Format::Explorer,
    ),
];

/// Pieces that mean something to one of the formats.
const PIECES: [&str; 34] = [
    "\n",
    "\r\n",
    ": ",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "\0",
    "\u{1a}",
    "\u{feff}",
    "é",
    "~",
    "-0-",
    "0x",
    "tags:\n",
    "actors:\n",
    "Digital Currency Address - ",
    "\\x0",
];

#[derive(Debug, Clone)]
enum Change {
    Put(usize, &'static str),
    Cut(usize, usize),
    Byte(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), prop::sample::select(&PIECES[..]))
            .prop_map(|(at, piece)| Change::Put(at, piece)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
    ]
}

fn changed(seed: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for change in changes {
        let length = bytes.len();
        match change {
            Change::Put(at, piece) => {
                let at = at % (length + 1);
                bytes.splice(at..at, piece.bytes());
            }
            Change::Cut(at, count) => {
                let at = at % (length + 1);
                bytes.drain(at..(at + count).min(length));
            }
            Change::Byte(at, byte) if length > 0 => bytes[at % length] = *byte,
            Change::Byte(..) => {}
        }
    }
    bytes
}

/// Whatever comes in: a whole reading that reconciles, or an error on one line.
fn holds(bytes: &[u8], format: Option<Format>) {
    let hints = Hints { format, list: Some("x".into()), ..hints() };
    match read("f", bytes, &hints) {
        Ok(reading) => {
            assert!(reading.report.reconciles(), "{:?}", reading.report);
            assert_eq!(reading.report.claims, reading.pack.claims.len() as u64);
            let again = read("f", bytes, &hints);
            assert_eq!(Ok(reading), again);
        }
        Err(error) => assert!(!error.to_string().contains(['\n', '\0', '\x1b']), "{error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn broken_files_are_read_or_refused_and_never_more(
        seed in prop::sample::select(&SEEDS[..]),
        is_told in any::<bool>(),
        changes in prop::collection::vec(change(), 1..12),
    ) {
        let (text, format) = seed;
        holds(&changed(text, &changes), is_told.then_some(format));
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        format in prop::option::of(prop::sample::select(&Format::ALL[..])),
        is_packed in any::<bool>(),
    ) {
        let bytes = if is_packed { gz(&bytes) } else { bytes };
        holds(&bytes, format);
    }

    #[test]
    fn packed_files_with_broken_bytes_are_read_or_refused(
        changes in prop::collection::vec(change(), 1..4),
        is_gz in any::<bool>(),
    ) {
        let mut bytes =
            if is_gz { gz(PACK.as_bytes()) } else { zstd::encode_all(PACK.as_bytes(), 1).unwrap() };
        for change in &changes {
            match change {
                Change::Byte(at, byte) => { let length = bytes.len(); bytes[at % length] = *byte; }
                Change::Cut(at, _) => bytes.truncate((at % bytes.len()).max(4)),
                Change::Put(..) => {}
            }
        }
        holds(&bytes, None);
    }
}
