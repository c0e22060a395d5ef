//! Pictures of a trace: SVG for people, DOT for other tools.
//!
//! `plan` says what is drawn, `layout` where, `svg` and `dot` write it down. A picture names its
//! method, its block and what it leaves out; it says nothing that the trace does not.

mod card;
mod dot;
mod layout;
mod plan;
mod svg;
mod text;

use crate::taint::Method;
use crate::trace::Trace;

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureOptions {
    /// Edge labels and the order of lanes go by this method; it stands in the title.
    pub method: Method,
    /// At most this many cards (with a stub wherever some were left out).
    pub cards_max: usize,
}

impl PictureOptions {
    /// By the trace's main method, as many cards as a page still shows legibly.
    pub fn of(trace: &Trace) -> Self {
        Self { method: trace.query.method_main(), cards_max: 60 }
    }
}

/// The left-to-right picture as a standalone SVG.
pub fn svg(trace: &Trace, options: PictureOptions) -> String {
    let plan = plan::plan(trace, options);
    let layout = layout::layout(&plan);
    svg::write(trace, options, &plan, &layout)
}

/// The same graph for Graphviz.
pub fn dot(trace: &Trace, options: PictureOptions) -> String {
    dot::write(trace, options, &plan::plan(trace, options))
}
