//! The command line itself: help worth reading, and refusals in one voice.

use std::io::Read as _;
use std::process::Stdio;

use crate::harness::{Desk, transcript};

#[test]
fn every_help_page_says_what_its_command_answers() {
    transcript("help.txt");
}

#[test]
fn a_wrong_command_line_is_refused_with_what_to_write_instead() {
    transcript("usage.txt");
}

#[test]
fn a_reader_that_leaves_early_ends_the_program_quietly() {
    let desk = Desk::new();
    for args in [&["--help"][..], &["store", "info"], &["labels", "packs", "--format", "json"]] {
        let mut child = desk
            .kancil(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("kancil starts");
        drop(child.stdout.take());
        let mut talk = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut talk).expect("text");
        let code = child.wait().expect("kancil ends").code();
        assert_eq!((code, talk.as_str()), (Some(0), ""), "{args:?}");
    }
}
