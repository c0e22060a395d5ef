// One attempt that is being worked on, as every part of its page sees it: the answer sheet and how it is kept, what of
// the board is pinned, what was looked at, the hints. The board itself is the real one, with its own log.
import { api, ask } from '../api/client';
import type { Anchor, Attempt, AttemptHint, Claim, Sheet } from '../api/contract-academy';
import type { BoardSession } from '../board/session.svelte';
import { newId } from '../core/board/id';
import type { Target } from '../core/board/model';
import { visible } from '../core/visible';
import { t, words } from '../i18n/words.svelte';
import { announce, toast } from '../ui/live.svelte';
import { anchorsOf, read, shortOf, shownBy } from './anchor';
import { browserStore, Keeper, type Keeping, type SheetDoor } from './keep';
import { Dwell } from './looks';
import * as sheets from './sheet';
import { tellLooks } from './tell';

const TELL_EVERY_MS = 10_000;

export class Play {
  attempt = $state.raw<Attempt>() as Attempt;
  sheet = $state.raw<Sheet>(sheets.EMPTY);
  keeping = $state<Keeping>('saved');
  savedAt = $state<string | null>(null);
  problem = $state.raw<unknown>(null);
  /** What stands in the amount's box: it may be no amount yet. */
  typed = $state('');
  board = $state.raw<BoardSession | null>(null);
  private readonly keeper: Keeper;
  private readonly dwell = new Dwell();
  private readonly timer: ReturnType<typeof setInterval>;
  private telling: Promise<void> | null = null;

  constructor(attempt: Attempt, me: string) {
    this.attempt = attempt;
    const store = browserStore(`${me}/${attempt.id}`, newId());
    // What somebody else wrote is looked at: nothing of this browser's is joined to it.
    const kept = this.isOpen ? store : { take: () => [], keep: () => undefined };
    const isWritten = attempt.sheet_rev > 0;
    this.keeper = new Keeper(attempt.sheet, attempt.sheet_rev, isWritten ? attempt.saved_at : null, this.door(), kept, {
      changed: () => this.changed(),
      joined: () => toast(t('academy-joined')),
    });
    this.changed();
    this.typed = this.sheet.amount ?? '';
    this.timer = setInterval(() => void this.tell(), TELL_EVERY_MS);
  }

  /** Whether anything can be written. */
  get isOpen(): boolean {
    return this.attempt.is_mine && this.attempt.state === 'working';
  }
  get isSaved(): boolean {
    return this.keeping === 'saved' || this.keeping === 'unsaved';
  }

  /** The board is there: what is pinned on it goes to the sheet. */
  with(board: BoardSession): void {
    this.board = board;
    if (this.isOpen) board.pinning = (on) => this.pinTargets(on);
  }

  leave(): void {
    clearInterval(this.timer);
    this.dwell.select([], performance.now());
    void this.tell();
    this.keeper.close();
    if (!this.keeper.isSaved) void this.keeper.now();
  }

  // --- the sheet -----------------------------------------------------------------------------------------------

  change(to: Sheet): void {
    if (this.isOpen) this.keeper.change($state.snapshot(to) as Sheet);
  }
  set(fields: Partial<Sheet>): void {
    this.change({ ...this.sheet, ...fields });
  }
  type(amount: string): void {
    this.typed = amount;
    const read = sheets.amountOf(amount);
    this.set({ amount: read ?? null });
  }
  pin(anchor: Anchor): void {
    if (this.sheet.pins.length >= sheets.PINS_MAX) return this.refuse('academy-pins-full');
    this.change(sheets.pin(this.sheet, anchor));
    announce(t('academy-pinned'));
  }
  unpin(anchor: Anchor): void {
    const before = this.sheet;
    this.change(sheets.unpin(this.sheet, anchor));
    toast(t('academy-unpinned'), { undo: { label: t('board-undo'), run: () => this.change(sheets.joined(this.sheet, this.sheet, { ...this.sheet, pins: before.pins, claims: before.claims })) } });
  }
  toPath(anchor: Anchor): void {
    if (this.sheet.path.includes(anchor)) return this.refuse('academy-path-there');
    if (this.sheet.path.length >= this.attempt.stops) return this.refuse('academy-path-full', { stops: this.attempt.stops });
    this.change(sheets.onPath(this.sheet, anchor, this.attempt.stops));
  }
  accuse(anchor: Anchor): void {
    if (read(anchor)?.kind !== 'address') return this.refuse('academy-accuse-not');
    this.change(sheets.accused(this.sheet, anchor, true));
  }
  claim(at: number, claim: Claim | null): void {
    this.change(sheets.claimed(this.sheet, at, claim));
  }
  again(): Promise<void> {
    return this.keeper.now();
  }
  private pinTargets(on: readonly Target[]): void {
    const anchors = this.board ? anchorsOf(this.board.view, on.flatMap((each) => (each.what === 'board' ? [] : [each.id]))) : [];
    if (anchors.length === 0) return this.refuse('academy-pin-not');
    // The star on the card shows it, and the sheet: nothing need cover them.
    for (const anchor of anchors) this.pin(anchor);
  }
  private refuse(id: string, args?: Record<string, number>): void {
    toast(t(id, args), { tone: 'severe' });
  }

  // --- the board -----------------------------------------------------------------------------------------------

  /** What is selected, as what can be pinned. */
  get selected(): Anchor[] {
    return this.board ? anchorsOf(this.board.view, this.board.selected) : [];
  }
  nameOf(anchor: Anchor): string {
    const name = this.board?.facts.of(anchor)?.name;
    return name ? visible(name) : shortOf(anchor);
  }
  /** Selects it on the board and brings it into sight. */
  show(anchor: Anchor): void {
    const ids = this.board ? shownBy(this.board.view, anchor) : [];
    if (ids.length === 0) return;
    this.board?.select(ids);
    this.board?.bring(ids[0]!);
  }

  // --- looks ---------------------------------------------------------------------------------------------------

  /** What lies open from now on; nothing while the page is out of sight. */
  looking(anchors: readonly Anchor[]): void {
    if (this.isOpen) this.dwell.select(anchors, performance.now());
  }
  tell(): Promise<void> {
    this.telling ??= tellLooks(this.attempt.id, this.dwell).finally(() => (this.telling = null));
    return this.telling;
  }

  // --- hints, help, handing in ---------------------------------------------------------------------------------

  async hint(): Promise<AttemptHint> {
    const path = { attempt: this.attempt.id };
    const taken = await ask(api.POST('/api/academy/attempts/{attempt}/hints', { params: { path, query: { lang: words.language } } }));
    this.attempt = { ...this.attempt, hints: this.attempt.hints.map((each) => (each.number === taken.number ? taken : each)) };
    return taken;
  }
  async help(asks: boolean): Promise<void> {
    await ask(api.PUT('/api/academy/attempts/{attempt}/help', { params: { path: { attempt: this.attempt.id } }, body: { asks } }));
    this.attempt = { ...this.attempt, asks_help: asks };
  }
  /** Everything that was written is on the server first: the sheet, the board, what was looked at. */
  async submit(): Promise<void> {
    await this.board?.flush();
    const rev = await this.keeper.flush();
    this.dwell.select([], performance.now());
    await this.tell();
    const path = { attempt: this.attempt.id };
    await ask(api.POST('/api/academy/attempts/{attempt}/submission', { params: { path, query: { lang: words.language } }, headers: { 'if-match': `"${rev}"` } }));
    this.attempt = { ...this.attempt, state: 'submitted' };
  }

  private door(): SheetDoor {
    const path = { attempt: this.attempt.id };
    return {
      put: async (sheet, rev) => {
        const outcome = await api.PUT('/api/academy/attempts/{attempt}/sheet', { params: { path }, body: { sheet }, headers: { 'if-match': `"${rev}"` } });
        const problem = outcome.error as { id?: string } | undefined;
        if (outcome.response.status === 409 && problem?.id?.endsWith('sheet-stale')) {
          const { sheet, sheet_rev } = await ask(api.GET('/api/academy/attempts/{attempt}', { params: { path } }));
          return { stale: { sheet, sheet_rev } };
        }
        return { taken: await ask(Promise.resolve(outcome)) };
      },
    };
  }
  private changed(): void {
    // While it is being made there is no keeper yet.
    const keeper = this.keeper as Keeper | undefined;
    if (!keeper) return;
    if (this.sheet.amount !== keeper.sheet.amount && sheets.amountOf(this.typed) !== keeper.sheet.amount) this.typed = keeper.sheet.amount ?? this.typed;
    this.sheet = keeper.sheet;
    this.keeping = keeper.keeping;
    this.savedAt = keeper.savedAt;
    this.problem = keeper.problem;
  }
}
