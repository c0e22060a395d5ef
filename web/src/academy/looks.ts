// What a learner opened and for how long: something counts as opened once it was selected for two seconds. The times are
// told to the server now and then; what it could not be told is told with the next. Pure but for the clock it is given.
import type { Anchor } from '../api/contract-academy';

export const OPENED_MS = 2_000;
/** Who selects more at once looks at none of it. */
const MANY = 3;
export const LOOKS_MAX = 200;

export interface Look {
  anchor: Anchor;
  opens: number;
  ms: number;
}

export class Dwell {
  private readonly open = new Map<Anchor, { since: number; isCounted: boolean }>();
  private untold = new Map<Anchor, { opens: number; ms: number }>();

  /** What is selected from now on. */
  select(anchors: readonly Anchor[], now: number): void {
    const wanted = new Set(anchors.length <= MANY ? anchors : []);
    for (const anchor of [...this.open.keys()]) {
      if (wanted.has(anchor)) continue;
      this.count(anchor, now);
      this.open.delete(anchor);
    }
    for (const anchor of wanted) if (!this.open.has(anchor)) this.open.set(anchor, { since: now, isCounted: false });
  }

  /** What is to be told, at most so many; it counts as told. */
  take(now: number): Look[] {
    for (const anchor of this.open.keys()) this.count(anchor, now);
    const taken = [...this.untold].slice(0, LOOKS_MAX);
    for (const [anchor] of taken) this.untold.delete(anchor);
    return taken.map(([anchor, { opens, ms }]) => ({ anchor, opens, ms }));
  }

  /** Could not be told. */
  giveBack(looks: readonly Look[]): void {
    for (const { anchor, opens, ms } of looks) this.add(anchor, opens, ms);
  }

  private count(anchor: Anchor, now: number): void {
    const open = this.open.get(anchor)!;
    const ms = Math.round(now - open.since);
    if (!open.isCounted && ms < OPENED_MS) return;
    if (ms > 0) this.add(anchor, open.isCounted ? 0 : 1, ms);
    this.open.set(anchor, { since: now, isCounted: true });
  }

  private add(anchor: Anchor, opens: number, ms: number): void {
    const before = this.untold.get(anchor) ?? { opens: 0, ms: 0 };
    this.untold.set(anchor, { opens: before.opens + opens, ms: before.ms + ms });
  }
}
