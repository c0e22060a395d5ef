// The hand on the canvas: drag the ground to look elsewhere, Shift-drag to choose, drag cards to place them, the wheel
// to come closer. A drag is one gesture; the click that ends it chooses nothing.
import type { At } from '../core/board/model';
import { t } from '../i18n/words.svelte';
import { announce } from '../ui/live.svelte';
import type { BoardSession } from './session.svelte';

const FAR_ENOUGH = 4;

interface Press {
  id: number;
  kind: 'pan' | 'box' | 'cards';
  from: At;
  last: At;
  isMoved: boolean;
  cards: ReadonlySet<string>;
}

export interface Box extends At {
  width: number;
  height: number;
}

export class Pointer {
  /** Drawn cards that are being dragged, and how far, on the board. */
  dragged = $state.raw<{ ids: ReadonlySet<string>; by: At } | null>(null);
  /** What is being chosen, in pixels of the window. */
  box = $state.raw<Box | null>(null);
  private press: Press | null = null;

  constructor(
    private readonly session: BoardSession,
    private readonly ground: () => HTMLElement,
    private readonly moved: () => void,
  ) {}

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const at = { x: event.clientX, y: event.clientY };
    const id = (event.target as Element).closest('.card')?.getAttribute('data-id') ?? null;
    const kind = id !== null && !event.shiftKey ? 'cards' : event.shiftKey ? 'box' : 'pan';
    this.press = { id: event.pointerId, kind, from: at, last: at, isMoved: false, cards: id === null ? new Set() : this.carried(id) };
  };

  move = (event: PointerEvent): void => {
    const { press } = this;
    if (!press || press.id !== event.pointerId) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!press.isMoved) {
      if (Math.hypot(at.x - press.from.x, at.y - press.from.y) < FAR_ENOUGH) return;
      press.isMoved = true;
      this.ground().setPointerCapture(press.id);
      if (press.kind === 'cards' && (this.session.isReadOnly || this.session.axis === 'time')) {
        if (this.session.axis === 'time') announce(t('board-time-fixed'));
        press.kind = 'pan';
      }
    }
    const { camera } = this.session;
    if (press.kind === 'pan') camera.pan(at.x - press.last.x, at.y - press.last.y);
    else if (press.kind === 'box') this.box = boxOf(press.from, at, this.ground().getBoundingClientRect());
    else {
      const by = { x: Math.round((at.x - press.from.x) / camera.k), y: Math.round((at.y - press.from.y) / camera.k) };
      this.dragged = { ids: press.cards, by };
    }
    press.last = at;
  };

  up = (event: PointerEvent): void => {
    const { press } = this;
    this.press = null;
    if (!press?.isMoved) return;
    // The click that ends a drag chooses nothing.
    this.ground().addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
    if (press.kind === 'box') this.choose(event.ctrlKey || event.metaKey);
    else if (press.kind === 'cards') void this.drop(event.altKey);
    else this.moved();
  };

  cancel = (): void => {
    this.press = null;
    this.box = null;
    this.dragged = null;
  };

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = this.ground().getBoundingClientRect();
    const { camera } = this.session;
    if (event.shiftKey) camera.pan(-event.deltaY, 0);
    else camera.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 500), event.clientX - x, event.clientY - y);
    this.moved();
  };

  /** With a selected card go all that are selected. */
  private carried(id: string): ReadonlySet<string> {
    const selected = new Set(this.session.selectedCards.map((card) => this.session.drawn.drawnAs.get(card) ?? card));
    return selected.has(id) ? selected : new Set([id]);
  }

  private choose(isAdding: boolean): void {
    const { box, session } = this;
    this.box = null;
    if (box) void import('./drop').then(({ within }) => within(session, box, isAdding));
  }

  private async drop(isFree: boolean): Promise<void> {
    const { dragged, session } = this;
    if (!dragged) return;
    const { dropped } = await import('./drop');
    this.dragged = null;
    const ids = session.drawn.cards.filter(({ id }) => dragged.ids.has(id)).flatMap((card) => card.cards);
    session.act(dropped(session, ids, dragged.by, isFree));
  }
}

function boxOf(a: At, b: At, frame: DOMRect): Box {
  const [x, y] = [Math.min(a.x, b.x) - frame.x, Math.min(a.y, b.y) - frame.y];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
