//! The API's description is golden: `docs/openapi.json` is what the server serves, and what the web's
//! types are made of. `UPDATE_EXPECT=1` writes it anew: read the diff.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use serde_json::Value;
use server::access::{Need, TABLE};

#[test]
fn the_description_is_what_is_kept() {
    expect_file!["../../../docs/openapi.json"].assert_eq(&server::document());
}

fn operations() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&server::document()).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            found.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    found
}

#[test]
fn no_two_operations_have_one_name() {
    let mut seen = BTreeSet::new();
    for (method, path, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let is_plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(is_plain && !id.is_empty(), "{method} {path}: {id:?}");
        assert!(seen.insert(id.clone()), "{method} {path}: another operation is called {id}");
    }
}

/// Of two shapes of one name the document keeps one, and describes the other's answers by it. Rooms do not
/// see each other's names: a shape that has to share one says `#[schema(as = …)]`.
#[test]
fn no_two_shapes_have_one_name() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/");
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in sources(crates) {
        let text = std::fs::read_to_string(&file).expect("source");
        for name in shapes(&text) {
            let other = seen.insert(name.clone(), file.clone());
            assert!(other.is_none(), "{} and {other:?} both have a {name}", file.display());
        }
    }
    assert!(seen.contains_key("CaseMemberView") && seen.contains_key("MemberView"), "{seen:?}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The names under which a file's types are described: what they are called, or what they say.
fn shapes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut given: Option<Option<String>> = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[derive(") && line.contains("ToSchema") {
            given = Some(None);
        }
        if let Some(name) = line.strip_prefix("#[schema(as = ") {
            let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
            given = given.map(|_| Some(name.to_owned()));
        }
        let words: Vec<&str> = line.split([' ', '<', '(', '{', ';']).collect();
        let own = words.iter().position(|word| matches!(*word, "struct" | "enum"));
        if let (Some(at), false) = (own, line.starts_with(['/', '#']))
            && let Some(as_given) = given.take()
        {
            found.extend(as_given.or_else(|| words.get(at + 1).map(|word| (*word).to_owned())));
        }
    }
    found
}

/// A client made from the document would put a parameter into the path that reads nothing there.
#[test]
fn what_stands_in_a_path_is_in_its_template_and_all_else_behind_the_question_mark() {
    for (method, path, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            // A header that a route reads is named as headers are: with a hyphen.
            if parameter["in"] == "header" && name.contains('-') {
                continue;
            }
            let is_in_path = path.contains(&format!("{{{name}}}"));
            let place = if is_in_path { "path" } else { "query" };
            assert_eq!(parameter["in"], place, "{method} {path} {name}");
        }
    }
}

#[test]
fn every_route_is_described_and_stands_in_the_table_of_who_is_taken() {
    let described: BTreeSet<(String, String)> =
        operations().into_iter().map(|(method, path, _)| (method, path)).collect();
    let table: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table.len(), TABLE.len(), "a route stands in the table twice");
    let unknown: Vec<_> = described.difference(&table).collect();
    assert!(unknown.is_empty(), "not in access::TABLE: {unknown:?}");
    let missing: Vec<_> = table.difference(&described).collect();
    assert!(missing.is_empty(), "in access::TABLE, but no route: {missing:?}");
}

#[test]
fn every_operation_says_what_it_needs_and_that_it_may_refuse() {
    for (method, path, operation) in operations() {
        let at = format!("{method} {path}");
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{at} is not summed up");
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
        assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{at}");
        let need = TABLE.iter().find(|(own, own_path, _)| *own == method && *own_path == path);
        let is_open = matches!(need, Some((.., Need::Open)));
        let security = operation["security"].as_array().expect("told for every operation");
        let takes_nobody = security.iter().any(|one| one.as_object().is_some_and(|o| o.is_empty()));
        let is_metrics = path == "/metrics";
        assert_eq!(takes_nobody, is_open || is_metrics, "{at}: {security:?}");
    }
}
