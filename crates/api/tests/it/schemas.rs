//! Real answers against the schemas that a server publishes: each must be found in its own.

use api::ask::bounds::Bounds;
use api::ask::cards::CardsQuestion;
use api::ask::cluster::ClusterQuestion;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::expand::ExpandQuestion;
use api::ask::labels::LabelsQuestion;
use api::ask::ledgers::ledgers;
use api::ask::look::LookQuestion;
use api::ask::pages::PageQuestion;
use api::ask::path::PathQuestion;
use api::ask::screen::ScreenQuestion;
use api::ask::search::SearchQuestion;
use api::ask::taint::TaintQuestion;
use api::ask::trace::{MethodAsked, TraceQuestion};
use api::ask::watch::patient;
use api::ask::why::WhyQuestion;
use api::card::{CardSide, CardSubject};
use api::page::Page;
use api::refusal::Refusal;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder, RefOr, Schema};

use crate::world::{THEFT, World};

/// The schema of `T` with all that it refers to, as JSON Schema 2020-12 (which OpenAPI 3.1 is).
fn schema_of<T: ToSchema>(rows: Schemas) -> Value {
    let mut schemas = rows;
    T::schemas(&mut schemas);
    schemas.push((T::name().into_owned(), T::schema()));
    let mut components = ComponentsBuilder::new();
    for (name, schema) in schemas {
        components = components.schema(name, schema);
    }
    let api = OpenApiBuilder::new().components(Some(components.build())).build();
    let api = serde_json::to_value(&api).expect("a document");
    let reference = format!("#/components/schemas/{}", T::name());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": reference,
        "components": api["components"],
    })
}

type Schemas = Vec<(String, RefOr<Schema>)>;

/// A page's rows are what it is generic over: whoever publishes a page names them too.
fn check_page<T: ToSchema + Serialize>(page: &Page<T>) {
    let mut rows = Vec::new();
    T::schemas(&mut rows);
    rows.push((T::name().into_owned(), T::schema()));
    check_with(page, rows);
}

fn check<T: ToSchema + Serialize>(value: &T) {
    check_with(value, Vec::new());
}

/// Holds a value against its schema, and the schema against nonsense.
fn check_with<T: ToSchema + Serialize>(value: &T, rows: Schemas) {
    let schema = schema_of::<T>(rows);
    let judge = jsonschema::validator_for(&schema).expect("a schema");
    let value = serde_json::to_value(value).expect("JSON");
    let errors: Vec<String> = judge
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{}: {errors:#?}\n{value:#}", T::name());
    assert!(!judge.is_valid(&json!({})), "{} takes anything", T::name());
}

#[test]
fn every_look_is_found_in_its_schema() {
    let world = World::of(THEFT);
    let subjects = [
        world.address("alice"),
        world.address("exchange"),
        format!("cluster:{}", world.address("alice/1")),
        world.txid("pays"),
        world.txid("mint"),
        world.txid("back"),
        format!("{}:0", world.txid("theft")),
        format!("{}:2", world.txid("back")),
        "0".into(),
        "3".into(),
    ];
    for subject in subjects {
        let look = LookQuestion::new(subject).answer(&world.atlas, &Bounds::SERVED);
        check(&look.expect("it is there"));
    }
}

#[test]
fn clusters_labels_and_screenings_are_found_in_their_schemas() {
    let world = World::of(THEFT);
    let alice = world.address("alice/1");
    for why in [false, true] {
        let question = ClusterQuestion { why, ..ClusterQuestion::new(&alice) };
        check(&question.answer(&world.atlas, &Bounds::SERVED).expect("a cluster"));
    }
    let labels = LabelsQuestion::new(world.address("thief/1"));
    check(&labels.answer(&world.atlas, &Bounds::SERVED).expect("labels"));
    let subjects = vec![
        world.address("thief"),
        world.txid("deposit"),
        "nonsense".into(),
        "0x8589427373D6D84E98730D7795D8f6f8731FDA16".into(),
    ];
    let question =
        ScreenQuestion { category: vec!["sanction".into()], ..ScreenQuestion::new(subjects) };
    let view = question.answer(&world.atlas, &[], &Bounds::SERVED, &mut patient).expect("answers");
    check(&view);
    check(&api::ask::labels::packs(&world.atlas.labels, world.atlas.as_of));
}

#[test]
fn what_is_followed_is_found_in_its_schema() {
    let world = World::of(THEFT);
    let theft = world.txid("theft");
    for (back, method) in [(false, MethodAsked::All), (true, MethodAsked::Fifo)] {
        let question = TraceQuestion { back, method, ..TraceQuestion::new(vec![theft.clone()]) };
        let answer = question.answer(&world.atlas, &Bounds::SERVED, &mut patient);
        check(&answer.expect("a trace").view());
    }
    let question = TaintQuestion::new(vec![theft, world.address("alice")]);
    let answer = question.answer(&world.atlas, &Bounds::SERVED, &mut patient);
    check(&answer.expect("sums").view);
    let question = PathQuestion::new(world.address("thief"), world.address("exchange/2"));
    let answer = question.answer(&world.atlas, &Bounds::SERVED, &mut patient);
    check(&answer.expect("paths").view);
}

#[test]
fn the_screens_own_answers_are_found_in_their_schemas() {
    let world = World::of(THEFT);
    let (alice, atlas, bounds) = (world.address("alice/1"), &world.atlas, &Bounds::SERVED);
    let page = PageQuestion { limit: 1, ..PageQuestion::new(&alice) };
    check_page(&page.legs(atlas, bounds).expect("a page"));
    check_page(&page.members(atlas, bounds).expect("a page"));
    check_page(&page.joins(atlas, bounds).expect("a page"));
    let page = PageQuestion::new(world.txid("pays"));
    check_page(&page.inputs(atlas, bounds).expect("a page"));
    check_page(&page.outputs(atlas, bounds).expect("a page"));
    check_page(&PageQuestion::new("3").transactions(atlas, bounds).expect("a page"));
    for (subject, side) in
        [("thief", Side::Sent), ("exchange", Side::Received), ("bob", Side::Received)]
    {
        let question = CounterpartiesQuestion::new(world.address(subject), side);
        check(&question.answer(atlas, bounds, &mut patient).expect("an answer"));
    }
    for text in ["bit", "3", "alice", &alice, &alice[..10]] {
        check(&SearchQuestion::new(text).answer(atlas, bounds).expect("an answer"));
    }
    let question = WhyQuestion::new(&alice, world.address("alice/2"));
    check(&question.answer(atlas, bounds).expect("a way"));
    check(&ledgers(atlas));
}

#[test]
fn a_refusal_is_found_in_its_schema() {
    let world = World::of(THEFT);
    let refusal = LookQuestion::new("999").answer(&world.atlas, &Bounds::SERVED).unwrap_err();
    check::<Refusal>(&refusal);
}

#[test]
fn the_same_names_are_questions_in_and_out() {
    let text = r#"{"subjects": ["a"], "method": "all", "min": "0.01", "through_mixers": true}"#;
    let question: TraceQuestion = serde_json::from_str(text).expect("a question");
    assert_eq!(question.method, MethodAsked::All);
    check(&question);
    for wrong in [
        r#"{"subjects": ["a"], "methods": "all"}"#,
        r#"{"subjects": ["a"], "hops": -1}"#,
        r#"{"subjects": "a"}"#,
        "{}",
    ] {
        assert!(serde_json::from_str::<TraceQuestion>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn cards_and_their_neighbours_are_found_in_their_schemas() {
    let world = World::of(THEFT);
    let ledger = "bitcoin-story-linked".to_owned();
    let address = CardSubject::Address { ledger: ledger.clone(), address: world.address("thief") };
    let cluster =
        CardSubject::Cluster { ledger: ledger.clone(), address: world.address("alice/1") };
    let tx = CardSubject::Transaction { ledger, txid: world.txid("pays") };
    let unknown = CardSubject::Transaction { ledger: "mars".into(), txid: "0".repeat(64) };
    let subjects = vec![address.clone(), cluster.clone(), tx.clone(), unknown];
    let bounds = Bounds::SERVED;
    check(
        &CardsQuestion::new(subjects).answer(&world.atlas, &bounds, &mut patient).expect("cards"),
    );
    for subject in [address, cluster, tx] {
        for side in [CardSide::In, CardSide::Out] {
            let question = ExpandQuestion::new(subject.clone(), side);
            check(&question.answer(&world.atlas, &bounds, &mut patient).expect("neighbours"));
        }
    }
}
