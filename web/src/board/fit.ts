// Text in a drawing has no ellipsis of its own: this one cuts by what the browser says a text is wide, never inside a
// letter with its marks. Where nothing can be measured (tests), letters are taken to be alike.
import { shortenEnd, width } from '../graph/card';

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });
const known = new Map<string, number>();
let pen: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in the page's font, in pixels. */
export function wide(text: string, font: string): number {
  const key = `${font} ${text}`;
  let found = known.get(key);
  if (found === undefined) {
    if (pen === undefined) pen = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d');
    if (pen) pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    found = pen ? pen.measureText(text).width : width(text) * 6.2;
    if (known.size > 5_000) known.clear();
    known.set(key, found);
  }
  return found;
}

export function fit(text: string, room: number, font: string): string {
  if (wide(text, font) <= room) return text;
  if (pen === null) return shortenEnd(text, Math.floor(room / 6.2));
  let out = '';
  for (const { segment } of LETTERS.segment(text)) {
    if (wide(`${out}${segment}…`, font) > room) break;
    out += segment;
  }
  return `${out.trimEnd()}…`;
}
