// What the pages say, kept as text: the tree of roles and names that a screen reader goes through, of the story on
// a day that stays (goldens/*.aria.yml). `UPDATE_EXPECT=1` writes it anew: read the diff.
//
// Pixels are not kept, since fonts differ from machine to machine. Within a run they are compared: a page drawn twice
// is the same picture, and light and dark have everything in the same place.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { STILL } from './house';
import { administrator, house, newcomer, type Person } from './person';
import { differing, pixels } from './png';

/** Of a long list this many are kept: the rest is drawn as they are. */
const SIBLINGS_MAX = 12;
const GOLDENS = fileURLToPath(new URL('goldens', import.meta.url));
const { story, still } = house;
const theft = `/trace?${story.thefts.map((coin) => `subject=${encodeURIComponent(coin)}`).join('&')}`;
const PAGES: Record<string, string> = {
  home: '/',
  search: '/search?q=bursa',
  address: `/address/${story.exchange}`,
  cluster: `/cluster/${story.exchange}`,
  transaction: `/tx/${story.thefts[0]?.split(':')[0] ?? ''}`,
  block: '/block/120',
  trace: theft,
  hops: `${theft}&tab=hops`,
  sums: `${theft}&tab=sums`,
  path: '/path',
  screen: '/screen',
  labels: '/labels',
  'not-found': '/nowhere',
};

/** As of the day that stays, in the browser too. */
async function stillPerson(theme: 'light' | 'dark' = 'light'): Promise<Person> {
  const person = await administrator(still, { theme });
  await person.context.clock.setFixedTime(STILL);
  return person;
}

async function open(person: Person, where: string): Promise<void> {
  await person.go(where);
  if (where.startsWith('/trace')) await person.page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await person.settled(where);
}

async function tree({ page }: Person): Promise<string> {
  const text = await page.locator('main').ariaSnapshot();
  // Jobs are numbered as they are asked.
  return `${shortened(text).replaceAll(/[0-9a-f]+-\d+(?=\/result)/g, 'JOB').replaceAll(/job=[0-9a-f]+-\d+/g, 'job=JOB')}\n`;
}

/** Of rows and items beside one another, the first ones and how many more there are. */
function shortened(text: string): string {
  const counts: number[] = [];
  let skipped = -1;
  const kept: string[] = [];
  const left: { at: number; depth: number; more: number }[] = [];
  for (const line of text.split('\n')) {
    const depth = line.search(/\S/);
    if (skipped >= 0 && depth > skipped) continue;
    skipped = -1;
    counts.length = depth + 1;
    if (/^\s*- '?(row|listitem|button|link|text)\b/.test(line)) {
      counts[depth] = (counts[depth] ?? 0) + 1;
      if (counts[depth] > SIBLINGS_MAX) {
        skipped = depth;
        const last = left.at(-1);
        if (last && last.depth === depth && last.at === kept.length) last.more += 1;
        else left.push({ at: kept.length, depth, more: 1 });
        continue;
      }
    }
    kept.push(line);
  }
  for (const { at, depth, more } of left.reverse()) kept.splice(at, 0, `${' '.repeat(depth)}# and ${more} more`);
  return kept.join('\n');
}

function hold(name: string, seen: string): void {
  const file = path.join(GOLDENS, `${name}.aria.yml`);
  if (process.env['UPDATE_EXPECT']) {
    fs.mkdirSync(GOLDENS, { recursive: true });
    fs.writeFileSync(file, seen);
    return;
  }
  const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  expect.soft(seen, `${name}.aria.yml differs (UPDATE_EXPECT=1 writes what was seen)`).toBe(kept);
}

test('every page says to a screen reader what is kept of it', async () => {
  const stranger = await newcomer(still);
  await administrator(still).then((person) => person.leave());
  await open(stranger, '/sign-in');
  hold('sign-in', await tree(stranger));
  await stranger.leave();
  const person = await stillPerson();
  person.expectRefusal(404);
  for (const [name, where] of Object.entries(PAGES)) {
    await open(person, where);
    hold(name, await tree(person));
    await person.shot(`golden-${name}`);
  }
  await person.leave();
}, 120_000);

/** Where everything is that can be seen, in whole pixels. */
function places({ page }: Person): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      // What an icon is drawn of: the one of the theme is a sun or a moon.
      const isStroke = element.closest('button svg') !== null && element.tagName !== 'svg';
      if (width === 0 || height === 0 || isStroke) return [];
      return [`${element.tagName.toLowerCase()} ${[x, y, width, height].map(Math.round).join(' ')}`];
    }),
  );
}

test('a page drawn twice is the same picture, and in the dark everything stands where it stands in the light', async () => {
  const seen: Record<string, string[]>[] = [];
  for (const theme of ['light', 'dark'] as const) {
    const person = await stillPerson(theme);
    const at: Record<string, string[]> = {};
    for (const name of ['address', 'trace']) {
      await open(person, PAGES[name] ?? '/');
      const first = pixels(await person.page.screenshot());
      at[name] = await places(person);
      await person.page.reload();
      await open(person, PAGES[name] ?? '/');
      const share = differing(first, pixels(await person.page.screenshot()));
      expect.soft(share, `${name}, ${theme}: pixels that differ when it is drawn again`).toBeLessThan(0.001);
    }
    seen.push(at);
    await person.leave();
  }
  const [light, dark] = seen;
  expect(dark).toEqual(light);
}, 120_000);
