//! What stands around the drawing: what it is and as of when, where the value is in sums, what was
//! left out, and what the signs mean.

use model::chain::Network;

use super::canvas::{Canvas, Face, MONO};
use crate::picture::PictureOptions;
use crate::picture::card::Look;
use crate::picture::plan::Plan;
use crate::picture::text::{btc, shorten_end, width};
use crate::query::{Direction, Subject};
use crate::trace::{EndingSum, Trace};

const LEFT: usize = super::MARGIN;
const ROW: usize = 17;

/// The title; gives where it ends.
pub fn head(
    canvas: &mut Canvas,
    trace: &Trace,
    options: PictureOptions,
    top: usize,
    picture_w: usize,
) -> usize {
    let mut y = top;
    if trace.ledger.network == Network::Story {
        let red = "#a4161a";
        canvas.banner(LEFT, y, picture_w - 2 * LEFT, 26, red);
        let text =
            "SYNTHETIC: a made-up chain for training and tests. No real person, no real money.";
        let face = Face { size: 13, fill: red, is_bold: true, ..Face::PLAIN };
        canvas.text(LEFT + 10, y + 18, text, face);
        y += 36;
    }
    let question = match trace.query.direction {
        Direction::Forward => "Where the value of this went",
        Direction::Backward => "Where the value of this came from",
    };
    let title = format!("{question}, by {}", options.method.shown());
    canvas.text(LEFT, y + 16, &title, Face { size: 17, is_bold: true, ..Face::PLAIN });
    canvas.text(
        LEFT,
        y + 35,
        &subject_text(&trace.query.subject, trace.ledger.network),
        Face { family: MONO, size: 12, ..Face::PLAIN },
    );
    y += 35;
    for line in [as_of(trace), format!("Method: {}.", options.method.explains())] {
        y += ROW;
        canvas.text(LEFT, y, &line, Face::FAINT);
    }
    y
}

/// The longest list of subjects that a line holds.
const SUBJECT_WIDTH_MAX: usize = 120;

fn subject_text(subject: &Subject, network: Network) -> String {
    match subject {
        Subject::OutPoint(out_point) => format!("output {out_point}"),
        Subject::Tx(txid) => format!("transaction {txid}"),
        Subject::Address(address) => format!("address {}", address.display(network)),
        Subject::Cluster(address) => format!("cluster of {}", address.display(network)),
        Subject::Several(subjects) => {
            let texts: Vec<String> =
                subjects.iter().map(|subject| subject_text(subject, network)).collect();
            shorten_end(
                &format!("{} subjects: {}", texts.len(), texts.join(", ")),
                SUBJECT_WIDTH_MAX,
            )
        }
    }
}

fn as_of(trace: &Trace) -> String {
    let mut text = format!("Ledger {}", trace.ledger);
    if let Some(block) = trace.as_of {
        text += &format!(", as of block {block}");
    }
    if let Some(time) = trace.as_of_time {
        text += &format!(", {time}");
    }
    let labels: String = trace.labels.to_string().chars().take(16).collect();
    text += &format!(". Labels {labels}….");
    text
}

/// Where it is now, in sums, and what the picture leaves out; gives where it ends.
pub fn foot(
    canvas: &mut Canvas,
    trace: &Trace,
    options: PictureOptions,
    plan: &Plan,
    top: usize,
) -> usize {
    let mut y = top + ROW;
    let title = match trace.query.direction {
        Direction::Forward => "Where it is now",
        Direction::Backward => "Where it came from",
    };
    canvas.text(LEFT, y, title, Face { size: 13, is_bold: true, ..Face::PLAIN });
    y += ROW;
    let bold = Face { is_bold: true, ..Face::PLAIN };
    let mut heads = vec![(LEFT, "reason".to_owned()), (LEFT + 150, "rows".to_owned())];
    for (at, method) in trace.query.methods.iter().enumerate() {
        heads.push((amount_x(at), format!("{}, BTC", method.shown())));
    }
    heads.push((share_x(trace), format!("share of the start by {}", options.method.shown())));
    for (x, text) in heads {
        canvas.text(x, y, &text, bold);
    }
    for sum in &trace.sums {
        y += ROW;
        sum_row(canvas, trace, options, sum, y);
    }
    y += ROW;
    start_row(canvas, trace, y);
    for line in left_out(trace, options, plan) {
        y += ROW;
        canvas.text(LEFT, y, &line, Face::FAINT);
    }
    y
}

fn amount_x(at: usize) -> usize {
    LEFT + 210 + at * 150
}

fn share_x(trace: &Trace) -> usize {
    amount_x(trace.query.methods.len())
}

fn sum_row(canvas: &mut Canvas, trace: &Trace, options: PictureOptions, sum: &EndingSum, y: usize) {
    canvas.text(LEFT, y, sum.stop, Face::PLAIN);
    canvas.text(LEFT + 150, y, &sum.rows.to_string(), Face::PLAIN);
    for (at, method) in trace.query.methods.iter().enumerate() {
        canvas.text(amount_x(at), y, &btc(sum.amounts[*method]), Face::PLAIN);
    }
    let share = trace.share(options.method, sum.amounts[options.method]);
    canvas.text(share_x(trace), y, &share.percent(), Face::PLAIN);
}

fn start_row(canvas: &mut Canvas, trace: &Trace, y: usize) {
    let bold = Face { is_bold: true, ..Face::PLAIN };
    canvas.text(LEFT, y, "the start", bold);
    for (at, method) in trace.query.methods.iter().enumerate() {
        let mut text = btc(trace.start.net[*method]);
        if !method.conserves() {
            text += " (not conserved)";
        }
        canvas.text(amount_x(at), y, &text, bold);
    }
}

fn left_out(trace: &Trace, options: PictureOptions, plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.coins_undrawn > 0 {
        let share = trace.share(options.method, plan.ended_undrawn).percent();
        lines.push(format!(
            "Not drawn: {} of {} traced coins; {} BTC ({share} of the start) ended in them. The \
             table of the trace has them all.",
            plan.coins_undrawn,
            trace.coins.len(),
            btc(plan.ended_undrawn),
        ));
    }
    if plan.has_fee_steps {
        lines.push("Value that went on through fees is not drawn.".into());
    }
    lines.extend(trace.cuts.iter().map(|cut| format!("Left out: {cut}.")));
    lines
}

/// What the signs mean: only those that occur, so that a reader need not wonder.
pub fn legend(canvas: &mut Canvas, looks: &[Look], top: usize, picture_w: usize) -> usize {
    let mut row = Flow { x: LEFT, y: top + ROW, right: picture_w - LEFT };
    for look in looks {
        let (x, y) = row.take(30 + width(look.says()) * 6 + 18);
        canvas.badge(x, y - 11, look.badge(), look.colour());
        canvas.text(x + 30, y, look.says(), Face { size: 10, ..Face::PLAIN });
    }
    for (is_dashed, says) in [
        (false, "observed on the ledger"),
        (true, "inferred: crossed because asked, or perhaps a CoinJoin; no evidence"),
    ] {
        let (x, y) = row.take(40 + width(says) * 6 + 18);
        canvas.run(x, y - 4, x, y - 4, x + 34, y - 4, super::LINE, 20, is_dashed);
        canvas.text(x + 40, y, says, Face { size: 10, ..Face::PLAIN });
    }
    for says in [
        "circle: a transaction, with the beginning of its id",
        "double border: a cluster, which is a hypothesis",
        "dashed pill: a limit of this question, not a fact",
        "line width: logarithm of the traced value",
    ] {
        let (x, y) = row.take(width(says) * 6 + 18);
        canvas.text(x, y, says, Face { size: 10, ..Face::FAINT });
    }
    row.y
}

/// Items side by side, on to the next row where there is no more room.
struct Flow {
    x: usize,
    y: usize,
    right: usize,
}

impl Flow {
    fn take(&mut self, w: usize) -> (usize, usize) {
        if self.x > LEFT && self.x + w > self.right {
            self.x = LEFT;
            self.y += ROW;
        }
        let x = self.x;
        self.x += w;
        (x, self.y)
    }
}
