// What the board costs: frames a second while 300 cards are panned and zoomed in headless Chromium, and 10,000 operations
// replayed in it. Prints one JSON object; `cargo xtask bench board` writes it down. Needs the built pages.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { desk } from './desk.mjs';

const CARDS = 300;
const OPERATIONS = 10_000;
const SECONDS = Number(process.env['KANCIL_BENCH_SECONDS'] ?? 4);
const ROUNDS = 3;

const server = desk({ cards: CARDS });
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = server.address();
if (!address || typeof address === 'string') throw new Error('the desk does not listen');
const url = `http://127.0.0.1:${address.port}`;
const browser = await chromium.launch({
  executablePath: process.env['KANCIL_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
});
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
const beside = await browser.newPage({ viewport: { width: 1366, height: 768 } });

/** What one way of moving came to.
 * @typedef {{ fps: number, longest_ms: number }} Frames */

/** Frames a second while the wheel or the mouse moves at every frame.
 * @param {'pan' | 'zoom'} how
 * @returns {Promise<Frames>} */
async function frames(how) {
  return page.evaluate(
    async ({ how, seconds }) => {
      const ground = /** @type {HTMLElement} */ (document.querySelector('.ground'));
      const box = ground.getBoundingClientRect();
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const mouse = (/** @type {string} */ type, /** @type {number} */ x, /** @type {number} */ y) =>
        ground.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, buttons: 1, clientX: x, clientY: y }));
      ground.setPointerCapture = () => undefined;
      await frame();
      const began = performance.now();
      let count = 0;
      let longest = 0;
      let last = began;
      if (how === 'pan') mouse('pointerdown', middle.x, middle.y);
      while (performance.now() - began < seconds * 1000) {
        const turn = count / 12;
        if (how === 'zoom') ground.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: 60 * Math.cos(turn / 2), clientX: middle.x, clientY: middle.y }));
        else mouse('pointermove', middle.x + 180 * Math.sin(turn), middle.y + 90 * Math.sin(turn * 1.3));
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        count += 1;
      }
      if (how === 'pan') mouse('pointerup', middle.x, middle.y);
      return { fps: (count * 1000) / (performance.now() - began), longest_ms: longest };
    },
    { how, seconds: SECONDS },
  );
}

/** What the machine gives at this moment, beside the board's own figures: a page on which nothing is drawn, and a
 * drawing of as many cards that is as plain as SVG can be, scaled as a whole at every frame.
 * @param {'empty' | 'plain'} what
 * @returns {Promise<Frames>} */
async function floor(what) {
  return beside.evaluate(
    async ({ cards, what, seconds }) => {
      const NS = 'http://www.w3.org/2000/svg';
      const made = (/** @type {Element} */ into, /** @type {string} */ name, /** @type {Record<string, string | number>} */ has, text = '') => {
        const element = into.appendChild(document.createElementNS(NS, name));
        for (const [key, value] of Object.entries(has)) element.setAttribute(key, String(value));
        element.textContent = text;
        return element;
      };
      document.body.replaceChildren();
      const svg = what === 'plain' ? made(document.body, 'svg', { width: 1040, height: 420 }) : null;
      const ground = svg && made(svg, 'g', {});
      const lanes = Math.ceil(Math.sqrt(cards * 0.75));
      for (let n = 0; ground && n < cards; n += 1) {
        const [x, y] = [Math.floor(n / lanes) * 222, (n % lanes) * 78];
        made(ground, 'path', { d: `M${x - 86} ${y + 23}C${x - 40} ${y + 23} ${x - 40} ${y + 40} ${x} ${y + 40}`, fill: 'none', stroke: '#76839a' });
        made(ground, 'rect', { x, y, width: 136, height: 46, rx: 6, fill: '#ffffff', stroke: '#76839a' });
        made(ground, 'circle', { cx: x + 16, cy: y + 16, r: 7, fill: '#dfeaf8' });
        made(ground, 'text', { x: x + 33, y: y + 18, 'font-size': 11.5 }, `Card number ${n}`);
        made(ground, 'text', { x: x + 14, y: y + 36, 'font-size': 10.5 }, `bc1q${n}x9x8gf2tv`);
      }
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      const began = performance.now();
      let count = 0;
      let longest = 0;
      let last = began;
      while (performance.now() - began < seconds * 1000) {
        ground?.setAttribute('transform', `scale(${0.28 * Math.exp(1.19 * (1 - Math.cos(count / 24)))})`);
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        count += 1;
      }
      document.body.replaceChildren();
      return { fps: (count * 1000) / (performance.now() - began), longest_ms: longest };
    },
    { cards: CARDS, what, seconds: SECONDS / 2 },
  );
}

const began = performance.now();
await page.goto(`${url}/boards/b`);
await page.getByText(`${CARDS} cards`).first().waitFor();
const opened_ms = performance.now() - began;
await page.waitForTimeout(1_500);

/** Each is measured in turn, so that what else the machine does falls on all of them.
 * @type {Record<string, () => Promise<Frames>>} */
const ways = {
  empty: () => front(beside, () => floor('empty')),
  plain: () => front(beside, () => floor('plain')),
  // At real size, with every text drawn; then all of it in sight; then from there in and out again.
  read: () => front(page, async () => (await at('0'), frames('pan'))),
  pan: () => front(page, async () => (await at('f'), frames('pan'))),
  zoom: () => front(page, async () => (await at('f'), frames('zoom'))),
};
/** A page that is not in front gets no frames.
 * @template T @param {import('playwright-core').Page} page @param {() => Promise<T>} run */
async function front(page, run) {
  await page.bringToFront();
  await page.waitForTimeout(300);
  return run();
}
/** @param {string} key */
async function at(key) {
  await page.keyboard.press(key);
  await page.waitForTimeout(300);
}
/** @type {Record<string, Frames[]>} */
const rounds = {};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, measure] of Object.entries(ways)) (rounds[name] ??= []).push(await measure());
}
/** The median round of each, by frames a second. */
const measured = Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, all.sort((a, b) => a.fps - b.fps)[Math.floor(all.length / 2)]]));

const pure = await build({
  configFile: false,
  logLevel: 'silent',
  build: { write: false, lib: { entry: fileURLToPath(new URL('../src/core/board/state.ts', import.meta.url)), formats: ['es'] } },
});
const [output] = Array.isArray(pure) ? pure : [pure];
if (!output || !('output' in output)) throw new Error('the rules were not built');
const replay = await page.evaluate(
  async ({ code, operations }) => {
    const { State } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    const ops = [];
    const at = new Map();
    for (let turn = 0; turn < operations; turn += 1) {
      const number = turn % 500;
      const address = `bc1q${number}`;
      const card = `address:bitcoin-story-linked:${address}`;
      const from = at.get(card);
      const to = from ? { x: from.x, y: from.y + 1 } : { x: Math.floor(number / 40) * 222, y: (number % 40) * 78 };
      const subject = { kind: 'address', ledger: 'bitcoin-story-linked', address };
      ops.push(from ? { op: 'move', card, from, to } : { op: 'add', card: { subject, at: to, is_start: false, is_hidden: false, colour: null, flag: null } });
      at.set(card, to);
    }
    const log = JSON.stringify(ops);
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      const began = performance.now();
      const refusal = new State().applyAll(JSON.parse(log));
      times.push(performance.now() - began);
      if (refusal !== null) throw new Error(refusal.code);
    }
    return times.sort((a, b) => a - b)[2];
  },
  { code: output.output[0].code, operations: OPERATIONS },
);
await browser.close();
server.closeAllConnections();
server.close();
console.log(JSON.stringify({ cards: CARDS, operations: OPERATIONS, seconds: SECONDS, opened_ms, ...measured, replay_ms: replay }));
