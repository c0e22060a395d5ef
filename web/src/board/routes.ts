// Where lines run: out of a card's right side, through the dot of their transaction, into a card's left side, behind
// the cards. And where their plates stand, so that none lies on another. Whole numbers, so that the same board is
// the same drawing everywhere.
import { CARD_HEIGHT, CARD_WIDTH, COLUMN_PITCH } from '../core/board/place';
import type { At } from '../core/board/model';
import { thickness } from '../core/board/sum';
import { byValue, type DrawnCard, type DrawnEdge, type Picture } from './picture';

export const GAP = COLUMN_PITCH - CARD_WIDTH;
export const DOT_R = 7;
const PORT = 14;

export interface Route {
  edge: DrawnEdge;
  path: string;
  /** The head of the arrow. */
  head: string;
  width: number;
  /** Where its plate stands, or null where there is no room: then it is shown when the line is looked at. */
  plate: At | null;
  /** Where its plate stands when the line is looked at. */
  near: At;
}

export interface Dot {
  txid: string;
  ledger: string;
  at: At;
  edges: string[];
}

export interface Routes {
  routes: Route[];
  dots: Dot[];
}

export function routes(of: Picture): Routes {
  const ports = portsOf(of);
  const dots = new Map<string, Dot>();
  for (const edge of [...of.edges].sort(byValue)) {
    const [from, to] = [of.at.get(edge.from)!, of.at.get(edge.to)!];
    if (edge.txid === null || from === to || from.kind === 'transaction' || to.kind === 'transaction') continue;
    const found = dots.get(edge.txid);
    if (found) {
      found.edges.push(...edge.edges);
      continue;
    }
    const at = isOnward(from, to)
      ? { x: to.at.x - GAP / 2, y: middle(to) + ports.get(edge.id)! }
      : { x: Math.round((right(from) + to.at.x) / 2), y: Math.round((middle(from) + middle(to)) / 2) };
    const { subject } = from.card;
    dots.set(edge.txid, { txid: edge.txid, ledger: 'ledger' in subject ? subject.ledger : '', at, edges: [...edge.edges] });
  }
  const drawn = of.edges.map((edge): Route => {
    const dot = edge.txid === null ? undefined : dots.get(edge.txid);
    return routed(edge, of.at.get(edge.from)!, of.at.get(edge.to)!, ports.get(edge.id)!, dot?.at);
  });
  plates(drawn, of);
  return { routes: drawn, dots: [...dots.values()] };
}

const right = (card: DrawnCard): number => card.at.x + CARD_WIDTH;
const middle = (card: DrawnCard): number => card.at.y + CARD_HEIGHT / 2;
const isOnward = (from: DrawnCard, to: DrawnCard): boolean => to.at.x - GAP / 2 >= right(from);

/** How far above or below the middle of its card each line comes in, so that several do not lie on each other. */
function portsOf(of: Picture): Map<string, number> {
  const ports = new Map<string, number>();
  for (const edges of of.into.values()) {
    // Lines of one transaction come in together.
    const together = new Map<string, DrawnEdge[]>();
    for (const edge of edges) together.set(edge.txid ?? edge.id, [...(together.get(edge.txid ?? edge.id) ?? []), edge]);
    const lines = [...together.values()];
    lines.sort((a, b) => of.at.get(a[0]!.from)!.at.y - of.at.get(b[0]!.from)!.at.y || byValue(a[0]!, b[0]!));
    const step = Math.min(PORT, (CARD_HEIGHT - 14) / Math.max(1, lines.length - 1));
    lines.forEach((line, place) => {
      for (const edge of line) ports.set(edge.id, Math.round((place - (lines.length - 1) / 2) * step));
    });
  }
  return ports;
}

function routed(edge: DrawnEdge, from: DrawnCard, to: DrawnCard, port: number, dot: At | undefined): Route {
  const width = thickness(edge.amount);
  if (from === to) return loop(edge, from, width);
  const [x1, y1] = [right(from), middle(from)];
  const [x2, y2] = [to.at.x, middle(to) + port];
  const head = `M${x2 - 9} ${y2 - 5}L${x2} ${y2}L${x2 - 9} ${y2 + 5}Z`;
  const tip = x2 - 6;
  if (!isOnward(from, to)) {
    // Back to the left: out, over and in again.
    const reach = 70;
    const path = `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${tip} ${y2}`;
    return { edge, path, head, width, plate: null, near: { x: Math.round((x1 + x2) / 2), y: Math.round((y1 + y2) / 2) } };
  }
  const bend = Math.max(x1, x2 - GAP);
  const straight = bend > x1 ? `L${bend} ${y1}` : '';
  const path =
    dot && dot.x > bend && dot.x < x2
      ? `M${x1} ${y1}${straight}${curve(bend, y1, dot.x, dot.y)}${curve(dot.x, dot.y, tip, y2)}`
      : `M${x1} ${y1}${straight}${curve(bend, y1, tip, y2)}`;
  return { edge, path, head, width, plate: null, near: { x: x2 - GAP / 2, y: y2 } };
}

/** What pays itself goes around below its card. */
function loop(edge: DrawnEdge, card: DrawnCard, width: number): Route {
  const [x, y] = [right(card), middle(card)];
  const under = card.at.y + CARD_HEIGHT + 24;
  const path = `M${x} ${y}C${x + 30} ${y} ${x + 30} ${under} ${x - 30} ${under}L${card.at.x + 30} ${under}C${card.at.x - 30} ${under} ${card.at.x - 30} ${y} ${card.at.x - 6} ${y}`;
  return { edge, path, head: `M${card.at.x - 9} ${y - 5}L${card.at.x} ${y}L${card.at.x - 9} ${y + 5}Z`, width, plate: null, near: { x: card.at.x + CARD_WIDTH / 2, y: under } };
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (y1 === y2) return `L${x2} ${y2}`;
  const between = Math.floor((x1 + x2) / 2);
  return `C${between} ${y1} ${between} ${y2} ${x2} ${y2}`;
}

const PLATE = { width: GAP - 4, height: 24 };

/** Plates stand over the line beside the card it comes into, or beside the one it leaves; the larger first. */
function plates(drawn: Route[], of: Picture): void {
  const taken = new Boxes();
  for (const { at } of of.cards) taken.put(at.x, at.y, CARD_WIDTH, CARD_HEIGHT);
  const order = [...drawn].sort((a, b) => byValue(a.edge, b.edge));
  for (const route of order) {
    const [from, to] = [of.at.get(route.edge.from)!, of.at.get(route.edge.to)!];
    const spots = isOnward(from, to)
      ? [
          { x: route.near.x, y: route.near.y },
          { x: right(from) + GAP / 2, y: middle(from) },
        ]
      : [route.near];
    const free = spots.find(({ x, y }) => taken.isFree(x - PLATE.width / 2, y - PLATE.height - 6, PLATE.width, PLATE.height));
    if (!free) continue;
    taken.put(free.x - PLATE.width / 2, free.y - PLATE.height - 6, PLATE.width, PLATE.height);
    route.plate = free;
  }
}

/** Boxes by the squares they touch, so that hundreds are compared with their neighbours alone. */
class Boxes {
  private readonly squares = new Map<string, [number, number, number, number][]>();

  put(x: number, y: number, width: number, height: number): void {
    for (const key of keys(x, y, width, height)) {
      const square = this.squares.get(key);
      if (square) square.push([x, y, width, height]);
      else this.squares.set(key, [[x, y, width, height]]);
    }
  }

  isFree(x: number, y: number, width: number, height: number): boolean {
    return keys(x, y, width, height).every((key) =>
      (this.squares.get(key) ?? []).every(([ox, oy, ow, oh]) => x >= ox + ow || ox >= x + width || y >= oy + oh || oy >= y + height),
    );
  }
}

const SQUARE = 120;
function keys(x: number, y: number, width: number, height: number): string[] {
  const found: string[] = [];
  for (let column = Math.floor(x / SQUARE); column <= Math.floor((x + width) / SQUARE); column += 1) {
    for (let row = Math.floor(y / SQUARE); row <= Math.floor((y + height) / SQUARE); row += 1) found.push(`${column} ${row}`);
  }
  return found;
}
