// What the board costs: frames a second while 300 cards are panned and zoomed in headless Chromium, and 10,000 operations
// replayed in it. Prints one JSON object; `cargo xtask bench board` writes it down. Needs the built pages.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { desk } from './desk.mjs';

const CARDS = 300;
const OPERATIONS = 10_000;
const SECONDS = 4;
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

/** Frames a second while the wheel or the mouse moves at every frame.
 * @param {'pan' | 'zoom' | 'read'} how */
async function frames(how) {
  return page.evaluate(
    async ({ how, seconds }) => {
      const svg = /** @type {SVGSVGElement} */ (document.querySelector('svg[role="group"]'));
      const box = svg.getBoundingClientRect();
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const mouse = (/** @type {string} */ type, /** @type {number} */ x, /** @type {number} */ y) =>
        svg.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, buttons: 1, clientX: x, clientY: y }));
      svg.setPointerCapture = () => undefined;
      await frame();
      const began = performance.now();
      let count = 0;
      let longest = 0;
      let last = began;
      if (how !== 'zoom') mouse('pointerdown', middle.x, middle.y);
      while (performance.now() - began < seconds * 1000) {
        const turn = count / 12;
        if (how === 'zoom') svg.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: 60 * Math.cos(turn / 2), clientX: middle.x, clientY: middle.y }));
        else mouse('pointermove', middle.x + 180 * Math.sin(turn), middle.y + 90 * Math.sin(turn * 1.3));
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        count += 1;
      }
      if (how !== 'zoom') mouse('pointerup', middle.x, middle.y);
      return { fps: (count * 1000) / (performance.now() - began), longest_ms: longest };
    },
    { how, seconds: SECONDS },
  );
}

/** The median of some rounds, by frames a second.
 * @param {'pan' | 'zoom' | 'read'} how */
async function median(how) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await frames(how));
  return rounds.sort((a, b) => a.fps - b.fps)[Math.floor(ROUNDS / 2)];
}

const began = performance.now();
await page.goto(`${url}/boards/b`);
await page.getByText(`${CARDS} cards`).first().waitFor();
const opened_ms = performance.now() - began;
await page.waitForTimeout(1_500);
// At real size, with every text drawn; then all of it in sight.
await page.keyboard.press('0');
const read = await median('read');
await page.keyboard.press('f');
await page.waitForTimeout(300);
const pan = await median('pan');
const zoom = await median('zoom');

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
console.log(JSON.stringify({ cards: CARDS, operations: OPERATIONS, seconds: SECONDS, opened_ms, read, pan, zoom, replay_ms: replay }));
