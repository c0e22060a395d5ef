//! `kancil trace`: the hops, and where it is now.

mod page;
mod sheet;

use std::str::FromStr as _;

use ::trace::follow::follow;
use ::trace::picture::{self, PictureOptions};
use ::trace::query::{Direction, Subject, TraceQuery};
use ::trace::taint::Method;
use entity::atlas::{Atlas, Ledger};

use self::page::Story;
use crate::args::{TraceArgs, TraceFormat};
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::resolve::{self, Place, What};
use crate::show::page::Page;
use crate::show::{json, write_out};
use crate::{clock, talk, world};

/// More cards than this are no picture any more; what is left out stands in it.
const CARDS_MAX: usize = 120;

pub fn run(data: &Data, args: &TraceArgs) -> Result<Exit, Failure> {
    let asked = args.subjects.iter().map(|text| resolve::parse(text));
    let asked = asked.collect::<Result<Vec<_>, _>>()?;
    in_the_past(args)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    let places = resolve::in_one_ledger(&atlas, &asked)?;
    let [first, ..] = places.as_slice() else {
        return Err(Failure::new("there is nothing to follow"));
    };
    let query = query(&places, args)?;
    let text = answer(&atlas, first.ledger, &query, args)?;
    match &args.out {
        None => write_out(&text)?,
        Some(path) => {
            write_whole(path, text.as_bytes())?;
            talk::say(format_args!("wrote {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

fn in_the_past(args: &TraceArgs) -> Result<(), Failure> {
    let now = clock::now()?;
    for (flag, time) in [("--from", args.from), ("--to", args.to)] {
        if let Some(time) = time {
            world::not_in_the_future(flag, time.day(), now)?;
        }
    }
    Ok(())
}

fn query(places: &[Place<'_>], args: &TraceArgs) -> Result<TraceQuery, Failure> {
    let direction = if args.back { Direction::Backward } else { Direction::Forward };
    let mut subjects = places.iter().map(subject).collect::<Result<Vec<_>, _>>()?;
    let subject = match subjects.len() {
        1 => subjects.remove(0),
        _ => Subject::Several(subjects),
    };
    let usual = TraceQuery::new(subject, direction);
    Ok(TraceQuery {
        methods: methods(&args.method)?,
        hops_max: args.hops.unwrap_or(usual.hops_max),
        value_min_sat: args.min.map_or(usual.value_min_sat, |sat| sat.0),
        from: args.from,
        to: args.to,
        legs_max: args.legs.unwrap_or(usual.legs_max),
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        through_fees: args.through_fees,
        ..usual
    })
}

fn methods(text: &str) -> Result<Vec<Method>, Failure> {
    match text {
        "all" => Ok(Method::ALL.to_vec()),
        one => Ok(vec![Method::from_str(one)?]),
    }
}

/// What a place is to a trace. Of an address, the other forms of its key are followed only where
/// the form that was pasted does not occur; where it does, they are named.
pub fn subject(place: &Place<'_>) -> Result<Subject, Failure> {
    let graph = &place.ledger.graph;
    Ok(match &place.what {
        What::Output(id) => Subject::OutPoint(api::chain::out_point(graph, &graph.output(*id))),
        What::Tx(ids) => {
            let id = ids.first().ok_or_else(|| Failure::new("the transaction is not there"))?;
            Subject::Tx(graph.txid(*id))
        }
        What::Cluster(holder) => Subject::Cluster(graph.address(holder.id())),
        What::Address(holder) => {
            let texts: Vec<String> = holder
                .same_key
                .iter()
                .map(|&id| api::chain::Holder::of(graph, id).address)
                .collect();
            match (holder.exact, texts.as_slice()) {
                (Some(_), []) => {}
                (Some(_), _) => talk::hint(format_args!(
                    "the same key also holds coins as {}: ask for those too",
                    texts.join(" and ")
                )),
                (None, [one]) => talk::say(format_args!(
                    "taken by the same key: {} holds its coins as {one}",
                    holder.asked.display(graph.ledger().network)
                )),
                (None, _) => {
                    return Err(Failure::new(
                        "this address does not occur, but several other forms of its key do",
                    )
                    .hint(format_args!("ask for one of them: {}", texts.join(", "))));
                }
            }
            Subject::Address(graph.address(holder.id()))
        }
        What::Block(id) => {
            let failure = Failure::new("a block cannot be followed: its coins can");
            return Err(match graph.block(*id).map(|block| block.txs.start) {
                Some(tx) => failure.hint(format_args!(
                    "its newly mined coin is {}:0",
                    graph.txid(graph::TxId(tx))
                )),
                None => failure,
            });
        }
    })
}

fn answer(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &TraceQuery,
    args: &TraceArgs,
) -> Result<String, Failure> {
    let trace = follow(atlas, ledger, query)?;
    let options = PictureOptions {
        method: api::trace::main_method(&trace.query.methods),
        cards_max: CARDS_MAX,
    };
    let view = || api::trace::view(atlas, ledger, &trace);
    Ok(match args.format {
        TraceFormat::Svg => picture::svg(&trace, options),
        TraceFormat::Dot => picture::dot(&trace, options),
        TraceFormat::Json => json(&view()),
        TraceFormat::Csv => Story::new(&view()).sheet().into_text(),
        TraceFormat::Table => {
            let mut page = if args.out.is_some() { Page::default() } else { Page::for_stdout() };
            Story::new(&view()).page(&mut page, args.unfold);
            page.into_text()
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use ::trace::query::Subject;
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
                  hop  time                  block  from                                        to                                             fifo BTC  outpoint                                                            basis
                  1    2026-03-01T14:22:00Z  3      thief  thief/1  35.00000000  peel:0  observed
                  1    2026-03-01T14:22:00Z  3      thief  shop   4.99990000  peel:1  observed; change? 30 %

                Where it is now, as of block 3 (block3)
                     fifo BTC    share  what     address                                     held by  who could freeze it   outpoint
                  35.00000000  70.00 %  unspent  thief/1  -        its key holder alone  peel:0
                   9.99990000  20.00 %  unspent  exchange/1  -        its key holder alone  theft:1
                   4.99990000  10.00 %  unspent  shop  -        its key holder alone  peel:1
                   0.00010000  <0.01 %  fee      -                                           -        nobody                in peel

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
