// What of a board a question is asked about, as questions name it. Pure.
import type { State } from '../../../core/board/state';

/** A card's or line's subject as a trace takes it; null where it is none (a stub, a line of many transactions). */
export function subjectOf(view: Pick<State, 'cards' | 'edges'>, id: string): string | null {
  const subject = view.cards.get(id)?.subject;
  switch (subject?.kind) {
    case 'address':
      return subject.address;
    case 'cluster':
      return `cluster:${subject.address}`;
    case 'transaction':
      return subject.txid;
    case 'rest':
      return null;
  }
  const edge = view.edges.get(id);
  if (!edge?.txid) return null;
  return edge.output === null ? edge.txid : `${edge.txid}:${edge.output}`;
}

/** The one ledger that cards and lines are of; empty where they are of several or of none. */
export function ledgerOfAll(view: Pick<State, 'cards' | 'edges'>, ids: readonly string[]): string {
  const cards = ids.map((id) => view.cards.get(id) ?? view.cards.get(view.edges.get(id)?.from ?? ''));
  const ledgers = new Set(cards.flatMap((card) => (card && card.subject.kind !== 'rest' ? [card.subject.ledger] : [])));
  return ledgers.size === 1 ? [...ledgers].join('') : '';
}
