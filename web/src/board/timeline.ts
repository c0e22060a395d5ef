// The time axis: cards stand by when value reached them, in bands that are as far apart as the logarithm of the time
// between them, so that a chase of minutes and a sleep of years fit one screen. Each keeps its lane where it can.
import type { At } from '../core/board/model';
import { CARD_HEIGHT, COLUMN_PITCH, LANE_PITCH } from '../core/board/place';
import type { DrawnCard, DrawnEdge } from './picture';

/** What stands over a band. */
export interface Tick {
  x: number;
  /** RFC 3339; null over cards of which no time is known. */
  time: string | null;
}

/** Within an hour, value is at one time, unless it moved on within it. */
const BAND_S = 3_600;

export function byTime(cards: readonly DrawnCard[], edges: readonly DrawnEdge[]): { at: Map<string, At>; ticks: Tick[] } {
  const times = timesOf(cards, edges);
  const sources = new Map<string, Set<string>>();
  for (const edge of edges) if (edge.from !== edge.to) sources.set(edge.to, (sources.get(edge.to) ?? new Set()).add(edge.from));
  const timed = cards.filter((card) => times.has(card.id));
  timed.sort((a, b) => times.get(a.id)!.localeCompare(times.get(b.id)!) || a.at.x - b.at.x || a.at.y - b.at.y);

  const at = new Map<string, At>();
  const ticks: Tick[] = [];
  const untimed = cards.filter((card) => !times.has(card.id));
  let x = 0;
  if (untimed.length > 0) {
    ticks.push({ x, time: null });
    stand(untimed, x, at);
    x += COLUMN_PITCH;
  }
  let band: DrawnCard[] = [];
  let begun = '';
  const close = () => {
    ticks.push({ x, time: begun });
    stand(band, x, at);
  };
  for (const card of timed) {
    const time = times.get(card.id)!;
    const gap = band.length === 0 ? 0 : seconds(begun, time);
    const isAfter = band.some((other) => sources.get(card.id)?.has(other.id));
    if (band.length > 0 && (gap >= BAND_S || isAfter)) {
      close();
      x += Math.round(COLUMN_PITCH * (1 + 0.4 * Math.max(0, Math.log10(Math.max(1, gap / BAND_S)))));
      band = [];
    }
    if (band.length === 0) begun = time;
    band.push(card);
  }
  if (band.length > 0) close();
  return { at, ticks };
}

/** When value first came to a card; of one that only pays, when it first paid. */
function timesOf(cards: readonly DrawnCard[], edges: readonly DrawnEdge[]): Map<string, string> {
  const [came, went] = [new Map<string, string>(), new Map<string, string>()];
  const earlier = (map: Map<string, string>, id: string, time: string) => {
    const known = map.get(id);
    if (known === undefined || time < known) map.set(id, time);
  };
  for (const { from, to, time } of edges) {
    if (time === null) continue;
    if (from !== to) earlier(came, to, time);
    earlier(went, from, time);
  }
  for (const { id } of cards) {
    const time = came.get(id) ?? went.get(id);
    if (time !== undefined) came.set(id, time);
  }
  return came;
}

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;

/** Puts cards of one band on their lanes, or the next free one below. */
function stand(band: readonly DrawnCard[], x: number, at: Map<string, At>): void {
  const taken: number[] = [];
  for (const card of [...band].sort((a, b) => a.at.y - b.at.y || a.at.x - b.at.x)) {
    let { y } = card.at;
    while (taken.some((other) => Math.abs(other - y) < CARD_HEIGHT + 8)) y += LANE_PITCH;
    taken.push(y);
    at.set(card.id, { x, y });
  }
}
