// The catalogues: every message that a page asks for exists, every language has the same messages with the same
// variables, nothing lies about unused, and the glossary is kept.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';
import { about, built, catalogue, glossary, join, languages, messages, PARTS, ROOT, unbroken } from './words.mjs';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
/** Catalogues that more than one page, or the server, says things from: a message there need not be in a page yet. */
const SHARED = /^(problems|web|cases|boards|drawing|case-papers|academy-server)\.ftl$/;

const sources = (fs.readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: fs.readFileSync(path.join(SOURCE, name), 'utf8') }));

const english = catalogue('en');
const ids = new Set(english.map((message) => message.id));

function variables(text: string): string[] {
  return [...new Set(text.match(/\$[a-z][a-z0-9_-]*/gi) ?? [])].sort();
}

describe('every message in use exists', () => {
  test('written out', () => {
    const missing = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/(?<!`)\bt\(\s*'([^']+)'/g)].flatMap(([, id]) => (id && ids.has(id) ? [] : [`${name}: ${id}`])),
    );
    expect(missing).toEqual([]);
  });

  test('put together of a prefix and a word', () => {
    const missing = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/\b(?:t\(\s*`|term\(\s*')([a-z0-9-]+)/g)].flatMap(([, prefix]) =>
        prefix && [...ids].some((id) => id.startsWith(prefix)) ? [] : [`${name}: ${prefix}…`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

test('no message of the pages lies about unused', () => {
  const all = sources.map(({ text }) => text).join('\n');
  const prefixes = [...all.matchAll(/(?:`|term\(\s*')([a-z][a-z0-9-]*-?)(?:\$\{|')/g)].map(([, prefix]) => prefix ?? '');
  const quoted = new Set(all.match(/(?<=')[a-z][a-z0-9-]*(?=')/g));
  const unused = english
    .filter(({ file }) => !SHARED.test(file))
    .map(({ id }) => id)
    .filter((id) => !quoted.has(id) && !id.endsWith('-next'))
    .filter((id) => !prefixes.some((prefix) => prefix.length > 3 && id.startsWith(prefix)));
  expect(unused).toEqual([]);
});

test('the glossary agrees on one word a term and language', () => {
  const said = glossary().map(({ term, language }) => `${term} (${language})`);
  expect(said.filter((each, at) => said.indexOf(each) !== at)).toEqual([]);
  for (const { word, forbidden } of glossary()) expect(forbidden, word).not.toContain(word);
});

test('no message is there twice', () => {
  const twice = english.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at);
  expect(twice).toEqual([]);
});

test('every action of the audit log has a word', () => {
  const source = fs.readFileSync(new URL('../../crates/casework/src/audit/mod.rs', import.meta.url), 'utf8');
  const written = [...source.matchAll(/^ {4}[A-Z][A-Za-z]+ = "([a-z_]+\.[a-z_]+)",$/gm)].map(([, text]) => text ?? '');
  expect(written.length).toBeGreaterThan(20);
  for (const action of written) expect(ids).toContain(`audit-action-${action.replaceAll(/[._]/g, '-')}`);
});

test('every role and permission has a word', () => {
  const source = fs.readFileSync(new URL('../../crates/casework/src/access/mod.rs', import.meta.url), 'utf8');
  const written = [...source.matchAll(/words! \{[^]*?(Role|Permission), "[a-z]+" \{([^]*?)\n {4}\}/g)].flatMap(([, kind, body]) =>
    [...(body ?? '').matchAll(/= "([a-z_]+)"/g)].map(([, text]) => `${kind?.toLowerCase()}-${text?.replaceAll('_', '-')}`),
  );
  expect(written.length).toBeGreaterThan(15);
  for (const id of written) expect(ids).toContain(id);
});

describe.each(languages())('%s', (language) => {
  const own = catalogue(language);

  test('says whole what it declares, and nothing that English does not, with the same variables', () => {
    const { name, says } = about(language);
    expect(name).not.toBe('');
    const said = new Map(own.map(({ id, text }) => [id, variables(text)]));
    const ours = new Map(english.map(({ id, text }) => [id, variables(text)]));
    for (const [id, named] of said) expect(named, id).toEqual(ours.get(id));
    const declared = english.filter(({ file }) => says === 'all' || says.includes(file));
    expect(declared.map(({ id }) => id).filter((id) => !said.has(id))).toEqual([]);
  });

  test('uses the plural forms that the language has', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const known = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);
    // Where one form is of several numbers (Filipino's "one" is of 1, 2, 3, 5, 7 …), it has to say which.
    const rules = new Intl.PluralRules(language);
    const vague = pluralCategories.filter((form) => [2, 3, 5, 7].some((count) => rules.select(count) === form));
    const wrong = selects(language).flatMap(({ id, variants }) =>
      variants
        .filter(({ key }) => known.has(key))
        .filter(({ key, says }) => !pluralCategories.includes(key as Intl.LDMLPluralRule) || (key === 'one' && vague.includes('one') && !says.includes('{')))
        .map(({ key }) => `${id}: ${key}`),
    );
    expect(wrong).toEqual([]);
  });

  test('reads as Fluent, and every message can be said', () => {
    const bundle = new FluentBundle([language], { useIsolating: false });
    const errors = bundle.addResource(new FluentResource(built(language).ftl));
    expect(errors).toEqual([]);
    for (const { id, text } of own) {
      const pattern = bundle.getMessage(id)?.value;
      expect(pattern, id).toBeTruthy();
      const args = Object.fromEntries(variables(text).map((name) => [name.slice(1), 7]));
      const troubles: Error[] = [];
      bundle.formatPattern(pattern ?? '', args, troubles);
      expect(troubles, id).toEqual([]);
    }
  });

  test('avoids the variants that the glossary forbids', () => {
    // The hint lists words of the API, which are the same in every language.
    const told = own.filter(({ id }) => id !== 'hint-categories');
    const said = told.map(({ id, text }) => ({ where: id, text: text.slice(text.indexOf('=') + 1) }));
    expect(forbidden(language, said)).toEqual([]);
  });

  test('and so do its lessons', () => {
    const lines = lessons(language).flatMap(({ name, text }) =>
      text
        .split('\n')
        .filter((line) => !line.startsWith('[^') && !line.startsWith('<!--'))
        .map((line, at) => ({ where: `${name}:${at + 1}`, text: line.replace(/`[^`]*`|\[[^\]]*\]/g, '') })),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(forbidden(language, lines)).toEqual([]);
  });
});

/** The forms that a language's messages choose among, from every file of it: papers too. */
function selects(language: string): { id: string; variants: { key: string; says: string }[] }[] {
  const folder = path.join(ROOT, language);
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.ftl'));
  const whole = files.flatMap((file) => messages(fs.readFileSync(path.join(folder, file), 'utf8'), file));
  return whole
    .filter(({ text }) => text.includes('->'))
    .map(({ id, text }) => ({
      id,
      variants: [...text.matchAll(/^\s+\*?\[([a-z0-9]+)\] ?(.*)$/gm)].map(([, key = '', says = '']) => ({ key, says })),
    }));
}

const LESSONS = path.join(ROOT, '../academy/lessons');

function lessons(language: string): { name: string; text: string }[] {
  return fs.readdirSync(LESSONS).map((name) => ({ name, text: fs.readFileSync(path.join(LESSONS, name, `${language}.md`), 'utf8') }));
}

function forbidden(language: string, said: { where: string; text: string }[]): string[] {
  const entries = glossary().filter((entry) => entry.language === language);
  const good = entries.map((entry) => entry.word).sort((a, b) => b.length - a.length);
  const hits = (text: string, variant: string) =>
    language === 'th' ? text.includes(variant) : new RegExp(`(?<![\\p{L}-])${variant}(?![\\p{L}-])`, 'iu').test(text);
  return said.flatMap(({ where, text }) => {
    const rest = good.reduce((left, word) => left.replaceAll(word, ''), text);
    return entries.flatMap(({ forbidden, word }) => forbidden.filter((variant) => hits(rest, variant)).map((variant) => `${where}: ${variant}, not ${word}`));
  });
}

test('the pages of the first visit say only what the first part has', () => {
  const first = new Set(messages(built('en', 'first').ftl, 'x.ftl').map(({ id }) => id));
  const light = /^(App\.svelte|shell\/|ui\/|i18n\/|session|system|screens\/(home|sign-in|first-run|password)\/)/;
  const missing = sources
    .filter(({ name }) => light.test(name))
    .flatMap(({ name, text }) => [...text.matchAll(/(?<!`)\bt\(\s*'([^']+)'/g)].flatMap(([, id]) => (id && !first.has(id) ? [`${name}: ${id}`] : [])));
  expect(missing).toEqual([]);
  const count = (part: (typeof PARTS)[number]) => messages(built('en', part).ftl, 'x.ftl').length;
  expect(PARTS.map(count).reduce((sum, each) => sum + each)).toBe(english.length);
});

test('what a machine drafted is known: English is written, the others are drafted or lent', () => {
  expect(built('en').drafted).toEqual([]);
  for (const language of languages().filter((each) => each !== 'en')) {
    expect(new Set(built(language).drafted)).toEqual(new Set(english.map(({ id }) => id)));
  }
});

test('a group of drafts ends where another group begins', () => {
  const found = messages('a = 1\n## machine-drafted\nb = 2\n   more\n## Read over\nc = 3\n', 'x.ftl');
  expect(found.map(({ id, drafted, text }) => [id, drafted, text])).toEqual([
    ['a', false, 'a = 1'],
    ['b', true, 'b = 2\n   more'],
    ['c', false, 'c = 3'],
  ]);
});

describe('Thai loanwords are kept whole', () => {
  const J = '\u2060';
  const keep = ['คริปโท', 'บล็อก', 'บล็อกเชน'];

  test('a joiner stands between letters, and none before the marks on them', () => {
    expect(join('ฝากคริปโทมาก่อน', keep)).toBe(`ฝากค${J}ริ${J}ป${J}โ${J}ทมาก่อน`);
    expect(join('บล็อกเชน', keep)).toBe(`บ${J}ล็${J}อ${J}ก${J}เ${J}ช${J}น`);
  });

  test('only loanwords are: what the dictionary knows may be broken between its words', () => {
    expect(unbroken('th')).toContain('วอลเล็ต');
    expect(unbroken('th')).not.toContain('การปนเปื้อน');
    expect(unbroken('ms')).toEqual([]);
  });

  test('joiners are all that is added, and only inside the words', () => {
    for (const { text } of catalogue('th')) expect(join(text, keep).replaceAll(J, '')).toBe(text);
    expect(built('th').ftl).toContain(J);
    expect(join('a = { $block }', keep)).toBe('a = { $block }');
  });
});
