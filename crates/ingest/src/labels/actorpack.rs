//! GraphSense ActorPacks: who the actors are that tags name by id.
//!
//! The one thing to know: strict about what is used (id, label, categories), tolerant about the rest,
//! since real packs carry a `context` with keys no schema declares. Ids such as `'01'` and the
//! jurisdiction `NO` are text, quoted or not.

use std::borrow::Cow;
use std::collections::HashSet;

use model::claim::Actor;

use super::draft::unknown_category;
use super::error::LabelError;
use super::intake::Intake;
use super::report::Reason;
use super::subject::Refusal;
use super::yaml::{Node, Reader, repeated_field};
use super::{File, Title, category};

#[derive(Default)]
struct Fields<'t> {
    id: Option<Cow<'t, str>>,
    label: Option<Cow<'t, str>>,
    uri: Option<Cow<'t, str>>,
    categories: Vec<Cow<'t, str>>,
    jurisdictions: Vec<Cow<'t, str>>,
    aliases: Vec<Cow<'t, str>>,
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("actor");
    let mut title = None;
    let mut creator = None;
    let mut has_actors = false;
    let mut reader = Reader::open(file.name, file.text)?;
    let mut seen = HashSet::new();
    while let Some((key, place)) = reader.key()? {
        if !seen.insert(key.clone()) {
            return Err(reader.wrong(place, repeated_field(&key)));
        }
        match key.as_ref() {
            "title" => title = Some(reader.text("title")?.0),
            "creator" => creator = Some(reader.text("creator")?.0),
            "actors" => {
                has_actors = true;
                read_actors(&mut reader, intake)?;
            }
            _ => reader.skip()?,
        }
    }
    reader.close()?;
    let missing = |field: &str| {
        LabelError::refused(file.name, format!("the pack has no '{field}:' in its header"))
    };
    if !has_actors {
        return Err(missing("actors"));
    }
    let title = title.ok_or_else(|| missing("title"))?.trim().to_owned();
    let creator = creator.ok_or_else(|| missing("creator"))?.trim().to_owned();
    Ok(Title { title, creator })
}

fn read_actors(reader: &mut Reader<'_>, intake: &mut Intake<'_>) -> Result<(), LabelError> {
    match reader.next()? {
        (Node::List, _) => {}
        (_, place) => return Err(reader.wrong(place, "actors takes a list: '- id: …'")),
    }
    loop {
        let place = match reader.next()? {
            (Node::EndList, _) => return Ok(()),
            (Node::Map, place) => place,
            (_, place) => return Err(reader.wrong(place, "an actor is '- id: …' and its fields")),
        };
        let fields = read_actor(reader)?;
        let shown = fields.id.clone().or(fields.label.clone()).unwrap_or_default();
        let actor = actor(&fields, intake);
        intake.offer_actor(place.line, &shown, actor);
    }
}

fn read_actor<'t>(reader: &mut Reader<'t>) -> Result<Fields<'t>, LabelError> {
    let mut fields = Fields::default();
    let mut seen = HashSet::new();
    while let Some((key, place)) = reader.key()? {
        if !seen.insert(key.clone()) {
            return Err(reader.wrong(place, repeated_field(&key)));
        }
        match key.as_ref() {
            "id" => fields.id = Some(reader.text("id")?.0),
            "label" => fields.label = Some(reader.text("label")?.0),
            "uri" => fields.uri = Some(reader.text("uri")?.0),
            "categories" => fields.categories = reader.texts("categories")?,
            "jurisdictions" => fields.jurisdictions = reader.texts("jurisdictions")?,
            "aliases" => fields.aliases = reader.texts("aliases")?,
            _ => reader.skip()?,
        }
    }
    Ok(fields)
}

fn actor(fields: &Fields<'_>, intake: &mut Intake<'_>) -> Result<Actor, Refusal> {
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or("").trim().to_owned();
    let (id, label, uri) = (text(&fields.id), text(&fields.label), text(&fields.uri));
    if id.is_empty() {
        return Err(Refusal::new(Reason::NoSubject, "an actor without id"));
    }
    if label.is_empty() {
        return Err(Refusal::new(Reason::NoLabel, "an actor without label"));
    }
    let mut categories = Vec::new();
    for word in &fields.categories {
        let read = category::read(word.trim()).ok_or_else(|| unknown_category(word.trim()))?;
        if !read.is_exact {
            intake.note_read_as(word, read.category.id());
        }
        if !categories.contains(&read.category) {
            categories.push(read.category);
        }
    }
    if uri.is_empty() {
        intake.note_default("uri");
    }
    let trimmed = |texts: &[Cow<'_, str>]| -> Vec<String> {
        texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    };
    let mut jurisdictions = trimmed(&fields.jurisdictions);
    for code in &mut jurisdictions {
        code.make_ascii_uppercase();
    }
    let wrong = jurisdictions
        .iter()
        .find(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()));
    if let Some(code) = wrong {
        let detail = format!(
            "jurisdiction {}: write a country's two letters (ISO 3166)",
            model::refusal::quoted(code)
        );
        return Err(Refusal::new(Reason::UnknownValue, detail));
    }
    Ok(Actor { id, label, uri, categories, jurisdictions, aliases: trimmed(&fields.aliases) })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn actors_are_read_whatever_their_context_holds() {
        check(
            "actors.yaml",
            "%YAML 1.1\n---\ntitle: A\ncreator: C\nlastmod: '2023-02-17'\nactors:\n\
             - id: 01\n  label: '01'\n  uri: 01.xyz\n  categories: [defi_dex, defi_derivatives]\n\
             \x20 jurisdictions: ['NO', no]\n  aliases: []\n  context:\n    notes: [a, {b: [c]}]\n    x:\n\
             - id: bitmex\n  label: BitMEX\n  categories:\n  - exchange\n  aliases:\n  - hdr\n",
            &expect![[r#"
                actorpack · A · C
                actor 01 = 01 01.xyz [defi_dex, defi_derivative] ["NO", "NO"] []
                actor bitmex = BitMEX  [exchange] [] ["hdr"]
                2 × actor: 2 taken, 0 again, 0 refused
                left out: uri 1
                read defi_derivatives as defi_derivative 1
            "#]],
        );
    }

    #[test]
    fn an_actor_nobody_could_name_is_refused() {
        check(
            "actors.yaml",
            "title: A\ncreator: C\nactors:\n- label: x\n- id: a\n- {id: b, label: B, categories: [exchang]}\n\
             - {id: c, label: C, jurisdictions: [Norway]}\n- {id: d, label: D, uri: d}\n- {id: d, label: E}\n",
            &expect![[r#"
                actorpack · A · C
                actor d = D d [] [] []
                6 × actor: 1 taken, 1 again, 4 refused
                refused 1: names neither an address nor a transaction
                  line 4 x: an actor without id
                refused 1: no label
                  line 5 a: an actor without label
                refused 1: unknown category
                  line 6 b: 'exchang' (did you mean exchange?)
                refused 1: a value that its field cannot take
                  line 7 c: jurisdiction 'NORWAY': write a country's two letters (ISO 3166)
                left out: uri 2
            "#]],
        );
    }

    #[test]
    fn a_broken_actor_pack_is_refused_whole() {
        check(
            "a.yaml",
            "title: A\ncreator: C\nactors: {}\n",
            &expect![[r#"
            a.yaml: line 3, column 9: actors takes a list: '- id: …'
        "#]],
        );
        check(
            "a.yaml",
            "title: A\nactors:\n- id: a\n  id: b\n",
            &expect![[r#"
            a.yaml: line 4, column 3: 'id' stands here a second time: keep one
        "#]],
        );
        check(
            "a.yaml",
            "title: A\nactors: []\n",
            &expect![[r#"
            a.yaml: the pack has no 'creator:' in its header
        "#]],
        );
    }
}
