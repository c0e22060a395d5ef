// Brings a gesture to a board that went on without it (`crates/casework/src/boards/fit.rs`): what can be done is
// done, what cannot is told. A change by hand stays one's change; an undo yields to what others changed since.
import { cardId, edgeId, type Card, type Code, type Op, type Refusal } from './model';
import { columnOf, laneOf, Slots } from './place';
import { expansionKey, type State } from './state';

export type Mode = 'do' | 'undo';

export interface Dropped {
  op: Op;
  why: Code;
}

export interface Fitted {
  ops: Op[];
  dropped: Dropped[];
}

/** Does what can be done of a gesture, on the state itself. */
export function fit(state: State, ops: readonly Op[], mode: Mode): Fitted {
  const fitted: Fitted = { ops: [], dropped: [] };
  for (const wanted of ops) {
    const op = rewrite(state, wanted, mode);
    const refusal = state.apply(op);
    if (refusal) fitted.dropped.push({ op, why: refusal.code });
    else fitted.ops.push(op);
  }
  return fitted;
}

/** That a gesture by hand keeps the rules that an inverse need not. */
export function admit(state: State, ops: readonly Op[]): Refusal | null {
  const slots = Slots.of(state);
  for (const op of ops) {
    if (op.op === 'remove') return { code: 'not-by-hand', id: cardId(op.card.subject) };
    if (op.op === 'add') {
      if (!slots.isFree(op.card.at)) return { code: 'taken', id: cardId(op.card.subject) };
      slots.standAt(op.card.at);
    } else if (op.op === 'move') slots.moved(op.from, op.to);
  }
  return null;
}

function rewrite(state: State, op: Op, mode: Mode): Op {
  if (op.op === 'add') return add(state, op.card, mode);
  return mode === 'undo' ? op : (anew(state, op) ?? op);
}

function add(state: State, card: Card, mode: Mode): Op {
  const id = cardId(card.subject);
  const there = state.cards.get(id);
  if (there) return there.is_hidden && mode === 'do' ? { op: 'show', card: id } : { op: 'add', card };
  const slots = Slots.of(state);
  if (slots.isFree(card.at)) return { op: 'add', card };
  return { op: 'add', card: { ...card, at: slots.take(columnOf(card.at), laneOf(card.at)) } };
}

/** With what it finds read anew; null where it finds nothing, which applying it then tells. */
function anew(state: State, op: Op): Op | null {
  switch (op.op) {
    case 'move': {
      const from = state.cards.get(op.card)?.at;
      return from ? { ...op, from } : null;
    }
    case 'disconnect': {
      const edge = state.edges.get(edgeId(op.edge));
      return edge ? { ...op, edge } : null;
    }
    case 'colour':
    case 'annotate': {
      if (op.on.what === 'board') return null;
      const found = (op.on.what === 'card' ? state.cards : state.edges).get(op.on.id);
      if (!found) return null;
      return op.op === 'colour' ? { ...op, from: found.colour } : { ...op, from: found.flag };
    }
    case 'group': {
      const cards = op.group.cards.filter((card) => state.cards.has(card) && !state.isGrouped(card));
      return cards.length >= 2 ? { ...op, group: { ...op.group, cards } } : op;
    }
    case 'ungroup': {
      const group = state.groups.get(op.id);
      return group ? { ...op, group } : null;
    }
    case 'unpin': {
      const on = state.pins.get(op.id);
      return on ? { ...op, on } : null;
    }
    case 'note':
      return { ...op, from: state.notes.get(op.id) ?? null };
    case 'filter':
      return { ...op, from: state.filter };
    case 'expand':
      return { ...op, from: state.expansions.get(expansionKey(op.card, op.side)) ?? null };
    case 'unplace': {
      const result = state.results.get(op.id);
      return result ? { ...op, result } : null;
    }
    default:
      return op;
  }
}
