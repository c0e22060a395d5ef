// What a board does without, and how that is changed: one step, which is undone as any other.
import { exclusionId, type Exclusion } from '../../../core/board/model';
import { t } from '../../../i18n/words.svelte';
import { Ways } from '../../../lookup/moment';
import type { BoardSession } from '../../session.svelte';

export const isOut = (session: BoardSession, what: Exclusion): boolean => session.view.excluded.has(exclusionId(what));

/** Does without it from now on, or takes it in again; the cards are asked anew. */
export function toggle(session: BoardSession, what: Exclusion): boolean {
  if (isOut(session, what)) return session.act([{ op: 'include', what }], t('board-included'));
  return session.act([{ op: 'exclude', what }], t('board-excluded'));
}

/** As the server's questions take it. */
export const without = (session: BoardSession): string[] => [...session.view.excluded.keys()];

/** Where things of the board are looked at, as the board has them: what it does without, their pages do without. */
export const waysOf = (session: BoardSession, ledger: string): Ways => new Ways({ ledger, without: without(session) });
