// Without a mouse, all the way: signing in, pasting, the page, the question of a trace, its tables, and taking one
// of them away.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ADMIN } from './house';
import { administrator, house, newcomer, SCREENS, words } from './person';

const t = words();

test('by keyboard alone: sign in, paste, follow with another method, read the hops, take the table away', async () => {
  const { story } = house;
  await (await administrator(story)).leave();
  const person = await newcomer(story);
  const { page } = person;
  const { keyboard } = page;
  person.expectRefusal(401);

  await person.go('/');
  await person.tabTo(t('sign-in-login'));
  await keyboard.type(ADMIN.login);
  await person.tabTo(t('sign-in-password'), 1);
  await keyboard.type(ADMIN.password);
  await keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await person.settled('home');

  // Pasted and not typed: all of it at once.
  await keyboard.press('/');
  await person.focused('the search box', (text) => text === t('web-search'));
  await keyboard.insertText(`  ${story.thefts[0]?.split(':')[0]}\n`);
  await keyboard.press('Enter');
  await page.waitForURL(/\/tx\//);
  await person.settled('transaction');
  await person.focused('the heading', (_, tag) => tag === 'H1');

  await person.tabTo(t('look-trace-forward'));
  await keyboard.press('Enter');
  await page.waitForURL(/\/trace\?/);
  await page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await person.settled('trace');

  await person.tabTo(t('trace-change'));
  await keyboard.press('Enter');
  await person.tabTo(t('trace-method'));
  const select = page.getByLabel(t('trace-method'), { exact: true });
  await expect.poll(() => select.inputValue()).toBe('fifo');
  // A list is chosen from by its first letter, as everywhere.
  await keyboard.type(t('trace-method-haircut').slice(0, 3));
  await expect.poll(() => select.inputValue()).toBe('haircut');
  await person.tabTo(t('trace-limits'));
  await keyboard.press('Enter');
  await person.tabTo(t('trace-hops'));
  await keyboard.type('40');
  await person.tabTo(t('trace-ask'));
  await keyboard.press('Enter');
  await page.waitForURL(/method=haircut/);
  await page.waitForURL(/hops=40/);
  await page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await person.settled('trace by haircut');

  await person.tabTo(new RegExp(`^${t('trace-where-it-is-now')}`));
  await keyboard.press('ArrowRight');
  await page.waitForURL(/tab=hops/);
  await person.focused('the tab of the hops', (text) => text.startsWith(t('trace-hop-table')));
  await page.getByRole('tab', { name: new RegExp(t('trace-hop-table')), selected: true }).waitFor();
  const rows = page.getByRole('table', { name: t('trace-hop-table') }).getByRole('row');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);

  await person.tabTo('CSV');
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  const kept = path.join(SCREENS, 'keyboard.csv');
  await download.saveAs(kept);
  const lines = fs.readFileSync(kept, 'utf8').trim().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(lines[0]).toContain('haircut');
  await person.leave();
}, 120_000);
