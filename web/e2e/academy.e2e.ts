// The academy, driven: a lesson read and its questions answered, cases worked on the real board and handed in, the server
// killed in the middle, a trainer who sees it live, a certificate that verifies and one that does not. What is right is
// taken from the record as the installation's owner could: the seed, and `kancil academy fill` with it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Served } from './house';
import { colleague, house, type Language, newcomer, type Person, SCREENS, type Setting, words } from './person';

const LESSONS = fileURLToPath(new URL('../../academy/lessons', import.meta.url));
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WAIT = { timeout: 30_000 };

interface Truth {
  right: string[];
  typology: string;
  signals: { id: string; anchors: string[] }[];
  decoys: { id: string; anchors: string[] }[];
  path: string[];
  amount_sat: number;
  claims: number;
}

// --- a server that can be killed ---------------------------------------------------------------------------------
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'kancil-academy-'));
let child: ChildProcess | undefined;
let served: Served;
let port = 0;

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((open) => probe.listen(0, '127.0.0.1', open));
  const { port: found } = probe.address() as net.AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return found;
}

function start(): Promise<string> {
  child = spawn(house.kancil, ['--data', data, 'serve', '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const begun = child;
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const link = /(http:\/\/[^\s/]+)\/first-run#\S+/.exec(said);
      if (link) resolve(link[0]);
      else if (/http:\/\/127\.0\.0\.1:/.test(said)) resolve('');
    };
    begun.stdout!.on('data', hear);
    begun.stderr!.on('data', hear);
    begun.once('exit', (code, signal) => reject(new Error(`kancil serve ended with ${code ?? signal}:\n${said}`)));
  });
}

async function kill(): Promise<void> {
  const gone = new Promise((exit) => child?.once('exit', exit));
  child?.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  port = await freePort();
  const firstRun = await start();
  served = { url: `http://127.0.0.1:${port}`, firstRun, data };
});
afterAll(async () => {
  await kill();
  fs.rmSync(data, { recursive: true, force: true });
});

// --- what is so ----------------------------------------------------------------------------------------------------
// The record, read by a program that every machine of this project has.
const READ = "import sqlite3, sys; print(*sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True).execute(sys.argv[2]).fetchone(), sep='|')";
function truthOf(attempt: string): Truth {
  const asked = `SELECT lesson, case_id, seed FROM attempts WHERE id = '${attempt.replaceAll("'", '')}'`;
  const row = execFileSync('python3', ['-c', READ, path.join(data, 'record.db'), asked], { encoding: 'utf8' });
  const [lesson = '', id = '', seed = ''] = row.trim().split('|');
  const folder = fs.readdirSync(LESSONS).find((name) => name.replace(/^\d+-/, '') === lesson || fs.readFileSync(path.join(LESSONS, name, 'lesson.toml'), 'utf8').startsWith(`id = "${lesson}"`));
  const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'kancil-fill-')), 'case');
  execFileSync(house.kancil, ['academy', 'fill', path.join(LESSONS, folder ?? ''), id, '--seed', seed, '--out', out], { stdio: 'ignore' });
  const truth = JSON.parse(fs.readFileSync(path.join(out, 'truth.json'), 'utf8')) as Truth;
  fs.rmSync(path.dirname(out), { recursive: true, force: true });
  return truth;
}
const nameOf = (anchor: string): string => anchor.split(':')[2] ?? '';
const btc = (sat: number): string => `${Math.floor(sat / 1e8)}.${String(sat % 1e8).padStart(8, '0')}`;

// --- what a learner does -------------------------------------------------------------------------------------------
type Say = ReturnType<typeof words>;
const speaks = new WeakMap<Person, Say>();
const say = (person: Person): Say => speaks.get(person)!;
/** Names on pages carry word joiners in Thai. */
const called = (text: string): RegExp => new RegExp([...text].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\u2060?'));

async function someone(login: string, roles: string[], setting: Setting = {}): Promise<Person> {
  const person = await colleague(served, login, roles, setting);
  speaks.set(person, words(setting.language ?? 'en'));
  return person;
}
const button = (person: Person, id: string, args = {}) => person.page.getByRole('button', { name: called(say(person)(id, args)) });

/** Reads a lesson to its end: each question first wrong, then with the answer that the page told. */
async function read(person: Person, lesson: string, name: string): Promise<void> {
  const { page } = person;
  await person.go(`/academy/lessons/${lesson}`);
  await person.shot(`lesson-${name}`);
  for (let step = 1; step <= 12; step += 1) {
    for (const check of await page.locator('section.check').all()) await answer(person, check);
    const next = button(person, 'academy-step-next');
    if ((await next.count()) === 0) break;
    await next.click();
    await person.settled(`step ${step + 1} of ${lesson}`);
  }
  await button(person, 'academy-step-end').click();
  await person.settled(`the cases of ${lesson}`);
}

async function answer(person: Person, check: ReturnType<Person['page']['locator']>): Promise<void> {
  const submit = check.locator('button[type="submit"]');
  const isChoice = (await check.locator('.option').count()) > 0;
  if (isChoice) await check.locator('.option input').first().check();
  else await check.locator('.typed').fill('7');
  const asked = person.page.waitForResponse((response) => response.url().includes('/checks/') && response.request().method() === 'POST');
  await submit.click();
  const outcome = (await (await asked).json()) as { is_right: boolean; truth: string[] };
  await check.locator('.outcome').waitFor();
  if (outcome.is_right) return;
  if (!isChoice) await check.locator('.typed').fill(outcome.truth[0] ?? '');
  else {
    for (const option of await check.locator('.option').all()) {
      const letter = /\((\w+)\)/.exec((await option.textContent()) ?? '')?.[1] ?? '';
      const input = option.locator('input');
      if (outcome.truth.includes(letter)) await input.check();
      else if ((await input.getAttribute('type')) === 'checkbox') await input.uncheck();
    }
  }
  await submit.click();
  await expect.poll(() => check.locator('.outcome').getAttribute('class'), WAIT).toContain('own');
}

/** Begins a case from its lesson's page; gives the attempt. */
async function begin(person: Person, lesson: string, at: number): Promise<string> {
  await person.go(`/academy/lessons/${lesson}?step=cases`);
  await button(person, 'academy-begin').nth(at).click();
  await person.page.waitForURL(/\/academy\/attempts\/[^/?]+/);
  await person.settled('the case');
  return /attempts\/([^/?]+)/.exec(person.page.url())![1]!;
}

/** Everything that the answer speaks of is put on the board as somebody who pastes it would. */
async function lay(person: Person, anchors: readonly string[]): Promise<void> {
  const { page } = person;
  await button(person, 'board-do-add').first().click();
  await page.locator('dialog textarea').fill(anchors.map(nameOf).join('\n'));
  await page.locator('dialog button[type="submit"]').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await person.settled('what was added');
}

/** Selects a card by its keys. */
async function select(person: Person, anchor: string): Promise<void> {
  const card = person.page.locator(`[data-id="${anchor}"]`);
  await card.focus();
  await person.page.keyboard.press('Enter');
  await expect.poll(() => card.getAttribute('aria-pressed'), WAIT).toBe('true');
}

async function pin(person: Person, truth: Truth): Promise<void> {
  for (const { anchors } of truth.signals) {
    await select(person, anchors[0]!);
    await person.page.keyboard.press('b');
    await button(person, 'academy-unpin').first().waitFor();
  }
}

async function write(person: Person, truth: Truth): Promise<void> {
  const { page } = person;
  for (const anchor of truth.path) {
    await select(person, anchor);
    await button(person, 'academy-to-path').click();
  }
  await page.getByRole('radio', { name: called(say(person)(`academy-verdict-${truth.right[0]!.replace('_', '-')}`)) }).first().check();
  await page.locator('.sheet select').first().selectOption(truth.typology);
  await page.locator('.sheet input.number').fill(btc(truth.amount_sat));
  for (const [at, question] of ['who', 'what', 'when', 'where', 'how'].entries()) {
    await button(person, 'academy-claim-add').click();
    const claim = page.locator('.claim').nth(at);
    await claim.locator('textarea').fill(`Reason ${at + 1}: the pins show it.`);
    await claim.locator('select').selectOption(question);
    const star = claim.locator('.cite').nth(at % truth.signals.length);
    if ((await star.getAttribute('aria-pressed')) !== 'true') await star.click();
  }
  await page.getByRole('radio', { name: /^3/ }).check();
}

/** Hands in; gives the points of the result. */
async function handIn(person: Person): Promise<string> {
  const { page } = person;
  await button(person, 'academy-hand-in').click();
  await expect.poll(() => page.locator('dialog').textContent(), WAIT).toMatch(called(say(person)('academy-hand-in-whole')));
  await button(person, 'academy-hand-in-go').click();
  await page.waitForURL(/\/debrief/);
  await person.settled('the result');
  return (await page.locator('.total').textContent()) ?? '';
}

async function violations({ page }: Person): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => JSON.stringify(found.violations))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  const found = JSON.parse(String(result.value)) as { id: string; help: string; nodes: { target: unknown[] }[] }[];
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${JSON.stringify(target)}`));
}

// --- the journeys ----------------------------------------------------------------------------------------------------
const attempts: Record<string, string> = {};
let classWay = '';
let certificateWay = '';

test.each([['en'], ['th']] as const)('lesson 1 is read and its first case worked, in %s', { timeout: 240_000 }, async (language) => {
  const person = await someone(`learner-${language}`, ['trainee'], { language });
  await person.go('/academy');
  await person.shot(`academy-${language}`);
  await read(person, 'ledger', language);
  const attempt = await begin(person, 'ledger', 0);
  attempts[language] = attempt;
  const truth = truthOf(attempt);
  await person.shot(`attempt-${language}`);
  expect(await person.page.locator('.canvas').textContent()).toMatch(called(say(person)('board-synthetic')));
  await lay(person, [...truth.path, ...truth.signals.map(({ anchors }) => anchors[0]!)]);
  await pin(person, truth);
  await write(person, truth);
  await person.shot(`attempt-filled-${language}`);
  expect(await handIn(person)).toMatch(called(say(person)('academy-result-points', { points: '100' })));
  await person.shot(`debrief-${language}`);
  await button(person, 'academy-expert-on').click();
  await expect.poll(() => person.page.locator('.replay [role="status"]').textContent(), WAIT).toMatch(called(say(person)('academy-expert-at', { at: 1, of: 3 })));
  await person.leave();
});

test('lesson 6: the server is killed in the middle and nothing is lost', { timeout: 300_000 }, async () => {
  const person = await someone('learner-en', ['trainee']);
  person.expectFault(/ERR_|Failed to load resource|net::/);
  const attempt = await begin(person, 'peel', 0);
  const truth = truthOf(attempt);
  await lay(person, [...truth.path, ...truth.signals.map(({ anchors }) => anchors[0]!)]);
  await pin(person, truth);
  await expect.poll(() => person.page.locator('.keeping.saved').count(), WAIT).toBe(2);
  await kill();
  await write(person, truth);
  await expect.poll(() => person.page.locator('.beside .keeping').textContent(), WAIT).toMatch(called(say(person)('academy-keeping-offline')));
  await person.shot('attempt-offline');
  await start();
  await expect.poll(() => person.page.locator('.beside .keeping').getAttribute('class'), { timeout: 60_000 }).toContain('saved');
  // What is read back is what was written.
  await person.go(`/academy/attempts/${attempt}`);
  expect(await person.page.locator('.claim').count()).toBe(5);
  expect(await person.page.locator('.pins li').count()).toBe(truth.signals.length);
  // What is looked up from inside stays inside, also when it is loaded anew.
  await person.go(`/tx/${nameOf(truth.path[0]!)}?exercise=${attempt}`);
  expect(await person.page.locator('.banners').textContent()).toContain(say(person)('web-exercise'));
  await person.page.reload();
  await person.settled('the transaction, again');
  await person.page.getByRole('link', { name: say(person)('web-exercise-to-case') }).click();
  await person.settled('the case again');
  expect(await handIn(person)).toContain('100');
  await person.leave();
});

test('the capstone is worked', { timeout: 300_000 }, async () => {
  const person = await someone('learner-en', ['trainee']);
  const attempt = await begin(person, 'capstone', 0);
  const truth = truthOf(attempt);
  await lay(person, [...truth.path, ...truth.signals.map(({ anchors }) => anchors[0]!)]);
  await pin(person, truth);
  await write(person, truth);
  await person.shot('attempt-capstone');
  expect(await handIn(person)).toContain('100');
  await person.shot('debrief-capstone');
  await person.leave();
});

test('a trainer sees it live, comments, and issues a certificate that verifies; a forged one does not', { timeout: 300_000 }, async () => {
  const trainer = await someone('trainer', ['trainer']);
  const { page } = trainer;
  await trainer.go('/academy/classes');
  await button(trainer, 'academy-class-new').click();
  await page.locator('dialog input').first().fill('Batch 7');
  await page.locator('dialog button[type="submit"]').click();
  await page.waitForURL(/\/academy\/classes\/[^/?]+/);
  await trainer.settled('the class');
  classWay = new URL(page.url()).pathname;
  await button(trainer, 'academy-class-add').first().click();
  await page.getByRole('checkbox', { name: /learner-en/ }).check();
  await page.locator('#class-people button[type="submit"]').click();
  await expect.poll(() => page.locator('#class-people .links li').count(), WAIT).toBe(1);
  await page.locator('dialog').getByRole('tab').nth(1).click();
  await page.locator('dialog textarea').fill('aom Aom Srisai');
  await page.locator('#class-people button[type="submit"]').click();
  await page.locator('dialog .url').waitFor();
  await button(trainer, 'web-once-kept').click();
  await page.keyboard.press('Escape');
  await button(trainer, 'academy-class-assign').first().click();
  await page.locator('dialog select').selectOption('ledger own');
  await page.locator('dialog form button[type="submit"]').click();
  await expect.poll(() => page.locator('dialog li').count(), WAIT).toBe(1);
  await page.keyboard.press('Escape');
  await trainer.settled('what is set');

  const learner = await someone('learner-en', ['trainee']);
  const attempt = await begin(learner, 'ledger', 0);
  const truth = truthOf(attempt);
  await expect.poll(() => page.locator('.cell .working').count(), WAIT).toBe(1);
  await button(learner, 'academy-help-ask').click();
  await expect.poll(() => page.locator('.cell .help').count(), WAIT).toBe(1);
  await trainer.shot('class-live');
  await lay(learner, [...truth.path, ...truth.signals.map(({ anchors }) => anchors[0]!)]);
  await pin(learner, truth);
  await write(learner, truth);
  expect(await handIn(learner)).toContain('100');
  await learner.leave();

  await expect.poll(() => page.locator('.cell .passed').count(), WAIT).toBe(1);
  await page.locator('.cell .passed').click();
  await button(trainer, 'academy-class-certify').first().click();
  await page.getByText(say(trainer)('academy-class-certified-see')).click();
  await page.waitForURL(/\/academy\/certificates\//);
  await trainer.settled('the certificate');
  await trainer.shot('certificate');
  const code = page.url().split('/').pop()!;
  certificateWay = `/academy/certificates/${code}`;
  const certificate = await (await trainer.context.request.get(`/api/academy/certificates/${code}`)).text();
  // Without the server too: the program and the file alone.
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'kancil-certificate-')), 'certificate.json');
  const verify = () => execFileSync(house.kancil, ['--data', `${file}-no-data`, 'academy', 'verify', file], { encoding: 'utf8', stdio: 'pipe' });
  fs.writeFileSync(file, certificate);
  expect(verify()).toContain(`Certificate ${code}: its words are those that were signed`);
  fs.writeFileSync(file, certificate.replace('Learner-en', 'Learner-xx'));
  expect(verify).toThrow(/its words were changed/);
  fs.rmSync(path.dirname(file), { recursive: true });
  const anybody = await newcomer(served);
  anybody.expectRefusal(401);
  speaks.set(anybody, words('en'));
  await anybody.go('/verify');
  await anybody.page.locator('textarea').fill(certificate);
  await button(anybody, 'academy-verify-go').click();
  await anybody.page.locator('.banner.own').waitFor();
  await anybody.shot('verify');
  await anybody.page.locator('textarea').fill(certificate.replace('Learner-en', 'Learner-xx'));
  await button(anybody, 'academy-verify-go').click();
  await anybody.page.locator('.banner.severe').waitFor();
  await anybody.leave();

  await trainer.go(`/academy/attempts/${attempt}/debrief`);
  await page.locator('form textarea').fill('Well read.');
  await button(trainer, 'academy-comment-add').click();
  await page.getByText('Well read.').first().waitFor();
  await trainer.leave();
});

/** As a learner does who overlooks something: the way is drawn hop by hop, a sign is missed, a decoy believed. Its result
 * is README's picture. */
test('a case is worked with a mistake, and the result shows it', { timeout: 240_000 }, async () => {
  const person = await someone('learner-en', ['trainee']);
  const { page } = person;
  const attempt = await begin(person, 'services', 0);
  attempts['mistaken'] = attempt;
  const truth = truthOf(attempt);
  for (const anchor of truth.path) {
    if ((await page.locator(`[data-id="${anchor}"]`).count()) === 0) await lay(person, [anchor]);
    for (const side of ['[', ']']) {
      await select(person, anchor);
      await page.keyboard.press(side);
      await person.settled(`what ${side} adds`);
    }
  }
  const [missed = ''] = truth.signals.at(-1)?.anchors ?? [];
  const [believed = ''] = truth.decoys[0]?.anchors ?? [];
  const seen = { ...truth, signals: [...truth.signals.slice(0, -1), { id: 'believed', anchors: [believed] }] };
  await lay(person, [believed]);
  await pin(person, seen);
  await write(person, seen);
  await button(person, 'academy-hand-in').click();
  await person.shot('attempt-hand-in');
  await button(person, 'academy-hand-in-go').click();
  await page.waitForURL(/\/debrief/);
  await person.settled('the result');
  await button(person, 'board-do-fit').click();
  // What was said about the last step is no part of the picture.
  for (const said of await page.locator('.toast button:last-child').all()) await said.click();
  expect(await page.locator('.total').textContent()).not.toContain('100 of');
  await person.shot('academy');
  expect(missed).not.toBe(believed);
  await person.leave();
});

/** What is wider than the window or than the button that it stands in. */
async function tooWide({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth} of ${root.clientWidth}`] : [];
    for (const each of document.querySelectorAll<HTMLElement>('button, a.button, [role="tab"], label.button')) {
      if (each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1) found.push(`'${each.textContent?.trim()}'`);
    }
    return found;
  });
}

test.each([['en'], ['th'], ['ms'], ['fil']] as const)('every page of the academy has room for its words in %s', { timeout: 240_000 }, async (language: Language) => {
  const found: string[] = [];
  const look = async (person: Person, name: string, where: string) => {
    await person.go(where);
    await person.shot(`academy-${name}-${language}`);
    found.push(...(await tooWide(person)).map((what) => `${where}: ${what}`));
  };
  const learner = await someone('learner-en', ['trainee'], { language });
  const open = await begin(learner, 'fan-in', 0);
  for (const [name, where] of Object.entries({
    home: '/academy',
    step: '/academy/lessons/services?step=ask',
    question: '/academy/lessons/peel?step=sum',
    cases: '/academy/lessons/capstone?step=cases',
    player: `/academy/attempts/${open}`,
    'player-selected': `/academy/attempts/${open}?side=selected`,
    debrief: `/academy/attempts/${attempts['mistaken']}/debrief`,
    verify: '/verify',
  })) await look(learner, name, where);
  await learner.leave();
  const trainer = await someone('trainer', ['trainer'], { language });
  await look(trainer, 'classes', '/academy/classes');
  await look(trainer, 'correct', '/academy/lessons/ledger?step=fee');
  await look(trainer, 'class', classWay);
  await look(trainer, 'heat', `${classWay}?heat=ledger+own`);
  await trainer.go(classWay);
  for (const [name, opens] of [['assign', 'academy-class-assign'], ['people', 'academy-class-add']] as const) {
    await button(trainer, opens).first().click();
    await trainer.settled(name);
    await trainer.shot(`academy-${name}-${language}`);
    found.push(...(await tooWide(trainer)).map((what) => `${name}: ${what}`));
    await trainer.page.keyboard.press('Escape');
  }
  await look(trainer, 'certificate', certificateWay);
  await trainer.page.pdf({ path: path.join(SCREENS, `certificate-${language}.pdf`), format: 'A4' });
  await trainer.leave();
  expect(found).toEqual([]);
});

test.each([
  ['light', 'en'],
  ['dark', 'th'],
  ['dark', 'en'],
  ['light', 'th'],
] as const)('no page of the academy keeps anybody out: %s, %s', { timeout: 240_000 }, async (theme, language) => {
  const learner = await someone('learner-en', ['trainee'], { theme, language });
  const found: string[] = [];
  const pages = ['/academy', '/academy/lessons/ledger', '/academy/lessons/peel?step=sum', '/academy/lessons/ledger?step=cases', `/academy/attempts/${attempts['en']}`, `/academy/attempts/${attempts['en']}/debrief`, '/verify'];
  const open = await begin(learner, 'change', 0).catch(() => null);
  if (open) pages.push(`/academy/attempts/${open}`);
  for (const each of pages) {
    await learner.go(each);
    found.push(...(await violations(learner)).map((violation) => `${each}: ${violation}`));
  }
  await learner.leave();
  const trainer = await someone('trainer', ['trainer'], { theme, language });
  await trainer.go('/academy/classes');
  const ways = ['/academy/classes'];
  const first = trainer.page.locator('main td a').first();
  if ((await first.count()) > 0) ways.push((await first.getAttribute('href')) ?? '');
  for (const each of ways) {
    await trainer.go(each);
    found.push(...(await violations(trainer)).map((violation) => `${each}: ${violation}`));
  }
  await trainer.leave();
  expect(found).toEqual([]);
});
