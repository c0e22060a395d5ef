// Keeps an answer sheet and the server's at one: what is written here is sent after a moment; where there is no server it
// stays in the browser's own store and is sent when there is one again; where somebody wrote elsewhere, both are joined.
import { Problem } from '../api/client';
import type { Sheet } from '../api/contract-academy';
import { same } from '../core/board/model';
import { joined } from './sheet';

const SEND_AFTER_MS = 700;
const AGAIN_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export type Keeping = 'unsaved' | 'saved' | 'saving' | 'offline' | 'stopped';
export type Put = { taken: { sheet_rev: number; saved_at: string } } | { stale: { sheet: Sheet; sheet_rev: number } };

export interface SheetDoor {
  /** Anything that is neither taken nor too old is thrown as a Problem. */
  put(sheet: Sheet, rev: number): Promise<Put>;
}

/** What was written and not yet taken, with what it was written on. */
export interface Kept {
  base: Sheet;
  mine: Sheet;
}

export interface SheetStore {
  /** What any tab kept, the oldest first; it is this tab's from then on. */
  take(): Kept[];
  /** Null: nothing is left to be sent. */
  keep(kept: Kept | null): void;
}

export interface News {
  changed(): void;
  /** Somebody wrote elsewhere, and both were joined. */
  joined(): void;
}

export class Keeper {
  sheet: Sheet;
  keeping: Keeping;
  problem: unknown = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private busy: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private base: Sheet,
    private rev: number,
    public savedAt: string | null,
    private readonly door: SheetDoor,
    private readonly store: SheetStore,
    private readonly news: News,
  ) {
    this.sheet = store.take().reduce((sheet, kept) => joined(kept.base, kept.mine, sheet), base);
    this.keeping = savedAt === null ? 'unsaved' : 'saved';
    if (this.isSaved) return;
    this.keeping = 'saving';
    this.remember();
    this.soon(0);
  }

  get isSaved(): boolean {
    return same(this.base, this.sheet);
  }

  get revision(): number {
    return this.rev;
  }

  change(to: Sheet): void {
    if (same(to, this.sheet)) return;
    this.sheet = to;
    this.remember();
    if (this.keeping !== 'offline' && this.keeping !== 'stopped') this.keeping = 'saving';
    // Written on while it is being sent: `work` goes on until nothing is left.
    if (this.keeping === 'saving') this.soon(SEND_AFTER_MS);
    this.news.changed();
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

  /** Until the server has everything; its revision then. Throws where it cannot be reached. */
  async flush(): Promise<number> {
    for (let tries = 0; !this.isSaved || this.busy; tries += 1) {
      if (tries > 20) throw this.problem ?? new Problem(0, {});
      await this.now();
      if (this.keeping === 'offline' || this.keeping === 'stopped') throw this.problem ?? new Problem(0, {});
    }
    return this.rev;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private remember(): void {
    this.store.keep(this.isSaved ? null : { base: this.base, mine: this.sheet });
  }

  private soon(milliseconds: number): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.now(), milliseconds);
  }

  private async work(): Promise<void> {
    try {
      while (!this.isSaved) await this.send();
      this.failures = 0;
      this.problem = null;
      this.keeping = this.savedAt === null ? 'unsaved' : 'saved';
    } catch (problem) {
      this.problem = problem;
      const status = problem instanceof Problem ? problem.status : 0;
      const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
      this.keeping = isFinal ? 'stopped' : 'offline';
      if (!isFinal) this.soon(AGAIN_AFTER_MS[Math.min(this.failures, AGAIN_AFTER_MS.length - 1)]!);
      this.failures += 1;
    }
    this.news.changed();
  }

  private async send(): Promise<void> {
    const sent = this.sheet;
    const answer = await this.door.put(sent, this.rev);
    if ('taken' in answer) {
      this.base = sent;
      this.rev = answer.taken.sheet_rev;
      this.savedAt = answer.taken.saved_at;
    } else {
      const { sheet, sheet_rev } = answer.stale;
      const isSame = same(sheet, this.sheet);
      this.sheet = joined(this.base, this.sheet, sheet);
      this.base = sheet;
      this.rev = sheet_rev;
      if (!isSame) this.news.joined();
    }
    this.remember();
  }
}

/** The browser's own store: a sheet is small, and what is written there is there when the page is gone. */
export function browserStore(whose: string, tab: string, store: Storage = localStorage): SheetStore {
  const prefix = `kancil-sheet/${whose}/`;
  const own = prefix + tab;
  const keys = () => Array.from({ length: store.length }, (_, at) => store.key(at) ?? '').filter((key) => key.startsWith(prefix));
  return {
    take() {
      const found: (Kept & { at: number })[] = [];
      try {
        for (const key of keys()) {
          found.push(JSON.parse(store.getItem(key) ?? '') as Kept & { at: number });
          store.removeItem(key);
        }
      } catch {
        // A browser that forbids its store, or something that is none of ours in it.
      }
      return found.filter(({ base, mine }) => base && mine).sort((a, b) => a.at - b.at);
    },
    keep(kept) {
      try {
        if (kept === null) store.removeItem(own);
        else store.setItem(own, JSON.stringify({ ...kept, at: Date.now() }));
      } catch {
        // Then it lasts as long as the page.
      }
    },
  };
}
