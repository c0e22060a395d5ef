//! Pictures of a trace: SVG for people, DOT for other tools.
#![allow(clippy::todo)]

use crate::taint::Method;
use crate::trace::Trace;

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureOptions {
    /// Edge labels and the order of lanes go by this method; it stands in the title.
    pub method: Method,
    /// At most this many cards; what is left out stands in the picture.
    pub cards_max: usize,
}

/// The left-to-right picture as a standalone SVG.
pub fn svg(trace: &Trace, options: PictureOptions) -> String {
    let _ = (trace, options);
    todo!("the picture")
}

/// The same graph for Graphviz.
pub fn dot(trace: &Trace, options: PictureOptions) -> String {
    let _ = (trace, options);
    todo!("the picture")
}
