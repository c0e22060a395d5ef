// One subject put on a board that is not open here: read the board, find a free place, append one step; whoever was
// first meanwhile is read and the place is looked for again.
import { Problem } from '../api/client';
import { newId } from '../core/board/id';
import { cardId, type Op, type Subject } from '../core/board/model';
import { Slots } from '../core/board/place';
import { State } from '../core/board/state';
import { serverDoor, type Door } from '../board/door';

const TRIES_MAX = 5;

/** What puts a subject on a board, and its card's id; nothing where it stands there already. */
export function adding(state: State, subject: Subject): { card: string; ops: Op[] } {
  const card = cardId(subject);
  const found = state.cards.get(card);
  if (found?.is_hidden) return { card, ops: [{ op: 'show', card }] };
  if (found) return { card, ops: [] };
  const at = Slots.of(state).take(0, 0);
  return { card, ops: [{ op: 'add', card: { subject, at, is_start: state.cards.size === 0, is_hidden: false, colour: null, flag: null } }] };
}

/** Gives the card's id. */
export async function addSubject(board: string, subject: Subject, door: Door = serverDoor(board)): Promise<string> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const { content, rev } = await door.open();
    const { card, ops } = adding(State.of(content), subject);
    if (ops.length === 0) return card;
    const sent = await door.send(rev, [{ does: 'do', id: newId(), ops }]);
    if ('taken' in sent) return card;
    if ('refused' in sent) throw new Problem(422, { id: `board-refused-${sent.refused.code}` });
  }
  throw new Problem(409, { id: 'case-add-busy' });
}
