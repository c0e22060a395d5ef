// Nobody is kept out: every page, light and dark, in English and Thai, under axe's rules of WCAG 2.2 AA; and in Malay and
// Filipino, whose words are the longest, the pages that learners and officers see first, with nothing pushed out of them.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { administrator, colleague, csrf, house, newcomer, type Person } from './person';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

async function violations({ page }: Person): Promise<string[]> {
  // Through the debugger's door: the page's own policy lets no foreign script in.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then((found) => JSON.stringify(found.violations))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  const found = JSON.parse(String(result.value)) as Violation[];
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`));
}

const theft = `/trace?${house.story.thefts.map((coin) => `subject=${encodeURIComponent(coin)}`).join('&')}`;
const txid = house.story.thefts[0]?.split(':')[0] ?? '';
const signedIn: Record<string, string> = {
  home: '/',
  search: `/search?q=exchange`,
  address: `/address/${house.story.exchange}`,
  counterparties: `/address/${house.story.exchange}?tab=counterparties`,
  cluster: `/cluster/${house.story.exchange}`,
  joins: `/cluster/${house.story.exchange}?tab=joins`,
  transaction: `/tx/${txid}`,
  block: '/block/1',
  trace: theft,
  hops: `${theft}&tab=hops`,
  sums: `${theft}&tab=sums`,
  path: '/path',
  screen: '/screen',
  labels: '/labels',
  status: '/status',
  people: '/people',
  roles: '/people?tab=roles',
  tokens: '/tokens',
  audit: '/audit',
  docs: '/docs',
  me: '/me',
  'not-found': '/nowhere',
};

const DRAFT = {
  kind: 'freeze', recipient: 'Bursa', contact: 'desk@bursa.example', what: 'Please freeze it.', basis: 'Followed by FIFO.', limits: 'The label may be wrong.', reply_days: 7, answer_to: 'Cyber unit',
  lines: [{ ledger: 'story', txid, address: house.story.exchange, amount: '1.00000000', asset: 'BTC', share: 66_100, basis: 'observed' }],
};

/** The pages of a case that has something in each of its parts. */
async function casePages(person: Person): Promise<Record<string, string>> {
  const headers = { 'x-kancil-csrf': await csrf(person) };
  const { request } = person.context;
  const make = async (path: string, data: unknown): Promise<{ id: string }> => {
    const answer = await request.post(path, { headers, data });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()) as { id: string };
  };
  const { id } = await make('/api/cases', { title: 'For everybody', reference: 'X-1', tlp: 'amber_strict', template: 'scam', is_synthetic: true });
  await make(`/api/cases/${id}/notes`, { text: 'A note' });
  const board = await make(`/api/cases/${id}/boards`, { title: 'First board' });
  const job = await request.post('/api/jobs', { headers, data: { kind: 'trace', question: { subjects: house.story.thefts } } });
  const { id: trace } = (await job.json()) as { id: string };
  await expect.poll(async () => ((await (await request.get(`/api/jobs/${trace}`)).json()) as { state: string }).state, { timeout: 30_000 }).toBe('done');
  const placed = await request.post(`/api/boards/${board.id}/results`, { headers, data: { job: trace, rev: 0 } });
  expect(placed.status(), await placed.text()).toBeLessThan(300);
  const { rev } = (await placed.json()) as { rev: number };
  await make(`/api/boards/${board.id}/exhibits`, { rev, title: 'As it was found' });
  const asked = await make(`/api/cases/${id}/requests`, { draft: DRAFT });
  const file = await request.post(`/api/cases/${id}/files?name=invoice.pdf&type=application/pdf`, { headers: { ...headers, 'content-type': 'application/octet-stream' }, data: Buffer.from('MZ\x90\0') });
  expect(file.status(), await file.text()).toBe(201);
  const parts = ['notes', 'files', 'evidence', 'requests', 'custody'];
  return {
    'home-mine': '/',
    cases: '/cases',
    'cases-found': '/cases?q=note',
    case: `/cases/${id}`,
    ...Object.fromEntries(parts.map((part) => [`case-${part}`, `/cases/${id}?tab=${part}`])),
    board: `/boards/${board.id}`,
    request: `/cases/${id}/requests/${asked.id}`,
    'request-new': `/cases/${id}/requests/new`,
  };
}

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'th'] as const) {
    test(`no violation, ${theme}, ${language}`, async () => {
      const stranger = await newcomer(house.story, { theme, language });
      await stranger.go('/sign-in');
      const found: string[] = (await violations(stranger)).map((what) => `sign-in: ${what}`);
      await stranger.leave();

      const person = await administrator(house.story, { theme, language });
      person.expectRefusal(404);
      for (const [name, where] of Object.entries(signedIn)) {
        await person.go(where);
        if (where.startsWith('/trace')) {
          await person.page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
        }
        found.push(...(await violations(person)).map((what) => `${name}: ${what}`));
        if (theme === 'dark' || language === 'th') await person.shot(`${name}-${theme}-${language}`);
      }
      await person.leave();

      const investigator = await colleague(house.story, 'sari', ['investigator'], { theme, language });
      for (const [name, where] of Object.entries(await casePages(investigator))) {
        await investigator.go(where);
        await investigator.settled(name);
        found.push(...(await violations(investigator)).map((what) => `${name}: ${what}`));
        await investigator.shot(`${name}-${theme}-${language}`);
      }
      await investigator.leave();
      expect(found).toEqual([]);
    }, 240_000);
  }
}

for (const language of ['ms', 'fil'] as const) {
  test(`no violation, and nothing wider than the page, ${language}`, async () => {
    const found: string[] = [];
    async function look(person: Person, name: string): Promise<void> {
      expect(await person.page.evaluate(() => document.documentElement.lang), name).toBe(language);
      found.push(...(await violations(person)).map((what) => `${name}: ${what}`));
      const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) found.push(`${name}: ${wide} px wider than the page`);
      await person.shot(`${name}-${language}`);
    }
    const stranger = await newcomer(house.story, { language });
    await stranger.go('/sign-in');
    await look(stranger, 'sign-in');
    await stranger.leave();

    const person = await administrator(house.story, { language });
    for (const name of ['home', 'search', 'address', 'transaction', 'trace', 'hops', 'status', 'people', 'me']) {
      await person.go(signedIn[name] ?? '/');
      if (name === 'trace' || name === 'hops') await person.page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
      await look(person, name);
    }
    await person.leave();

    const investigator = await colleague(house.story, 'sari', ['investigator'], { language });
    const pages = await casePages(investigator);
    for (const name of ['home-mine', 'cases', 'case', 'board', 'request-new']) {
      await investigator.go(pages[name] ?? '/');
      await look(investigator, name);
    }
    await investigator.leave();
    expect(found).toEqual([]);
  }, 240_000);
}
