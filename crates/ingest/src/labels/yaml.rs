//! The part of YAML that label files use, one event at a time.
//!
//! The one thing to know: every scalar is text (`NO`, `01` and `0x12` stay what they are, unlike in
//! YAML 1.1), and memory is bounded by the longest scalar, not by the file. Anchors, aliases, tags,
//! several documents and deep nesting have no place in a pack and are refused.

use std::borrow::Cow;

use granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput, Tag,
};
use model::refusal::quoted;

use super::category::nearest_of;
use super::error::{LabelError, Place};

/// A pack is a map of lists of maps of lists; an ActorPack's context goes two deeper.
const DEPTH_MAX: usize = 16;

/// One step of a document. Ends are matched by the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'t> {
    Map,
    EndMap,
    List,
    EndList,
    Text(Cow<'t, str>),
    /// Nothing, `~` or `null`, unquoted.
    Null,
    End,
}

pub struct Reader<'t> {
    file: &'t str,
    parser: Parser<'t, StrInput<'t>>,
}

type Step<'t> = (Node<'t>, Place);

impl<'t> Reader<'t> {
    /// Begins a file whose whole content is one map.
    pub fn open(file: &'t str, text: &'t str) -> Result<Self, LabelError> {
        let mut options = Options::default();
        options.flow_nesting_limit = DEPTH_MAX;
        options.block_nesting_limit = DEPTH_MAX;
        options.emit_comments = false;
        let mut reader = Reader { file, parser: Parser::new_from_str_with_options(text, options) };
        match reader.next()? {
            (Node::Map, _) => Ok(reader),
            (_, place) => Err(reader.wrong(place, "a pack begins with 'title:'")),
        }
    }

    pub fn wrong(&self, place: Place, reason: impl Into<String>) -> LabelError {
        LabelError::at(self.file, place, reason)
    }

    /// The next step, whatever it is.
    pub fn next(&mut self) -> Result<Step<'t>, LabelError> {
        loop {
            let Some(next) = self.parser.next_event() else {
                return Ok((Node::End, Place { line: 1, column: None }));
            };
            let (event, span) = next.map_err(|error| self.scan_error(&error))?;
            let place = place(&span);
            let node = match event {
                Event::StreamStart | Event::DocumentStart(..) => continue,
                Event::StreamEnd | Event::DocumentEnd => Node::End,
                Event::MappingStart(_, anchor, tag) => {
                    self.plain_node(anchor, tag.as_deref(), place)?;
                    Node::Map
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.plain_node(anchor, tag.as_deref(), place)?;
                    Node::List
                }
                Event::MappingEnd => Node::EndMap,
                Event::SequenceEnd => Node::EndList,
                Event::Scalar(text, style, anchor, tag) => {
                    self.plain_node(anchor, tag.as_deref(), place)?;
                    self.scalar(text, style, place)?
                }
                _ => return Err(self.wrong(place, ALIAS)),
            };
            return Ok((node, place));
        }
    }

    /// Inside a map: the next key, or `None` at its end.
    pub fn key(&mut self) -> Result<Option<(Cow<'t, str>, Place)>, LabelError> {
        match self.next()? {
            (Node::EndMap, _) => Ok(None),
            (Node::Text(key), place) => Ok(Some((key, place))),
            (_, place) => Err(self.wrong(place, "a field's name was expected here")),
        }
    }

    /// The value of a field that is one text.
    pub fn text(&mut self, field: &str) -> Result<(Cow<'t, str>, Place), LabelError> {
        match self.next()? {
            (Node::Text(text), place) => Ok((text, place)),
            (Node::Null, place) => Err(self.wrong(place, null_reason(field))),
            (_, place) => {
                Err(self.wrong(place, format!("{field} takes one text, not a list or map")))
            }
        }
    }

    /// The value of a field that is a list of texts.
    pub fn texts(&mut self, field: &str) -> Result<Vec<Cow<'t, str>>, LabelError> {
        match self.next()? {
            (Node::List, _) => {}
            (_, place) => {
                return Err(self
                    .wrong(place, format!("{field} takes a list: write {field}: [one, another]")));
            }
        }
        let mut texts = Vec::new();
        loop {
            match self.next()? {
                (Node::EndList, _) => return Ok(texts),
                (Node::Text(text), _) => texts.push(text),
                (Node::Null, place) => return Err(self.wrong(place, null_reason(field))),
                (_, place) => {
                    return Err(self.wrong(place, format!("{field} takes a list of texts")));
                }
            }
        }
    }

    /// Passes over a value of any kind.
    pub fn skip(&mut self) -> Result<(), LabelError> {
        let mut depth = 0_usize;
        loop {
            match self.next()?.0 {
                Node::Map | Node::List => depth += 1,
                Node::EndMap | Node::EndList => depth = depth.saturating_sub(1),
                Node::Text(_) | Node::Null => {}
                Node::End => return Ok(()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// After the map a file consists of: nothing may follow.
    pub fn close(mut self) -> Result<(), LabelError> {
        let _ = self.next()?;
        match self.next()? {
            (Node::End, _) => Ok(()),
            (_, place) => {
                Err(self.wrong(place, "a second document: one file is one pack, split it"))
            }
        }
    }

    fn plain_node(&self, anchor: usize, tag: Option<&Tag>, place: Place) -> Result<(), LabelError> {
        if anchor != 0 {
            return Err(self.wrong(place, ALIAS));
        }
        match tag {
            None => Ok(()),
            Some(tag) if tag.is_yaml_core_schema_tag("str") => Ok(()),
            Some(tag) if tag.suffix() == "include" => Err(self.wrong(
                place,
                "'!include' would read another file, which an import never does: put that file's \
                 lines here, under 'header:'",
            )),
            Some(tag) => {
                let reason =
                    format!("the tag {} has no meaning in a pack", quoted(&tag.original()));
                Err(self.wrong(place, reason))
            }
        }
    }

    fn scalar(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        place: Place,
    ) -> Result<Node<'t>, LabelError> {
        if text.contains('\0') {
            return Err(self.wrong(place, "a NUL character (\\0) in a text"));
        }
        let is_null = style == ScalarStyle::Plain
            && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
        Ok(if is_null { Node::Null } else { Node::Text(text) })
    }

    fn scan_error(&self, error: &ScanError) -> LabelError {
        let mark = error.marker();
        let place = Place { line: mark.line() as u64, column: Some(mark.col() as u64 + 1) };
        match error.kind() {
            ErrorKind::UnknownAnchor => self.wrong(place, ALIAS),
            _ => self.wrong(place, format!("not well-formed YAML: {}", error.info())),
        }
    }
}

const ALIAS: &str = "anchors (&) and aliases (*) are not used in packs: write the value out; a text \
                     that begins with & or * needs quotes";

fn null_reason(field: &str) -> String {
    format!(
        "{field} is empty: leave the field out, or write '' or 'null' in quotes if it is a text"
    )
}

fn place(span: &Span) -> Place {
    Place { line: span.start.line() as u64, column: Some(span.start.col() as u64 + 1) }
}

pub fn repeated_field(field: &str) -> String {
    format!("{} stands here a second time: keep one", quoted(field))
}

/// "unknown field …", with the one that was surely meant.
pub fn unknown_field(field: &str, known: impl Iterator<Item = &'static str>) -> String {
    match nearest_of(field, known) {
        Some(nearest) => format!("unknown field {}: did you mean {nearest}?", quoted(field)),
        None => format!("unknown field {}", quoted(field)),
    }
}
