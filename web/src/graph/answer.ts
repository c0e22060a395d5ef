/**
 * The shape of a trace's answer, as docs/handbook/json.md has it: what the picture and the tables
 * are made of. Lists are whole; `out_point` and `txid` are the keys between them.
 */

import type { Amount } from '../core/value';

export type Method = 'fifo' | 'lifo' | 'tiho' | 'haircut' | 'poison';
export const METHODS: readonly Method[] = ['fifo', 'lifo', 'tiho', 'haircut', 'poison'];

export type ByMethod = Partial<Record<Method, Amount>>;

export interface BlockAt {
  height: number | null;
  hash: string;
}

export interface Place {
  txid: string;
  block: BlockAt;
  time: string;
}

export interface Basis {
  basis: 'observed' | 'inferred';
  rule?: string;
  confidence?: number | null;
}

export interface ClusterAt {
  root: string;
  size: number;
}

export interface Said {
  label: string;
  actor: string | null;
  /** The first of all. */
  category: string;
  categories: string[];
  source: string;
  confidence: number;
  pack: string;
  reach: string;
  standing: string;
}

export type Role = 'service' | 'mixer' | 'listed' | 'unknown';

export interface Party {
  address: string;
  cluster: ClusterAt | null;
  role: Role;
  said: Said | null;
}

export interface Hint {
  rule: string;
  says: string;
  confidence: number | null;
}

export interface Hop extends Basis {
  depth: number;
  txid: string;
  block: BlockAt;
  time: string;
  out_point: string;
  value: Amount | null;
  address: string;
  amounts: ByMethod;
  hints: Hint[];
}

export interface StopDetail {
  txid: string;
  rule?: string;
  confidence?: number;
  candidates?: number;
  unknown_inputs?: number;
}

export interface Ending {
  stop: string;
  detail: StopDetail | null;
  depth: number;
  amounts: ByMethod;
  share: string;
  out_point: string | null;
  txid: string;
  address: string | null;
  holder: Party | null;
  block: BlockAt | null;
  time: string | null;
  freezer: 'service' | 'key_holder' | 'nobody' | 'unknown' | null;
  freezer_says: string | null;
}

export interface Sum {
  stop: string;
  rows: number;
  amounts: ByMethod;
  share: string;
}

export interface ServiceSum {
  service: string;
  rows: number;
  amounts: ByMethod;
  share: string;
}

export interface Coin {
  out_point: string;
  value: Amount | null;
  holder: Party;
  depth: number;
  amounts: ByMethod;
  block: BlockAt | null;
  time: string | null;
  spent_by: string | null;
  is_start: boolean;
}

export interface Step extends Basis {
  txid: string;
  block: BlockAt;
  time: string;
  depth: number;
  inputs: string[];
  outputs: string[];
  inputs_len: number;
  outputs_len: number;
  is_coinbase: boolean;
  fee: Amount | null;
  fee_amounts: ByMethod;
  fees_of: string[];
}

export interface Peel {
  txid: string;
  out_point: string;
  value: Amount;
  address: string;
  is_traced: boolean;
}

export interface Fold {
  kind: 'pass_through' | 'peel_run' | 'peel_chain';
  transactions: string[];
  first: string;
  last: string;
  peels: Peel[];
}

export interface Cut {
  cut: string;
  says: string;
}

export interface AsOf {
  day: string;
  known_at: string | null;
  labels: string;
  ledgers: { ledger: string; tip: BlockAt | null }[];
  /** What was not believed; absent where that is nothing. */
  without?: string[];
}

export interface TraceQuery {
  subjects: string[];
  direction: 'forward' | 'backward';
  hops_max: number;
  value_min: Amount;
  from: string | null;
  to: string | null;
  legs_max: number;
  through_services: boolean;
  through_mixers: boolean;
  through_fees: boolean;
  coinjoin_confidence_min: number;
}

export interface Trace {
  as_of: AsOf;
  as_of_time: string | null;
  query: TraceQuery;
  methods: { method: Method; explains: string; conserves: boolean }[];
  share_method: Method;
  start: { coins: string[]; value: Amount; returned: ByMethod; net: ByMethod };
  hops: Hop[];
  where_it_is_now: Ending[];
  sums: Sum[];
  services: ServiceSum[];
  coins: Coin[];
  transactions: Step[];
  folds: Fold[];
  cuts: Cut[];
  legs: number;
}
