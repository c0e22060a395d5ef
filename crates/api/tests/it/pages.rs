//! Lists a page at a time, while the ledger grows and is rewound.

use api::ask::bounds::Bounds;
use api::ask::look::FromEnd;
use api::ask::pages::PageQuestion;
use api::page::Page;
use api::refusal::Refusal;

use crate::world::{THEFT, World};

/// A chain in which ann receives, block after block, and spends all at last.
fn chain(blocks: usize) -> String {
    let mut text = String::new();
    for at in 0..blocks {
        text += &format!("block\n  m{at}: coinbase -> ann 1, ann/n{at} 2, ann 3\n");
    }
    let inputs = |vout| (0..blocks).map(move |at| format!("m{at}:{vout}"));
    let all: Vec<String> = inputs(0).chain(inputs(1)).collect();
    text + &format!("block\n  all: {} -> bob rest\n", all.join(" + "))
}

type Ask<T> = fn(&PageQuestion, &entity::atlas::Atlas, &Bounds) -> Result<Page<T>, Refusal>;

/// All rows, read with pages of `limit`.
fn walk<T>(world: &World, subject: &str, from: FromEnd, limit: usize, ask: Ask<T>) -> Vec<T> {
    let mut question = PageQuestion { from, limit, ..PageQuestion::new(subject) };
    let mut all = Vec::new();
    loop {
        let page = ask(&question, &world.atlas, &Bounds::SERVED).expect("a page");
        assert!(page.items.len() <= limit);
        all.extend(page.items);
        match page.next {
            None => {
                assert_eq!(all.len() as u64, page.total);
                return all;
            }
            Some(next) => question.after = Some(next),
        }
    }
}

/// However long the pages are, the list is the same.
fn check<T: PartialEq + std::fmt::Debug>(world: &World, subject: &str, ask: Ask<T>, len: usize) {
    for from in [FromEnd::Oldest, FromEnd::Newest] {
        let whole = walk(world, subject, from, 1000, ask);
        assert_eq!(whole.len(), len);
        for limit in [1, 2, 3, 7] {
            assert_eq!(walk(world, subject, from, limit, ask), whole, "pages of {limit}");
        }
    }
}

#[test]
fn every_list_is_the_same_however_it_is_paged() {
    let world = World::of(&chain(6));
    let (ann, all) = (world.address("ann"), world.txid("all"));
    check(&world, &ann, PageQuestion::legs, 18);
    check(&world, &format!("cluster:{ann}"), PageQuestion::members, 7);
    check(&world, &ann, PageQuestion::joins, 6);
    check(&world, &all, PageQuestion::inputs, 12);
    check(&world, &world.txid("m3"), PageQuestion::outputs, 3);
    check(&world, "7", PageQuestion::transactions, 2);
}

#[test]
fn legs_come_from_the_end_that_was_asked_for() {
    let world = World::of(&chain(3));
    let ann = world.address("ann");
    let mut legs = walk(&world, &ann, FromEnd::Oldest, 2, PageQuestion::legs);
    legs.reverse();
    assert_eq!(legs, walk(&world, &ann, FromEnd::Newest, 2, PageQuestion::legs));
}

#[test]
fn a_cursor_means_the_same_rows_after_the_ledger_has_grown() {
    let text = chain(6);
    let (before, after) = (World::to(&text, 4), World::of(&text));
    let ann = before.address("ann");
    for from in [FromEnd::Oldest, FromEnd::Newest] {
        let question = PageQuestion { from, limit: 3, ..PageQuestion::new(&ann) };
        let first = question.legs(&before.atlas, &Bounds::SERVED).expect("a page");
        let question = PageQuestion { after: first.next, ..question };
        let then = question.legs(&before.atlas, &Bounds::SERVED).expect("a page");
        let now = question.legs(&after.atlas, &Bounds::SERVED).expect("a page");
        let out_points = |page: Page<api::look::LegView>| -> Vec<String> {
            page.items.into_iter().map(|leg| leg.out_point).collect()
        };
        assert_eq!(out_points(now), out_points(then));
    }
}

#[test]
fn a_cursor_into_a_branch_that_is_no_more_is_refused() {
    let stale = World::of(&chain(6));
    let other = World::of(&chain(6).replace("m4: coinbase -> ann 1", "m4: coinbase -> ann 4"));
    let ann = stale.address("ann");
    let refused = |question: PageQuestion, ask: Ask<_>| {
        let page: Page<api::look::LegView> =
            ask(&question, &stale.atlas, &Bounds::SERVED).expect("a page");
        let question = PageQuestion { after: page.next, ..question };
        let refusal = ask(&question, &other.atlas, &Bounds::SERVED).unwrap_err();
        assert_eq!(refusal.what.id, "problem-cursor");
    };
    let newest = PageQuestion { limit: 3, ..PageQuestion::new(&ann) };
    refused(newest.clone(), PageQuestion::legs);
    // What lies before the fork is on both branches.
    let oldest = PageQuestion { from: FromEnd::Oldest, ..newest };
    let page = oldest.legs(&stale.atlas, &Bounds::SERVED).expect("a page");
    let oldest = PageQuestion { after: page.next, ..oldest };
    assert!(oldest.legs(&other.atlas, &Bounds::SERVED).is_ok());
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let world = World::of(&chain(6));
    let (ann, all) = (world.address("ann"), world.txid("all"));
    let legs = PageQuestion { limit: 2, ..PageQuestion::new(&ann) };
    let next = legs.legs(&world.atlas, &Bounds::SERVED).expect("a page").next;
    let cluster = PageQuestion { after: next.clone(), ..PageQuestion::new(&ann) };
    assert_eq!(
        cluster.members(&world.atlas, &Bounds::SERVED).unwrap_err().what.id,
        "problem-cursor"
    );
    let inputs = PageQuestion { after: next.clone(), ..PageQuestion::new(&all) };
    assert!(inputs.inputs(&world.atlas, &Bounds::SERVED).is_err());
    let other_end = PageQuestion { from: FromEnd::Oldest, after: next, ..PageQuestion::new(&ann) };
    assert!(other_end.legs(&world.atlas, &Bounds::SERVED).is_err());
    for nonsense in ["", "-", "zz", "01-02", &"ab".repeat(10_000)] {
        let after = Some(nonsense.to_owned());
        let question = PageQuestion { after, ..PageQuestion::new(&ann) };
        assert!(question.legs(&world.atlas, &Bounds::SERVED).is_err(), "{nonsense}");
        assert!(question.members(&world.atlas, &Bounds::SERVED).is_err(), "{nonsense}");
        assert!(question.joins(&world.atlas, &Bounds::SERVED).is_err(), "{nonsense}");
    }
}

#[test]
fn a_desk_that_serves_many_bounds_what_one_may_ask() {
    let world = World::of(THEFT);
    let question = PageQuestion { limit: 1001, ..PageQuestion::new(world.address("alice")) };
    let refusal = question.legs(&world.atlas, &Bounds::SERVED).unwrap_err();
    assert_eq!(refusal.what.id, "problem-too-many-rows");
    assert!(question.legs(&world.atlas, &Bounds::OWN).is_ok());
    let long = PageQuestion::new("1".repeat(100_000)).check(&Bounds::SERVED).unwrap_err();
    assert_eq!(long.what.id, "problem-paste-too-long");
    assert!(long.to_string().len() < 200);
}
