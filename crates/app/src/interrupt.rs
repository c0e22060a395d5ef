//! Ctrl-C: the first one asks the work to stop at its next safe point, the second one ends it.
//!
//! Only commands that write for a long time listen; the others simply end, since they leave
//! nothing half-written behind.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::talk;

static STOP: AtomicBool = AtomicBool::new(false);

/// Starts listening to Ctrl-C and to a polite termination (SIGTERM, SIGHUP).
pub fn listen() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Stopped.code()));
        }
        talk::say("stopping at the next block; press Ctrl-C again to stop at once");
    })
    .map_err(|error| Failure::new(format_args!("cannot listen to Ctrl-C: {error}")))
}

/// For work that cannot stop halfway and be kept: ends at once, after `tidy`.
pub fn end_after(tidy: impl Fn() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(move || {
        tidy();
        std::process::exit(i32::from(Exit::Stopped.code()));
    })
    .map_err(|error| Failure::new(format_args!("cannot listen to Ctrl-C: {error}")))
}

/// For what runs until it is told to stop: the first signal is told, the second one ends it.
pub fn stop_with(told: impl Fn() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(move || {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Stopped.code()));
        }
        told();
    })
    .map_err(|error| Failure::new(format_args!("cannot listen to Ctrl-C: {error}")))
}

pub fn asked() -> bool {
    STOP.load(Ordering::Relaxed)
}
