// Keeps one tab and the server's log at one: what is done here is sent within a quarter of a second, what others did
// is fitted under it, and where there is no server it is kept until there is one again. Nothing that a person did is
// given up without being told.
import { Problem } from '../api/client';
import type { BoardAt } from '../api/contract-board';
import type { Code, Op, Refusal } from '../core/board/model';
import { State } from '../core/board/state';
import { Tab, type Lost, type Step } from '../core/board/tab';
import type { Buffer } from './buffer';
import type { Door } from './door';

const SEND_AFTER_MS = 250;
/** Fewer steps than this are all that there are: no server gives smaller pages. */
const A_PAGE = 50;
const AGAIN_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export type Keeping =
  /** Everything is in the log. */
  | 'saved'
  | 'saving'
  /** No server: what is done is kept here and sent later. */
  | 'offline'
  /** The server takes nothing more of this (signed out, no member any more): what is done is kept here. */
  | 'stopped';

export interface News {
  /** What board this is. */
  board(board: BoardAt): void;
  /** The board is another one than before. */
  changed(): void;
  /** Others' steps have come in. */
  received(steps: readonly Step[]): void;
  /** What of one's own could not be kept. */
  lost(lost: readonly Lost[]): void;
}

export class Sync {
  keeping: Keeping = 'saved';
  /** When the log last took something from here, or was found to have everything. */
  savedAt: string | null = null;
  problem: unknown = null;
  private hasOlder = false;
  private oldest: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private busy: Promise<void> | null = null;
  private revHeard = 0;
  private isClosed = false;
  private stopListening: () => void = () => undefined;

  private constructor(
    readonly tab: Tab,
    private readonly door: Door,
    private readonly buffer: Buffer,
    private readonly news: News,
  ) {}

  static async open(me: string, door: Door, buffer: Buffer, news: News): Promise<{ sync: Sync; lost: Lost[] }> {
    const [board, own, kept] = await Promise.all([door.open(), door.own(), buffer.take().catch(() => [])]);
    news.board(board);
    // What came into the log between the two answers is received as news.
    const mine = own.filter((step) => step.rev <= board.at_rev).reverse();
    const sync = new Sync(new Tab(me, State.of(board.content), board.at_rev, mine), door, buffer, news);
    sync.savedAt = board.changed_at;
    sync.oldest = mine[0]?.rev;
    sync.hasOlder = own.length >= A_PAGE && (mine[0]?.rev ?? 1) > 1;
    const lost = sync.tab.resume(kept);
    if (sync.tab.pending.length > 0) sync.soon(0);
    sync.stopListening = door.listen((rev) => sync.heard(rev));
    return { sync, lost };
  }

  get canUndo(): boolean {
    return this.tab.canUndo || this.hasOlder;
  }
  get canRedo(): boolean {
    return this.tab.canRedo;
  }

  act(id: string, ops: Op[]): Refusal | null {
    return this.did(this.tab.act(id, ops));
  }

  async undo(id: string): Promise<Refusal | null> {
    while (!this.tab.canUndo && this.hasOlder) await this.older();
    return this.did(this.tab.undo(id));
  }

  redo(id: string): Refusal | null {
    return this.did(this.tab.redo(id));
  }

  /** Until the log has everything that was done here: its revision then. Throws where it cannot be reached. */
  async flush(): Promise<number> {
    for (let tries = 0; this.tab.pending.length > 0 || this.busy; tries += 1) {
      if (tries > 20) throw this.problem ?? new Problem(0, {});
      await this.now();
      if (this.keeping === 'offline' || this.keeping === 'stopped') throw this.problem ?? new Problem(0, {});
    }
    return this.tab.rev;
  }

  /** Steps that the server made in this person's name, or of anybody, as some answer brought them. */
  async receive(steps: readonly Step[]): Promise<void> {
    let lost = this.tab.receive(steps);
    while (lost === null) {
      const missed = await this.door.steps(this.tab.rev);
      if (missed.length === 0) return;
      this.take(this.tab.receive(missed), missed);
      lost = this.tab.receive(steps);
    }
    this.take(lost, steps);
  }

  /** The network is back, or somebody wants it tried. */
  now(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.busy ??= Promise.resolve()
      .then(() => this.work())
      .finally(() => (this.busy = null));
    return this.busy;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.stopListening();
  }

  private did(refusal: Refusal | null): Refusal | null {
    if (refusal) return refusal;
    void this.keep();
    if (this.keeping === 'saved') this.keeping = 'saving';
    if (this.keeping === 'saving') this.soon(SEND_AFTER_MS);
    this.news.changed();
    return null;
  }

  private async older(): Promise<void> {
    const page = await this.door.own(this.oldest);
    this.hasOlder = page.length >= A_PAGE && (page.at(-1)?.rev ?? 1) > 1;
    this.oldest = page.at(-1)?.rev;
    this.tab.recall(page.reverse());
  }

  private keep(): Promise<void> {
    // Where the browser forbids its store, what is pending lasts as long as the page.
    return this.buffer.keep(this.tab.pending).catch(() => undefined);
  }

  private soon(milliseconds: number): void {
    if (this.isClosed) return;
    this.timer ??= setTimeout(() => void this.now(), milliseconds);
  }

  private heard(rev: number): void {
    this.revHeard = Math.max(this.revHeard, rev);
    // Being told anything says that the server is there.
    if (this.revHeard > this.tab.rev || this.keeping === 'offline') void this.now();
  }

  private async work(): Promise<void> {
    if (this.isClosed) return;
    try {
      if (this.tab.pending.length > 0) await this.sendAll();
      if (this.revHeard > this.tab.rev) await this.receive(await this.door.steps(this.tab.rev));
      this.failures = 0;
      this.problem = null;
      this.keeping = this.tab.pending.length > 0 ? 'saving' : 'saved';
      if (this.tab.pending.length > 0) this.soon(SEND_AFTER_MS);
    } catch (problem) {
      this.problem = problem;
      const status = problem instanceof Problem ? problem.status : 0;
      const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
      this.keeping = isFinal ? 'stopped' : 'offline';
      if (!isFinal) this.soon(AGAIN_AFTER_MS[Math.min(this.failures, AGAIN_AFTER_MS.length - 1)]!);
      this.failures += 1;
    }
    if (!this.isClosed) this.news.changed();
  }

  private async sendAll(): Promise<void> {
    while (this.tab.pending.length > 0) {
      const { rev, steps } = this.tab.toSend();
      const answer = await this.door.send(rev, steps);
      if ('taken' in answer) {
        await this.receive(answer.taken);
        this.savedAt = answer.taken.at(-1)?.at ?? this.savedAt;
      } else if ('stale' in answer) await this.receive(answer.stale.steps_since);
      else await this.refused(steps[answer.refused.at]?.id ?? steps[0]!.id, answer.refused.code as Code);
      await this.keep();
    }
  }

  private async refused(step: string, code: Code): Promise<void> {
    this.news.lost([{ step, dropped: [{ why: code }] }]);
    this.take(this.tab.forget(step), []);
  }

  private take(lost: readonly Lost[] | null, steps: readonly Step[]): void {
    if (lost && lost.length > 0) this.news.lost(lost);
    const others = steps.filter((step) => step.by !== this.tab.me);
    if (others.length > 0) this.news.received(others);
    void this.keep();
    this.news.changed();
  }
}
