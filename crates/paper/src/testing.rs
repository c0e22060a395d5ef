//! A theft with a deposit at an exchange that somebody labelled, followed and ready for print.

use std::sync::Arc;

use api::ask::bounds::Bounds;
use api::ask::trace::TraceQuestion;
use api::ask::watch::patient;
use api::sensitivity::SensitivityView;
use api::trace::{TraceView, view};
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use model::address::Address;
use model::category::Category;
use model::claim::{Claim, ClaimSubject, Confidence, Pack, PackHead, Validity};
use model::hash::Digest;
use model::time::Time;
use trace::follow::follow;
use trace::picture::{self, PictureOptions};
use trace::query::{Direction, Subject, TraceQuery};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;
use words::Language;

use crate::front::{Front, Tlp};

/// A followed trace with its picture.
pub struct Told {
    pub view: TraceView,
    pub svg: String,
    pub rests: SensitivityView,
}

pub const THEFT: &str = "
block 2026-03-01T09:00:00Z
  float: coinbase -> bank 50
block
  theft: float -> thief 40, bank/1 9.9999
block
  split: theft:0 -> thief/1 20, thief/2 19.9999
block
  peel: split:0 -> exch 5, thief/3 14.9998
block
  last: peel:1 -> exch/1 4, thief/4 10.9997
";

/// Follows the outputs of `theft`; `exch` and `exch/1` are claimed by a label of this text.
pub fn told(chain: &str, label: &str) -> Told {
    let played = scenario::play(chain).expect("a scenario");
    let batches = played.batches().expect("it goes forward");
    let graph = Graph::in_memory(played.ledger, &batches).expect("a ledger");
    let claim = |holder: &str| {
        let address = played.names.address(holder)?;
        Some(Claim {
            subject: ClaimSubject::Address(Address::Bitcoin(address)),
            network: Claim::STORY.into(),
            label: label.into(),
            categories: vec![Category::parse("exchange").expect("a category")],
            actor: None,
            list: None,
            source: "https://example.org/who".into(),
            confidence: Confidence { id: "authority_data".into(), level: 90 },
            validity: Validity { from: "2020-01-01".parse().ok(), ..Validity::default() },
            is_cluster_definer: false,
            context: None,
        })
    };
    let claims = ["exch", "exch/1"].into_iter().filter_map(claim).collect();
    let head = PackHead {
        digest: Digest::of(b"labels"),
        title: "Test labels".into(),
        creator: "test".into(),
        format: "csv".into(),
        file: "labels.csv".into(),
        imported_at: Time::from_seconds(1_767_225_600),
        whole_list: None,
    };
    let labels = Labels::new(vec![Pack { head, claims, actors: Vec::new() }]);
    let clusters = Arc::new(Clusters::of(&graph));
    let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
    let atlas = Atlas::new(vec![Ledger { graph, clusters }], Arc::new(labels), as_of);
    let txid = played.names.txid("theft").expect("a name of the scenario");
    let mut query = TraceQuery::new(Subject::Tx(txid), Direction::Forward);
    query.hops_max = 500;
    let trace = follow(&atlas, &atlas.ledgers[0], &query).expect("a trace");
    let svg = picture::svg(&trace, PictureOptions::of(&trace));
    let question = TraceQuestion::new(vec![txid.to_string()]);
    let rests = question.sensitivity(&atlas, &Bounds::OWN, &mut patient).expect("runs");
    Told { view: view(&atlas, &atlas.ledgers[0], &trace), svg, rests }
}

pub fn front(language: &str) -> Front {
    Front {
        title: None,
        reference: "CASE 2026-014".into(),
        tlp: Tlp::AmberStrict,
        prepared_by: "Insp. Dao".into(),
        made_on: "2026-11-22".parse().expect("a day"),
        language: language.into(),
        program: "0.1.0".into(),
        data: Digest::of(b"the data"),
    }
}

/// The languages that this build can print.
pub fn languages() -> Vec<&'static str> {
    let printed: Vec<&str> = crate::fonts::languages().map(Language::code).collect();
    if printed.len() < Language::all().count() {
        assert!(std::env::var_os("CI").is_none(), "CI fetches the Thai faces: 'cargo xtask fonts'");
        eprintln!("only {printed:?}: for the others' faces, 'cargo xtask fonts'");
    }
    printed
}

/// All text that stands on the pages, in their order, and how many characters of it have no glyph.
pub fn read(document: &PagedDocument) -> (String, usize) {
    let (mut text, mut missing) = (String::new(), 0);
    for page in document.pages() {
        in_frame(&page.frame, &mut text, &mut missing);
        text.push('\n');
    }
    (text, missing)
}

fn in_frame(frame: &Frame, text: &mut String, missing: &mut usize) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => in_frame(&group.frame, text, missing),
            FrameItem::Text(run) => {
                *missing += run.glyphs.iter().filter(|glyph| glyph.id == 0).count();
                text.push_str(&run.text);
                text.push(' ');
            }
            _ => {}
        }
    }
}

/// Whether it stands there, whatever is set apart so that no line ends inside it.
pub fn stands(text: &str, part: &str) -> bool {
    let squeezed = |text: &str| text.replace([' ', '\u{200b}'], "");
    squeezed(text).contains(&squeezed(part))
}

/// Keeps a paper where `KANCIL_PAPERS` names a folder, so that somebody can look at it.
pub fn keep(name: &str, pdf: impl Fn() -> Vec<u8>) {
    if let Some(folder) = std::env::var_os("KANCIL_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf()).expect("a folder");
    }
}
