//! A file's bytes into text: unpacked within bounds, UTF-8, without what no label file holds.
//!
//! The one thing to know: a small file that unpacks into a huge one is refused before it is held.
//! Archives of several files (zip, tar) are not opened.

use std::borrow::Cow;
use std::io::Read;

use super::error::{LabelError, Place};

/// The longest text that is read. GraphSense's own limit for a TagPack is 200 MB.
const TEXT_LEN_MAX: u64 = 256 << 20;
/// Labels shrink to a twentieth at best; far beyond is a bomb. Small files are let off.
const RATIO_MAX: u64 = 300;
const RATIO_FREE_LEN: u64 = 16 << 20;
/// No format read here has lines anywhere near this long.
const LINE_LEN_MAX: usize = 1 << 20;
/// The largest window a zstd frame may ask for: 128 MiB, what `zstd --long` makes.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// The file's text, borrowed where it was plain.
pub fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, LabelError> {
    let plain = unpack(file, bytes)?;
    let text = match plain {
        Cow::Borrowed(bytes) => Cow::Borrowed(utf8(file, bytes)?),
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Cow::Owned(text),
            Err(error) => return Err(not_utf8(file, error.as_bytes(), error.utf8_error())),
        },
    };
    let text = trimmed(text);
    refuse_nul(file, &text)?;
    Ok(text)
}

fn unpack<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, LabelError> {
    let refuse = |reason: &str| Err(LabelError::refused(file, reason));
    let unknown = |reason: &str| Err(LabelError::unreadable(file, reason));
    match bytes {
        [0x1f, 0x8b, ..] => {
            inflate(file, "gz", bytes.len(), flate2::read::MultiGzDecoder::new(bytes))
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            let unpacked = |error| LabelError::refused(file, format!("zst: {error}"));
            let mut decoder = zstd::stream::read::Decoder::new(bytes).map_err(unpacked)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG_MAX).map_err(unpacked)?;
            inflate(file, "zst", bytes.len(), decoder)
        }
        [b'P', b'K', 3 | 5, ..] => unknown(
            "a zip archive (or a spreadsheet): unpack it, or save the sheet as CSV, and import that",
        ),
        [b'B', b'Z', b'h', ..] => refuse("packed with bzip2: unpack it, or pack it as .gz or .zst"),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            refuse("packed with xz: unpack it, or pack it as .gz or .zst")
        }
        [b'%', b'P', b'D', b'F', ..] => unknown("a PDF: labels are read from text files alone"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            refuse("written in UTF-16: save it as UTF-8 and import that")
        }
        _ if bytes.len() as u64 > TEXT_LEN_MAX => {
            refuse(&format!("longer than {} MiB: split it", TEXT_LEN_MAX >> 20))
        }
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

fn inflate<'a>(
    file: &str,
    kind: &str,
    packed_len: usize,
    decoder: impl Read,
) -> Result<Cow<'a, [u8]>, LabelError> {
    let ratio_len = (packed_len as u64).saturating_mul(RATIO_MAX).max(RATIO_FREE_LEN);
    let len_max = ratio_len.min(TEXT_LEN_MAX);
    let mut bytes = Vec::new();
    decoder.take(len_max + 1).read_to_end(&mut bytes).map_err(|error| {
        let so_far = bytes.len();
        LabelError::refused(
            file,
            format!("the {kind} data is damaged or cut off after {so_far} unpacked bytes ({error}): fetch the file again"),
        )
    })?;
    if bytes.len() as u64 <= len_max {
        return Ok(Cow::Owned(bytes));
    }
    let reason = if len_max == TEXT_LEN_MAX {
        format!("unpacks to more than {} MiB: split it", TEXT_LEN_MAX >> 20)
    } else {
        format!("unpacks to more than {RATIO_MAX} times its size: no label file does that")
    };
    Err(LabelError::refused(file, reason))
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, LabelError> {
    std::str::from_utf8(bytes).map_err(|error| not_utf8(file, bytes, error))
}

fn not_utf8(file: &str, bytes: &[u8], error: std::str::Utf8Error) -> LabelError {
    let at = error.valid_up_to();
    let before = &bytes[..at];
    let line = line_of(before);
    let wrong = bytes.get(at).copied().unwrap_or_default();
    let reason =
        format!("the byte {wrong:#04x} at offset {at} is not UTF-8: save the file as UTF-8");
    LabelError::line(file, line, reason)
}

/// Without a byte order mark, and without the 0x1A that DOS programs (and OFAC) put at the end.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let cut = |text: &str| {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        (start, text.trim_end_matches('\u{1a}').len().max(start))
    };
    let (start, end) = cut(&text);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

fn refuse_nul(file: &str, text: &str) -> Result<(), LabelError> {
    let Some(at) = text.bytes().position(|byte| byte == 0) else { return Ok(()) };
    let line = line_of(&text.as_bytes()[..at]);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let column = Some(text[start..at].chars().count() as u64 + 1);
    let reason = "a NUL byte: this is not a text file, or it is damaged";
    Err(LabelError::at(file, Place { line, column }, reason))
}

/// A file that is one endless line is none of ours, and every reader would hold it whole.
pub fn refuse_endless_lines(file: &str, text: &str) -> Result<(), LabelError> {
    for (row, line) in text.split('\n').zip(1_u64..) {
        if row.len() > LINE_LEN_MAX {
            let reason =
                format!("a line of {} bytes: no label file read here has such lines", row.len());
            return Err(LabelError::line(file, line, reason));
        }
    }
    Ok(())
}

fn line_of(before: &[u8]) -> u64 {
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}
