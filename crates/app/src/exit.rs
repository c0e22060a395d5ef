//! What a run came to, as the number that scripts read.

use std::process::ExitCode;

/// The exit codes, all of them. They are part of the contract with scripts: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; where something was looked for, nothing was found.
    Done,
    /// `screen` found something.
    Found,
    /// Bad input or a failure; what was asked has not been done.
    Failed,
    /// The question cannot be answered: data or dates are missing.
    CannotTell,
    /// Ctrl-C or a termination signal: what was finished is kept (128 + SIGINT, as shells do).
    Stopped,
}

impl Exit {
    pub const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Found => 1,
            Exit::Failed => 2,
            Exit::CannotTell => 3,
            Exit::Stopped => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
