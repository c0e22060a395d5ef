// What the ledger and the labels say of the cards on a board: asked once a card, for all of them anew when the board
// does without something else. A card shows what it can until the answer is there.
import { api, ask, Problem } from '../api/client';
import type { CardFacts, OnLedger } from '../api/contract-board';
import type { Subject } from '../core/board/model';
import type { State } from '../core/board/state';

const MOST = 600;
const AFTER_MS = 60;
const AGAIN_AFTER_MS = 5_000;

export class Facts {
  /** By card id. */
  known = $state.raw<ReadonlyMap<string, CardFacts>>(new Map());
  /** Digest of the Atlas that answered last. */
  atlas = $state('');
  /** Why the last question was not answered. */
  problem = $state.raw<unknown>(null);
  private asked = new Set<string>();
  private without: string[] = [];
  private waiting = new Map<string, OnLedger>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private round = 0;

  of(id: string): CardFacts | undefined {
    return this.known.get(id);
  }

  /** Asks for the cards that nothing is known of yet. */
  want(view: State): void {
    const without = [...view.excluded.keys()];
    if (without.join('\n') !== this.without.join('\n')) {
      // What was said with other rules stands until the new answer is there.
      this.without = without;
      this.asked.clear();
      this.round += 1;
    }
    for (const [id, { subject }] of view.cards) this.ask(id, subject);
    // What a transaction looks like is drawn at its dot.
    for (const { txid, from } of view.edges.values()) {
      const subject = view.cards.get(from)?.subject;
      if (txid === null || !subject || !('ledger' in subject)) continue;
      this.ask(`transaction:${subject.ledger}:${txid}`, { kind: 'transaction', ledger: subject.ledger, txid });
    }
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.fetch(), AFTER_MS);
  }

  private ask(id: string, subject: Subject): void {
    if (subject.kind === 'rest' || this.asked.has(id)) return;
    this.asked.add(id);
    this.waiting.set(id, subject);
  }

  leave(): void {
    clearTimeout(this.timer);
    this.round += 1;
  }

  private async fetch(): Promise<void> {
    this.timer = undefined;
    const batch = [...this.waiting].slice(0, MOST);
    for (const [id] of batch) this.waiting.delete(id);
    const mine = this.round;
    try {
      const subjects = batch.map(([, subject]) => subject);
      const body = { subjects, without: this.without };
      const answer = await ask(api.POST('/api/cards', { body }));
      if (mine !== this.round) return;
      const known = new Map(this.known);
      for (const card of answer.cards) known.set(card.id, card);
      this.known = known;
      this.atlas = answer.atlas;
      this.problem = null;
    } catch (problem) {
      if (mine !== this.round) return;
      this.problem = problem;
      const isFinal = problem instanceof Problem && problem.status >= 400 && problem.status < 500;
      for (const [id, subject] of batch) this.waiting.set(id, subject);
      if (!isFinal) this.timer ??= setTimeout(() => void this.fetch(), AGAIN_AFTER_MS);
      return;
    }
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.fetch(), 0);
  }
}

