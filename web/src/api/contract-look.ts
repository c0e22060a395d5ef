// What the server answers to the look-up, trace and screening pages: shapes of docs/handbook/json.md.
import type { Money } from '../core/fmt';
import type { AsOf, Basis, BlockAt, ClusterAt, Cut, Party, Place } from '../graph/answer';
import type { Job } from './contract';
import type { Op, Page, PageQuery } from './op';

export type { Money };

/** The moment that an answer is of; the same in every question. */
export interface Moment {
  as_of?: string;
  known_at?: string;
  ledger?: string;
}

/** The moment, and what is not believed there (`rule:co-spend`, `label:SUBJECT:SOURCE`): of questions whose answers rest
 * on clusters and labels. Lists of ledger facts know no such thing. */
export interface Standpoint extends Moment {
  without?: string[];
}

/** How the search box understood what was pasted; `says` explains it in a sentence. */
export interface Understood {
  kind: string;
  text: string;
  ledger: string | null;
  says: string;
}

/** A sentence of the server's: its message id and arguments, and the English words. */
export interface Saying {
  id: string;
  args: Record<string, string | number>;
  says: string;
}

export type RefusalKind = 'bad_input' | 'not_found' | 'ambiguous' | 'too_large' | 'cannot_tell' | 'stopped' | 'internal';

export interface LabelHit {
  label: string;
  categories: string[];
  actor: string | null;
  list: string | null;
  subject: string;
  claims: number;
  network: string;
  source: string;
  standing: string;
  pack: string;
}

export interface SearchAnswer {
  as_of: AsOf;
  text: string | null;
  understood: Understood[];
  labels: LabelHit[];
  labels_total: number;
  addresses: { address: string; ledger: string | null; label: string }[];
  not_understood: { kind: RefusalKind; what: Saying; hints: Saying[] } | null;
  cuts: Cut[];
}

export interface Part<Item> {
  total: number;
  skipped: number;
  items: Item[];
}

export interface Holder {
  address: string;
  lock: string;
}

export interface Fate {
  fate?: 'unspent' | 'no_spend_seen' | 'unspendable' | 'spent';
  by?: Place;
  input?: number;
}

export interface Totals {
  received: Money;
  sent: Money;
  balance: Money | null;
  outputs: number;
  inputs: number;
  transactions: number;
  first: Place | null;
  last: Place | null;
}

export interface Claim {
  subject: string;
  network: string;
  label: string;
  categories: string[];
  actor: string | null;
  list: string | null;
  source: string;
  confidence: { id: string; level: number };
  valid: { from: string | null; seen: string | null; to: string | null };
  standing: string;
  is_cluster_definer: boolean;
  context: string | null;
  pack: { digest: string; title: string; creator: string; format: string; file: string; imported_at: string };
}

export type Doubt = { doubt: 'conflict'; services: string[] } | { doubt: 'customer'; service: string };

/** How a claim reaches a subject: as itself, as another form of its key, or as a member of its cluster. */
export type Reach =
  | { reach: 'direct' }
  | { reach: 'same_key'; via: string }
  | { reach: 'cluster'; via: string; ledger: string; root: string; members: number };

export type Attribution = Reach & { doubt: Doubt | null; claim: Claim };

export interface Leg extends Place, Fate {
  side: 'received' | 'sent';
  holder: string;
  out_point: string;
  value: Money | null;
}

export interface AddressLook {
  kind: 'address';
  as_of: AsOf;
  address: string;
  lock: string;
  totals: Totals | null;
  cluster: ClusterAt | null;
  same_key: (Holder & { totals: Totals; cluster: ClusterAt })[];
  labels: Attribution[];
  legs: Part<Leg>;
}

export interface Member extends Holder {
  received: Money;
  sent: Money;
  transactions: number;
}

export interface Join extends Place {
  rule: string;
  a: string;
  b: string;
}

export interface ClusterLook {
  as_of: AsOf;
  root: string;
  size: number;
  rules: string;
  received: Money;
  sent: Money;
  balance: Money | null;
  labels: Attribution[];
  conflict: string[] | null;
  members: Part<Member>;
  joins: Part<Join> | null;
}

/** What became of an output. */
export type Fated =
  | { fate: 'unspent' | 'no_spend_seen' | 'unspendable'; by?: never; input?: never }
  | { fate: 'spent'; by: Place; input: number };

export type Output = Fated & {
  out_point: string;
  value: Money;
  holder: Holder | null;
};

export interface Input {
  input: number;
  spends: string;
  value: Money | null;
  holder: Holder | null;
  known: boolean;
}

export interface CoinJoin {
  rule: string;
  confidence: number;
  says: string;
  denominations: Money[];
  equal_outputs: number;
  participants: number;
  inputs_unknown: number;
  vetoes_join: boolean;
  stops_trace: boolean;
}

export interface Change {
  hints: { rule: string; outputs: number[]; confidence: number; is_settled: boolean }[];
  consensus: { output: number; confidence: number; sources: string[]; against: string[] } | null;
}

export interface TransactionLook extends Place {
  kind: 'transaction';
  as_of: AsOf;
  version: number;
  lock_time: number;
  weight: number;
  vsize: number;
  is_coinbase: boolean;
  is_segwit: boolean;
  is_rbf: boolean;
  value_in: Money | null;
  value_out: Money;
  fee: Money | null;
  twin: Place | null;
  coinjoin: CoinJoin | null;
  change: Change;
  labels: Claim[];
  inputs: Part<Input>;
  outputs: Part<Output>;
}

export interface BlockTransaction {
  txid: string;
  inputs: number;
  outputs: number;
  value_out: Money;
}

export interface BlockLook extends BlockAt {
  kind: 'block';
  as_of: AsOf;
  prev: string;
  time: string;
  transactions: Part<BlockTransaction>;
}

export type OutputLook = Output & {
  kind: 'output';
  as_of: AsOf;
  made: Place;
  cluster: ClusterAt | null;
  labels: Attribution[];
};

export type Look = AddressLook | (ClusterLook & { kind: 'cluster' }) | TransactionLook | OutputLook | BlockLook;

/** With whom an address dealt on one side; each is a cluster, by its root. */
export interface Counterparty {
  holder: Party;
  name: string | null;
  labels: Part<Attribution>;
  value: Money;
  /** Of `value`, what rests on no inference. */
  observed: Money;
  transactions: number;
  first: Place;
  last: Place;
}

export interface Counterparties {
  as_of: AsOf;
  subject: string;
  side: 'received' | 'sent';
  counterparties: Counterparty[];
  rest: { counterparties: number; value: Money };
  not_attributed: { reason: string; transactions: number; value: Money }[];
  own: { transactions: number; value: Money };
  legs: number;
  legs_read: number;
  cuts: Cut[];
}

export interface WhyAnswer {
  as_of: AsOf;
  root: string;
  size: number;
  subject: string;
  with: string;
  /** Each shares an address with the next. */
  joins: Join[];
}

export interface PathStep extends Place, Basis {
  from: string;
  from_value: Money;
  from_holder: Party;
  to: string;
  to_value: Money;
  to_holder: Party;
}

export interface Paths {
  paths: { bottleneck: Money; steps: PathStep[] }[];
  complete_hops: number;
  cuts: Cut[];
  legs: number;
}

export interface PathAnswer {
  as_of: AsOf;
  from: string;
  to: string;
  hops_max: number;
  value_min: Money;
  legs_max: number;
  through_services: boolean;
  through_mixers: boolean;
  there: Paths;
  back: Paths;
}

export type Verdict = 'found' | 'cannot_tell' | 'not_found' | 'unreadable';

export type Ground =
  | { ground: 'list'; list: string; category?: never }
  | { ground: 'category'; category: string; list?: never }
  | { ground: 'information'; list?: never; category?: never };

export interface Screened {
  subject: string;
  verdict: Verdict;
  error: string | null;
  unsure: string[];
  matches: (Ground & { leg: string | null } & Attribution)[];
  transaction: (Ground & { claim: Claim })[];
}

export interface ScreenAnswer {
  as_of: AsOf;
  categories: string[] | null;
  lists: { list: string; claims: number; newest: string; whole: { from: string; newest: string } | null }[];
  counts: Record<Verdict, number>;
  subjects: Screened[];
}

/** A part of a list, and the moment that it is of. */
export type Listed<Item> = Page<Item> & { as_of: AsOf };

export interface LookPaths {
  '/api/search': { get: Op<SearchAnswer, { q: string; limit?: number }> };
  '/api/look': { get: Op<Look, { q: string; limit?: number } & Standpoint> };
  '/api/addresses/{address}': { get: Op<AddressLook, Standpoint & { limit?: number }, { address: string }> };
  '/api/addresses/{address}/legs': {
    get: Op<Listed<Leg>, PageQuery & Moment & { from?: 'newest' | 'oldest' }, { address: string }>;
  };
  '/api/addresses/{address}/counterparties': {
    get: Op<Counterparties, Standpoint & { side: 'received' | 'sent'; limit?: number; cluster?: boolean }, { address: string }>;
  };
  '/api/clusters/{address}': { get: Op<ClusterLook, Standpoint & { limit?: number }, { address: string }> };
  '/api/clusters/{address}/members': { get: Op<Listed<Member>, PageQuery & Standpoint, { address: string }> };
  '/api/clusters/{address}/joins': { get: Op<Listed<Join>, PageQuery & Standpoint, { address: string }> };
  '/api/clusters/{address}/why': { get: Op<WhyAnswer, Standpoint & { with: string }, { address: string }> };
  '/api/transactions/{txid}': { get: Op<TransactionLook, Standpoint & { limit?: number }, { txid: string }> };
  '/api/transactions/{txid}/inputs': { get: Op<Listed<Input>, PageQuery & Moment, { txid: string }> };
  '/api/transactions/{txid}/outputs': { get: Op<Listed<Output>, PageQuery & Moment, { txid: string }> };
  '/api/blocks/{block}': { get: Op<BlockLook, Moment & { limit?: number }, { block: string }> };
  '/api/blocks/{block}/transactions': { get: Op<Listed<BlockTransaction>, PageQuery & Moment, { block: string }> };
  '/api/screen': { post: Op<ScreenAnswer, never, never, { subjects: string[] } & Moment> };
  '/api/jobs': { post: Op<Job, never, never, { kind: string; question: Record<string, unknown> }> };
}
