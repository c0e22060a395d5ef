// The words as the browser gets them: one module a language, made from /words/<lang>/*.ftl when building.
//
// A language comes in four parts: what the shell, the doors and the start say (with every problem); the rest, which is
// loaded with the first page that needs it; what cases and their boards say, and what the academy says, with the first
// of those.
// `virtual:words/all` knows how to load each; `virtual:words/<lang>/<part>` exports the catalogue as one text without
// comments, and the ids that a machine drafted.
// Thai gets a word joiner (U+2060) inside every word that the glossary says must not be broken, because
// browsers break lines by a dictionary that does not know loanwords (คริปโท became ค|ริ|ป|โท). Lessons come from the
// server and get theirs when they are shown, from the list that the academy's part brings.
// A language declares what it says (`words/*/language`). What it lacks is said in English, which then counts as drafted.
// Files that only the program's terminal or its papers say (`cli*.ftl`, `paper*.ftl`) stay out.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../words', import.meta.url));
const JOINER = '\u2060';
const PREFIX = 'virtual:words/';

/** @typedef {'first' | 'rest' | 'cases' | 'academy'} Part */

/** @type {readonly Part[]} */
export const PARTS = ['first', 'rest', 'cases', 'academy'];

/** Which part a catalogue is of.
 * @param {string} file
 * @returns {Part} */
export function partOf(file) {
  if (/^(web|door|problems)\.ftl$/.test(file)) return 'first';
  if (/^academy/.test(file)) return 'academy';
  return /^(case|board|request)/.test(file) ? 'cases' : 'rest';
}

/** @typedef {{ id: string, text: string, drafted: boolean, file: string }} Message */

/** What a language declares: its name as its speakers write it, and the catalogues that it says whole, or all of them.
 * @param {string} language
 * @returns {{ name: string, says: 'all' | string[] }} */
export function about(language) {
  const lines = fs.readFileSync(path.join(ROOT, language, 'language'), 'utf8').split('\n');
  const fields = new Map(lines.filter((line) => !line.startsWith('#')).map((line) => /** @type {[string, string]} */ (line.split('\t'))));
  const says = fields.get('says') ?? 'all';
  return { name: fields.get('name') ?? language, says: says === 'all' ? says : says.split(' ') };
}

/** The languages that have a folder, English first.
 * @returns {string[]} */
export function languages() {
  const found = fs
    .readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]{2,3}$/.test(entry.name))
    .map((entry) => entry.name);
  return ['en', ...found.filter((name) => name !== 'en').sort()];
}

/** The catalogue's files of one language that the browser needs.
 * @param {string} language */
export function files(language) {
  const folder = path.join(ROOT, language);
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ftl') && !/^(cli|paper)/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Cuts a catalogue into its messages. Fluent's own grammar is simple at this height: a message opens at the
 * margin, what belongs to it is indented, a comment starts with `#`, and `##` opens or closes a group.
 * @param {string} source
 * @param {string} file
 * @returns {Message[]} */
export function messages(source, file) {
  /** @type {Message[]} */
  const found = [];
  let drafted = false;
  for (const line of source.split('\n')) {
    if (/^##(\s|$)/.test(line)) drafted = /^##\s*machine-drafted\b/.test(line);
    if (line.startsWith('#')) continue;
    const opens = /^(-?[a-z][a-z0-9-]*)\s*=/i.exec(line);
    if (opens?.[1]) found.push({ id: opens[1], text: line, drafted, file });
    else if (found.length > 0 && (line.startsWith(' ') || line.trim() === '}')) {
      const last = found[found.length - 1];
      if (last) last.text += `\n${line}`;
    }
  }
  return found;
}

/** @param {string} language */
export function catalogue(language) {
  return files(language).flatMap((file) => messages(fs.readFileSync(file, 'utf8'), path.basename(file)));
}

const GLOSSARIES = [path.join(ROOT, 'glossary'), path.join(ROOT, '../academy/glossary.tsv')];

/** The glossary: a line a word of the field, `term<TAB>language<TAB>word<TAB>forbidden, variants<TAB>whole`; those that the
 * lessons explain are a list of their own.
 * @returns {{ term: string, language: string, word: string, forbidden: string[], whole: boolean }[]} */
export function glossary() {
  return GLOSSARIES.flatMap((list) => fs.readFileSync(list, 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [term = '', language = '', word = '', forbidden = '', whole = ''] = line.split('\t');
      return { term, language, word, forbidden: forbidden.split(',').map((w) => w.trim()).filter(Boolean), whole: whole === 'whole' };
    });
}

/** The words that a browser must not break.
 * @param {string} language */
export function unbroken(language) {
  return glossary().filter((entry) => entry.whole && entry.language === language).map(({ word }) => word);
}

/** Puts a word joiner between the letters of every given word, never before a mark that belongs to the
 * letter in front of it. Longer words first, so that a word inside another one is not joined twice.
 * @param {string} text
 * @param {string[]} keep */
export function join(text, keep) {
  const clusters = new Intl.Segmenter('th', { granularity: 'grapheme' });
  const words = [...keep].sort((a, b) => b.length - a.length);
  if (words.length === 0) return text;
  const any = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return text.replace(any, (word) => [...clusters.segment(word)].map((part) => part.segment).join(JOINER));
}

/** Joins only what stands to the right of `id =`; ids and variables are ASCII and no Thai word matches them.
 * @param {string} language
 * @param {Part} [part] */
export function built(language, part) {
  const isWanted = (/** @type {Message} */ { file }) => part === undefined || partOf(file) === part;
  const whole = catalogue(language);
  const have = new Set(whole.map((message) => message.id));
  const own = whole.filter(isWanted);
  const lent = language === 'en' ? [] : catalogue('en').filter((message) => !have.has(message.id) && isWanted(message));
  const keep = unbroken(language);
  const ftl = own.map((message) => join(message.text, keep)).concat(lent.map((message) => message.text));
  const drafted = own.filter((message) => message.drafted).map((message) => message.id);
  return { ftl: ftl.join('\n'), drafted: drafted.concat(lent.map((message) => message.id)), ids: ftl.length };
}

/** @returns {import('vite').Plugin} */
export function words() {
  return {
    name: 'kancil-words',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const [language = '', part = 'first'] = id.slice(PREFIX.length + 1).split('/');
      if (language === 'all') {
        const one = (/** @type {string} */ name, /** @type {Part} */ part) => `${part}:()=>import('${PREFIX}${name}/${part}')`;
        const loads = languages().map((name) => `${name}:{${PARTS.map((each) => one(name, each)).join(',')}}`);
        const names = Object.fromEntries(languages().map((name) => [name, about(name).name]));
        return `export const loads={${loads.join(',')}};export const names=${JSON.stringify(names)};`;
      }
      for (const name of new Set(['en', language])) for (const file of files(name)) this.addWatchFile(file);
      for (const list of GLOSSARIES) this.addWatchFile(list);
      const { ftl, drafted, ids } = built(language, PARTS.find((each) => each === part) ?? 'first');
      // When every message is drafted, `true` says it shorter than their names.
      const marks = drafted.length === ids ? true : drafted;
      const whole = part === 'academy' ? unbroken(language).map((word) => [word, join(word, [word])]) : [];
      return `export const ftl=${JSON.stringify(ftl)};export const drafted=${JSON.stringify(marks)};export const ids=${ids};export const whole=${JSON.stringify(whole)};`;
    },
  };
}
