//! Tests of the program as people run it: the real binary, real files, real exit codes. One test
//! binary, cut by subject; what all share is in `harness`.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its desk has failed")]

mod harness;

mod academy;
mod bad_input;
mod blocks;
mod class_of_thirty;
mod evidence;
mod handbook;
mod keeping;
mod killing;
mod killing_boards;
mod killing_desk;
mod labels;
mod loose;
mod made_up_learners;
mod reading;
mod record;
mod rounds;
mod scenarios;
mod seeds;
mod serving;
mod serving_academy;
mod serving_access;
mod serving_boards;
mod serving_cases;
mod serving_classes;
#[cfg(unix)]
mod serving_full;
mod serving_hostile;
mod serving_papers;
mod serving_requests;
mod serving_results;
mod serving_rewind;
mod serving_slow;
mod stopping;
mod tracing;
mod usage;
