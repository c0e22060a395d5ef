// What an officer does on the first day: opens the one-time link, signs in, pastes an address, follows the money,
// takes the tables away. On a story, whose truth is known, and on the first real blocks.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ADMIN } from './house';
import { administrator, house, newcomer, type Person, SCREENS, words } from './person';

const t = words();
/** Satoshi's coins of block 9, ten of which went to Hal Finney in block 170. */
const BLOCK_NINE = '0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9';
const SATOSHI = '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S';

const rolesOf = async ({ context }: Person): Promise<string[]> => ((await (await context.request.get('/api/me')).json()) as { roles: string[] }).roles;

test('the one-time link makes the administrator, who lands where the link leads', async () => {
  const { empty } = house;
  const person = await newcomer(empty);
  const { page } = person;
  await person.go(`/first-run?next=${encodeURIComponent('/status')}#${empty.firstRun.split('#')[1]}`);
  expect(page.url()).not.toContain('#');
  await page.getByLabel(t('people-name'), { exact: true }).fill(ADMIN.name);
  await page.getByLabel(t('sign-in-login'), { exact: true }).fill(ADMIN.login);
  await page.getByLabel(t('password-new'), { exact: true }).fill(ADMIN.password);
  await page.getByLabel(t('password-again'), { exact: true }).fill(ADMIN.password);
  const investigates = page.getByRole('checkbox', { name: t('first-run-investigates') });
  expect(await investigates.isChecked()).toBe(true);
  await person.shot('first-run');
  await investigates.uncheck();
  await page.getByRole('button', { name: t('first-run-go') }).click();
  await page.waitForURL('**/status');
  await page.getByText(t('web-no-ledger')).first().waitFor();
  await person.go('/');
  await page.getByText(t('home-no-ledger')).first().waitFor();
  expect(await rolesOf(person)).toEqual(['administrator']);
  await person.leave();

  const late = await newcomer(empty);
  await late.go(`/first-run#${empty.firstRun.split('#')[1]}`);
  await late.page.getByText(t('first-run-over')).waitFor();
  await late.leave();
});

test("the demo's link lands on the traced theft", async () => {
  const { demo, story } = house;
  const person = await newcomer(demo);
  const { page } = person;
  const trace = `/trace?${story.thefts.map((coin) => `subject=${encodeURIComponent(coin)}`).join('&')}`;
  await person.go(`/first-run?next=${encodeURIComponent(trace)}#${demo.firstRun.split('#')[1]}`);
  await page.getByLabel(t('people-name'), { exact: true }).fill(ADMIN.name);
  await page.getByLabel(t('sign-in-login'), { exact: true }).fill(ADMIN.login);
  await page.getByLabel(t('password-new'), { exact: true }).fill(ADMIN.password);
  await page.getByLabel(t('password-again'), { exact: true }).fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/trace\?subject=/);
  await page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await page.getByText(/Bursa/).first().waitFor();
  // Without a word to the contrary the person also works on cases, which an administrator alone cannot read.
  expect((await rolesOf(person)).sort()).toEqual(['administrator', 'investigator']);
  await page.getByRole('button', { name: t('look-to-case') }).waitFor();
  await person.leave();
});

test('a session that has ended is asked to sign in, and returns to where it was', async () => {
  await (await administrator(house.story)).leave();
  const person = await newcomer(house.story);
  const { page } = person;
  person.expectRefusal(401);
  await page.goto('/labels');
  await page.getByLabel(t('sign-in-login'), { exact: true }).fill(ADMIN.login);
  await page.getByLabel(t('sign-in-password'), { exact: true }).fill('not it, not at all');
  await page.getByRole('button', { name: t('sign-in-go') }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel(t('sign-in-password'), { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: t('sign-in-go') }).click();
  await page.waitForURL('**/labels');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await person.leave();
});

test('paste an address, follow the theft, take the tables away as the command line prints them', async () => {
  const { story, kancil } = house;
  const person = await administrator(story);
  const { page } = person;
  await person.go('/');
  await person.shot('home');
  await page.keyboard.press('/');
  await page.keyboard.type(story.exchange);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/address\//);
  await person.settled('address');
  await page.getByText(t('look-received'), { exact: true }).first().waitFor();
  await person.shot('address');

  const subjects = story.thefts.map((coin) => `subject=${encodeURIComponent(coin)}`).join('&');
  await person.go(`/trace?${subjects}`);
  await page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await person.shot('trace');
  for (const format of ['csv', 'json', 'svg'] as const) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: format.toUpperCase(), exact: true }).click(),
    ]);
    const kept = path.join(SCREENS, `trace.${format}`);
    await download.saveAs(kept);
    const theirs = fs.readFileSync(kept, 'utf8');
    const ours = execFileSync(kancil, ['--data', story.data, 'trace', ...story.thefts, '--format', format], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
    expect(theirs === ours, `${format} from the page is what the command line prints`).toBe(true);
  }
  await person.leave();
});

test.skipIf(!house.genesis)('the first real blocks: ten coins to Hal Finney', async () => {
  const person = await administrator(house.genesis!);
  const { page } = person;
  await person.go(`/tx/f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16`);
  await page.getByText(/170/).first().waitFor();
  await person.shot('transaction');
  await person.go(`/block/170`);
  await page.getByText('f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16').first().waitFor();
  await person.shot('block');
  await person.go(`/address/${SATOSHI}`);
  await person.shot('address-genesis');
  await person.go(`/trace?subject=${BLOCK_NINE}`);
  await page.getByRole('link', { name: 'CSV' }).waitFor({ timeout: 30_000 });
  await page.getByText('828ef3b079f9c23829c56fe86e85b4a69d9e06e5b54ea597eef5fb3ffef509fe').first().waitFor({ state: 'attached' });
  await person.shot('trace-genesis');
  await person.leave();
});
