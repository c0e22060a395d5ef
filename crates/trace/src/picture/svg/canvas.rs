//! Shapes and text as SVG elements. The one place that writes markup, and so the one that escapes.

use std::fmt::Write as _;

use crate::picture::text::escape;

pub const SANS: &str = "DejaVu Sans, Verdana, Arial, sans-serif";
pub const MONO: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";
pub const INK: &str = "#111827";

/// How a line of text is set.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub family: &'static str,
    pub size: usize,
    pub fill: &'static str,
    pub is_bold: bool,
    pub anchor: &'static str,
}

impl Face {
    pub const PLAIN: Face =
        Face { family: SANS, size: 11, fill: INK, is_bold: false, anchor: "start" };
    pub const FAINT: Face = Face { fill: "#4b5563", ..Face::PLAIN };
}

#[derive(Debug, Default)]
pub struct Canvas {
    body: String,
}

impl Canvas {
    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        self.body.write_fmt(element).expect("writing to a string cannot fail");
        self.body.push('\n');
    }

    pub fn finish(self, width: usize, height: usize) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.body
        )
    }

    pub fn text(&mut self, x: usize, y: usize, text: &str, face: Face) {
        let Face { family, size, fill, is_bold, anchor } = face;
        let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
        let anchor = match anchor {
            "start" => String::new(),
            anchor => format!(" text-anchor=\"{anchor}\""),
        };
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\" \
             fill=\"{fill}\"{weight}{anchor}>{}</text>",
            escape(text)
        ));
    }

    /// A group with a tooltip, which screen readers read too.
    pub fn open_group(&mut self, title: &str) {
        // Line breaks are kept: they are the one control character a tooltip may have.
        let lines: Vec<String> = title.lines().map(escape).collect();
        self.put(format_args!("<g><title>{}</title>", lines.join("\n")));
    }

    pub fn close_group(&mut self) {
        self.put(format_args!("</g>"));
    }

    /// White under text, so that lines do not run through it.
    pub fn plate(&mut self, x: usize, y: usize, w: usize, h: usize) {
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#ffffff\" \
             fill-opacity=\"0.9\"/>"
        ));
    }

    /// Straight to a bend, then in a curve to the end.
    #[expect(
        clippy::too_many_arguments,
        reason = "three points and a pen; all are numbers of one line"
    )]
    pub fn run(
        &mut self,
        x0: usize,
        y0: usize,
        x1: usize,
        y1: usize,
        x2: usize,
        y2: usize,
        colour: &str,
        tenths: usize,
        is_dashed: bool,
    ) {
        let middle = usize::midpoint(x1, x2);
        let straight = if x0 == x1 { String::new() } else { format!(" L{x1} {y1}") };
        let dash = if is_dashed { " stroke-dasharray=\"6 4\"" } else { "" };
        self.put(format_args!(
            "<path d=\"M{x0} {y0}{straight} C{middle} {y1} {middle} {y2} {x2} {y2}\" fill=\"none\" \
             stroke=\"{colour}\" stroke-width=\"{}.{}\"{dash}/>",
            tenths / 10,
            tenths % 10
        ));
    }

    /// The head of an arrow whose point is at `x`: money always moves to the right.
    pub fn arrow(&mut self, x: usize, y: usize, colour: &str) {
        let (left, up, down) = (x - 8, y - 5, y + 5);
        self.put(format_args!(
            "<path d=\"M{left} {up} L{x} {y} L{left} {down} Z\" fill=\"{colour}\"/>"
        ));
    }

    /// A transaction.
    pub fn dot(&mut self, x: usize, y: usize, r: usize, title: &str, is_inferred: bool) {
        self.open_group(title);
        let dash = if is_inferred { " stroke-dasharray=\"3 2\"" } else { "" };
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"#ffffff\" stroke=\"{INK}\" \
             stroke-width=\"2\"{dash}/>"
        ));
        self.close_group();
    }

    /// A card: a bar of its colour on the left, a double border for a cluster.
    pub fn frame(&mut self, x: usize, y: usize, w: usize, h: usize, colour: &str, is_double: bool) {
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"4\" fill=\"#ffffff\" \
             stroke=\"{colour}\" stroke-width=\"1.5\"/>"
        ));
        if is_double {
            let (x, y, w, h) = (x + 3, y + 3, w - 6, h - 6);
            self.put(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"2\" fill=\"none\" \
                 stroke=\"{colour}\" stroke-width=\"1\"/>"
            ));
        }
        let (y, h) = (y + 1, h - 2);
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"8\" height=\"{h}\" rx=\"3\" fill=\"{colour}\"/>"
        ));
    }

    pub fn stub(&mut self, x: usize, y: usize, w: usize, h: usize, colour: &str) {
        let radius = h / 2;
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" \
             fill=\"#f3f4f6\" stroke=\"{colour}\" stroke-dasharray=\"2 3\"/>"
        ));
    }

    pub fn pill(&mut self, x: usize, y: usize, w: usize, h: usize, colour: &str, is_dashed: bool) {
        let dash = if is_dashed { " stroke-dasharray=\"3 2\"" } else { "" };
        let radius = h / 2;
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" \
             fill=\"#ffffff\" stroke=\"{colour}\"{dash}/>"
        ));
    }

    /// The category's sign on a card.
    pub fn badge(&mut self, x: usize, y: usize, text: &str, colour: &str) {
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"24\" height=\"15\" rx=\"3\" fill=\"{colour}\"/>"
        ));
        let face =
            Face { size: 9, fill: "#ffffff", is_bold: true, anchor: "middle", ..Face::PLAIN };
        let colour = face.fill;
        self.text(x + 12, y + 11, text, Face { fill: colour, ..face });
    }

    /// The sign of a folded run: steps going down.
    pub fn stairs(&mut self, x: usize, y: usize, colour: &str) {
        self.put(format_args!(
            "<path d=\"M{x} {y} h6 v5 h6 v5 h6 v5 h6\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"2\"/>"
        ));
    }

    pub fn banner(&mut self, x: usize, y: usize, w: usize, h: usize, colour: &str) {
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#ffffff\" \
             stroke=\"{colour}\" stroke-width=\"2\"/>"
        ));
    }
}
