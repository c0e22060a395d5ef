//! What a file is, by its first bytes, whatever its name says.
//!
//! Signatures: the formats' own specifications, as the Library of Congress lists them (loc.gov/preservation/digital/formats)
//! and WHATWG's MIME Sniffing. It tells kinds apart as far as it matters for opening them safely; it
//! does not prove that a file is whole.

use std::fmt;
use std::str::FromStr;

use crate::access::words;

/// So many bytes from the beginning are looked at.
pub const HEAD: usize = 4_096;

words! {
    /// Stored by its text: never rename one.
    Kind, "kind of file" {
        Pdf = "pdf",
        Png = "png",
        Jpeg = "jpeg",
        Gif = "gif",
        Webp = "webp",
        Tiff = "tiff",
        /// A ZIP, and what is one inside: office documents among them.
        Zip = "zip",
        Gzip = "gzip",
        SevenZip = "7z",
        Rar = "rar",
        Zstd = "zstd",
        /// The older office formats, and e-mails of Outlook.
        Ole = "ole",
        Rtf = "rtf",
        Mp4 = "mp4",
        Sqlite = "sqlite",
        /// A program for some machine, or a script that begins with `#!`.
        Program = "program",
        Html = "html",
        /// SVG too: it can carry scripts.
        Xml = "xml",
        Json = "json",
        /// UTF-8 without control characters: CSV, logs, messages.
        Text = "text",
        Empty = "empty",
        Unknown = "unknown",
    }
}

const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"%PDF-", Kind::Pdf),
    (b"\x89PNG\r\n\x1a\n", Kind::Png),
    (b"\xff\xd8\xff", Kind::Jpeg),
    (b"GIF87a", Kind::Gif),
    (b"GIF89a", Kind::Gif),
    (b"II*\0", Kind::Tiff),
    (b"MM\0*", Kind::Tiff),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\x1f\x8b", Kind::Gzip),
    (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
    (b"Rar!\x1a\x07", Kind::Rar),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
    (b"{\\rtf", Kind::Rtf),
    (b"SQLite format 3\0", Kind::Sqlite),
    (b"MZ", Kind::Program),
    (b"\x7fELF", Kind::Program),
    (b"\xfe\xed\xfa\xce", Kind::Program),
    (b"\xfe\xed\xfa\xcf", Kind::Program),
    (b"\xce\xfa\xed\xfe", Kind::Program),
    (b"\xcf\xfa\xed\xfe", Kind::Program),
    (b"\xca\xfe\xba\xbe", Kind::Program),
    (b"#!", Kind::Program),
];

/// What the bytes begin like.
pub fn sniff(head: &[u8]) -> Kind {
    let head = &head[..head.len().min(HEAD)];
    if head.is_empty() {
        return Kind::Empty;
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(sign, _)| head.starts_with(sign)) {
        return *kind;
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Kind::Webp;
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Kind::Mp4;
    }
    sniff_text(head).unwrap_or(Kind::Unknown)
}

fn sniff_text(head: &[u8]) -> Option<Kind> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut off by the end of the head, and no other.
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')) {
        return None;
    }
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let lower: String = begin.chars().take(1_000).collect::<String>().to_ascii_lowercase();
    // A browser reads a page out of a text that holds such tags, so it is one (MIME Sniffing, 7.1).
    let tags = ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<title"];
    Some(if tags.iter().any(|tag| lower.contains(tag)) {
        Kind::Html
    } else if lower.starts_with("<?xml") || lower.starts_with("<svg") {
        Kind::Xml
    } else if serde_json_like(begin) {
        Kind::Json
    } else {
        Kind::Text
    })
}

/// Begins as an object or a list of JSON does.
fn serde_json_like(text: &str) -> bool {
    let mut rest = text.chars().filter(|c| !c.is_whitespace());
    match rest.next() {
        Some('{') => matches!(rest.next(), Some('"' | '}')),
        Some('[') => matches!(rest.next(), Some('{' | '[' | '"' | ']' | '0'..='9' | '-')),
        _ => false,
    }
}

impl Kind {
    /// What a name's ending says a file is; none where it says nothing known.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "pdf" => Kind::Pdf,
            "png" => Kind::Png,
            "jpg" | "jpeg" | "jfif" => Kind::Jpeg,
            "gif" => Kind::Gif,
            "webp" => Kind::Webp,
            "tif" | "tiff" => Kind::Tiff,
            "zip" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "apk" | "jar" => Kind::Zip,
            "gz" | "tgz" => Kind::Gzip,
            "7z" => Kind::SevenZip,
            "rar" => Kind::Rar,
            "zst" => Kind::Zstd,
            "doc" | "xls" | "ppt" | "msg" => Kind::Ole,
            "rtf" => Kind::Rtf,
            "mp4" | "m4a" | "m4v" | "mov" | "heic" | "avif" => Kind::Mp4,
            "db" | "sqlite" | "sqlite3" => Kind::Sqlite,
            "exe" | "dll" | "so" | "sh" | "msi" | "com" | "scr" => Kind::Program,
            "html" | "htm" => Kind::Html,
            "xml" | "svg" => Kind::Xml,
            "json" => Kind::Json,
            "txt" | "csv" | "tsv" | "log" | "md" | "eml" => Kind::Text,
            _ => return None,
        })
    }

    /// Whether bytes of this kind may stand behind a name that says `said`. What is plain text may be
    /// called by any name of a text.
    pub fn agrees_with(self, said: Self) -> bool {
        let is_plain = |kind| matches!(kind, Kind::Text | Kind::Json);
        self == said || is_plain(self) && (is_plain(said) || said == Kind::Xml)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], name: &str, kind: Kind, agrees: bool) {
        assert_eq!(sniff(bytes), kind, "{name}");
        let said = Kind::of_name(name);
        assert_eq!(said.is_none_or(|said| kind.agrees_with(said)), agrees, "{name}");
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        check(b"%PDF-1.7\n", "report.pdf", Kind::Pdf, true);
        check(b"MZ\x90\0", "invoice.pdf", Kind::Program, false);
        check(b"MZ\x90\0", "photo.jpg.exe", Kind::Program, true);
        check(b"<svg onload=alert(1)>", "photo.png", Kind::Xml, false);
        check(b"  <!DOCTYPE html><p>", "notes.txt", Kind::Html, false);
        check(b"hello <script>alert(1)</script>", "notes.csv", Kind::Html, false);
        check(b"#!/bin/sh\nrm", "notes.txt", Kind::Program, false);
        check(b"PK\x03\x04....", "list.xlsx", Kind::Zip, true);
        check(b"{\"a\": 1}", "a.json", Kind::Json, true);
        check("a,ข\n".as_bytes(), "a.csv", Kind::Text, true);
        check(b"a\0b", "a.txt", Kind::Unknown, false);
        check(b"", "a.txt", Kind::Empty, false);
        check(b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", Kind::Webp, true);
        check(b"whatever", "no ending", Kind::Text, true);
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_head_is_no_reason() {
        let mut bytes = vec![b'a'; HEAD - 1];
        bytes.extend("ข".as_bytes());
        assert_eq!(sniff(&bytes), Kind::Text);
        assert_eq!(sniff(&[b'a', 0xe0]), Kind::Unknown, "but the end of the file is one");
    }

    #[test]
    fn no_bytes_are_too_strange() {
        for length in 0..64 {
            for byte in [0_u8, 0x1f, b'<', b'[', b'R', 0xff] {
                sniff(&vec![byte; length]);
            }
        }
    }
}
