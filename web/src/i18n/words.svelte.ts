// The words in use: one language at a time, loaded when it is chosen, the larger parts of it with the first page that
// says them; `t(id, args)` says a message.
//
// `t` reads reactive state, so a page that is open changes its language in place. Messages that a machine drafted
// carry a small mark for those who asked to see it (administrators by default), never for anybody else.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { loads, names } from 'virtual:words/all';

/** For "machine"; no letter of the languages here, and no footnote or required sign. */
export const DRAFT_MARK = 'ᵐ';
const FALLBACK = 'en';

/** What a catalogue is loaded in: tools/words.mjs says which file is of which part. */
export type Part = 'first' | 'rest' | 'cases' | 'academy';

export const languages = Object.keys(loads);

/** A language as its speakers write it. */
export const nameOf = (language: string): string => names[language] ?? language;

interface Spoken {
  language: string;
  bundle: FluentBundle;
  drafted: Set<string>;
  messages: number;
  parts: readonly Part[];
  /** Words that a browser would break in their middle, each with joiners in it. */
  whole: Map<string, string>;
}

let spoken = $state.raw<Spoken | null>(null);
let marks = $state(false);

export const words = {
  get language(): string {
    return spoken?.language ?? FALLBACK;
  },
  /** How many messages this language has, and how many nobody has read over yet. */
  get coverage(): { messages: number; drafted: number } {
    if (!spoken) return { messages: 0, drafted: 0 };
    return { messages: spoken.messages, drafted: spoken.drafted.size };
  },
  get marks(): boolean {
    return marks;
  },
  set marks(shown: boolean) {
    marks = shown;
  },
};

/** Older codes under which browsers still ask for a language (CLDR's aliases): Tagalog is Filipino's. */
const ALIASES: Record<string, string> = { tl: 'fil', zsm: 'ms' };

/** The language that a browser's list of wishes comes closest to. */
export function nearest(wished: readonly string[]): string {
  for (const wish of wished) {
    const code = wish.toLowerCase().split('-')[0] ?? '';
    const found = languages.find((language) => language === (ALIASES[code] ?? code));
    if (found) return found;
  }
  return FALLBACK;
}

/** Changes the language. What was loaded of the old one is loaded of the new one. */
export async function speak(language: string): Promise<void> {
  const known = languages.includes(language) ? language : FALLBACK;
  if (spoken?.language === known) return;
  spoken = await load(known, spoken?.parts ?? ['first']);
  document.documentElement.lang = known;
}

/** Loads parts that were not loaded yet, before something is drawn that needs them. */
export async function speakAlso(...wanted: Part[]): Promise<void> {
  while (spoken) {
    const { language, parts } = spoken;
    if (wanted.every((part) => parts.includes(part))) return;
    const more = await load(language, [...new Set([...parts, ...wanted])]);
    // Another language, or other parts of this one, may have come meanwhile.
    if (spoken.language === language && spoken.parts === parts) spoken = more;
  }
}

async function load(language: string, parts: readonly Part[]): Promise<Spoken> {
  const known = loads[language];
  if (!known) throw new Error(`no words of ${language}`);
  // No isolation marks around arguments: the API writes steering characters out, and marks would be copied.
  const bundle = new FluentBundle([language], { useIsolating: false });
  const whole: Spoken = { language, bundle, drafted: new Set(), messages: 0, parts, whole: new Map() };
  for (const { ftl, drafted, ids, whole: unbroken } of await Promise.all(parts.map((part) => known[part]()))) {
    const resource = new FluentResource(ftl);
    bundle.addResource(resource);
    const unread = drafted === true ? resource.body.map(({ id }) => id) : drafted;
    for (const id of unread) whole.drafted.add(id);
    whole.messages += ids;
    for (const [word, joined] of unbroken) whole.whole.set(word, joined);
  }
  return whole;
}

export type Args = Record<string, FluentVariable>;

export function knows(id: string): boolean {
  return spoken?.bundle.hasMessage(id) ?? false;
}

/** The message in the language in use. An id that does not exist is shown as itself: tests find it. */
export function t(id: string, args?: Args): string {
  const pattern = spoken?.bundle.getMessage(id)?.value;
  if (!spoken || !pattern) return id;
  const said = spoken.bundle.formatPattern(pattern, args, []);
  const isDrafted = marks && spoken.drafted.has(id);
  return isDrafted ? said + DRAFT_MARK : said;
}

/** A lesson's text with the words whole that a browser would break (those of the catalogues are so already). */
export function whole(text: string): string {
  const words = spoken?.whole;
  if (!words || words.size === 0) return text;
  const longest = [...words.keys()].sort((a, b) => b.length - a.length);
  return text.replace(new RegExp(longest.join('|'), 'gu'), (word) => words.get(word) ?? word);
}

/** A word of the API's vocabulary (`state-running`), or the API's word itself where the catalogue has none. */
export function term(prefix: string, word: string): string {
  const id = `${prefix}-${word.replaceAll(/[_ ]/g, '-')}`;
  return knows(id) ? t(id) : word.replaceAll('_', ' ');
}
