// One open board, as every part of its page sees it: what stands on it, what is looked at, what can be done.
//
// The page (`screens/board/Screen.svelte`) makes one and hands it to each part as the prop `session`. Parts beside the
// canvas live in `board/side/`, one file each with that one prop, loaded when first opened: HopTable, Inspector,
// TraceWizard, Evidence, Notes, Sensitivity, Exhibits. A part reads the fields below (they are reactive), acts through
// the methods, and keeps no copy of the board of its own.
//
// Every id is a string of `core/board/model.ts`: a card's `cardId`, an edge's `edgeId`. A selection holds both kinds.
import { Problem } from '../api/client';
import type { BoardRow, PinSubject } from '../api/contract-case';
import { newId } from '../core/board/id';
import type { Card, Colour, Edge, Filter, Group, Note, Op, Refusal, Side, Target } from '../core/board/model';
import { expansionKey, State } from '../core/board/state';
import type { Lost, Step } from '../core/board/tab';
import { say } from '../i18n/problem';
import { t, term } from '../i18n/words.svelte';
import { announce, toast } from '../ui/live.svelte';
import { visible } from '../core/visible';
import { short as shorten } from '../core/fmt';
import { type Axis, type Level, picture, type Picture, sheetOf } from './picture';
import { Camera } from './camera.svelte';
import { Facts } from './facts.svelte';
import * as gestures from './gestures';
import * as hiding from './hiding';
import type { Keeping, Sync } from './sync';
import type { byTime } from './timeline';

/** What the page is asked to show over the board. */
export type Question =
  /** Expand with a filter. */
  | { ask: 'expand'; card: string; side: Side }
  /** Choose from what a stub stands for. */
  | { ask: 'pick'; card: string; side: Side }
  | { ask: 'note'; on: Target; note: string | null }
  | { ask: 'flag'; on: Target }
  | { ask: 'group'; cards: string[] }
  | { ask: 'exclude'; card: string }
  /** Put an address or transaction on the board. */
  | { ask: 'add' }
  /** The trace wizard: from these cards, or along an edge. */
  | { ask: 'trace'; from: string[] }
  | { ask: 'path'; from: string; to: string }
  /** A transaction as a bowtie. */
  | { ask: 'transaction'; ledger: string; txid: string }
  /** A run as stairs. */
  | { ask: 'stairs'; group: string }
  | { ask: 'keys' };

/** What of a board stands in the address bar. */
export interface Looked {
  sel: string[];
  lvl: Level;
  x: Axis;
  tab: string;
  z: string;
  tour: boolean;
  rev: number;
}

/** The address bar, as far as a board writes it. */
export interface Address {
  look(change: Partial<Looked>): void;
}

/** So many ids of a selection stand in the address; a larger one lasts as long as the page. */
const IN_ADDRESS = 40;

export class BoardSession {
  /** Title, case, whether it is synthetic; null until it is loaded. */
  board = $state.raw<BoardRow | null>(null);
  /** What stands on the board now: the log and what is done here. Replaced by every change, never changed in place. */
  view = $state.raw<State>(new State());
  /** The newest revision that this page knows. */
  rev = $state(0);
  /** A revision that is only looked at, or 0: then nothing can be done. */
  frozen = $state(0);
  keeping = $state<Keeping>('saved');
  /** How many steps wait here to be sent. */
  pending = $state(0);
  /** When the log last took something (RFC 3339). */
  savedAt = $state<string | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  /** Why the server takes nothing more, where it does not. */
  refusal = $state.raw<unknown>(null);
  /** Why the board could not be opened. */
  problem = $state.raw<unknown>(null);

  /** Ids of cards and edges that are selected: by the canvas, the tables, the address. */
  selected = $state.raw<readonly string[]>([]);
  /** The canvas follows these; `look` changes them and the address with them. */
  level = $state<Level>('tx');
  axis = $state<Axis>('hop');
  private spread = $state.raw<typeof byTime | null>(null);
  /** What is drawn: the same for the canvas, its keys and the tables. */
  readonly drawn: Picture = $derived(picture(this.view, this.level, this.axis === 'time' ? this.spread : null));

  /** The card or line that has the keys. */
  focus = $state('');
  readonly camera = new Camera();
  /** The dialog or wizard that is open, or null. */
  question = $state.raw<Question | null>(null);
  /** What is being fetched beside which card: `out:ID`. */
  busy = $state.raw<ReadonlySet<string>>(new Set());
  /** A card or edge that the canvas should bring into sight; the number makes each wish a new one. */
  wish = $state.raw<{ id: string; number: number } | null>(null);
  /** What the ledger and the labels say of the cards, by card id. */
  readonly facts: Facts = new Facts();
  /** Where something else than evidence is pinned: who does that, of what is meant. */
  pinning: ((on: readonly Target[]) => void) | null = null;

  private sync = $state.raw<Sync | null>(null);
  private isLeft = false;

  constructor(
    readonly id: string,
    private readonly me: string,
    private readonly address: Address,
  ) {}

  // --- opening and leaving -------------------------------------------------------------------------------------

  /** Opens the board, or one of its revisions to look at alone. */
  async open(frozen = 0): Promise<void> {
    this.frozen = frozen;
    this.problem = null;
    try {
      const { serverDoor } = await import('./door');
      const door = serverDoor(this.id);
      if (frozen > 0) {
        const board = await door.open(frozen);
        this.board = board;
        this.rev = board.at_rev;
        this.show(State.of(board.content));
        return;
      }
      const [{ Sync }, { browserBuffer }] = await Promise.all([import('./sync'), import('./buffer')]);
      const buffer = browserBuffer(`${this.me}/${this.id}`, newId());
      const opened = await Sync.open(this.me, door, buffer, {
        board: (board) => (this.board = board),
        changed: () => this.changed(),
        received: (steps) => this.received(steps),
        lost: (lost) => this.lost(lost),
      });
      if (this.isLeft) return opened.sync.close();
      this.sync = opened.sync;
      this.changed();
      if (opened.lost.length > 0) this.lost(opened.lost);
    } catch (problem) {
      this.problem = problem;
    }
  }

  leave(): void {
    this.isLeft = true;
    this.sync?.close();
    this.facts.leave();
    this.camera.leave();
  }

  /** Tries the server again now. */
  again(): void {
    if (this.sync) void this.sync.now();
    else void this.open(this.frozen);
  }

  /** Until the log has everything done here; its revision then. For what speaks of a revision: exhibits, results. */
  async flush(): Promise<number> {
    if (!this.sync) throw new Problem(0, {});
    return this.sync.flush();
  }

  /** Takes in steps that the server made in this person's name and an answer brought. */
  async receive(steps: readonly Step[]): Promise<void> {
    await this.sync?.receive(steps);
  }

  get isReadOnly(): boolean {
    return this.frozen > 0 || this.sync === null;
  }

  // --- looking -------------------------------------------------------------------------------------------------

  get selectedCards(): string[] {
    return this.selected.filter((id) => this.view.cards.has(id));
  }
  get selectedEdges(): string[] {
    return this.selected.filter((id) => this.view.edges.has(id));
  }
  /** The one thing that is selected, or null. */
  get chosen(): { id: string; card: Card } | { id: string; edge: Edge } | null {
    const id = this.selected.length === 1 ? this.selected[0]! : null;
    if (id === null) return null;
    const card = this.view.cards.get(id);
    if (card) return { id, card };
    const edge = this.view.edges.get(id);
    return edge ? { id, edge } : null;
  }
  get isSynthetic(): boolean {
    return this.board?.is_synthetic ?? false;
  }

  select(ids: readonly string[]): void {
    this.selected = ids;
    this.address.look({ sel: ids.length <= IN_ADDRESS ? [...ids] : [] });
  }
  look(change: Partial<Looked>): void {
    if (change.lvl) this.level = change.lvl;
    if (change.x) this.by(change.x);
    this.address.look(change);
  }
  /** The time axis is laid out by a part that is loaded when it is first wanted. */
  by(axis: Axis): void {
    this.axis = axis;
    if (axis === 'time') void import('./timeline').then(({ byTime }) => (this.spread = byTime));
  }
  /** All of the board in sight. */
  fit(): void {
    this.camera.fit(sheetOf(this.drawn.cards), true);
    announce(t('board-fitted'));
  }
  /** What a card is called: its name, else its kind and a short address. */
  nameOf(id: string): string {
    const card = this.view.cards.get(id);
    if (!card) return id;
    const { subject } = card;
    const name = this.facts.of(id)?.name;
    if (name) return visible(name);
    if (subject.kind === 'rest') return t('board-card-rest', { count: this.restOf(subject.of, subject.side) });
    return shorten(subject.kind === 'transaction' ? subject.txid : subject.address);
  }
  /** A group by its title and how many cards it has; a run's title says its hops, and a second count would be read as the same. */
  titleOf({ title, cards }: { title: string; cards: readonly string[] }): string {
    return visible(title) + (title.includes(' ×') ? '' : ` ×${cards.length}`);
  }
  /** How many a stub stands for. */
  restOf(card: string, side: Side): number {
    const expansion = this.view.expansions.get(expansionKey(card, side));
    return expansion ? expansion.total - expansion.shown : 0;
  }
  /** What is selected, as what a note or a pin can be on. */
  targets(): Target[] {
    return this.selected.flatMap((id) => gestures.targetOf(this.view, id) ?? []);
  }
  /** Selects, and brings it into sight on the canvas. */
  find(id: string): void {
    this.select([id]);
    this.bring(id);
  }
  bring(id: string): void {
    this.wish = { id, number: (this.wish?.number ?? 0) + 1 };
  }

  // --- doing ---------------------------------------------------------------------------------------------------

  /** Does a gesture: one step, one undo. `said` is shown with a way back. False where it was refused, which is told. */
  act(ops: Op[], said?: string): boolean {
    if (ops.length === 0) return false;
    if (!this.sync || this.frozen > 0) {
      toast(t('board-frozen-refusal'), { tone: 'severe' });
      return false;
    }
    const refusal = this.sync.act(newId(), $state.snapshot(ops) as Op[]);
    if (refusal) return this.refuse(refusal);
    if (said !== undefined) toast(said, { undo: { label: t('board-undo'), run: () => void this.undo() } });
    return true;
  }

  async undo(): Promise<void> {
    if (!this.sync || this.frozen > 0) return;
    const refusal = await this.sync.undo(newId()).catch((problem: unknown) => this.fail(problem));
    if (refusal) this.refuse(refusal);
    else if (refusal === null) announce(t('board-undone'));
  }

  redo(): void {
    if (!this.sync || this.frozen > 0) return;
    const refusal = this.sync.redo(newId());
    if (refusal) this.refuse(refusal);
    else announce(t('board-redone'));
  }

  hide(cards: readonly string[]): void {
    const ops = hiding.hide(this.view, cards);
    if (this.act(ops, t('board-hidden', { count: ops.length }))) this.select([]);
  }
  hideOthers(): void {
    const ops = hiding.hideOthers(this.view, this.selectedCards);
    this.act(ops, t('board-hidden', { count: ops.length }));
  }
  showAll(): void {
    const ops = hiding.showAll(this.view);
    if (ops.length === 0) announce(t('board-nothing-hidden'));
    else this.act(ops, t('board-shown', { count: ops.length }));
  }
  colour(ids: readonly string[], colour: Colour | null): void {
    this.act(hiding.colour(this.view, ids, colour));
  }
  /** A short text on a card or an edge; null takes it away. */
  flag(on: Target, text: string | null): boolean {
    return this.act(gestures.flag(this.view, on, text));
  }
  /** Writes a note (`id` null: a new one), or takes it away (`text` null). */
  note(on: Target, text: string | null, id: string | null = null): boolean {
    const to: Note | null = text === null ? null : { on, text };
    return this.act([{ op: 'note', id: id ?? newId(), from: (id && this.view.notes.get(id)) || null, to }]);
  }
  group(cards: readonly string[], title: string, isFolded = false): boolean {
    const group: Group = { kind: 'hand', title, cards: [...cards], is_folded: isFolded };
    return this.act([{ op: 'group', id: newId(), group }], t('board-grouped', { count: cards.length }));
  }
  ungroup(id: string): boolean {
    const group = this.view.groups.get(id);
    return group !== undefined && this.act([{ op: 'ungroup', id, group }], t('board-ungrouped'));
  }
  fold(id: string, isFolded: boolean): boolean {
    return this.act([{ op: isFolded ? 'fold' : 'unfold', id }]);
  }
  /** Lays out the selected cards anew; nothing else moves. */
  async tidy(): Promise<void> {
    const { tidy } = await import('./tidy');
    const ops = tidy(this.view, this.selectedCards);
    if (ops.length === 0) announce(t('board-tidy-already'));
    else this.act(ops, t('board-tidied', { count: ops.length }));
  }
  /** Adds the largest of one side, by the board's filter. */
  async expand(card: string, side: Side, filter: Filter = this.view.filter): Promise<void> {
    const { expand } = await import('./grow');
    return expand(this, card, side, filter);
  }

  /** Copies the fact into the case's evidence and marks what it speaks of. */
  async pin(on: Target): Promise<void> {
    if (this.pinning) return this.pinning([on]);
    const { pin } = await import('./evidence');
    return pin(this, on);
  }
  async pinAll(): Promise<void> {
    if (this.pinning) return this.pinning(this.targets());
    for (const on of this.targets()) await this.pin(on);
  }
  async pinFact(subject: PinSubject, on: Target): Promise<void> {
    if (this.pinning) return this.pinning([on]);
    const { pinFact } = await import('./evidence');
    return pinFact(this, subject, on);
  }
  /** Adds what a finished trace or path found, as one step. False where it was refused, which is told. */
  async place(question: { job: string; top?: number; endings?: number[] }): Promise<boolean> {
    const { place } = await import('./evidence');
    return place(this, question);
  }

  // --- telling -------------------------------------------------------------------------------------------------

  told(text: string): void {
    toast(text, { tone: 'severe' });
  }
  fail(problem: unknown): undefined {
    toast(say(problem).what, { tone: 'severe' });
  }
  private refuse({ code }: Refusal): false {
    this.told(term('board-refused', code));
    return false;
  }

  private show(view: State): void {
    this.view = view;
    this.facts.want(view);
  }
  private changed(): void {
    if (!this.sync) return;
    const { sync } = this;
    this.rev = sync.tab.rev;
    this.keeping = sync.keeping;
    this.refusal = sync.problem;
    this.pending = sync.tab.pending.length;
    this.savedAt = sync.savedAt;
    this.canUndo = sync.canUndo;
    this.canRedo = sync.canRedo;
    if (this.view !== sync.tab.view) this.show(sync.tab.view);
  }
  private received(steps: readonly Step[]): void {
    announce(t('board-received', { count: steps.length }));
  }
  private lost(lost: readonly Lost[]): void {
    for (const { why } of lost.flatMap(({ dropped }) => dropped)) {
      toast(t('board-lost', { why: term('board-refused', why) }), { tone: 'severe', seconds: 20 });
    }
  }
}
