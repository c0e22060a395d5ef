// What cards and lines are called beside the canvas: the name that labels give, else the address, never nothing.
import type { Subject } from '../../../core/board/model';
import { short } from '../../../core/fmt';
import { visible } from '../../../core/visible';
import { t } from '../../../i18n/words.svelte';
import type { BoardSession } from '../../session.svelte';

/** The address, transaction or stub itself, whole. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'address':
    case 'cluster':
      return subject.address;
    case 'transaction':
      return subject.txid;
    case 'rest':
      return t('side-rest');
  }
}

export function nameOf(session: BoardSession, id: string): string {
  const card = session.view.cards.get(id);
  if (!card) return id;
  const name = session.facts.of(id)?.name;
  return name ? visible(name) : short(subjectText(card.subject));
}

/** A line's name: from whom to whom. */
export function edgeName(session: BoardSession, id: string): string {
  const edge = session.view.edges.get(id);
  return edge ? `${nameOf(session, edge.from)} → ${nameOf(session, edge.to)}` : id;
}

export const ledgerOf = (session: BoardSession, id: string): string => {
  const subject = session.view.cards.get(id)?.subject;
  return subject && subject.kind !== 'rest' ? subject.ledger : '';
};
