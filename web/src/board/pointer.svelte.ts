// The hand on the canvas: drag the ground to look elsewhere, Shift-drag to choose, drag cards to place them, the wheel
// to come closer. A drag is one gesture; the click that ends it chooses nothing.
import type { At, Op } from '../core/board/model';
import { COLUMN_PITCH, columnOf, LANE_PITCH, laneOf, Slots, CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
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
    private readonly svg: () => SVGSVGElement,
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
      this.svg().setPointerCapture(press.id);
      if (press.kind === 'cards' && (this.session.isReadOnly || this.session.axis === 'time')) {
        if (this.session.axis === 'time') announce(t('board-time-fixed'));
        press.kind = 'pan';
      }
    }
    const { camera } = this.session;
    if (press.kind === 'pan') camera.pan(at.x - press.last.x, at.y - press.last.y);
    else if (press.kind === 'box') this.box = boxOf(press.from, at, this.svg().getBoundingClientRect());
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
    this.svg().addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
    if (press.kind === 'box') this.choose(event.ctrlKey || event.metaKey);
    else if (press.kind === 'cards') this.drop(event.altKey);
    else this.moved();
  };

  cancel = (): void => {
    this.press = null;
    this.box = null;
    this.dragged = null;
  };

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = this.svg().getBoundingClientRect();
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
    if (!box) return;
    const { camera } = session;
    const [from, to] = [camera.under(box.x, box.y), camera.under(box.x + box.width, box.y + box.height)];
    const inside = session.drawn.cards.filter(
      ({ at }) => at.x < to.x && at.x + CARD_WIDTH > from.x && at.y < to.y && at.y + CARD_HEIGHT > from.y,
    );
    const cards = inside.flatMap((card) => card.cards);
    session.select(isAdding ? [...new Set([...session.selected, ...cards])] : cards);
    announce(t('board-selected', { count: cards.length }));
  }

  private drop(isFree: boolean): void {
    const { dragged, session } = this;
    this.dragged = null;
    if (!dragged) return;
    const ids = session.drawn.cards.filter(({ id }) => dragged.ids.has(id)).flatMap((card) => card.cards);
    session.act(dropped(session, ids, dragged.by, isFree));
  }
}

/** Where dragged cards come to stand: on the nearest free slots, or with Alt exactly where they were let go. */
export function dropped({ view }: Pick<BoardSession, 'view'>, ids: readonly string[], by: At, isFree: boolean): Op[] {
  const carried = new Set(ids);
  const slots = new Slots([...view.cards].filter(([id]) => !carried.has(id)).map(([, card]) => card.at));
  const snapped = {
    x: Math.round(by.x / COLUMN_PITCH) * COLUMN_PITCH,
    y: Math.round(by.y / LANE_PITCH) * LANE_PITCH,
  };
  return ids.flatMap((card): Op[] => {
    const from = view.cards.get(card)?.at;
    if (!from) return [];
    let to = { x: from.x + by.x, y: from.y + by.y };
    if (!isFree) {
      const wanted = ids.length > 1 ? { x: from.x + snapped.x, y: from.y + snapped.y } : to;
      to = slots.take(columnOf(wanted), laneOf(wanted));
    }
    return to.x === from.x && to.y === from.y ? [] : [{ op: 'move', card, from, to }];
  });
}

function boxOf(a: At, b: At, frame: DOMRect): Box {
  const [x, y] = [Math.min(a.x, b.x) - frame.x, Math.min(a.y, b.y) - frame.y];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
