// What was done to one card or line, from the board's log: the newest first. Pure.
import type { Op, Target } from '../../../core/board/model';
import { cardId, edgeId } from '../../../core/board/model';
import type { Step } from '../../../core/board/tab';

export interface Did {
  rev: number;
  at: string;
  by: string;
  /** The operation's name, or `undo` and `redo` of a gesture that touched it. */
  what: Op['op'] | 'undo' | 'redo';
}

const isOn = (on: Target, id: string): boolean => on.what !== 'board' && on.id === id;

/** Whether an operation speaks of a card or a line. */
export function touches(op: Op, id: string): boolean {
  switch (op.op) {
    case 'add':
    case 'remove':
      return cardId(op.card.subject) === id;
    case 'connect':
    case 'disconnect':
      return edgeId(op.edge) === id;
    case 'move':
    case 'hide':
    case 'show':
    case 'expand':
      return op.card === id;
    case 'colour':
    case 'annotate':
    case 'pin':
    case 'unpin':
      return isOn(op.on, id);
    case 'note':
      return [op.from, op.to].some((note) => note !== null && isOn(note.on, id));
    case 'group':
    case 'ungroup':
      return op.group.cards.includes(id);
    case 'place':
    case 'unplace':
      return op.result.endings.some(({ card }) => card === id);
    case 'fold':
    case 'unfold':
    case 'filter':
    case 'exclude':
    case 'include':
      return false;
  }
}

/** One entry a step: a gesture that moved a card and coloured it says the first of the two. */
export function historyOf(steps: readonly Step[], id: string): Did[] {
  return steps
    .flatMap(({ rev, at, by, does, ops }): Did[] => {
      const op = ops.find((each) => touches(each, id));
      return op ? [{ rev, at, by, what: does === 'do' ? op.op : does }] : [];
    })
    .reverse();
}
