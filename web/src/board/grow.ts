// Expanding a card: asks who stands beside it and draws the largest. Every click answers: with cards, with a stub that
// stands for the rest, or with why there is nothing.
import { api, ask } from '../api/client';
import type { ExpandAnswer } from '../api/contract-board';
import type { Filter, Side } from '../core/board/model';
import { t } from '../i18n/words.svelte';
import { announce, toast } from '../ui/live.svelte';
import { expansion, fresh, standing, TOP } from './expand';
import { CROWDED, SLOW } from './picture';
import type { BoardSession } from './session.svelte';
import { amount } from '../core/fmt';

/** Rows that the server gives at once. */
const ROWS_MAX = 500;

export function beside(session: BoardSession, card: string, side: Side, filter: Filter, most: number): Promise<ExpandAnswer> {
  const subject = session.view.cards.get(card)!.subject;
  if (subject.kind === 'rest') throw new Error('a stub has nobody beside it');
  const limit = Math.min(ROWS_MAX, standing(session.view, card, side, filter) + most);
  const body = { subject, side, filter: { ...filter, side: null }, shown: [], limit, without: [...session.view.excluded.keys()] };
  return ask(api.POST('/api/expand', { body }));
}

/** Adds the largest that pass the filter and are not drawn yet. */
export async function expand(session: BoardSession, card: string, side: Side, filter: Filter): Promise<void> {
  const { view } = session;
  const subject = view.cards.get(card)?.subject;
  const key = `${side}:${card}`;
  if (!subject || session.busy.has(key)) return;
  if (subject.kind === 'rest') {
    session.question = { ask: 'pick', card: subject.of, side: subject.side };
    return;
  }
  if (session.isReadOnly) return session.told(t('board-frozen-refusal'));
  session.busy = new Set(session.busy).add(key);
  try {
    const answer = await beside(session, card, side, filter, TOP);
    const found = fresh(session.view, card, side, filter, answer);
    const name = session.nameOf(card);
    if (found.neighbours.length === 0) {
      const isFiltered = filter.amount_min !== null || filter.asset !== null || filter.from !== null || filter.to !== null;
      const why = answer.total > 0 ? 'all' : isFiltered ? 'filtered' : 'none';
      toast(t(`board-expand-${why}`, { name, side }));
    } else {
      const [first] = found.neighbours;
      const args = { count: found.neighbours.length, total: found.total, biggest: amount(first!, { trim: true }) };
      const said = t('board-expanded', args);
      if (session.act(expansion(session.view, card, side, filter, found), said)) crowded(session);
    }
    if (answer.cut) announce(t('board-expand-cut', { says: answer.cut.says }));
  } catch (problem) {
    session.fail(problem);
  } finally {
    const left = new Set(session.busy);
    left.delete(key);
    session.busy = left;
  }
}

function crowded(session: BoardSession): void {
  const { drawn } = session.view;
  if (drawn >= SLOW) session.told(t('board-slow', { count: drawn }));
  else if (drawn >= CROWDED) toast(t('board-crowded', { count: drawn }));
}
