//! A board as its operations leave it: a pure fold, the same for whoever folds them.
//!
//! An operation is done wholly or refused and then changes nothing. Everything is bounded, so that a
//! state fits a page, a snapshot and a drawing.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::card::{Card, Colour, Edge, Exclusion, Expansion, Filter, Group, Note, Placed};
use super::card::{Side, Subject, Target};
use super::op::Op;
use super::refusal::Refusal;

/// What a browser without a graphics card still draws, pans and zooms.
pub const DRAWN_MAX: usize = 600;
/// Hidden and folded ones too.
pub const CARDS_MAX: usize = 3_000;
pub const EDGES_MAX: usize = 6_000;
pub const GROUPS_MAX: usize = 300;
pub const NOTES_MAX: usize = 1_000;
pub const PINS_MAX: usize = 2_000;
pub const EXCLUDED_MAX: usize = 500;
pub const RESULTS_MAX: usize = 200;

/// What is stored, frozen and sent: its JSON is the same bytes for the same board.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardContent)]
pub struct Content {
    pub cards: BTreeMap<String, Card>,
    pub edges: BTreeMap<String, Edge>,
    pub groups: BTreeMap<String, Group>,
    pub notes: BTreeMap<String, Note>,
    pub pins: BTreeMap<String, Target>,
    /// By `in:` or `out:` and the card.
    pub expansions: BTreeMap<String, Expansion>,
    pub excluded: BTreeMap<String, Exclusion>,
    pub results: BTreeMap<String, Placed>,
    pub filter: Filter,
}

/// The content and what follows from it, kept so that an operation does not have to count.
#[derive(Debug, Clone, Default)]
pub struct State {
    content: Content,
    /// Cards that are neither hidden nor in a folded group, and folded groups.
    drawn: usize,
    grouped: HashMap<String, String>,
    /// How many edges, groups, notes, pins and expansions speak of a card or an edge.
    uses: HashMap<Target, usize>,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

fn card_target(id: &str) -> Target {
    Target::Card { id: id.to_owned() }
}

pub(super) fn expansion_key(card: &str, side: Side) -> String {
    match side {
        Side::In => format!("in:{card}"),
        Side::Out => format!("out:{card}"),
    }
}

fn missing(what: &'static str, id: &str) -> Refusal {
    Refusal::Missing { what, id: id.to_owned() }
}

fn changed(what: &'static str, id: &str) -> Refusal {
    Refusal::Changed { what, id: id.to_owned() }
}

/// That a key is new to a map that has a bound.
fn absent<V>(
    map: &BTreeMap<String, V>,
    what: &'static str,
    id: &str,
    plural: &'static str,
    most: usize,
) -> Result<(), Refusal> {
    if map.contains_key(id) {
        return Err(Refusal::Exists { what, id: id.to_owned() });
    }
    if map.len() >= most {
        return Err(Refusal::TooMany { what: plural, most });
    }
    Ok(())
}

/// That what stands under a key is what the operation believes.
fn same<V: PartialEq>(
    map: &BTreeMap<String, V>,
    what: &'static str,
    id: &str,
    believed: &V,
) -> Result<(), Refusal> {
    match map.get(id) {
        None => Err(missing(what, id)),
        Some(found) if found == believed => Ok(()),
        Some(_) => Err(changed(what, id)),
    }
}

impl State {
    /// From a stored content; what follows from it is counted anew.
    pub fn of(content: Content) -> Self {
        let mut state = Self { content, ..Self::default() };
        let content = state.content.clone();
        for (id, group) in &content.groups {
            state.index_group(id, group);
        }
        for card in content.cards.values() {
            if let Subject::Rest { of, .. } = &card.subject {
                state.used(&card_target(of), true);
            }
        }
        for edge in content.edges.values() {
            state.used(&card_target(&edge.from), true);
            state.used(&card_target(&edge.to), true);
        }
        content.notes.values().for_each(|note| state.used(&note.on, true));
        content.pins.values().for_each(|on| state.used(on, true));
        for key in content.expansions.keys() {
            let card = key.split_once(':').map_or("", |(_, card)| card);
            state.used(&card_target(card), true);
        }
        let folded = content.groups.values().filter(|group| group.is_folded).count();
        let shown = content.cards.iter().filter(|(id, card)| state.is_drawn(id, card)).count();
        state.drawn = folded + shown;
        state
    }

    pub fn content(&self) -> &Content {
        &self.content
    }

    /// How many cards the board draws, a folded group being one.
    pub fn drawn(&self) -> usize {
        self.drawn
    }

    /// Everything that is counted along, for the law that counting anew finds the same.
    #[cfg(test)]
    #[allow(clippy::type_complexity)]
    pub(super) fn derived(&self) -> (usize, &HashMap<String, String>, &HashMap<Target, usize>) {
        (self.drawn, &self.grouped, &self.uses)
    }

    pub(super) fn is_grouped(&self, card: &str) -> bool {
        self.grouped.contains_key(card)
    }

    /// Does all of a gesture or nothing of it.
    pub fn apply_all(&mut self, ops: &[Op]) -> Result<(), Refusal> {
        for (at, op) in ops.iter().enumerate() {
            if let Err(refusal) = self.apply(op) {
                for done in ops[..at].iter().rev() {
                    self.apply(&done.inverse()).expect("what was just done is taken back");
                }
                return Err(refusal);
            }
        }
        Ok(())
    }

    pub fn apply(&mut self, op: &Op) -> Result<(), Refusal> {
        match op {
            Op::Add { card } => self.add(card),
            Op::Remove { card } => self.remove(card),
            Op::Connect { edge } => self.connect(edge),
            Op::Disconnect { edge } => self.disconnect(edge),
            Op::Move { card, from, to } => {
                let found =
                    self.content.cards.get_mut(card).ok_or_else(|| missing("card", card))?;
                if found.at != *from {
                    return Err(changed("card", card));
                }
                found.at = *to;
                Ok(())
            }
            Op::Hide { card } => self.hide(card, true),
            Op::Show { card } => self.hide(card, false),
            Op::Colour { on, from, to } => {
                let (colour, _) = self.marks(on)?;
                swap(colour, from, to, on)
            }
            Op::Annotate { on, from, to } => {
                let (_, flag) = self.marks(on)?;
                swap(flag, from, to, on)
            }
            Op::Group { id, group } => self.group(id, group),
            Op::Ungroup { id, group } => self.ungroup(id, group),
            Op::Fold { id } => self.fold(id, true),
            Op::Unfold { id } => self.fold(id, false),
            Op::Pin { id, on } => {
                absent(&self.content.pins, "pin", id, "pins", PINS_MAX)?;
                self.there(on)?;
                self.content.pins.insert(id.clone(), on.clone());
                self.used(on, true);
                Ok(())
            }
            Op::Unpin { id, on } => {
                same(&self.content.pins, "pin", id, on)?;
                self.content.pins.remove(id);
                self.used(on, false);
                Ok(())
            }
            Op::Note { id, from, to } => self.note(id, from.as_ref(), to.as_ref()),
            Op::Filter { from, to } => {
                if self.content.filter != *from {
                    return Err(changed("filter", "board"));
                }
                self.content.filter = to.clone();
                Ok(())
            }
            Op::Exclude { what } => {
                let id = what.id();
                absent(&self.content.excluded, "exclusion", &id, "exclusions", EXCLUDED_MAX)?;
                self.content.excluded.insert(id, what.clone());
                Ok(())
            }
            Op::Include { what } => {
                let id = what.id();
                same(&self.content.excluded, "exclusion", &id, what)?;
                self.content.excluded.remove(&id);
                Ok(())
            }
            Op::Expand { card, side, from, to } => {
                self.expand(card, *side, from.as_ref(), to.as_ref())
            }
            Op::Place { id, result } => {
                absent(&self.content.results, "result", id, "results", RESULTS_MAX)?;
                self.content.results.insert(id.clone(), result.clone());
                Ok(())
            }
            Op::Unplace { id, result } => {
                same(&self.content.results, "result", id, result)?;
                self.content.results.remove(id);
                Ok(())
            }
        }
    }

    fn add(&mut self, card: &Card) -> Result<(), Refusal> {
        let id = card.subject.id();
        absent(&self.content.cards, "card", &id, "cards", CARDS_MAX)?;
        if let Subject::Rest { of, .. } = &card.subject {
            self.there(&card_target(of))?;
        }
        if !card.is_hidden {
            self.draw(self.drawn + 1)?;
        }
        if let Subject::Rest { of, .. } = &card.subject {
            self.used(&card_target(of), true);
        }
        self.content.cards.insert(id, card.clone());
        Ok(())
    }

    fn remove(&mut self, card: &Card) -> Result<(), Refusal> {
        let id = card.subject.id();
        same(&self.content.cards, "card", &id, card)?;
        self.unused(&card_target(&id), &id)?;
        self.content.cards.remove(&id);
        // A card that is in no group is drawn unless it is hidden.
        self.drawn -= usize::from(!card.is_hidden);
        if let Subject::Rest { of, .. } = &card.subject {
            self.used(&card_target(of), false);
        }
        Ok(())
    }

    fn connect(&mut self, edge: &Edge) -> Result<(), Refusal> {
        let id = edge.id();
        absent(&self.content.edges, "edge", &id, "edges", EDGES_MAX)?;
        let ends = [card_target(&edge.from), card_target(&edge.to)];
        ends.iter().try_for_each(|end| self.there(end))?;
        ends.iter().for_each(|end| self.used(end, true));
        self.content.edges.insert(id, edge.clone());
        Ok(())
    }

    fn disconnect(&mut self, edge: &Edge) -> Result<(), Refusal> {
        let id = edge.id();
        same(&self.content.edges, "edge", &id, edge)?;
        self.unused(&Target::Edge { id: id.clone() }, &id)?;
        self.content.edges.remove(&id);
        self.used(&card_target(&edge.from), false);
        self.used(&card_target(&edge.to), false);
        Ok(())
    }

    fn hide(&mut self, id: &str, is_hidden: bool) -> Result<(), Refusal> {
        let card = self.content.cards.get(id).ok_or_else(|| missing("card", id))?;
        if card.is_hidden == is_hidden {
            return Err(changed("card", id));
        }
        if !self.is_in_folded(id) {
            self.draw(if is_hidden { self.drawn - 1 } else { self.drawn + 1 })?;
        }
        let card = self.content.cards.get_mut(id).expect("found above");
        card.is_hidden = is_hidden;
        Ok(())
    }

    fn group(&mut self, id: &str, group: &Group) -> Result<(), Refusal> {
        absent(&self.content.groups, "group", id, "groups", GROUPS_MAX)?;
        for card in &group.cards {
            self.there(&card_target(card))?;
            if self.is_grouped(card) {
                return Err(Refusal::Grouped { id: card.clone() });
            }
        }
        if group.is_folded {
            self.draw(self.drawn - self.shown_of(group) + 1)?;
        }
        self.index_group(id, group);
        self.content.groups.insert(id.to_owned(), group.clone());
        Ok(())
    }

    fn ungroup(&mut self, id: &str, group: &Group) -> Result<(), Refusal> {
        same(&self.content.groups, "group", id, group)?;
        if group.is_folded {
            self.draw(self.drawn - 1 + self.shown_of(group))?;
        }
        self.content.groups.remove(id);
        for card in &group.cards {
            self.grouped.remove(card);
            self.used(&card_target(card), false);
        }
        Ok(())
    }

    fn fold(&mut self, id: &str, is_folded: bool) -> Result<(), Refusal> {
        let group = self.content.groups.get(id).ok_or_else(|| missing("group", id))?;
        if group.is_folded == is_folded {
            return Err(changed("group", id));
        }
        let shown = self.shown_of(group);
        let after = if is_folded { self.drawn + 1 - shown } else { self.drawn - 1 + shown };
        self.draw(after)?;
        self.content.groups.get_mut(id).expect("found above").is_folded = is_folded;
        Ok(())
    }

    fn note(&mut self, id: &str, from: Option<&Note>, to: Option<&Note>) -> Result<(), Refusal> {
        let found = self.content.notes.get(id);
        if found != from {
            return Err(changed("note", id));
        }
        if let Some(note) = to {
            self.there(&note.on)?;
            if from.is_none() {
                absent(&self.content.notes, "note", id, "notes", NOTES_MAX)?;
            }
        }
        if let Some(note) = from {
            self.content.notes.remove(id);
            self.used(&note.on, false);
        }
        if let Some(note) = to {
            self.content.notes.insert(id.to_owned(), note.clone());
            self.used(&note.on, true);
        }
        Ok(())
    }

    fn expand(
        &mut self,
        card: &str,
        side: Side,
        from: Option<&Expansion>,
        to: Option<&Expansion>,
    ) -> Result<(), Refusal> {
        self.there(&card_target(card))?;
        let key = expansion_key(card, side);
        if self.content.expansions.get(&key) != from {
            return Err(changed("expansion", card));
        }
        if from.is_some() {
            self.content.expansions.remove(&key);
            self.used(&card_target(card), false);
        }
        if let Some(expansion) = to {
            self.content.expansions.insert(key, expansion.clone());
            self.used(&card_target(card), true);
        }
        Ok(())
    }

    fn marks(
        &mut self,
        on: &Target,
    ) -> Result<(&mut Option<Colour>, &mut Option<String>), Refusal> {
        match on {
            Target::Board => Err(missing("card", "board")),
            Target::Card { id } => {
                let card = self.content.cards.get_mut(id).ok_or_else(|| missing("card", id))?;
                Ok((&mut card.colour, &mut card.flag))
            }
            Target::Edge { id } => {
                let edge = self.content.edges.get_mut(id).ok_or_else(|| missing("edge", id))?;
                Ok((&mut edge.colour, &mut edge.flag))
            }
        }
    }

    fn there(&self, target: &Target) -> Result<(), Refusal> {
        match target {
            Target::Card { id } if !self.content.cards.contains_key(id) => Err(missing("card", id)),
            Target::Edge { id } if !self.content.edges.contains_key(id) => Err(missing("edge", id)),
            _ => Ok(()),
        }
    }

    fn unused(&self, target: &Target, id: &str) -> Result<(), Refusal> {
        if self.uses.contains_key(target) {
            return Err(Refusal::InUse { id: id.to_owned() });
        }
        Ok(())
    }

    fn used(&mut self, target: &Target, is_more: bool) {
        let uses = self.uses.entry(target.clone()).or_default();
        *uses = if is_more { *uses + 1 } else { uses.saturating_sub(1) };
        if *uses == 0 {
            self.uses.remove(target);
        }
    }

    fn index_group(&mut self, id: &str, group: &Group) {
        for card in &group.cards {
            self.grouped.insert(card.clone(), id.to_owned());
            self.used(&card_target(card), true);
        }
    }

    fn is_in_folded(&self, card: &str) -> bool {
        let group = self.grouped.get(card).and_then(|group| self.content.groups.get(group));
        group.is_some_and(|group| group.is_folded)
    }

    fn is_drawn(&self, id: &str, card: &Card) -> bool {
        !card.is_hidden && !self.is_in_folded(id)
    }

    /// How many cards of a group are not hidden.
    fn shown_of(&self, group: &Group) -> usize {
        let cards = group.cards.iter().filter_map(|id| self.content.cards.get(id));
        cards.filter(|card| !card.is_hidden).count()
    }

    /// Lets the board draw so many, unless that is too many and more than it draws now.
    fn draw(&mut self, drawn: usize) -> Result<(), Refusal> {
        if drawn > DRAWN_MAX && drawn > self.drawn {
            return Err(Refusal::Full { most: DRAWN_MAX });
        }
        self.drawn = drawn;
        Ok(())
    }
}

fn swap<V: PartialEq + Clone>(
    found: &mut Option<V>,
    from: &Option<V>,
    to: &Option<V>,
    on: &Target,
) -> Result<(), Refusal> {
    if found != from {
        return Err(match on {
            Target::Edge { id } => changed("edge", id),
            Target::Card { id } => changed("card", id),
            Target::Board => changed("card", "board"),
        });
    }
    found.clone_from(to);
    Ok(())
}
