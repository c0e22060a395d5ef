// A board that is only looked at and kept nowhere: what the real one's canvas needs, of a picture made here.
import type { CardFacts } from '../api/contract-board';
import type { BoardRow } from '../api/contract-case';
import type { State } from '../core/board/state';
import { Facts } from '../board/facts.svelte';
import { BoardSession } from '../board/session.svelte';

class Fixed extends Facts {
  /** Nothing is expanded here, so no card says how much more there is beside it. */
  override of(id: string): CardFacts | undefined {
    const found = super.of(id);
    return found && { ...found, legs_in: null, legs_out: null };
  }
}

export class StageSession extends BoardSession {
  override readonly facts: Facts = new Fixed();

  constructor(view: State, onselect: (ids: readonly string[]) => void = () => undefined) {
    super('', '', { look: (change) => change.sel && onselect(change.sel) });
    this.board = { is_synthetic: true } as BoardRow;
    this.put(view);
  }

  put(view: State): void {
    this.view = view;
    this.facts.want(view);
  }

  override async expand(): Promise<void> {
    // A picture: what stands is all there is.
  }
}
