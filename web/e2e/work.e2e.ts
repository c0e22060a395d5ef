// What takes long, what comes in, and what does not fit: a job is watched and stopped, a file of labels is taken with
// each row accounted for, and a disk without room is said on every page until there is some.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { administrator, house, words } from './person';

const t = words();

test('a long question shows how much of its budget is used, and is stopped', async () => {
  const { long } = house;
  const person = await administrator(long);
  const { page } = person;
  const question = new URLSearchParams({ subject: long.start, method: 'all', hops: '100000', legs: '9000000' });
  for (const through of ['services', 'mixers', 'fees']) question.set(`through_${through}`, 'true');
  await page.goto(`/trace?${question}`);
  const bar = page.getByRole('img', { name: t('trace-budget') });
  await bar.waitFor();
  const filled = async () => Number(await bar.locator('rect').last().getAttribute('width'));
  await expect.poll(filled, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
  const first = await filled();
  await expect.poll(filled, { timeout: 20_000, interval: 20, message: 'the bar goes on' }).toBeGreaterThan(first);
  await page.getByText(/of at most/).waitFor();
  await person.shot('trace-running');
  await page.getByRole('button', { name: t('trace-cancel'), exact: true }).click();
  await page.getByText(t('trace-cancelled'), { exact: true }).waitFor();
  await person.settled('a trace that was stopped');
  const jobs = (await (await person.context.request.get('/api/jobs')).json()) as { items: { state: string; formats: string[] }[] };
  expect(jobs.items.map(({ state, formats }) => ({ state, formats }))).toEqual([{ state: 'cancelled', formats: [] }]);
  await person.leave();
});

test('a file of labels is taken in by hand, and each row that was refused is shown with its reason', async () => {
  const { long } = house;
  const person = await administrator(long);
  const { page } = person;
  const outputs = (await (await page.request.get(`/api/transactions/${long.start}/outputs`)).json()) as { items: { holder: { address: string } }[] };
  const address = outputs.items[0]?.holder.address ?? '';
  await person.go('/labels');
  const rows = [
    'address,network,label,category,source,seen',
    `${address},STORY,A shop,exchange,a newspaper,2025-01-01`,
    'not an address,STORY,Nobody,scam,a newspaper,2025-01-01',
    `${address},STORY,Tomorrow,scam,a newspaper,the day after`,
  ];
  await page.getByLabel(t('labels-import-pick')).setInputFiles({ name: 'hand.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  const refused = page.getByRole('table', { name: t('labels-refused') });
  await refused.waitFor();
  await person.settled('labels');
  expect(await refused.getByRole('row').count()).toBeGreaterThan(1);
  await refused.getByText('not an address', { exact: true }).waitFor();
  await refused.getByText(t('labels-line', { line: 3 })).waitFor();
  await page.getByText(/hand\.csv/).first().waitFor();
  await person.shot('labels-refused');
  // What was taken is a label now.
  await person.go(`/address/${address}`);
  await page.getByText('A shop').first().waitFor();
  await person.leave();
});

test.skipIf(typeof house.small === 'string')(`a full disk is said on the page until there is room${typeof house.small === 'string' ? ` (${house.small})` : ''}`, async () => {
  if (typeof house.small === 'string') return;
  const { small } = house;
  const person = await administrator(small);
  const { page } = person;
  await person.go('/me');
  const ballast = path.join(small.data, 'ballast');
  fill(ballast);
  const banner = page.getByText(t('web-read-only'));
  expect(await banner.count()).toBe(0);
  person.expectRefusal(503);
  // What has its room already is still written; something is refused soon.
  await expect
    .poll(
      async () => {
        for (const theme of ['me-theme-dark', 'me-theme-light']) await page.getByRole('radio', { name: t(theme), exact: true }).click();
        return banner.count();
      },
      { timeout: 60_000, interval: 50 },
    )
    .toBe(1);
  await person.shot('disk-full');
  // Looking things up goes on.
  await person.go(`/address/${house.story.exchange}`);
  await page.getByText(t('look-received'), { exact: true }).first().waitFor();
  await banner.waitFor();
  fs.rmSync(ballast);
  await banner.waitFor({ state: 'detached', timeout: 60_000 });
  const saved = await page.request.get('/api/system');
  expect(((await saved.json()) as { record: { state: string } }).record.state).toBe('writable');
  await person.leave();
}, 180_000);

/** Takes all the room there is. */
function fill(file: string): void {
  const open = fs.openSync(file, 'w');
  for (const size of [1 << 20, 1 << 16, 1 << 12, 1]) {
    try {
      for (;;) if (fs.writeSync(open, Buffer.alloc(size, 7)) < size) break;
    } catch {
      // No room for so many bytes; for fewer there may be.
    }
  }
  fs.closeSync(open);
}
