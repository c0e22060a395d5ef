//! Whoever learns sees stories alone: no real ledger, no real claim, by whatever question.

use std::sync::Arc;

use api::ask::bounds::Bounds;
use api::ask::labels::LabelsQuestion;
use api::ask::ledgers::ledgers;
use api::ask::look::LookQuestion;
use api::ask::screen::ScreenQuestion;
use api::ask::search::SearchQuestion;
use api::ask::watch::patient;
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::Labels;
use graph::Graph;
use model::address::Address;
use model::claim::Claim;

use crate::world::{THEFT, World, claim_of, pack};

const REAL: &str = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S";

/// A story and a real ledger, a pack of each, and one that only says that it is made up.
fn both() -> (World, Atlas) {
    let story = World::of(THEFT);
    let real = scenario::play("ledger main partial\nblock\n  old: ? ann 3 -> victim 2.9\n")
        .expect("it plays");
    let graph = Graph::in_memory(real.ledger, &real.batches().expect("forward")).expect("it fits");
    let clusters = Arc::new(Clusters::of(&graph));
    let victim = real.names.address("victim").expect("a name");
    let thief = story.played.names.address("thief").expect("a name");
    let (satoshi, _) = Address::parse(REAL).expect("an address");
    let made_up = claim_of(Address::Bitcoin(thief), "ransomware", "Madeup");
    let made_up = Claim { network: Claim::STORY.into(), ..made_up };
    let labels = Labels::new(vec![
        pack("SYNTHETIC: a theft", vec![made_up]),
        pack("Real claims", vec![claim_of(satoshi, "ransomware", "Realname")]),
        pack(
            "SYNTHETIC: not at all",
            vec![claim_of(Address::Bitcoin(victim), "ransomware", "Realvictim")],
        ),
    ]);
    let mut all = story.atlas.ledgers.clone();
    all.push(Ledger { graph, clusters });
    let atlas = Atlas::new(all, Arc::new(labels), story.atlas.as_of);
    (story, atlas)
}

#[test]
fn only_stories_and_what_was_made_up_with_them_are_left() {
    let (story, atlas) = both();
    let learners = atlas.synthetic();
    let names = |atlas: &Atlas| -> Vec<String> {
        ledgers(atlas).ledgers.into_iter().map(|ledger| ledger.ledger).collect()
    };
    assert_eq!(names(&atlas), ["bitcoin-story-linked", "bitcoin-main-partial"]);
    assert_eq!(names(&learners), ["bitcoin-story-linked"]);
    assert!(ledgers(&learners).ledgers.iter().all(|ledger| ledger.is_synthetic));

    let labels = |atlas: &Atlas, subject: &str| {
        let question = LabelsQuestion::new(subject);
        question.answer(atlas, &Bounds::SERVED).expect("an answer").labels.len()
    };
    assert_eq!((labels(&atlas, REAL), labels(&learners, REAL)), (1, 0));
    let thief = story.address("thief");
    assert_eq!((labels(&atlas, &thief), labels(&learners, &thief)), (1, 1));
    for word in ["real", "realname", "realvictim"] {
        let found =
            SearchQuestion::new(word).answer(&learners, &Bounds::SERVED).expect("an answer");
        assert!(found.labels.is_empty(), "{word}");
    }
    let text = serde_json::to_string(
        &ScreenQuestion::new(vec![REAL.to_owned(), thief])
            .answer(&learners, &[], &Bounds::SERVED, &mut patient)
            .expect("an answer"),
    )
    .expect("JSON");
    assert!(!text.contains("Real") && text.contains("Madeup"), "{text}");
}

#[test]
fn a_real_ledger_is_not_there_by_name_either() {
    let (_, atlas) = both();
    let now = "2026-12-31".parse().expect("a time");
    let question =
        LookQuestion { ledger: Some("bitcoin-main-partial".into()), ..LookQuestion::new("0") };
    assert!(question.moment().atlas(&atlas, now).is_ok());
    let refusal = question.moment().atlas(&atlas.synthetic(), now).unwrap_err();
    assert_eq!(refusal.what.id, "problem-no-such-ledger");
}
