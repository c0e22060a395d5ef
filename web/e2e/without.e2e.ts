// A guess is left out and what rests on it falls away: on the trace's page by keyboard alone, and on a board, where the
// result that is placed says what it was found without.
import { expect, test } from 'vitest';
import { colleague, csrf, house, type Person, words } from './person';

const t = words();
const theft = house.story.thefts[0]?.split(':')[0] ?? '';
const investigator = (setting = {}) => colleague(house.story, 'wani', ['investigator'], setting);

interface Run {
  without: string;
  stays: { amount: string };
  falls_away: { amount: string };
  appears: { amount: string };
  found: { amount: string };
}
const sat = ({ amount }: { amount: string }) => BigInt(amount.replace('.', ''));

/** Asks the server itself, as a program would. */
async function weighed(person: Person, question: object): Promise<{ found: { amount: string }; runs: Run[] }> {
  const headers = { 'x-kancil-csrf': await csrf(person) };
  const asked = await person.context.request.post('/api/jobs', { headers, data: { kind: 'sensitivity', question } });
  expect(asked.status(), await asked.text()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  const result = () => person.context.request.get(`/api/jobs/${id}/result`);
  await expect.poll(async () => (await result()).status(), { timeout: 30_000 }).toBe(200);
  return (await (await result()).json()) as { found: { amount: string }; runs: Run[] };
}

/** An address that is named by nothing but its cluster with the exchange. */
async function joined(person: Person): Promise<{ member: string; label: string }> {
  const read = async (path: string) => (await (await person.context.request.get(path)).json()) as Record<string, never>;
  interface Label {
    reach: string;
    claim: { label: string };
  }
  const { items } = (await read(`/api/clusters/${house.story.exchange}/members?limit=20`)) as unknown as { items: { address: string }[] };
  for (const { address: member } of items) {
    const { labels } = (await read(`/api/addresses/${member}?limit=1`)) as unknown as { labels: Label[] };
    if (labels.length > 0 && labels.every(({ reach }) => reach === 'cluster')) return { member, label: labels[0]?.claim.label ?? '' };
  }
  throw new Error('every address of the exchange has a label of its own');
}

test('what a trace rests on is told in amounts that add up, and an ending falls away without the rule: by keyboard alone', async () => {
  const person = await investigator();
  const { page } = person;
  const { found, runs } = await weighed(person, { subjects: [theft] });
  for (const run of runs) {
    expect(sat(run.stays) + sat(run.falls_away), run.without).toBe(sat(found));
    expect(sat(run.stays) + sat(run.appears), run.without).toBe(sat(run.found));
  }
  const guess = runs.find((run) => run.without.startsWith('rule:co-spend'));
  expect(guess && sat(guess.falls_away)).toBeGreaterThan(0n);

  await person.go(`/trace?subject=${theft}`);
  await page.getByRole('tab', { name: t('rests-title') }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: t('rests-ask') }).focus();
  await page.keyboard.press('Enter');
  const table = page.getByRole('table', { name: t('rests-title') });
  await table.waitFor();
  expect(await table.getByRole('row').count()).toBe(runs.length + 1);
  await person.settled('what a trace rests on');
  await person.shot('trace-rests');
  await table.getByRole('link', { name: 'co-spend', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/without=rule%3Aco-spend/);
  await page.getByText(t('without-marks')).waitFor();
  await page.getByText(t('without-one', { what: 'co-spend' })).first().waitFor();
  await person.shot('trace-without');
  // Pages that are gone to from here do without it as well, say so, and lead to what they show with everything.
  const traced = page.url();
  const { member } = await joined(person);
  await person.go(`/address/${member}?without=rule%3Aco-spend`);
  await page.getByText(t('without-one', { what: 'co-spend' })).first().waitFor();
  await page.getByText(t('look-cluster-alone')).waitFor();
  await page.getByText(t('look-labels-none')).waitFor();
  const tie = page.getByRole('table', { name: t('look-legs') }).getByRole('link').first();
  expect(await tie.getAttribute('href')).toContain('without=rule%3Aco-spend');
  await person.settled('an address without its cluster');
  await person.shot('address-without');
  await page.getByRole('link', { name: t('without-whole') }).click();
  await page.getByText(t('look-reach-cluster')).first().waitFor();
  expect(await page.getByText(t('without-marks')).count()).toBe(0);
  await page.goto(traced);
  // And back: what was left out is taken in again.
  await page.getByRole('link', { name: t('without-again', { what: 'co-spend' }) }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(t('without-marks')).waitFor({ state: 'detached' });
  await person.leave();
}, 90_000);

test('on a board a cluster is doubted, the next trace does without it, and the step is undone', async () => {
  const person = await investigator();
  const { page } = person;
  const headers = { 'x-kancil-csrf': await csrf(person) };
  const make = async (where: string, data: unknown): Promise<{ id: string }> => {
    const answer = await person.context.request.post(where, { headers, data });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()) as { id: string };
  };
  const { id } = await make('/api/cases', { title: 'What if not', tlp: 'amber', is_synthetic: true });
  const board = await make(`/api/cases/${id}/boards`, { title: 'Doubts' });
  await person.go(`/boards/${board.id}`);
  const card = (name: RegExp) => page.getByRole('button', { name }).and(page.locator('.card'));
  const add = async (text: string) => {
    await page.keyboard.press('i');
    await page.getByLabel(t('board-add-label')).fill(text);
    await page.getByRole('button', { name: t('board-add-go') }).click();
  };
  await page.getByText(t('board-empty')).waitFor();
  await add(theft);
  await card(new RegExp(t('board-card-transaction'))).waitFor();

  /** The rows of a trace from the theft that end at a service. */
  const services = async () => {
    await card(new RegExp(t('board-card-transaction'))).first().click();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: t('side-trace-go') }).click();
    const table = page.getByRole('table', { name: t('side-trace-endings') });
    await table.waitFor();
    return table.getByRole('row').filter({ hasText: t('stop-service') }).count();
  };
  const before = await services();
  expect(before).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // An address is the exchange's by its cluster alone: why, and without the rule.
  const { member, label } = await joined(person);
  await add(member);
  const inspector = page.getByRole('complementary', { name: t('board-inspector') });
  await inspector.getByText(label).first().waitFor();
  await page.getByText(t('side-cluster-why')).first().waitFor();
  await page.getByText(t('side-cluster-why')).first().click();
  await page.getByRole('button', { name: t('side-exclude-rule', { rule: 'co-spend' }) }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByText(t('without-one', { what: 'co-spend' })).first().waitFor();
  // What reached it through the cluster is not said of it any more, and its page is that of the board.
  await inspector.getByText(label).first().waitFor({ state: 'detached' });
  expect(await inspector.getByRole('link').first().getAttribute('href')).toContain('without=rule%3Aco-spend');
  await person.shot('board-without');
  const after = await services();
  expect(after).toBeLessThan(before);
  const place = page.getByRole('button', { name: /Draw|Add/ }).last();
  await place.click();
  await page.getByRole('tab', { name: new RegExp(t('board-tab-of-results')) }).click();
  await page.getByText(t('without-marks')).first().waitFor();
  await page.getByRole('tab', { name: t('board-tab-of-sensitivity') }).click();
  await page.getByRole('button', { name: t('rests-ask') }).waitFor();
  await person.settled('a board that does without a rule');
  const stored = async () => (await (await person.context.request.get(`/api/boards/${board.id}`)).json()) as { content: { excluded: object; results: Record<string, { question: string }> } };
  await expect.poll(async () => Object.keys((await stored()).content.excluded)).toEqual(['rule:co-spend']);
  expect(Object.values((await stored()).content.results)[0]?.question).toContain('without=rule%3Aco-spend');

  // The result was placed after it, so that is undone first; then the rule counts again, for cards and for traces.
  const marks = page.getByText(t('without-marks'));
  for (const excluded of [['rule:co-spend'], []]) {
    await page.keyboard.press('Control+z');
    await expect.poll(async () => Object.keys((await stored()).content.excluded)).toEqual(excluded);
  }
  expect(Object.keys((await stored()).content.results)).toEqual([]);
  await marks.first().waitFor({ state: 'detached' });
  await card(new RegExp(member.slice(0, 4))).first().click();
  await inspector.getByText(label).first().waitFor();
  expect(await services()).toBe(before);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+y');
  await expect.poll(async () => Object.keys((await stored()).content.excluded)).toEqual(['rule:co-spend']);
  await person.leave();
}, 120_000);

test('inside an exercise what a trace rests on leads to traces that stay inside', async () => {
  const person = await colleague(house.story, 'tan', ['trainee']);
  const { page } = person;
  const lesson = await person.context.request.get('/api/academy/lessons/ledger');
  expect(lesson.status(), await lesson.text()).toBe(200);
  const { exercise, names } = (await lesson.json()) as { exercise: string; names: { subject: { kind: string; txid?: string } }[] };
  const txid = names.find(({ subject }) => subject.kind === 'transaction')?.subject.txid ?? '';
  await person.go(`/trace?subject=${txid}&exercise=${encodeURIComponent(exercise)}`);
  await page.getByRole('tab', { name: t('rests-title') }).click();
  await page.getByRole('button', { name: t('rests-ask') }).click();
  const link = page.getByRole('table', { name: t('rests-title') }).getByRole('link').first();
  expect(new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('exercise')).toBe(exercise);
  await link.click();
  await page.getByText(t('without-marks')).waitFor();
  const again = page.getByRole('link', { name: /Take in .* again/ });
  expect(new URL((await again.getAttribute('href')) ?? '', page.url()).searchParams.get('exercise')).toBe(exercise);
  await person.leave();
}, 60_000);
