// Somebody at the desk: a page of their own, watched. What must never happen on any page is held here, at the end
// of every journey: no request leaves the origin, nothing breaks the content policy, nothing is logged as an error.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { ADMIN, type House, type Served } from './house';

export const house: House = inject('house');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where screenshots are put, to be looked at. README's pictures are two of them, taken over by hand (README.md here). */
export const SCREENS = path.join(ROOT, 'target/screens');

/** What a page calls something: its words by id, in a language. Names on pages carry word joiners in Thai. */
export function words(language: Language = 'en'): (id: string, args?: Record<string, FluentVariable>) => string {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const folder = path.join(ROOT, 'words', language);
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.ftl'))) {
    bundle.addResource(new FluentResource(fs.readFileSync(path.join(folder, file), 'utf8')));
  }
  return (id, args) => {
    const message = bundle.getMessage(id);
    if (!message?.value) throw new Error(`there is no message ${id} in ${language}`);
    return bundle.formatPattern(message.value, args);
  };
}

/** How long anything may take on a busy machine. Nothing waits for it that is there. */
const WAIT_MS = 30_000;

export interface Person {
  page: Page;
  context: BrowserContext;
  served: Served;
  /** Goes to a page of the desk and waits until it has settled. */
  go(path: string): Promise<void>;
  /** Waits until the page is what it will be: its screen has come and has its heading, nothing on it says that it is
   * loading, no request is under way, and none begins while two frames are drawn. What is read after that is not
   * read too early. */
  settled(what: string): Promise<void>;
  /** Waits until what has the focus is what it should be: the browser may move it a frame after the key. */
  focused(what: string, is: (text: string, tag: string) => boolean): Promise<void>;
  /** Presses Tab until the focus is on what is called so, as somebody without a mouse does. */
  tabTo(name: string | RegExp, most?: number): Promise<void>;
  shot(name: string): Promise<void>;
  /** An answer that the journey itself provokes (a wrong password): the browser logs it as an error. */
  expectRefusal(status: number): void;
  /** What the journey itself breaks (the network): the browser logs it as an error. */
  expectFault(says: RegExp): void;
  leave(): Promise<void>;
}

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(house.browser);
});
afterAll(async () => {
  await browser.close();
});

/** What people of the region set their browsers to. */
const LOCALES = { en: 'en-US', th: 'th-TH', ms: 'ms-MY', fil: 'fil-PH' };
export type Language = keyof typeof LOCALES;

export interface Setting {
  theme?: 'light' | 'dark';
  language?: Language;
}

/** A newcomer at a served desk, signed in as nobody. */
export async function newcomer(served: Served, setting: Setting = {}): Promise<Person> {
  const context = await browser.newContext({
    baseURL: served.url,
    viewport: { width: 1366, height: 768 },
    colorScheme: setting.theme ?? 'light',
    locale: LOCALES[setting.language ?? 'en'],
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const refusals: number[] = [];
  const expected: RegExp[] = [];
  const asking = new Set<Request>();
  let asked = 0;
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.origin !== served.url) faults.push(`asked ${request.url()}`);
    // Events are told as long as a job lasts, and the page says itself that it waits for that.
    if (url.pathname.endsWith('/events')) return;
    // What the page before still waited for, nobody waits for any more.
    if (request.isNavigationRequest()) asking.clear();
    asking.add(request);
    asked += 1;
  });
  page.on('requestfinished', (request) => asking.delete(request));
  page.on('requestfailed', (request) => asking.delete(request));
  page.on('pageerror', (error) => faults.push(`threw on ${page.url()}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    if (refusals.some((status) => text.includes(`status of ${status}`))) return;
    if (expected.some((says) => says.test(text))) return;
    faults.push(`logged ${message.type()}: ${text} (${message.location().url})`);
  });
  async function settled(what: string): Promise<void> {
    const until = Date.now() + WAIT_MS;
    let last = '';
    while (Date.now() < until) {
      const before = asked;
      // A page that is being gone away from has no answer; the next one has.
      const busy = await page.evaluate(unsettled).catch(() => 'another page');
      if (busy === null && asking.size === 0 && asked === before) return;
      last = busy ?? [...asking].map((request) => request.url()).join(', ');
    }
    faults.push(`${what} is not settled after ${WAIT_MS / 1000} s: ${last}`);
  }
  return {
    page,
    context,
    served,
    async go(where) {
      await page.goto(where);
      await settled(where);
    },
    settled,
    async focused(what, is) {
      await expect.poll(async () => is(...(await active(page))), { timeout: WAIT_MS, message: `the focus is on ${what}` }).toBe(true);
    },
    async tabTo(name, most = 600) {
      const seen: string[] = [];
      for (let pressed = 0; pressed < most; pressed += 1) {
        const from = await page.evaluateHandle(() => document.activeElement);
        await page.keyboard.press('Tab');
        const text = await from.evaluate(moved);
        if (typeof name === 'string' ? text === name : name.test(text)) return;
        seen.push(text);
      }
      throw new Error(`no Tab leads to ${String(name)}: ${seen.join(' | ')}`);
    },
    async shot(name) {
      fs.mkdirSync(SCREENS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENS, `${name}.png`) });
    },
    expectRefusal: (status) => void refusals.push(status),
    expectFault: (says) => void expected.push(says),
    async leave() {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/** Run in the page: what it still waits for, once two frames were drawn; `null`: nothing. */
async function unsettled(): Promise<string | null> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  if (!document.querySelector('h1')) return 'no heading yet';
  const busy = document.querySelector('[aria-busy="true"], .waiting, .running');
  return busy ? `<${busy.tagName.toLowerCase()} class="${busy.className}">` : null;
}

/** Run in the page: waits until another thing has the focus than `was`, and gives what it is called. */
async function moved(was: Element | null): Promise<string> {
  for (let frame = 0; frame < 600 && document.activeElement === was; frame += 1) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  const at = document.activeElement as (Element & { labels?: NodeListOf<HTMLLabelElement> | null }) | null;
  const text = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** What has the focus is called, and its tag. */
async function active(page: Page): Promise<[string, string]> {
  const at = await page.evaluateHandle(() => document.activeElement);
  return [await page.evaluate(moved, null), await at.evaluate((element) => element?.tagName ?? '')];
}

/** The administrator of a served desk, made by the one-time link the first time. */
export async function administrator(served: Served, setting: Setting = {}): Promise<Person> {
  const person = await newcomer(served, setting);
  const { request } = person.context;
  const open = (await (await request.get('/api/first-run')).json()) as { is_open: boolean };
  const answer = open.is_open
    ? await request.post('/api/first-run', { data: { token: served.firstRun.split('#')[1], ...ADMIN } })
    : await request.post('/api/session', { data: { login: ADMIN.login, password: ADMIN.password } });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
  // What the last journey left set is not this one's.
  const set = await request.patch('/api/me', {
    headers: { 'x-kancil-csrf': await csrf(person) },
    data: { language: setting.language ?? 'en', theme: setting.theme ?? 'light' },
  });
  expect(set.status(), await set.text()).toBe(200);
  return person;
}

/** Somebody else of the installation, invited the first time as an administrator invites: by a one-time link. */
export async function colleague(served: Served, login: string, roles: string[], setting: Setting = {}): Promise<Person> {
  const name = login.charAt(0).toUpperCase() + login.slice(1);
  const password = `${login} has a long enough passphrase`;
  const person = await newcomer(served, setting);
  const { request } = person.context;
  person.page.setDefaultTimeout(10_000);
  const enter = () => request.post('/api/session', { data: { login, password } });
  if ((await enter()).status() !== 200) {
    const admin = await administrator(served);
    const headers = { 'x-kancil-csrf': await csrf(admin) };
    const made = await admin.context.request.post('/api/users', { headers, data: { login, name, roles } });
    expect(made.status(), await made.text()).toBeLessThan(300);
    const { id } = (await made.json()) as { id: string };
    const link = await admin.context.request.post(`/api/users/${id}/link`, { headers });
    const { token } = (await link.json()) as { token: string };
    const set = await request.post('/api/password-link', { data: { token, password } });
    expect(set.status(), await set.text()).toBeLessThan(300);
    expect((await enter()).status()).toBe(200);
    await admin.leave();
  }
  const set = await request.patch('/api/me', {
    headers: { 'x-kancil-csrf': await csrf(person) },
    data: { language: setting.language ?? 'en', theme: setting.theme ?? 'light' },
  });
  expect(set.status(), await set.text()).toBe(200);
  return person;
}

/** What a request that changes something has to carry beside the cookie. */
export async function csrf({ context }: Person): Promise<string> {
  const me = (await (await context.request.get('/api/me')).json()) as { csrf: string };
  return me.csrf;
}
