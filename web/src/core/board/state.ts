// A board as its operations leave it: the same fold as `crates/casework/src/boards/state.rs`. An operation is done
// wholly or refused and then changes nothing. Values are never changed in place, only put anew under their id, so
// that a copy of the maps is a copy of the board and a page sees which card changed.
import {
  cardId,
  edgeId,
  EMPTY_FILTER,
  exclusionId,
  inverseOf,
  same,
  type Card,
  type Code,
  type Content,
  type Edge,
  type Exclusion,
  type Expansion,
  type Filter,
  type Group,
  type Note,
  type Op,
  type Placed,
  type Refusal,
  type Side,
  type Target,
} from './model';

export const DRAWN_MAX = 600;
export const CARDS_MAX = 3_000;
const EDGES_MAX = 6_000;
const GROUPS_MAX = 300;
const NOTES_MAX = 1_000;
const PINS_MAX = 2_000;
const EXCLUDED_MAX = 500;
const RESULTS_MAX = 200;

const no = (code: Code, id: string): Refusal => ({ code, id });
const onCard = (id: string): Target => ({ what: 'card', id });
const targetKey = (on: Target): string => (on.what === 'board' ? 'board' : `${on.what}:${on.id}`);
export const expansionKey = (card: string, side: Side): string => `${side}:${card}`;

function absent<V>(map: ReadonlyMap<string, V>, id: string, most: number): Refusal | null {
  if (map.has(id)) return no('exists', id);
  return map.size >= most ? no('too-many', id) : null;
}

function believed<V>(map: ReadonlyMap<string, V>, id: string, value: V): Refusal | null {
  const found = map.get(id);
  if (found === undefined) return no('missing', id);
  return same(found, value) ? null : no('changed', id);
}

export class State {
  cards = new Map<string, Card>();
  edges = new Map<string, Edge>();
  groups = new Map<string, Group>();
  notes = new Map<string, Note>();
  pins = new Map<string, Target>();
  expansions = new Map<string, Expansion>();
  excluded = new Map<string, Exclusion>();
  results = new Map<string, Placed>();
  filter: Filter = EMPTY_FILTER;
  /** Cards that are neither hidden nor in a folded group, and folded groups. */
  drawn = 0;
  /** The group that a card is in. */
  private grouped = new Map<string, string>();
  /** How many edges, groups, notes, pins and expansions speak of a card or an edge. */
  private uses = new Map<string, number>();

  /** From a stored content; what follows from it is counted anew. */
  static of(content: Content): State {
    const state = new State();
    state.cards = new Map(Object.entries(content.cards));
    state.edges = new Map(Object.entries(content.edges));
    state.groups = new Map(Object.entries(content.groups));
    state.notes = new Map(Object.entries(content.notes));
    state.pins = new Map(Object.entries(content.pins));
    state.expansions = new Map(Object.entries(content.expansions));
    state.excluded = new Map(Object.entries(content.excluded));
    state.results = new Map(Object.entries(content.results));
    state.filter = content.filter;
    for (const [id, group] of state.groups) state.index(id, group);
    for (const { subject } of state.cards.values()) if (subject.kind === 'rest') state.used(onCard(subject.of), 1);
    for (const edge of state.edges.values()) {
      state.used(onCard(edge.from), 1);
      state.used(onCard(edge.to), 1);
    }
    for (const note of state.notes.values()) state.used(note.on, 1);
    for (const on of state.pins.values()) state.used(on, 1);
    for (const key of state.expansions.keys()) state.used(onCard(key.slice(key.indexOf(':') + 1)), 1);
    for (const group of state.groups.values()) if (group.is_folded) state.drawn += 1;
    for (const id of state.cards.keys()) if (state.isDrawn(id)) state.drawn += 1;
    return state;
  }

  content(): Content {
    return {
      cards: Object.fromEntries(this.cards),
      edges: Object.fromEntries(this.edges),
      groups: Object.fromEntries(this.groups),
      notes: Object.fromEntries(this.notes),
      pins: Object.fromEntries(this.pins),
      expansions: Object.fromEntries(this.expansions),
      excluded: Object.fromEntries(this.excluded),
      results: Object.fromEntries(this.results),
      filter: this.filter,
    };
  }

  clone(): State {
    const copy = new State();
    copy.cards = new Map(this.cards);
    copy.edges = new Map(this.edges);
    copy.groups = new Map(this.groups);
    copy.notes = new Map(this.notes);
    copy.pins = new Map(this.pins);
    copy.expansions = new Map(this.expansions);
    copy.excluded = new Map(this.excluded);
    copy.results = new Map(this.results);
    copy.filter = this.filter;
    copy.drawn = this.drawn;
    copy.grouped = new Map(this.grouped);
    copy.uses = new Map(this.uses);
    return copy;
  }

  isGrouped(card: string): boolean {
    return this.grouped.has(card);
  }

  isDrawn(card: string): boolean {
    const found = this.cards.get(card);
    return found !== undefined && !found.is_hidden && !this.isInFolded(card);
  }

  /** Does all of a gesture or nothing of it. */
  applyAll(ops: readonly Op[]): Refusal | null {
    for (const [at, op] of ops.entries()) {
      const refusal = this.apply(op);
      if (refusal === null) continue;
      for (const done of ops.slice(0, at).reverse()) this.apply(inverseOf(done));
      return refusal;
    }
    return null;
  }

  apply(op: Op): Refusal | null {
    switch (op.op) {
      case 'add':
        return this.add(op.card);
      case 'remove':
        return this.remove(op.card);
      case 'connect':
        return this.connect(op.edge);
      case 'disconnect':
        return this.disconnect(op.edge);
      case 'move': {
        const card = this.cards.get(op.card);
        if (!card) return no('missing', op.card);
        if (!same(card.at, op.from)) return no('changed', op.card);
        this.cards.set(op.card, { ...card, at: op.to });
        return null;
      }
      case 'hide':
        return this.hide(op.card, true);
      case 'show':
        return this.hide(op.card, false);
      case 'colour':
        return this.mark(op.on, 'colour', op.from, op.to);
      case 'annotate':
        return this.mark(op.on, 'flag', op.from, op.to);
      case 'group':
        return this.group(op.id, op.group);
      case 'ungroup':
        return this.ungroup(op.id, op.group);
      case 'fold':
        return this.fold(op.id, true);
      case 'unfold':
        return this.fold(op.id, false);
      case 'pin': {
        const refusal = absent(this.pins, op.id, PINS_MAX) ?? this.there(op.on);
        if (refusal) return refusal;
        this.pins.set(op.id, op.on);
        this.used(op.on, 1);
        return null;
      }
      case 'unpin': {
        const refusal = believed(this.pins, op.id, op.on);
        if (refusal) return refusal;
        this.pins.delete(op.id);
        this.used(op.on, -1);
        return null;
      }
      case 'note':
        return this.note(op.id, op.from, op.to);
      case 'filter':
        if (!same(this.filter, op.from)) return no('changed', 'board');
        this.filter = op.to;
        return null;
      case 'exclude': {
        const id = exclusionId(op.what);
        const refusal = absent(this.excluded, id, EXCLUDED_MAX);
        if (!refusal) this.excluded.set(id, op.what);
        return refusal;
      }
      case 'include': {
        const id = exclusionId(op.what);
        const refusal = believed(this.excluded, id, op.what);
        if (!refusal) this.excluded.delete(id);
        return refusal;
      }
      case 'expand':
        return this.expand(op.card, op.side, op.from, op.to);
      case 'place': {
        const refusal = absent(this.results, op.id, RESULTS_MAX);
        if (!refusal) this.results.set(op.id, op.result);
        return refusal;
      }
      case 'unplace': {
        const refusal = believed(this.results, op.id, op.result);
        if (!refusal) this.results.delete(op.id);
        return refusal;
      }
    }
  }

  private add(card: Card): Refusal | null {
    const id = cardId(card.subject);
    const of = card.subject.kind === 'rest' ? onCard(card.subject.of) : null;
    const refusal =
      absent(this.cards, id, CARDS_MAX) ??
      (of && this.there(of)) ??
      (card.is_hidden ? null : this.draw(this.drawn + 1, id));
    if (refusal) return refusal;
    if (of) this.used(of, 1);
    this.cards.set(id, card);
    return null;
  }

  private remove(card: Card): Refusal | null {
    const id = cardId(card.subject);
    const refusal = believed(this.cards, id, card) ?? this.unused(onCard(id), id);
    if (refusal) return refusal;
    this.cards.delete(id);
    // A card that is in no group is drawn unless it is hidden.
    if (!card.is_hidden) this.drawn -= 1;
    if (card.subject.kind === 'rest') this.used(onCard(card.subject.of), -1);
    return null;
  }

  private connect(edge: Edge): Refusal | null {
    const id = edgeId(edge);
    const [from, to] = [onCard(edge.from), onCard(edge.to)];
    const refusal = absent(this.edges, id, EDGES_MAX) ?? this.there(from) ?? this.there(to);
    if (refusal) return refusal;
    this.used(from, 1);
    this.used(to, 1);
    this.edges.set(id, edge);
    return null;
  }

  private disconnect(edge: Edge): Refusal | null {
    const id = edgeId(edge);
    const refusal = believed(this.edges, id, edge) ?? this.unused({ what: 'edge', id }, id);
    if (refusal) return refusal;
    this.edges.delete(id);
    this.used(onCard(edge.from), -1);
    this.used(onCard(edge.to), -1);
    return null;
  }

  private hide(id: string, isHidden: boolean): Refusal | null {
    const card = this.cards.get(id);
    if (!card) return no('missing', id);
    if (card.is_hidden === isHidden) return no('changed', id);
    const refusal = this.isInFolded(id) ? null : this.draw(this.drawn + (isHidden ? -1 : 1), id);
    if (!refusal) this.cards.set(id, { ...card, is_hidden: isHidden });
    return refusal;
  }

  private mark(on: Target, field: 'colour' | 'flag', from: unknown, to: unknown): Refusal | null {
    if (on.what === 'board') return no('missing', 'board');
    const map = on.what === 'card' ? this.cards : this.edges;
    const found = map.get(on.id);
    if (!found) return no('missing', on.id);
    if (found[field] !== from) return no('changed', on.id);
    (map as Map<string, Card | Edge>).set(on.id, { ...found, [field]: to });
    return null;
  }

  private group(id: string, group: Group): Refusal | null {
    const refusal = absent(this.groups, id, GROUPS_MAX);
    if (refusal) return refusal;
    for (const card of group.cards) {
      if (!this.cards.has(card)) return no('missing', card);
      if (this.isGrouped(card)) return no('grouped', card);
    }
    const full = group.is_folded ? this.draw(this.drawn - this.shownOf(group) + 1, id) : null;
    if (full) return full;
    this.index(id, group);
    this.groups.set(id, group);
    return null;
  }

  private ungroup(id: string, group: Group): Refusal | null {
    const refusal =
      believed(this.groups, id, group) ??
      (group.is_folded ? this.draw(this.drawn - 1 + this.shownOf(group), id) : null);
    if (refusal) return refusal;
    this.groups.delete(id);
    for (const card of group.cards) {
      this.grouped.delete(card);
      this.used(onCard(card), -1);
    }
    return null;
  }

  private fold(id: string, isFolded: boolean): Refusal | null {
    const group = this.groups.get(id);
    if (!group) return no('missing', id);
    if (group.is_folded === isFolded) return no('changed', id);
    const change = 1 - this.shownOf(group);
    const refusal = this.draw(this.drawn + (isFolded ? change : -change), id);
    if (!refusal) this.groups.set(id, { ...group, is_folded: isFolded });
    return refusal;
  }

  private note(id: string, from: Note | null, to: Note | null): Refusal | null {
    if (!same(this.notes.get(id) ?? null, from)) return no('changed', id);
    if (to) {
      const refusal = this.there(to.on) ?? (from ? null : absent(this.notes, id, NOTES_MAX));
      if (refusal) return refusal;
    }
    if (from) {
      this.notes.delete(id);
      this.used(from.on, -1);
    }
    if (to) {
      this.notes.set(id, to);
      this.used(to.on, 1);
    }
    return null;
  }

  private expand(card: string, side: Side, from: Expansion | null, to: Expansion | null): Refusal | null {
    if (!this.cards.has(card)) return no('missing', card);
    const key = expansionKey(card, side);
    if (!same(this.expansions.get(key) ?? null, from)) return no('changed', card);
    if (from) {
      this.expansions.delete(key);
      this.used(onCard(card), -1);
    }
    if (to) {
      this.expansions.set(key, to);
      this.used(onCard(card), 1);
    }
    return null;
  }

  private there(on: Target): Refusal | null {
    if (on.what === 'card' && !this.cards.has(on.id)) return no('missing', on.id);
    if (on.what === 'edge' && !this.edges.has(on.id)) return no('missing', on.id);
    return null;
  }

  private unused(on: Target, id: string): Refusal | null {
    return this.uses.has(targetKey(on)) ? no('in-use', id) : null;
  }

  private used(on: Target, more: number): void {
    const key = targetKey(on);
    const uses = (this.uses.get(key) ?? 0) + more;
    if (uses > 0) this.uses.set(key, uses);
    else this.uses.delete(key);
  }

  private index(id: string, group: Group): void {
    for (const card of group.cards) {
      this.grouped.set(card, id);
      this.used(onCard(card), 1);
    }
  }

  private isInFolded(card: string): boolean {
    const group = this.grouped.get(card);
    return group !== undefined && this.groups.get(group)?.is_folded === true;
  }

  private shownOf(group: Group): number {
    return group.cards.filter((id) => this.cards.get(id)?.is_hidden === false).length;
  }

  /** Lets the board draw so many, unless that is too many and more than it draws now. */
  private draw(drawn: number, id: string): Refusal | null {
    if (drawn > DRAWN_MAX && drawn > this.drawn) return no('full', id);
    this.drawn = drawn;
    return null;
  }
}
