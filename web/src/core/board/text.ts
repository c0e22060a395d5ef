// Whether a note or flag will be taken, said before it is sent: the rules of `crates/casework/src/text.rs`. Markup
// and formulas are text; what cannot be seen and would show a text other than it is, is not.
import type { Code } from './model';

export const NOTE_MAX = 10_000;
export const FLAG_MAX = 200;

const STEERS = new RegExp('[\\p{Cc}\\u200e\\u200f\\u061c\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\u{e0000}-\\u{e007f}]', 'u');

function check(text: string, most: number, allowed: RegExp | null): Code | null {
  // Characters, not UTF-16 units: an emoji is one.
  let characters = 0;
  for (const _ of text) characters += 1;
  if (characters > most) return 'text-too-long';
  if (STEERS.test(allowed ? text.replace(allowed, '') : text)) return 'text-invisible';
  return text.trim() === '' ? 'text-empty' : null;
}

/** A text of several lines: why it would not be taken, or null. */
export const checkNote = (text: string, most = NOTE_MAX): Code | null => check(text, most, /[\n\t]/g);
/** A text of one line. */
export const checkFlag = (text: string, most = FLAG_MAX): Code | null => check(text, most, null);
