// The guided tour: three steps in plain words, each about something that is on the page. What it points at may not be
// there (an empty board): then the step is passed over.
import { compare } from '../core/board/sum';
import type { Picture } from './picture';

export interface TourStep {
  /** Its words are `board-tour-ID` and `board-tour-ID-says`. */
  id: 'theft' | 'trail' | 'where';
  /** The card that it speaks of, brought into sight. */
  card: string;
}

/** Where it began, the first thing that happened next, and where most of it is now. */
export function tour(of: Picture): TourStep[] {
  const start = of.cards.find((card) => card.isStart) ?? of.cards.find((card) => !of.into.has(card.id));
  if (!start) return [];
  const steps: TourStep[] = [{ id: 'theft', card: start.id }];
  const onward = (of.out.get(start.id) ?? []).filter((edge) => edge.to !== start.id).reduce<string | null>((most, edge) => {
    const known = most === null ? null : of.out.get(start.id)!.find((each) => each.to === most)!;
    return known && compare(known.amount, edge.amount) >= 0 ? most : edge.to;
  }, null);
  if (onward !== null) steps.push({ id: 'trail', card: onward });
  const ended = of.cards.filter((card) => card.endings.length > 0 && card.id !== start.id);
  const most = ended.sort((a, b) => largest(b, a))[0];
  if (most) steps.push({ id: 'where', card: most.id });
  return steps;
}

type Ended = Picture['cards'][number];
const largest = (one: Ended, other: Ended): number => compare(one.endings[0]!.amount, other.endings[0]!.amount) || other.id.localeCompare(one.id);
