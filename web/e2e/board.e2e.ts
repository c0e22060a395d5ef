// The board on a real program and a story whose truth is known: drawn by hand and by keys, taken back and done again over
// reloads, by two at once, without a network, and with the program killed in the middle of the work.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Served } from './house';
import { colleague, csrf, house, type Person, words } from './person';

const t = words();
const th = words('th');
const DATA = path.join(path.dirname(house.story.data), 'board-data');
const theft = house.story.thefts[0]?.split(':')[0] ?? '';

let desk: Served;
let program: ChildProcess;

/** A desk of this file's own, because it is killed. */
function start(listen: string): Promise<Served> {
  program = spawn(house.kancil, ['--data', DATA, 'serve', '--listen', listen], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const url = /listening on (http:\/\/\S+)/.exec(said)?.[1];
      const firstRun = /http:\S+first-run#\S+/.exec(said)?.[0];
      if (url && (firstRun || listen !== '127.0.0.1:0')) resolve({ url, firstRun: firstRun ?? '', data: DATA });
    };
    program.stdout?.on('data', hear);
    program.stderr?.on('data', hear);
    setTimeout(() => reject(new Error(`no desk in 30 s:\n${said}`)), 30_000).unref();
  });
}

beforeAll(async () => {
  fs.rmSync(DATA, { recursive: true, force: true });
  for (const part of ['ledgers', 'labels']) fs.cpSync(path.join(house.story.data, part), path.join(DATA, part), { recursive: true });
  desk = await start('127.0.0.1:0');
}, 60_000);
afterAll(() => void program.kill('SIGKILL'));

const investigator = (setting = {}) => colleague(desk, 'sari', ['investigator'], setting);

/** A new board of a new exercise, as its page's address. */
async function board(person: Person): Promise<string> {
  const headers = { 'x-kancil-csrf': await csrf(person) };
  const make = async (where: string, data: unknown): Promise<{ id: string }> => {
    const answer = await person.context.request.post(where, { headers, data });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()) as { id: string };
  };
  const { id } = await make('/api/cases', { title: 'The theft', tlp: 'amber', is_synthetic: true });
  const made = await make(`/api/cases/${id}/boards`, { title: 'Where the coins went' });
  return `/boards/${made.id}`;
}

interface Stored {
  rev: number;
  content: { cards: Record<string, { is_hidden: boolean; at: { x: number; y: number } }>; edges: object; notes: object; pins: object };
}

async function stored(person: Person, where: string): Promise<Stored> {
  return (await (await person.context.request.get(`/api${where}`)).json()) as Stored;
}

/** Everything is in the log: what was just done is sent within a quarter of a second. */
async function saved(page: Page): Promise<void> {
  await page.waitForTimeout(400);
  await page.getByText(/^Saved \d\d:\d\d · rev \d+$/).waitFor();
}
const card = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).and(page.locator('.card'));
const cards = (page: Page) => page.locator('[role=group] .card').count();

/** Puts the theft's transaction on a board and expands it once. */
async function begun(person: Person): Promise<string> {
  const { page } = person;
  const where = await board(person);
  await person.go(where);
  await page.getByText(t('board-empty')).waitFor();
  await page.keyboard.press('i');
  await page.getByLabel(t('board-add-label')).fill(theft);
  await page.getByRole('button', { name: t('board-add-go') }).click();
  await card(page, new RegExp(t('board-card-transaction'))).waitFor();
  await page.keyboard.press(']');
  await card(page, /Theft from/).waitFor();
  await saved(page);
  return where;
}

test('a theft is put on the board and expanded; nothing that stands moves, and every click answers', async () => {
  const person = await investigator();
  const { page } = person;
  const where = await begun(person);
  const before = (await stored(person, where)).content.cards;
  await card(page, /Theft from/).click();
  await page.keyboard.press(']');
  await page.getByText(/\d+ of \d+ drawn, the largest/).last().waitFor();
  await saved(page);
  const after = (await stored(person, where)).content.cards;
  expect(Object.keys(after).length).toBeGreaterThan(Object.keys(before).length);
  for (const [id, { at }] of Object.entries(before)) expect(after[id]?.at).toEqual(at);
  await page.keyboard.press(']');
  await page.getByText(/is drawn already|of \d+ drawn/).last().waitFor();
  await person.shot('board');

  await page.getByRole('button', { name: t('board-level-relation'), exact: true }).click();
  await page.waitForURL(/lvl=relation/);
  await page.getByRole('button', { name: t('board-axis-time'), exact: true }).click();
  await page.waitForURL(/x=time/);
  await person.shot('board-time');
  await page.reload();
  await card(page, /Theft from/).waitFor();
  expect(await page.getByRole('button', { name: t('board-axis-time'), exact: true }).getAttribute('aria-pressed')).toBe('true');
  expect((await stored(person, where)).content.cards).toEqual(after);
  await person.leave();
}, 60_000);

test('twenty steps are taken back, over a reload, and done again', async () => {
  const person = await investigator();
  const { page } = person;
  const where = await begun(person);
  for (let turn = 0; turn < 10; turn += 1) {
    await card(page, /Theft from/).click();
    await page.keyboard.press('Delete');
    await page.keyboard.press('u');
  }
  await saved(page);
  const whole = await stored(person, where);
  expect(whole.rev).toBe(22);
  for (let turn = 0; turn < 10; turn += 1) await page.keyboard.press('Control+z');
  await saved(page);
  await page.reload();
  await card(page, /Theft from/).waitFor();
  for (let turn = 0; turn < 12; turn += 1) await page.keyboard.press('Control+z');
  await page.getByText(t('board-empty')).waitFor();
  await saved(page);
  expect(Object.keys((await stored(person, where)).content.cards)).toEqual([]);
  await page.reload();
  await page.getByText(t('board-empty')).waitFor();
  await page.getByRole('button', { name: t('board-do-redo') }).and(page.locator(':enabled')).waitFor();
  for (let turn = 0; turn < 22; turn += 1) await page.keyboard.press('Control+Shift+z');
  await card(page, /Theft from/).waitFor();
  await saved(page);
  expect((await stored(person, where)).content).toEqual(whole.content);
  await person.leave();
}, 90_000);

test('two tabs are one log', async () => {
  const person = await investigator();
  person.expectRefusal(409);
  const where = await begun(person);
  const other = await person.context.newPage();
  await other.goto(where);
  await card(other, /Theft from/).waitFor();
  await card(person.page, /Theft from/).click();
  await card(other, /Theft from/).click();
  await Promise.all([person.page.keyboard.press(']'), other.keyboard.press('[')]);
  await saved(person.page);
  await saved(other);
  const count = Object.keys((await stored(person, where)).content.cards).length;
  await expect.poll(() => cards(person.page)).toBe(count);
  await expect.poll(() => cards(other)).toBe(count);
  await person.leave();
}, 60_000);

test('without a network the work goes on, is kept over a closed tab, and is sent when there is one', async () => {
  const person = await investigator();
  const { page, context } = person;
  const where = await begun(person);
  const fault = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|fetch/i;
  person.expectFault(fault);
  await card(page, /Theft from/).click();
  await context.setOffline(true);
  await page.keyboard.press('Delete');
  await page.keyboard.press('u');
  await card(page, /Theft from/).click();
  await page.keyboard.press('Delete');
  await page.getByText(t('board-keeping-offline', { count: 3 })).waitFor();
  await person.shot('board-offline');
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(where);
  await card(again, new RegExp(t('board-card-transaction'))).waitFor();
  await saved(again);
  expect(await card(again, /Theft from/).count()).toBe(0);
  const { content, rev } = await stored(person, where);
  expect(rev).toBe(5);
  expect(Object.values(content.cards).filter((each) => each.is_hidden)).toHaveLength(1);
  await person.leave();
}, 60_000);

test('keys alone: walk, expand, note, flag, pin, group, the sheet; letters are letters in a field', async () => {
  const person = await investigator();
  const { page } = person;
  const where = await begun(person);
  const focused = () => page.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? document.activeElement?.textContent ?? '');
  await card(page, new RegExp(t('board-card-transaction'))).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toMatch(/Theft from/);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(focused).toMatch(/BTC from .* observed on the chain/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toMatch(/Theft from/);
  await page.keyboard.press('Enter');
  await page.keyboard.press(']');
  await expect.poll(() => cards(page)).toBeGreaterThan(5);
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByRole('textbox').fill('gbtu ask [them]');
  await page.keyboard.press('Enter');
  await card(page, /gbtu ask \[them\]/).waitFor();
  await page.keyboard.press('b');
  await page.getByText(t('board-pinned')).first().waitFor();
  await card(page, new RegExp(t('board-card-pinned'))).first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: t('board-keys-title') }).waitFor();
  await person.shot('board-keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menu', { name: t('board-menu') }).waitFor();
  await person.shot('board-menu');
  await page.keyboard.press('Escape');
  await saved(page);
  expect(Object.keys((await stored(person, where)).content.pins)).toHaveLength(1);
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByRole('textbox').fill('x'.repeat(10_001));
  await page.getByRole('button', { name: t('board-text-keep') }).click();
  await page.getByText(t('board-refused-text-too-long')).waitFor();
  await page.keyboard.press('Escape');
  await person.leave();
}, 60_000);

test('the tour says three things in plain words and can be left; an older revision is only looked at', async () => {
  const person = await investigator();
  const { page } = person;
  const where = await begun(person);
  await person.go(`${where}?tour=1`);
  await page.getByText(t('board-tour-theft')).waitFor();
  await person.shot('board-tour');
  await page.getByRole('button', { name: t('board-tour-next') }).click();
  await page.getByText(t('board-tour-trail')).waitFor();
  await page.getByRole('button', { name: t('board-tour-leave') }).click();
  await page.waitForURL((url) => !url.search.includes('tour'));
  await person.go(`${where}?rev=1`);
  await page.getByText(t('board-frozen', { rev: 1 })).waitFor();
  expect(await cards(page)).toBe(1);
  await page.keyboard.press('Delete');
  await page.getByText(/needs something else|only looked at/).first().waitFor();
  await person.leave();
}, 60_000);

test('a run is looked at as stairs, and its table needs no scrolling sideways, in any language', async () => {
  const person = await investigator();
  const where = await board(person);
  const headers = { 'x-kancil-csrf': await csrf(person) };
  const { request } = person.context;
  const asked = await request.post('/api/jobs', { headers, data: { kind: 'trace', question: { subjects: [theft] } } });
  const { id: job } = (await asked.json()) as { id: string };
  await expect.poll(async () => (await request.get(`/api/jobs/${job}/result`)).status(), { timeout: 30_000 }).toBe(200);
  const placed = await request.post(`/api${where}/results`, { headers, data: { job, top: 40, rev: 0 } });
  expect(placed.status(), await placed.text()).toBe(200);
  const { groups } = ((await stored(person, where)) as unknown as { content: { groups: Record<string, { kind: string; cards: string[] }> } }).content;
  const run = Object.values(groups).filter(({ kind }) => kind === 'run').sort((a, b) => b.cards.length - a.cards.length)[0];
  expect(run).toBeDefined();
  await person.leave();
  for (const language of ['en', 'th', 'ms', 'fil'] as const) {
    const says = words(language);
    const reader = await investigator({ language });
    await reader.go(`${where}?sel=${encodeURIComponent(run?.cards[0] ?? '')}`);
    await reader.page.locator('.card').first().waitFor();
    await reader.page.keyboard.press('v');
    const table = reader.page.getByRole('dialog').getByRole('table');
    await table.waitFor();
    // One count: the hops that its title says.
    await expect.poll(() => reader.page.getByRole('dialog').getByRole('heading').first().textContent()).toMatch(/^[^×]*×\d+[^×]*$/);
    await reader.settled(`stairs in ${language}`);
    await reader.shot(`board-stairs-${language}`);
    const { scroll, client } = await table.evaluate((of) => ({ scroll: of.parentElement?.scrollWidth ?? 0, client: of.parentElement?.clientWidth ?? 0 }));
    expect(scroll, `${says('board-stairs-table')} scrolls sideways`).toBeLessThanOrEqual(client);
    await reader.leave();
  }
}, 90_000);

test('somebody who is no member finds no board, in Thai and in the dark', async () => {
  const person = await investigator();
  const where = await begun(person);
  await person.leave();
  const stranger = await colleague(desk, 'ben', ['investigator'], { language: 'th', theme: 'dark' });
  stranger.expectRefusal(404);
  await stranger.go(where);
  await stranger.page.getByRole('alert').waitFor();
  await stranger.leave();
  const thai = await investigator({ language: 'th', theme: 'dark' });
  await thai.go(where);
  await thai.page.getByRole('button', { name: new RegExp(th('board-do-add').replace(/ …$/, '')) }).first().waitFor();
  await thai.page.waitForTimeout(600);
  await thai.shot('board-dark-th');
  await thai.leave();
}, 60_000);

test('the program is killed in the middle of the work, and nothing is lost', async () => {
  const person = await investigator();
  const { page } = person;
  person.expectFault(/ERR_|fetch|EventSource/i);
  const where = await begun(person);
  await card(page, /Theft from/).click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('u');
  // What the page may need later is fetched in a quiet moment.
  await page.waitForTimeout(4_000);
  program.kill('SIGKILL');
  await card(page, /Theft from/).click();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByRole('textbox').fill('=2+2 <b>written while nobody listened</b>');
  await page.getByRole('button', { name: t('board-text-keep') }).click();
  await page.getByText(/^Offline: \d changes? (is|are) kept here\./).waitFor();
  await start(new URL(desk.url).host);
  await page.getByRole('button', { name: t('board-keeping-again') }).click();
  await saved(page);
  const { content } = await stored(person, where);
  expect(JSON.stringify(content.notes)).toContain('=2+2 <b>written while nobody listened</b>');
  expect(Object.values(content.cards).every((each) => !each.is_hidden)).toBe(true);
  await person.leave();
}, 60_000);
