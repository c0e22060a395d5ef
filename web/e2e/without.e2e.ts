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

  // The exchange's own address is of a cluster: why, and without the rule.
  await add(house.story.exchange);
  await page.getByText(t('side-cluster-why')).first().waitFor();
  await page.getByText(t('side-cluster-why')).first().click();
  await page.getByRole('button', { name: t('side-exclude-rule', { rule: 'co-spend' }) }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByText(t('without-one', { what: 'co-spend' })).first().waitFor();
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
  await person.leave();
}, 120_000);
