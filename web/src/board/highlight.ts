// What a selection lights: what is selected as it is drawn, the lines beside it, and whether the rest steps back.
import type { Picture } from './picture';

export interface Highlight {
  /** Drawn cards and lines that are selected. */
  chosen: ReadonlySet<string>;
  /** Lines of the selected cards. */
  near: ReadonlySet<string>;
  /** Of a selected path: what stays bright. Null where nothing steps back. */
  bright: ReadonlySet<string> | null;
}

export function highlight(of: Picture, selected: readonly string[]): Highlight {
  const wanted = new Set(selected);
  const chosen = new Set<string>();
  for (const card of of.cards) if (card.cards.some((id) => wanted.has(id))) chosen.add(card.id);
  const near = new Set<string>();
  const between = new Set<string>();
  for (const edge of of.edges) {
    if (edge.edges.some((id) => wanted.has(id))) chosen.add(edge.id);
    const [from, to] = [chosen.has(edge.from), chosen.has(edge.to)];
    if (from || to) near.add(edge.id);
    if (from && to && edge.from !== edge.to) between.add(edge.id);
  }
  const lines = of.edges.filter((edge) => chosen.has(edge.id) || between.has(edge.id));
  if (lines.length === 0) return { chosen, near, bright: null };
  const bright = new Set(chosen);
  for (const edge of lines) bright.add(edge.id).add(edge.from).add(edge.to);
  return { chosen, near, bright };
}
