// One tab's board: what the log says, what this person did on top of it that the log has not said yet, and what both
// come to. Nothing here talks to a server: `toSend` is what to send, `receive` takes what came back, and
// `pending` can be kept anywhere (IndexedDB) and given back after a reload.
import { inverse, type Code, type Op, type Refusal } from './model';
import { admit, fit, type Dropped } from './fit';
import type { State } from './state';

export type Does = 'do' | 'undo' | 'redo';

/** What is sent. The id is made here, so that a step whose answer was lost is known again. */
export type Wanted =
  | { does: 'do'; id: string; ops: Op[] }
  | { does: 'undo'; id: string; step: string }
  | { does: 'redo'; id: string; step: string };

/** A step as the log has it. */
export interface Step {
  rev: number;
  id: string;
  by: string;
  at: string;
  does: Does;
  of: string | null;
  ops: Op[];
}

/** A step of one's own, in the log or not yet. */
export type Own = Pick<Step, 'id' | 'does' | 'of' | 'ops'>;

/** What can be undone and redone, the next one last: the step's id and the operations whose inverse is taken. */
export interface Stacks {
  undo: { step: string; ops: Op[] }[];
  redo: { step: string; ops: Op[] }[];
}

export function stacks(own: readonly Own[]): Stacks {
  const both: Stacks = { undo: [], redo: [] };
  for (const { id, does, of, ops } of own) {
    const entry = { step: of ?? id, ops };
    if (does === 'do') {
      both.undo.push(entry);
      both.redo = [];
    } else {
      const [from, to] = does === 'undo' ? [both.undo, both.redo] : [both.redo, both.undo];
      from.pop();
      to.push(entry);
    }
  }
  return both;
}

/** Does what is wanted on a state, after one's own steps so far. */
export function perform(state: State, own: readonly Own[], wanted: Wanted): Own | Refusal {
  const { id } = wanted;
  if (wanted.does === 'do') {
    const refusal = admit(state, wanted.ops) ?? state.applyAll(wanted.ops);
    return refusal ?? { id, does: 'do', of: null, ops: wanted.ops };
  }
  const stack = stacks(own)[wanted.does];
  const next = stack.at(-1);
  if (!next) return { code: wanted.does === 'undo' ? 'nothing-to-undo' : 'nothing-to-redo', id };
  if (next.step !== wanted.step) return { code: 'not-the-newest', id: wanted.step };
  const { ops } = fit(state, inverse(next.ops), 'undo');
  return { id, does: wanted.does, of: wanted.step, ops };
}

export const isRefusal = (answer: Own | Refusal): answer is Refusal => 'code' in answer;

/** What a rebase could not keep, so that it is told instead of lost in silence. */
export interface Lost {
  step: string;
  dropped: (Dropped | { why: Code })[];
}

export class Tab {
  /** The board as it is seen: the log and what is pending. */
  view: State;
  pending: Wanted[] = [];
  private done: Own[] = [];

  /** `own` are this person's steps in the log, the oldest first: what undo goes back through. */
  constructor(
    readonly me: string,
    private base: State,
    public rev: number,
    private own: Own[] = [],
    pending: Wanted[] = [],
  ) {
    this.view = base;
    this.refit(pending);
  }

  /** A gesture. Null where it was done. */
  act(id: string, ops: Op[]): Refusal | null {
    return this.want({ does: 'do', id, ops });
  }

  undo(id: string): Refusal | null {
    const next = this.stacks().undo.at(-1);
    return next ? this.want({ does: 'undo', id, step: next.step }) : { code: 'nothing-to-undo', id };
  }

  redo(id: string): Refusal | null {
    const next = this.stacks().redo.at(-1);
    return next ? this.want({ does: 'redo', id, step: next.step }) : { code: 'nothing-to-redo', id };
  }

  get canUndo(): boolean {
    return this.stacks().undo.length > 0;
  }

  get canRedo(): boolean {
    return this.stacks().redo.length > 0;
  }

  /** What to send, and the revision it was made at. */
  toSend(most = 200): { rev: number; steps: Wanted[] } {
    return { rev: this.rev, steps: this.pending.slice(0, most) };
  }

  /** Takes steps of the log that follow the revision known here, one's own among them, and fits what is pending after
   * them. Steps already known are passed over; a gap is refused by giving null, and the steps before it have to be
   * asked for first. */
  receive(steps: readonly Step[]): Lost[] | null {
    const news = steps.filter((step) => step.rev > this.rev);
    if (news.length === 0) return [];
    if (news.some((step, at) => step.rev !== this.rev + at + 1)) return null;
    const base = this.base.clone();
    for (const step of news) {
      const refusal = base.applyAll(step.ops);
      if (refusal) throw new Error(`the log does not replay at revision ${step.rev}: ${refusal.code} ${refusal.id}`);
    }
    const mine = news.filter((step) => step.by === this.me);
    const known = new Set(mine.map((step) => step.id));
    this.base = base;
    this.rev += news.length;
    this.own = [...this.own, ...mine];
    return this.refit(this.pending.filter((wanted) => !known.has(wanted.id)));
  }

  /** Puts steps that were kept over a reload after what is pending; those that the log has by now are passed over. */
  resume(kept: readonly Wanted[]): Lost[] {
    const known = new Set([...this.own, ...this.pending].map(({ id }) => id));
    return this.refit([...this.pending, ...kept.filter(({ id }) => !known.has(id))]);
  }

  /** Gives up a step that the log will never take, and fits those after it. */
  forget(id: string): Lost[] {
    return this.refit(this.pending.filter((wanted) => wanted.id !== id));
  }

  /** Takes in older steps of one's own, so that undo goes back beyond those known so far. */
  recall(older: readonly Own[]): void {
    this.own = [...older, ...this.own];
  }

  private refit(pending: readonly Wanted[]): Lost[] {
    const lost: Lost[] = [];
    this.view = this.base.clone();
    this.pending = [];
    this.done = [];
    for (const wanted of pending) {
      let fitted = wanted;
      if (wanted.does === 'do') {
        const { ops, dropped } = fit(this.view.clone(), wanted.ops, 'do');
        fitted = { ...wanted, ops };
        if (dropped.length > 0) lost.push({ step: wanted.id, dropped });
      }
      const refusal = this.want(fitted);
      if (refusal) lost.push({ step: wanted.id, dropped: [{ why: refusal.code }] });
    }
    return lost;
  }

  private want(wanted: Wanted): Refusal | null {
    const view = this.view.clone();
    const answer = perform(view, [...this.own, ...this.done], wanted);
    if (isRefusal(answer)) return answer;
    this.view = view;
    this.pending.push(wanted);
    this.done.push(answer);
    return null;
  }

  private stacks(): Stacks {
    return stacks([...this.own, ...this.done]);
  }
}
