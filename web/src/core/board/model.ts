// What stands on a board and what can be done to it: the shapes of `crates/casework/src/boards`, as their JSON is.
// Pure data; the rules are in the files beside this one, and the vectors hold both halves to one answer.

export interface At {
  x: number;
  y: number;
}
export type Side = 'in' | 'out';
export type Colour = 'black' | 'orange' | 'sky' | 'green' | 'yellow' | 'blue' | 'vermilion' | 'purple';

export type Subject =
  | { kind: 'address'; ledger: string; address: string }
  | { kind: 'cluster'; ledger: string; address: string }
  | { kind: 'transaction'; ledger: string; txid: string }
  | { kind: 'rest'; of: string; side: Side };

export interface Card {
  subject: Subject;
  at: At;
  is_start: boolean;
  is_hidden: boolean;
  colour: Colour | null;
  flag: string | null;
}

export interface Basis {
  kind: 'ledger_fact' | 'protocol_decoded' | 'heuristic' | 'third_party_tag' | 'analyst_assertion';
  method: string | null;
  /** In thousandths. */
  confidence: number | null;
}

export interface Edge {
  from: string;
  to: string;
  txid: string | null;
  output: number | null;
  amount: string;
  asset: string;
  time: string | null;
  transactions: number;
  basis: Basis;
  colour: Colour | null;
  flag: string | null;
}

export type Target = { what: 'board' } | { what: 'card'; id: string } | { what: 'edge'; id: string };

export interface Group {
  kind: 'hand' | 'run';
  title: string;
  cards: string[];
  is_folded: boolean;
}
export interface Note {
  on: Target;
  text: string;
}
export interface Filter {
  amount_min: string | null;
  asset: string | null;
  from: string | null;
  to: string | null;
  side: Side | null;
}
export interface Expansion {
  shown: number;
  total: number;
  filter: Filter;
}
export type Exclusion =
  | { kind: 'rule'; rule: string }
  | { kind: 'join'; ledger: string; txid: string; rule: string }
  | { kind: 'label'; subject: string; source: string };
export interface Placed {
  kind: string;
  question: string;
  method: string;
  asset: string;
  digest: string;
  as_of: string;
  endings: { card: string; why: string; amount: string }[];
}

/** What is stored, frozen and sent. */
export interface Content {
  cards: Record<string, Card>;
  edges: Record<string, Edge>;
  groups: Record<string, Group>;
  notes: Record<string, Note>;
  pins: Record<string, Target>;
  expansions: Record<string, Expansion>;
  excluded: Record<string, Exclusion>;
  results: Record<string, Placed>;
  filter: Filter;
}

export type Op =
  | { op: 'add' | 'remove'; card: Card }
  | { op: 'connect' | 'disconnect'; edge: Edge }
  | { op: 'move'; card: string; from: At; to: At }
  | { op: 'hide' | 'show'; card: string }
  | { op: 'colour'; on: Target; from: Colour | null; to: Colour | null }
  | { op: 'annotate'; on: Target; from: string | null; to: string | null }
  | { op: 'group' | 'ungroup'; id: string; group: Group }
  | { op: 'fold' | 'unfold'; id: string }
  | { op: 'pin' | 'unpin'; id: string; on: Target }
  | { op: 'note'; id: string; from: Note | null; to: Note | null }
  | { op: 'filter'; from: Filter; to: Filter }
  | { op: 'exclude' | 'include'; what: Exclusion }
  | { op: 'expand'; card: string; side: Side; from: Expansion | null; to: Expansion | null }
  | { op: 'place' | 'unplace'; id: string; result: Placed };

/** The codes of `boards/refusal.rs`; a page finds its words by them. */
export type Code =
  | 'full'
  | 'too-many'
  | 'missing'
  | 'exists'
  | 'changed'
  | 'in-use'
  | 'grouped'
  | 'taken'
  | 'not-by-hand'
  | 'nothing-to-undo'
  | 'nothing-to-redo'
  | 'not-the-newest'
  | 'text-empty'
  | 'text-too-long'
  | 'text-invisible';

/** Why an operation is not done; null where it is. */
export interface Refusal {
  code: Code;
  /** What it meets. */
  id: string;
}

export const EMPTY_FILTER: Filter = { amount_min: null, asset: null, from: null, to: null, side: null };

/** A card's name on the board: two tabs that add the same address add the same card. */
export function cardId(subject: Subject): string {
  switch (subject.kind) {
    case 'address':
    case 'cluster':
      return `${subject.kind}:${subject.ledger}:${subject.address}`;
    case 'transaction':
      return `transaction:${subject.ledger}:${subject.txid}`;
    case 'rest':
      return `rest:${subject.side}:${subject.of}`;
  }
}

export function edgeId(edge: Edge): string {
  return `${edge.from}>${edge.to}#${edge.txid ?? '*'}:${edge.output ?? '*'}:${edge.asset}`;
}

export function exclusionId(what: Exclusion): string {
  switch (what.kind) {
    case 'rule':
      return `rule:${what.rule}`;
    case 'join':
      return `join:${what.ledger}:${what.txid}:${what.rule}`;
    case 'label':
      return `label:${what.subject}:${what.source}`;
  }
}

const OPPOSITE = {
  add: 'remove',
  remove: 'add',
  connect: 'disconnect',
  disconnect: 'connect',
  hide: 'show',
  show: 'hide',
  group: 'ungroup',
  ungroup: 'group',
  fold: 'unfold',
  unfold: 'fold',
  pin: 'unpin',
  unpin: 'pin',
  exclude: 'include',
  include: 'exclude',
  place: 'unplace',
  unplace: 'place',
} as const;

/** What takes an operation back exactly. */
export function inverseOf(op: Op): Op {
  if ('from' in op && 'to' in op) return { ...op, from: op.to, to: op.from } as Op;
  return { ...op, op: OPPOSITE[op.op as keyof typeof OPPOSITE] } as Op;
}

/** What takes a whole gesture back: each of its operations, the last first. */
export function inverse(ops: readonly Op[]): Op[] {
  return ops.map(inverseOf).reverse();
}

/** Whether two values that came out of JSON are the same. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) => key in other && same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
