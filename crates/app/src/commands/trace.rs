//! `kancil trace`: the hops, and where it is now.

mod page;
mod sensitivity;

use std::str::FromStr as _;

use ::trace::picture;
use ::trace::taint::Method;
use api::ask::bounds::Bounds;
use api::ask::trace::{MethodAsked, TraceAnswer, TraceQuestion};
use api::ask::watch::patient;
use api::ask::without::applied;

use self::page::Story;
use crate::args::{TraceArgs, TraceAsked, TraceFormat};
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::Page;
use crate::show::write_out;
use crate::{clock, talk, world};

pub fn run(data: &Data, args: &TraceArgs) -> Result<Exit, Failure> {
    let question = question(&args.asked)?;
    question.check(&Bounds::OWN, clock::now()?)?;
    let atlas = world::open(data, args.asked.chosen.ledger, &args.asked.when)?;
    let atlas = applied(&atlas, &question.without)?;
    let text = if args.sensitivity {
        let found = question.sensitivity(&atlas, &Bounds::OWN, &mut patient)?;
        sensitivity::told(&found, args)?
    } else {
        let answer = question.answer(&atlas, &Bounds::OWN, &mut patient)?;
        talk::notes(&answer.notes);
        told(&answer, args)
    };
    match &args.out {
        None => write_out(&text)?,
        Some(path) => {
            write_whole(path, text.as_bytes())?;
            talk::say(format_args!("wrote {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

/// The question as it was asked on the command line.
pub(super) fn question(args: &TraceAsked) -> Result<TraceQuestion, Failure> {
    let method = match args.method.as_str() {
        "all" => MethodAsked::All,
        one => Method::from_str(one).map_err(Failure::new)?.into(),
    };
    Ok(TraceQuestion {
        back: args.back,
        method,
        hops: args.hops,
        min: args.min.map(super::sat_words),
        from: args.from.map(|time| time.to_string()),
        to: args.to.map(|time| time.to_string()),
        legs: args.legs,
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        through_fees: args.through_fees,
        without: args.without.texts(),
        ..TraceQuestion::new(args.subjects.clone())
    })
}

fn told(answer: &TraceAnswer<'_>, args: &TraceArgs) -> String {
    let (trace, options) = (&answer.trace, answer.picture());
    match args.format {
        TraceFormat::Svg => picture::svg(trace, options),
        TraceFormat::Dot => picture::dot(trace, options),
        TraceFormat::Json => api::text::json(&answer.view()),
        TraceFormat::Csv => api::sheet::trace::sheet(&answer.view()).into_text(),
        TraceFormat::Table => {
            let mut page = if args.out.is_some() { Page::default() } else { Page::for_stdout() };
            Story::new(&answer.view()).page(&mut page, args.unfold);
            page.into_text()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use ::trace::follow::follow;
    use ::trace::query::{Direction, Subject, TraceQuery};
    use entity::atlas::{Atlas, Ledger};
    use entity::cluster::Clusters;
    use entity::label::{AsOf, Labels};
    use expect_test::{Expect, expect};
    use graph::Graph;

    use super::page::PEELS_MAX;
    use super::*;

    /// Plays a chain, follows `txid` by FIFO, and gives the page with names for hashes.
    fn check(chain: &str, tx: &str, expected: Expect) {
        expected.assert_eq(&told(chain, tx));
    }

    fn told(chain: &str, tx: &str) -> String {
        let played = scenario::play(chain).expect("a scenario");
        let batches = played.batches().expect("no reorganisation");
        let graph = Graph::in_memory(played.ledger, &batches).expect("a ledger");
        let clusters = Arc::new(Clusters::of(&graph));
        let as_of = AsOf { as_of: "2026-11-22".parse().expect("a day"), known_at: None };
        let labels = Arc::new(Labels::default());
        let atlas = Atlas::new(vec![Ledger { graph, clusters }], labels, as_of);
        let txid = played.names.txid(tx).expect("a name of the scenario");
        let query = TraceQuery::new(Subject::Tx(txid), Direction::Forward);
        let trace = follow(&atlas, &atlas.ledgers[0], &query).expect("a trace");
        let view = api::trace::view(&atlas, &atlas.ledgers[0], &trace);
        let mut page = Page::default();
        Story::new(&view).page(&mut page, false);
        played.names.rename(&page.into_text())
    }

    #[test]
    fn a_trace_is_told_hop_by_hop_and_ends_in_where_it_is_now() {
        check(
            "
            block 2026-03-01T14:02:00Z
              mint: coinbase -> exchange 50
            block
              theft: mint -> thief 40, exchange/1 9.9999
            block
              peel: theft:0 -> thief/1 35, shop 4.9999
            ",
            "theft",
            expect![[r#"
                Trace forward from theft
                  as of bitcoin-story-linked, block 3 (block3), 2026-03-01T14:22:00Z
                  FIFO: the first satoshi in pays the first satoshi out, fee last
                  start: 49.99990000 BTC in 2 coins

                Hops (2)
                  hop  time                  block  from                                           to                                                fifo BTC  outpoint                                                            basis
                  1    2026-03-01T14:22:00Z  3      thief  thief/1  35.00000000  peel:0  observed
                  1    2026-03-01T14:22:00Z  3      thief  shop   4.99990000  peel:1  observed; change? 30 %

                Where it is now, as of block 3 (block3)
                     fifo BTC    share  what     address                                        held by  who could freeze it   outpoint
                  35.00000000  70.00 %  unspent  thief/1  -        its key holder alone  peel:0
                   9.99990000  20.00 %  unspent  exchange/1  -        its key holder alone  theft:1
                   4.99990000  10.00 %  unspent  shop  -        its key holder alone  peel:1
                   0.00010000  <0.01 %  fee      -                                              -        nobody                in peel

                Sums
                     fifo BTC     share  what       rows
                  49.99980000  100.00 %  unspent       3
                   0.00010000   <0.01 %  fee           1
                  49.99990000            the start
            "#]],
        );
    }

    #[test]
    fn the_peels_of_a_folded_run_stand_beneath_it_and_the_rest_is_counted() {
        let mut chain = "block\n start: coinbase -> thief 50\n".to_owned();
        let mut from = "start:0".to_owned();
        for at in 1..=12 {
            let _ = writeln!(chain, "block\n p{at}: {from} -> shop{at} 1, thief/{at} {}", 50 - at);
            from = format!("p{at}:1");
        }
        let page = told(&chain, "start");
        let hops = page.split_once("Hops").expect("hops").1;
        let hops = hops.split_once("\n\n").expect("an end").0;
        let rows: Vec<&str> = hops.lines().skip(2).collect();
        assert_eq!(rows.len(), 1 + PEELS_MAX + 1, "{hops}");
        assert!(rows[0].contains("of 12 transactions, 12 peels"), "{}", rows[0]);
        for (at, row) in rows[1..=PEELS_MAX].iter().enumerate() {
            let words: Vec<&str> = row.split_whitespace().collect();
            let (hop, shop, outpoint) =
                ((at + 1).to_string(), format!("shop{}", at + 1), format!("p{}:0", at + 1));
            assert!(row.starts_with("    "), "{row}");
            assert_eq!(words[0], hop);
            assert_eq!(words[3..], [shop.as_str(), "1.00000000", outpoint.as_str(), "peel"]);
        }
        assert_eq!(rows[PEELS_MAX + 1].trim(), "+2 more (--unfold)");
    }
}
