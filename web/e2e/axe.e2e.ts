// Nobody is kept out: every page, light and dark, in English and Thai, under axe's rules of WCAG 2.2 AA.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { administrator, house, newcomer, type Person } from './person';

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
        await person.settled(name);
        if (where.startsWith('/trace')) {
          await person.page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
        }
        found.push(...(await violations(person)).map((what) => `${name}: ${what}`));
        if (theme === 'dark' || language === 'th') await person.shot(`${name}-${theme}-${language}`);
      }
      expect(found).toEqual([]);
      await person.leave();
    }, 240_000);
  }
}
