// What the server answers to a board: its log, the facts of its cards, what lies beside them. The shapes of what
// stands on it are core/board/model.ts; pins, exhibits and results are contract-case.ts.
import type { Basis, Content, Filter, Side, Subject } from '../core/board/model';
import type { Step, Wanted } from '../core/board/tab';
import type { Money } from '../core/fmt';
import type { AsOf, Cut, Role } from '../graph/answer';
import type { BoardRow } from './contract-case';
import type { Saying } from './contract-look';
import type { Op } from './op';

/** What a card is about where it is something on a ledger. */
export type OnLedger = Exclude<Subject, { kind: 'rest' }>;

/** The board at a revision: `at_rev` is the one that was asked for, `rev` the newest. */
export interface BoardAt extends BoardRow {
  content: Content;
  at_rev: number;
}

/** What the log answers where it is further than the revision that a step was made at. */
export interface Stale {
  rev: number;
  steps_since: Step[];
  has_more: boolean;
}

/** That a transaction looks like one. */
export interface CardCoinJoin {
  rule: string;
  confidence: number;
  stops_trace: boolean;
}

/** What the ledger and the labels say of a card. */
export interface CardFacts {
  id: string;
  name: string | null;
  is_in_doubt: boolean;
  category: string | null;
  /** The gravest of all that holds of it. */
  severity: 'severe' | 'abuse' | 'neutral' | null;
  role: Role;
  is_service: boolean;
  is_synthetic: boolean;
  received: Money | null;
  spent: Money | null;
  /** How many legs come in and go out, shown or not. */
  legs_in: number | null;
  legs_out: number | null;
  first_seen: string | null;
  last_seen: string | null;
  /** Confidence of 0 to 100: of the least sure rule among its joins. */
  cluster: { root: string; members: number; joins: number; confidence: number } | null;
  coinjoin: CardCoinJoin | null;
  /** What was too large to be gone through for one card of many. */
  cut: Cut | null;
  /** Why nothing can be said of it. */
  refusal: Saying | null;
}

export interface CardsAnswer {
  cards: CardFacts[];
  as_of: AsOf;
  atlas: string;
}

/** One leg beside a card: the other party, and the transaction between them. */
export interface Neighbour {
  subject: OnLedger;
  /** The transaction in between; `amount` and `output` are what the expanded card put in or got there. */
  via: { txid: string; height: number | null; time: string; amount: string; output: number | null; coinjoin: CardCoinJoin | null } | null;
  /** Which output the neighbour got. */
  output: number | null;
  amount: string;
  asset: string;
  time: string;
  transactions: number;
  /** With confidence in hundredths, where an edge has thousandths. */
  basis: Basis;
  change: { rules: string[]; confidence: number } | null;
}

export interface ExpandAnswer {
  as_of: AsOf;
  neighbours: Neighbour[];
  /** How many there are behind the filter, those already shown among them. */
  total: number;
  /** How many are left after these. */
  left: number;
  /** What is no neighbour, by reason. */
  apart: { reason: string; transactions: number; amount: Money }[];
  /** How many there are on this side, and how many of them were read. */
  legs: number;
  legs_read: number;
  /** What was not looked at; null where all was. */
  cut: Cut | null;
}

export interface ExpandQuestion {
  subject: OnLedger;
  side: Side;
  filter: Filter;
  /** Cards that stand on the board and need not be named again. */
  shown: string[];
  limit: number;
  without?: string[];
}

interface OfBoard {
  board: string;
}

export interface BoardPaths {
  '/api/boards/{board}': { get: Op<BoardAt, { rev?: number }, OfBoard> };
  '/api/boards/{board}/steps': {
    get: Op<{ items: Step[]; rev: number }, { after_rev: number; limit?: number }, OfBoard>;
    post: Op<{ rev: number; steps: Step[] }, never, OfBoard, { steps: Wanted[] }>;
  };
  '/api/boards/{board}/own-steps': { get: Op<{ items: Step[] }, { before?: number; limit?: number }, OfBoard> };
  '/api/cards': {
    post: Op<CardsAnswer, never, never, { subjects: OnLedger[]; without?: string[]; as_of?: string; known_at?: string }>;
  };
  '/api/expand': { post: Op<ExpandAnswer, never, never, ExpandQuestion> };
}
