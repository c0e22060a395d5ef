// The catalogues: every message that a page asks for exists, every language has the same messages with the same
// variables, nothing lies about unused, and the glossary is kept.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';
import { built, catalogue, glossary, join, languages, messages, PARTS } from './words.mjs';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
/** Catalogues that more than one page, or the server, says things from: a message there need not be in a page yet. */
const SHARED = /^(problems|web|cases|boards|drawing|case-papers|academy)\.ftl$/;

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
  const unused = english
    .filter(({ file }) => !SHARED.test(file))
    .map(({ id }) => id)
    .filter((id) => !all.includes(`'${id}'`) && !id.endsWith('-next'))
    .filter((id) => !prefixes.some((prefix) => prefix.length > 3 && id.startsWith(prefix)));
  expect(unused).toEqual([]);
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

  test('has the same messages with the same variables as English', () => {
    const said = Object.fromEntries(own.map(({ id, text }) => [id, variables(text)]));
    expect(said).toEqual(Object.fromEntries(english.map(({ id, text }) => [id, variables(text)])));
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
    const entries = glossary().filter((entry) => entry.language === language);
    const good = entries.map((entry) => entry.word).sort((a, b) => b.length - a.length);
    const found = own.flatMap(({ id, text }) => {
      const rest = good.reduce((left, word) => left.replaceAll(word, ''), text);
      return entries.flatMap(({ forbidden }) => forbidden.filter((word) => rest.includes(word)).map((word) => `${id}: ${word}`));
    });
    expect(found).toEqual([]);
  });
});

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

test('what a machine drafted is known: English is written, Thai is drafted', () => {
  expect(built('en').drafted).toEqual([]);
  expect(built('th').drafted.length).toBe(catalogue('th').length);
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

  test('joiners are all that is added, and only inside the words', () => {
    for (const { text } of catalogue('th')) expect(join(text, keep).replaceAll(J, '')).toBe(text);
    expect(built('th').ftl).toContain(J);
    expect(join('a = { $block }', keep)).toBe('a = { $block }');
  });
});
