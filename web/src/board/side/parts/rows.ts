// The hop table: every edge of a board as a row, numbered once by when and where it stands, whatever is filtered. Pure.
import type { Basis, Card, Edge, Target } from '../../../core/board/model';
import { columnOf } from '../../../core/board/place';
import type { State } from '../../../core/board/state';
import { unitsOf } from '../../../core/value';

export interface HopRow {
  /** Its number in the whole table: a filter leaves it as it is. */
  number: number;
  id: string;
  edge: Edge;
  /** Both of its ends are drawn. */
  isDrawn: boolean;
  isPinned: boolean;
}

const columnOfCard = (card: Card | undefined): number => (card ? columnOf(card.at) : 0);

/** By time; what has none by where it stands, last; then by name, so that the order is one. */
export function hopRows(view: Pick<State, 'cards' | 'edges' | 'pins'>): HopRow[] {
  const pinned = new Set([...view.pins.values()].flatMap((on: Target) => (on.what === 'edge' ? [on.id] : [])));
  const isDrawn = (edge: Edge) => [edge.from, edge.to].every((id) => view.cards.get(id)?.is_hidden === false);
  const rows = [...view.edges].map(([id, edge]) => ({ id, edge, column: columnOfCard(view.cards.get(edge.from)) }));
  rows.sort((one, other) => {
    const [a, b] = [one.edge.time ?? '\uffff', other.edge.time ?? '\uffff'];
    if (a !== b) return a < b ? -1 : 1;
    return one.column - other.column || (one.id < other.id ? -1 : 1);
  });
  return rows.map(({ id, edge }, at) => ({ number: at + 1, id, edge, isDrawn: isDrawn(edge), isPinned: pinned.has(id) }));
}

export interface HopFilter {
  /** A part of a name, an address or a transaction. */
  text: string;
  /** In units of the asset; null where it is not limited. */
  least: bigint | null;
  /** Cards that a hop must touch; none: any. */
  cards: readonly string[];
  /** Only what is not observed on the ledger. */
  inferredOnly: boolean;
}

export const NO_FILTER: HopFilter = { text: '', least: null, cards: [], inferredOnly: false };

export function filtered(rows: readonly HopRow[], by: HopFilter, nameOf: (card: string) => string): HopRow[] {
  const text = by.text.trim().toLowerCase();
  const cards = new Set(by.cards);
  return rows.filter(({ edge }) => {
    if (cards.size > 0 && !cards.has(edge.from) && !cards.has(edge.to)) return false;
    if (by.inferredOnly && isObserved(edge.basis)) return false;
    if (by.least !== null && (unitsOf(edge) ?? 0n) < by.least) return false;
    if (text === '') return true;
    const said = [edge.txid ?? '', edge.from, edge.to, nameOf(edge.from), nameOf(edge.to), edge.flag ?? ''];
    return said.some((each) => each.toLowerCase().includes(text));
  });
}

/** What the ledger itself says, as against what a rule, a label or a person thinks. */
export const isObserved = (basis: Basis): boolean => basis.kind === 'ledger_fact' || basis.kind === 'protocol_decoded';

/** Thousandths as whole percent. */
export const percentOfBasis = (basis: Basis): number | null => (basis.confidence === null ? null : Math.round(basis.confidence / 10));

/** One asset's sum of what is shown; null where several assets, or an amount that does not read, are among them. */
export function total(rows: readonly HopRow[]): { units: bigint; asset: string } | null {
  const asset = rows[0]?.edge.asset;
  let units = 0n;
  for (const { edge } of rows) {
    const each = edge.asset === asset ? unitsOf(edge) : null;
    if (each === null) return null;
    units += each;
  }
  return asset === undefined ? null : { units, asset };
}

/** A sum beside what it is a part of: both shares by integers, so that they make 100.00 % together. Null where the
 * part is larger than the whole, or there is no whole: then nothing can be said in percent. */
export function reconciled(part: bigint, whole: bigint): { traced: string; left: string; rest: bigint } | null {
  if (whole <= 0n || part < 0n || part > whole) return null;
  const hundredths = (part * 20_000n + whole) / (whole * 2n);
  // What rounds away is not said to be nothing, nor nearly all to be all.
  const shown = part > 0n && hundredths === 0n ? 1n : part < whole && hundredths === 10_000n ? 9_999n : hundredths;
  const percent = (of: bigint) => `${of / 100n}.${(of % 100n).toString().padStart(2, '0')} %`;
  return { traced: percent(shown), left: percent(10_000n - shown), rest: whole - part };
}
