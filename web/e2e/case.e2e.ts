// A case from its opening to a running clock: template, task, note, a file that lies, members and who is none, an
// exercise for a trainee, a request that a second person approves.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { colleague, csrf, house, type Person, SCREENS, words } from './person';

const t = words();
const TITLE = 'Theft at <b>Bursa</b>';

/** The case that an earlier journey opened, as its page's address. */
let opened = '';
/** The case that a trace became. */
let traced = '';

async function caseId(): Promise<string> {
  expect(opened).not.toBe('');
  return opened.split('/').at(-1) ?? '';
}

/** What a button saves: the file's name, and its first bytes as text. */
async function saved({ page }: Person, button: string): Promise<{ name: string; begins: string }> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), page.getByRole('button', { name: button, exact: true }).click()]);
  const name = download.suggestedFilename();
  const kept = path.join(SCREENS, name);
  await download.saveAs(kept);
  return { name, begins: fs.readFileSync(kept).subarray(0, 4).toString('latin1') };
}

/** The case's row in the list of one's own. */
const listed = ({ page }: Person) => page.getByRole('row').filter({ hasText: TITLE });

async function tab(person: Person, name: string): Promise<void> {
  await person.page.getByRole('tab', { name: new RegExp(`^${t(name)}`) }).click();
}

test('a new case begins with the tasks of its template; a task is ticked, given and due', async () => {
  const person = await colleague(house.story, 'dao', ['investigator']);
  const { page } = person;
  await person.go('/cases');
  await page.getByText(t('cases-none')).waitFor();
  await page.getByRole('button', { name: t('case-new') }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('case-title'), { exact: true }).fill(TITLE);
  await dialog.getByRole('radio', { name: /exchange/i }).check();
  await person.shot('case-new');
  await dialog.getByRole('button', { name: t('case-new-go') }).click();
  await page.waitForURL(/\/cases\/[0-9A-Z]+$/);
  opened = new URL(page.url()).pathname;
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  const ticks = page.getByRole('listitem').getByRole('checkbox');
  expect(await ticks.count()).toBeGreaterThanOrEqual(6);
  await ticks.first().check();
  await page.getByText(/^1 of \d+ over$/).waitFor();
  const [who, due] = ['case-task-who-of', 'case-task-due-of'].map((id) => page.getByLabel(new RegExp(`^${t(id, { task: '' })}`)).nth(1));
  await who!.selectOption({ label: 'Dao' });
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && (answer.request().postData() ?? '').includes('2026-12-01'));
  await due!.fill('2026-12-01');
  expect((await kept).status()).toBe(200);
  await page.reload();
  await page.getByText(/^1 of \d+ over$/).waitFor();
  expect(await due!.inputValue()).toBe('2026-12-01');
  await person.shot('case');
  await person.go('/');
  await page.getByText(t('case-mine-tasks')).waitFor();
  await page.getByText('2026-12-01').waitFor();
  await person.go('/cases');
  await listed(person).getByRole('cell', { name: t('cases-members', { count: 1 }), exact: true }).waitFor();
  await listed(person).getByText(`(${t('cases-you')})`).waitFor();
  await person.shot('cases');
  await person.leave();
});

test('a note keeps its versions, and a file says what its bytes are', async () => {
  const person = await colleague(house.story, 'dao', ['investigator']);
  const { page } = person;
  await person.go(`${opened}?tab=notes`);
  await page.getByLabel(t('case-note-new')).fill('=HYPERLINK("x") first words\nand a second line');
  await page.getByRole('button', { name: t('case-note-write') }).click();
  await page.getByText('first words').waitFor();
  await page.getByRole('button', { name: t('case-note-change') }).click();
  await page.getByLabel(t('case-note-change')).fill('later words');
  await page.getByRole('button', { name: t('case-note-write') }).last().click();
  await page.getByText('later words').waitFor();
  await page.getByText(t('case-note-versions', { count: 1 })).click();
  await page.getByText('first words').waitFor();
  await person.shot('case-notes');
  await page.getByLabel(t('case-note-new')).fill('x'.repeat(20_001));
  await page.getByText(/20,001 characters/).waitFor();
  expect(await page.getByRole('button', { name: t('case-note-write') }).first().isDisabled()).toBe(true);

  await tab(person, 'case-tab-files');
  await page.setInputFiles('input[type=file]', [
    { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\0 this is a program') },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('plain words') },
  ]);
  await page.getByText(t('case-file-lie-title', { file: 'invoice.pdf' })).waitFor();
  await page.getByText(/notes\.txt is attached/).waitFor();
  await page.getByRole('row', { name: /invoice\.pdf/ }).getByText(t('case-file-kind-program')).first().waitFor();
  await person.shot('case-files');
  const link = await page.getByRole('link', { name: /invoice\.pdf/ }).getAttribute('href');
  const answer = await person.context.request.get(link ?? '');
  expect(answer.headers()['content-disposition']).toContain('attachment');
  expect(answer.headers()['x-content-type-options']).toBe('nosniff');
  await person.leave();
});

test('who is no member is told that there is no such case, until a member adds him', async () => {
  const mali = await colleague(house.story, 'mali', ['investigator']);
  mali.expectRefusal(404);
  await mali.go(opened);
  await mali.page.getByText(t('case-none')).waitFor();
  expect((await mali.context.request.get(`/api/cases/${await caseId()}`)).status()).toBe(404);
  await mali.shot('case-none');

  const dao = await colleague(house.story, 'dao', ['investigator']);
  await dao.go(opened);
  await dao.page.getByRole('combobox', { name: t('case-member') }).selectOption({ label: 'Mali (mali)' });
  await dao.page.getByRole('button', { name: t('case-member-add'), exact: true }).click();
  await dao.page.getByText(t('case-member-added', { name: 'Mali' })).first().waitFor();
  await dao.go('/cases');
  await listed(dao).getByRole('cell', { name: t('cases-members', { count: 2 }), exact: true }).waitFor();
  await dao.leave();

  await mali.page.reload();
  await mali.page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await mali.page.getByRole('tab', { name: t('case-tab-custody') }).click();
  await mali.page.getByText(t('audit-action-case-member-add')).first().waitFor();
  await mali.page.getByText(t('audit-action-file-attach')).first().waitFor();
  await mali.shot('case-custody');
  await mali.leave();
});

test('a trainee opens exercises alone, and sees no other case', async () => {
  const person = await colleague(house.story, 'tida', ['trainee']);
  const { page } = person;
  await person.go('/cases');
  await page.getByText(t('cases-none')).waitFor();
  await page.getByRole('button', { name: t('case-new') }).first().click();
  const exercise = page.getByRole('dialog').getByRole('checkbox');
  expect(await exercise.isChecked()).toBe(true);
  expect(await exercise.isDisabled()).toBe(true);
  await page.getByRole('dialog').getByLabel(t('case-title'), { exact: true }).fill('Night transfers');
  await page.getByRole('button', { name: t('case-new-go') }).click();
  await page.getByText(t('case-exercise-chip')).waitFor();
  const refused = await person.context.request.post('/api/cases', {
    headers: { 'x-kancil-csrf': await csrf(person) },
    data: { title: 'real', reference: '', tlp: 'amber', template: null, is_synthetic: false },
  });
  expect(refused.status()).toBeGreaterThanOrEqual(400);
  person.expectRefusal(404);
  await person.go(opened);
  await page.getByText(t('case-none')).waitFor();
  await person.leave();
});

test('a request is approved by a second person, sent, and its clock runs on the home page', async () => {
  const dao = await colleague(house.story, 'dao', ['investigator']);
  const { page } = dao;
  await dao.go(`${opened}?tab=requests`);
  await page.getByText(t('request-none')).waitFor();
  await page.getByRole('link', { name: t('request-new') }).click();
  await page.getByRole('button', { name: t('request-keep') }).click();
  await page.getByText(t('request-not-whole')).waitFor();
  for (const [field, text] of [
    ['request-recipient', 'Bursa Exchange'],
    ['request-contact', 'le-desk@bursa.example'],
    ['request-what', 'Please freeze what was credited.'],
    ['request-basis', 'Followed by FIFO.'],
    ['request-limits', 'The label may be wrong.'],
    ['request-answer-to', 'Cyber unit, +66 2 000 0000'],
  ]) {
    await page.getByLabel(t(field!), { exact: true }).fill(text!);
  }
  await page.getByRole('button', { name: t('request-line-add') }).click();
  const line = page.getByRole('group', { name: t('request-line', { number: 1 }) });
  for (const [label, text] of [
    [t('look-transaction'), house.story.thefts[0]?.split(':')[0] ?? ''],
    [t('look-address'), house.story.exchange],
    [t('look-amount'), '2.00400000'],
    [t('request-asset'), 'BTC'],
    [t('request-share'), '6.61'],
    [t('request-ledger'), 'story'],
    [t('trace-basis'), 'observed'],
  ]) {
    await line.getByLabel(label!, { exact: true }).fill(text!);
  }
  await dao.shot('request-form');
  await page.getByRole('button', { name: t('request-keep') }).click();
  await page.getByText(t('request-waits-own')).waitFor();
  await page.getByText('6.61 %').waitFor();
  await dao.shot('request');
  const where = new URL(page.url()).pathname;

  const mali = await colleague(house.story, 'mali', ['investigator']);
  await mali.go(where);
  await mali.page.getByRole('checkbox').check();
  await mali.page.getByRole('button', { name: t('request-do-approve') }).click();
  await mali.page.getByText(t('request-state-approved')).first().waitFor();
  await mali.leave();

  await page.reload();
  await page.getByRole('button', { name: t('request-do-send') }).click();
  await page.getByLabel(t('request-send-how')).fill('their portal, by Dao');
  await page.getByRole('button', { name: t('request-do-send') }).click();
  await page.getByText(/[67] days left/).first().waitFor();
  await dao.shot('request-sent');
  expect(await page.getByLabel(t('case-paper-language')).inputValue()).toBe('en');
  expect(await saved(dao, `${t('case-paper-request')} R-1`)).toEqual({ name: expect.stringMatching(/^2026-\d{3}-R-1-letter\.pdf$/), begins: '%PDF' });
  await dao.go('/');
  await page.getByText('Bursa Exchange').waitFor();
  await page.getByText(/days left/).waitFor();
  await dao.settled('home');
  await dao.shot('home-mine');
  await dao.go('/cases?q=bursa');
  await page.getByText(t('case-kind-request')).first().waitFor();
  await dao.shot('cases-found');
  await dao.leave();
});

test('a closed case is read, not written, until it is opened again', async () => {
  const dao = await colleague(house.story, 'dao', ['investigator']);
  const { page } = dao;
  await dao.go(opened);
  await page.getByRole('button', { name: t('case-change'), exact: true }).click();
  await page.getByLabel(t('case-status'), { exact: true }).selectOption('closed');
  await page.getByRole('button', { name: t('case-save') }).click();
  await page.getByText(t('case-closed')).first().waitFor();
  expect(await page.getByRole('listitem').getByRole('checkbox').first().isDisabled()).toBe(true);
  await page.getByRole('button', { name: t('case-reopen') }).click();
  await page.getByRole('button', { name: t('case-save') }).click();
  await page.getByText(t('case-status-working')).first().waitFor();
  await dao.leave();
});

test('a trace becomes a case with its board, and an ending of it the draft of a request', async () => {
  const dao = await colleague(house.story, 'dao', ['investigator']);
  const { page } = dao;
  await dao.go(`/trace?${house.story.thefts.map((coin) => `subject=${encodeURIComponent(coin)}`).join('&')}`);
  await page.getByRole('button', { name: t('look-to-case') }).click();
  await page.getByRole('dialog').getByRole('button', { name: t('case-add-go') }).click();
  await page.waitForURL(/\/boards\//);
  await page.getByRole('tab', { name: new RegExp(`^${t('board-tab-of-hoptable')}`) }).waitFor();
  await dao.settled('board');
  await dao.shot('board-hops');
  await page.getByRole('tab', { name: new RegExp(`^${t('board-tab-of-results')}`) }).click();
  await page.getByRole('button', { name: t('side-result-share') }).click();
  await page.getByText(/Σ \d/).waitFor();
  await dao.shot('board-results');
  await page.getByRole('row', { name: new RegExp(t('stop-service')) }).getByRole('link').first().click();
  await page.getByText(t('request-begin-check')).waitFor();
  expect(await page.getByLabel(t('request-recipient'), { exact: true }).inputValue()).toMatch(/Bursa/);
  await page.getByRole('group', { name: t('request-line', { number: 1 }) }).waitFor();
  await dao.shot('request-begun');
  traced = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  await dao.leave();
});

test('an exhibit of the board is had as a report and as an evidence pack, and what cannot be made is said', async () => {
  const dao = await colleague(house.story, 'dao', ['investigator']);
  const { page } = dao;
  expect(traced).toMatch(/^\/cases\/./);
  await dao.go(traced);
  await page.getByRole('link', { name: /\S/ }).and(page.locator('[href^="/boards/"]')).first().click();
  await page.getByRole('tab', { name: new RegExp(`^${t('board-tab-of-evidence')}`) }).click();
  await page.getByLabel(t('side-exhibit-title')).fill('As it was found');
  await page.getByRole('button', { name: /^Freeze/ }).click();
  await page.getByRole('button', { name: `${t('case-paper-report')} E-1` }).waitFor();
  await dao.go(`${traced}?tab=evidence`);
  await dao.shot('case-papers');
  const number = /\d{4}-\d+/.exec(await page.getByRole('main').innerText())?.[0] ?? '';
  expect(await saved(dao, `${t('case-paper-report')} E-1`)).toEqual({ name: `${number}-E-1-report.pdf`, begins: '%PDF' });
  expect(await saved(dao, `${t('case-paper-pack')} E-1`)).toEqual({ name: `${number}-E-1-pack.zip`, begins: 'PK\u0003\u0004' });
  await page.getByText(t('case-paper-made', { file: `${number}-E-1-pack.zip` })).first().waitFor();

  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route('**/api/cases/*/papers', (route) => held.then(() => route.continue()));
  const report = page.getByRole('button', { name: `${t('case-paper-report')} E-1`, exact: true });
  await report.click();
  await page.getByRole('button', { name: `${t('case-paper-stop')} ${t('case-paper-report')} E-1` }).click();
  expect(await report.isEnabled()).toBe(true);
  const ended = page.waitForRequest((request) => request.method() === 'DELETE' && request.url().includes('/api/jobs/'));
  goOn();
  await ended;
  await page.unroute('**/api/cases/*/papers');

  await page.route('**/api/cases/*/papers', (route) => route.continue({ postData: (route.request().postData() ?? '').replace('"en"', '"xx"') }));
  dao.expectRefusal(422);
  await report.click();
  await page.getByRole('alert').filter({ hasText: t('problem-paper-language', { language: 'xx' }).slice(1) }).waitFor();
  await dao.go(`${traced}?tab=custody`);
  await page.getByText(t('audit-action-paper-make')).first().waitFor();
  await dao.leave();
}, 120_000);
