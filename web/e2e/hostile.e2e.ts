// What others write is shown, never obeyed: labels with markup, formulas and steering characters, on every page
// that shows them, and in what is taken away as a table. And whoever is in training reaches made-up chains alone.
import { expect, test } from 'vitest';
import { administrator, csrf, house, newcomer, words } from './person';

const t = words();
const SUBJECT = house.story.exchange;
const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const FORMULA = '=HYPERLINK("http://192.0.2.1/","open")';
const BIDI = 'safe\u202Eexe.ffo';

test('markup, formulas and steering characters in labels are text', async () => {
  const person = await administrator(house.story);
  const { page, context } = person;
  const rows = [MARKUP, FORMULA, BIDI].map((label) => `${SUBJECT},STORY,"${label.replaceAll('"', '""')}",scam,a forum,2025-01-01`);
  const sent = await context.request.post('/api/packs?file=hostile.csv&kind=csv', {
    headers: { 'x-kancil-csrf': await csrf(person), 'content-type': 'text/csv' },
    data: `address,network,label,category,source,seen\n${rows.join('\n')}\n`,
  });
  expect(sent.status(), await sent.text()).toBeLessThan(300);
  const report = (await sent.json()) as { rows: { taken: number; refused_why: { reason: string }[] } };
  expect(report.rows.taken).toBe(2);
  expect(report.rows.refused_why.map((why) => why.reason)).toEqual(['control_characters']);
  await person.go(`/search?q=${encodeURIComponent('HYPERLINK')}`);
  await person.go(`/address/${SUBJECT}`);
  const all = page.getByRole('button', { name: /^Show all/ });
  if (await all.count()) await all.first().click();
  await page.getByText(FORMULA).first().waitFor();
  await page.getByText(MARKUP).first().waitFor();
  expect(await page.title()).not.toMatch(/^[12]$/);
  const text = await page.locator('main').innerText();
  expect(text).not.toContain('\u202E');
  const asked = await context.request.post('/api/jobs', {
    headers: { 'x-kancil-csrf': await csrf(person) },
    data: { kind: 'screen', question: { subjects: [SUBJECT] } },
  });
  expect(asked.status(), await asked.text()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  const sheet = await expect
    .poll(async () => (await context.request.get(`/api/jobs/${id}/result?format=csv`)).text(), { timeout: 20_000 })
    .toContain('HYPERLINK')
    .then(async () => (await context.request.get(`/api/jobs/${id}/result?format=csv`)).text());
  expect(sheet).not.toMatch(/(^|,)"?[=+@-]/m);
  await person.leave();
});

test('a trainee is invited, sees the story and is told of no real chain', async () => {
  const served = house.genesis ?? house.story;
  const admin = await administrator(served);
  const headers = { 'x-kancil-csrf': await csrf(admin) };
  const made = await admin.context.request.post('/api/users', { headers, data: { login: 'budi', name: 'Budi', roles: ['trainee'] } });
  expect(made.status(), await made.text()).toBeLessThan(300);
  const { id } = (await made.json()) as { id: string };
  const link = await admin.context.request.post(`/api/users/${id}/link`, { headers });
  expect(link.status(), await link.text()).toBeLessThan(300);
  const token = /#([0-9a-zA-Z_-]+)/.exec(await link.text())?.[1] ?? '';
  expect(token).not.toBe('');
  await admin.leave();

  const person = await newcomer(served);
  const { page } = person;
  await person.go(`/password#${token}`);
  for (const field of ['password-new', 'password-again']) {
    await page.getByLabel(t(field), { exact: true }).fill('a trainee of the first class');
  }
  await page.getByRole('button', { name: t('password-go') }).click();
  await page.getByText(t('password-done')).waitFor();
  await person.go('/sign-in');
  await page.getByLabel(t('sign-in-login'), { exact: true }).fill('budi');
  await page.getByLabel(t('sign-in-password'), { exact: true }).fill('a trainee of the first class');
  await page.getByRole('button', { name: t('sign-in-go') }).click();
  await page.getByText(t('web-synthetic-only')).first().waitFor();
  if (house.genesis) {
    // There is no ledger that a trainee could be told of.
    person.expectRefusal(422);
    await page.goto('/tx/f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
    await page.getByRole('alert').first().waitFor();
  }
  for (const path of ['/api/users', '/api/audit']) {
    expect((await person.context.request.get(path)).status(), path).toBe(403);
  }
  await person.leave();
});

test('by keyboard alone: from the start to an address and back; printed light and whole', async () => {
  const person = await administrator(house.story, { theme: 'dark' });
  const { page } = person;
  await person.go('/');
  await page.keyboard.press('Tab');
  await person.focused('the way past the navigation', (text) => text === t('web-skip'));
  await page.keyboard.press('/');
  await page.keyboard.type(house.story.exchange);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/address\//);
  await person.focused('the heading', (_, tag) => tag === 'H1');
  await person.settled('address');
  await page.emulateMedia({ media: 'print' });
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)']).toContain(background);
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  await person.leave();
});
