//! Little chains, followed: one file a subject.

mod forward;
