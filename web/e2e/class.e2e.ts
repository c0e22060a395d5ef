// A trainer with the class page open while thirty learners work at once: each through the API as fast as answers come,
// and the page shows who works, who asks for help and who handed in, as it happens and without being loaded again. How
// fast such a class is served is measured by `cargo xtask bench class`.
import { expect, test } from 'vitest';
import { colleague, csrf, house, type Person, words } from './person';

const t = words();
const LEARNERS = 30;
const EXERCISES = [['ledger', 'guided'], ['ledger', 'own'], ['wallets-clusters', 'own'], ['change', 'own'], ['services', 'own'], ['fan-in', 'own'], ['peel', 'own'], ['capstone', 'own']] as const;
const WAIT = { timeout: 60_000 };

interface Attempt {
  id: string;
  board: string;
  sheet_rev: number;
  start: { ledger: string; txid?: string; address?: string }[];
}

/** Somebody who asks the API as a page would, without one. */
class Learner {
  #head: Record<string, string> = {};
  constructor(
    readonly name: string,
    readonly url: string,
  ) {}
  async ask(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
    const came = await fetch(`${this.url}${path}`, { method, headers: { 'content-type': 'application/json', ...this.#head, ...more }, body: body === undefined ? null : JSON.stringify(body) });
    if (!came.ok) throw new Error(`${this.name}: ${method} ${path}: ${came.status} ${await came.text()}`);
    return came;
  }
  async enter(login: string, token: string): Promise<void> {
    const password = `${login} has a long enough passphrase`;
    await this.ask('POST', '/api/password-link', { token, password });
    const session = await this.ask('POST', '/api/session', { login, password });
    const { csrf: mark } = (await session.json()) as { csrf: string };
    this.#head = { cookie: (session.headers.get('set-cookie') ?? '').split(';')[0]!, 'x-kancil-csrf': mark };
  }
  async begin(lesson: string, id: string): Promise<Attempt> {
    return (await (await this.ask('POST', '/api/academy/attempts', { lesson, case: id })).json()) as Attempt;
  }
  async handIn({ id, sheet_rev, start }: Attempt, isGood: boolean): Promise<void> {
    const pins = start.map(({ ledger, txid, address }) => (txid ? `transaction:${ledger}:${txid}` : `address:${ledger}:${address}`));
    const claims = ['who', 'what', 'when', 'where', 'how'].map((answers) => ({ text: 'As told.', cites: pins.slice(0, 1), answers }));
    const poor = { verdict: 'hold_report', typology: 'ransom', pins: [], path: [], amount: null, claims: [], accused: [], certainty: 3 };
    const sheet = isGood ? { ...poor, verdict: 'release', typology: 'none', pins: pins.map((anchor) => ({ anchor, note: '' })), path: pins.slice(0, 1), claims } : poor;
    const saved = await this.ask('PUT', `/api/academy/attempts/${id}/sheet`, { sheet }, { 'if-match': `"${sheet_rev}"` });
    const rev = ((await saved.json()) as { sheet_rev: number }).sheet_rev;
    await this.ask('POST', `/api/academy/attempts/${id}/submission`, {}, { 'if-match': `"${rev}"` });
  }
}

/** A class of the trainer's with everybody in it, and what they are to do. */
async function school(trainer: Person): Promise<{ id: string; learners: Learner[] }> {
  const { request } = trainer.context;
  const headers = { 'x-kancil-csrf': await csrf(trainer) };
  const post = async (path: string, data: unknown) => {
    const came = await request.post(path, { headers, data });
    expect(came.status(), await came.text()).toBeLessThan(300);
    return came.json() as Promise<unknown>;
  };
  const { id } = (await post('/api/academy/classes', { title: 'Batch 30', language: 'en' })) as { id: string };
  const names = Array.from({ length: LEARNERS }, (_, at) => ({ login: `cadet-${at + 1}`, name: `Cadet ${String(at + 1).padStart(2, '0')} Mangubat-Wattanasiri` }));
  const made = (await post(`/api/academy/classes/${id}/newcomers`, { names })) as { items: { user: { login: string; name: string }; link: { token: string } }[] };
  const learners: Learner[] = [];
  for (const { user, link } of made.items) {
    const learner = new Learner(user.name, trainer.served.url);
    await learner.enter(user.login, link.token);
    learners.push(learner);
  }
  for (const [lesson, of] of EXERCISES) {
    const came = await request.put(`/api/academy/classes/${id}/assignments/${lesson}/${of}`, { headers, data: { due_at: null, answers_open: true } });
    expect(came.status(), await came.text()).toBe(200);
  }
  return { id, learners };
}

test('a trainer sees thirty learners begin, ask for help and hand in, as it happens', { timeout: 300_000 }, async () => {
  const trainer = await colleague(house.story, 'guro', ['trainer']);
  const { page } = trainer;
  const { id, learners } = await school(trainer);
  await trainer.go(`/academy/classes/${id}`);
  await page.getByText(t('academy-class-live'), { exact: true }).waitFor();
  const roster = page.getByRole('group', { name: t('academy-class'), exact: true });
  const cells = (kind: string) => roster.locator(`.cell .${kind}`);
  const loaded = await page.evaluate(() => performance.timeOrigin);
  expect(await roster.locator('tbody tr').count()).toBe(LEARNERS);
  expect(await roster.locator('.cell').count()).toBe(LEARNERS * EXERCISES.length);

  // Everybody begins at once.
  const [lesson, first] = EXERCISES[0];
  const attempts = await Promise.all(learners.map((learner) => learner.begin(lesson, first)));
  await expect.poll(() => cells('working').count(), WAIT).toBe(LEARNERS);
  await Promise.all([3, 17, 29].map((at) => learners[at]!.ask('PUT', `/api/academy/attempts/${attempts[at]!.id}/help`, { asks: true })));
  await expect.poll(() => cells('help').count(), WAIT).toBe(3);
  await trainer.shot('class-thirty-working');

  // The last row is looked at: heading and names stay in sight, what is known of it stands beside it, and the page
  // is no wider than the window.
  const last = roster.locator('tbody tr').last();
  await last.locator('.cell button').first().click();
  const person = page.getByRole('heading', { name: /^Cadet 30/, level: 2 });
  await person.waitFor();
  const inSight = (what: ReturnType<Person['page']['locator']>) =>
    what.evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
    });
  for (const what of [person, last.locator('.cell button').first(), roster.getByRole('columnheader').first(), last.getByRole('rowheader')]) expect(await inSight(what)).toBe(true);
  await roster.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  expect(await inSight(last.getByRole('rowheader')), 'the name stays, at the last exercise too').toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await trainer.shot('class-thirty-last');
  const where = () => roster.evaluate((element) => [element.scrollTop, element.scrollLeft, scrollY]);
  const before = await where();

  // Everybody hands in at once, every third well; half of them go on with the next.
  await Promise.all(learners.map((learner, at) => learner.handIn(attempts[at]!, at % 3 === 0)));
  const done = async () => (await cells('passed').count()) + (await cells('failed').count());
  await expect.poll(done, WAIT).toBe(LEARNERS);
  expect(await cells('help').count(), 'who handed in asks for nothing any more').toBe(0);
  const [next, second] = EXERCISES[1];
  await Promise.all(learners.filter((_, at) => at % 2 === 0).map((learner) => learner.begin(next, second)));
  await expect.poll(() => cells('working').count(), WAIT).toBe(LEARNERS / 2);
  expect(await where(), 'nothing moved under the reader').toEqual(before);
  expect(await page.evaluate(() => performance.timeOrigin), 'the page was not loaded again').toBe(loaded);
  await roster.evaluate((element) => element.scrollTo({ top: 0, left: 0 }));
  await trainer.shot('class-thirty-handed-in');

  // What the page shows is what the server says.
  const view = (await (await trainer.context.request.get(`/api/academy/classes/${id}`)).json()) as { cells: { state: string; case: string; lesson: string; passes: boolean | null }[] };
  const handedIn = view.cells.filter((cell) => cell.lesson === lesson && cell.case === first && cell.state === 'submitted');
  expect(handedIn.length).toBe(LEARNERS);
  expect(await cells('passed').count()).toBe(handedIn.filter(({ passes }) => passes).length);
  await page.getByRole('button', { name: `${t('academy-class-heat')}:` }).first().click();
  await trainer.settled('without names');
  expect(await page.getByText('Cadet').count(), 'it can be shown on a wall').toBe(0);
  await trainer.leave();
});

test('a trainer lets another teach the class, who then has it too', async () => {
  const trainer = await colleague(house.story, 'guro', ['trainer']);
  const other = await colleague(house.story, 'kru', ['trainer']);
  const headers = { 'x-kancil-csrf': await csrf(trainer) };
  const made = await trainer.context.request.post('/api/academy/classes', { headers, data: { title: 'Batch of two', language: 'en' } });
  const { id } = (await made.json()) as { id: string };
  await trainer.go(`/academy/classes/${id}`);
  const { page } = trainer;
  await page.getByRole('button', { name: t('academy-class-add'), exact: true }).first().click();
  await page.getByRole('tab', { name: t('academy-class-trainers') }).click();
  await page.getByLabel(t('academy-class-trainer'), { exact: true }).selectOption({ label: 'Kru (kru)' });
  await page.getByRole('button', { name: t('academy-class-trainer-add') }).click();
  await page.getByRole('button', { name: t('academy-class-trainer-remove', { name: 'Kru' }) }).waitFor();
  await trainer.settled('two trainers');
  await trainer.shot('class-trainers');
  await other.go('/academy/classes');
  await other.page.getByRole('link', { name: 'Batch of two' }).click();
  await other.settled('the class');
  expect(await other.page.locator('main').textContent()).toContain(`${t('academy-class-trainers')}: Guro, Kru`);
  await other.leave();
  await page.getByRole('button', { name: t('academy-class-trainer-remove', { name: 'Kru' }) }).click();
  await expect.poll(() => page.locator('dialog li').count()).toBe(1);
  expect(await page.getByRole('button', { name: t('academy-class-trainer-remove', { name: 'Guro' }) }).count(), 'the last one stays').toBe(0);
  await trainer.leave();
});
