// A desk that has one board and no program behind it: the built pages, and answers made of a seed. The drawing is
// measured on it, since what it costs does not depend on who answers.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const LEDGER = 'bitcoin-story-linked';
const EMPTY = { amount_min: null, asset: null, from: null, to: null, side: null };

/** A board of so many cards: a trail that branches, with runs, marks and endings as an investigation has them.
 * @param {number} cards */
export function content(cards) {
  const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  const name = (/** @type {number} */ n) => {
    let mixed = n + 1;
    const next = () => (mixed = (Math.imul(mixed, 1664525) + 1013904223) >>> 0);
    return `bc1q${[...Array(38)].map(() => letters[next() >>> 27]).join('')}`;
  };
  const id = (/** @type {number} */ n) => `address:${LEDGER}:${name(n)}`;
  /** @type {Record<string, unknown>} */ const all = {};
  /** @type {Record<string, unknown>} */ const edges = {};
  const lanes = Math.ceil(Math.sqrt(cards * 0.75));
  for (let n = 0; n < cards; n += 1) {
    const [column, lane] = [Math.floor(n / lanes), n % lanes];
    const subject = { kind: n % 7 === 3 ? 'cluster' : 'address', ledger: LEDGER, address: name(n) };
    const at = { x: column * 222, y: lane * 78 };
    const key = n % 7 === 3 ? id(n).replace('address:', 'cluster:') : id(n);
    all[key] = { subject, at, is_start: n === 0, is_hidden: false, colour: n % 11 === 5 ? 'orange' : null, flag: n % 13 === 6 ? 'ask the exchange' : null };
  }
  const keys = Object.keys(all);
  for (let n = 1; n < cards; n += 1) {
    const from = n < lanes ? 0 : n - lanes + (n % 3 === 0 && n % lanes > 0 ? -1 : 0);
    if (n < lanes && n > 0 && n % 2 === 0) continue;
    const txid = (n - (n % 2)).toString(16).padStart(64, '0');
    const edge = {
      from: keys[from],
      to: keys[n],
      txid,
      output: n % 2,
      amount: `${(cards - n) % 90}.${String((n * 104729) % 100000000).padStart(8, '0')}`,
      asset: 'BTC',
      time: new Date(Date.UTC(2026, 2, 1) + n * 1_740_000).toISOString().replace('.000', ''),
      transactions: 1,
      basis: n % 5 === 0 ? { kind: 'heuristic', method: 'change', confidence: 860 } : { kind: 'ledger_fact', method: null, confidence: null },
      colour: null,
      flag: null,
    };
    edges[`${edge.from}>${edge.to}#${txid}:${edge.output}:BTC`] = edge;
  }
  const ends = keys.filter((key) => !Object.values(edges).some((edge) => /** @type {{from: string}} */ (edge).from === key)).slice(0, 12);
  const why = ['unspent', 'service', 'mixer', 'hop limit'];
  const endings = ends.map((card, n) => ({ card, why: why[n % 4], amount: `${n + 1}.5` }));
  const result = { kind: 'trace', question: '/trace', method: 'fifo', asset: 'BTC', digest: '0'.repeat(64), as_of: 'x', endings };
  return { cards: all, edges, groups: {}, notes: {}, pins: { p: { what: 'card', id: keys[2] } }, expansions: {}, excluded: {}, results: { r: result }, filter: EMPTY };
}

/** @param {{ kind: string, address?: string, txid?: string, ledger: string }} subject @param {number} n */
function facts(subject, n) {
  const id = `${subject.kind}:${subject.ledger}:${subject.address ?? subject.txid}`;
  const known = [['Bursa Nusantara', 'exchange'], ['Exchange theft of 1 March', 'perpetrator'], ['Night Mixer', 'mixing_service'], null, null, null, null][n % 7];
  return {
    id,
    name: known?.[0] ?? null,
    is_in_doubt: false,
    category: known?.[1] ?? null,
    severity: known ? 'neutral' : null,
    role: 'unknown',
    is_service: known?.[1] === 'exchange',
    is_synthetic: true,
    received: null,
    spent: null,
    legs_in: n % 4 === 0 ? 1 : n * 3,
    legs_out: n % 5 === 0 ? 2 : n * 11,
    first_seen: null,
    last_seen: null,
    cluster: n % 3 === 0 ? { root: String(n % 9), members: 2 + n, joins: 1 + n, confidence: 90 } : null,
    coinjoin: subject.kind === 'transaction' && n % 6 === 0 ? { rule: 'whirlpool', confidence: 95, stops_trace: true } : null,
    cut: null,
    refusal: null,
  };
}

/** @param {{ cards: number, operations?: unknown[] }} what */
export function desk({ cards }) {
  const board = { id: 'b', case: 'c', title: 'The theft of 1 March', rev: 0, is_synthetic: true, created_by: { id: 'u', name: 'Siti' }, created_at: '2026-03-01T00:00:00Z', changed_at: '2026-03-01T00:00:00Z' };
  const me = { id: 'u', login: 'siti', name: 'Siti', roles: ['investigator'], permissions: ['look', 'trace', 'cases'], csrf: 'x', language: 'en', theme: 'light', synthetic_only: false };
  /** @type {Record<string, unknown>[]} */
  const log = [];
  return http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://desk');
    const answer = (/** @type {unknown} */ body, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    let text = '';
    request.on('data', (bytes) => (text += bytes));
    request.on('end', () => {
      const body = text === '' ? null : JSON.parse(text);
      if (url.pathname === '/api/me') return answer(me);
      if (url.pathname === '/api/boards/b') return answer({ ...board, content: content(cards), at_rev: 0 });
      if (url.pathname.endsWith('/own-steps')) return answer({ items: [] });
      if (url.pathname.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`event: rev\ndata: {"rev":${log.length}}\n\n`);
        return undefined;
      }
      if (url.pathname.endsWith('/steps') && request.method === 'POST') {
        const steps = body.steps.map((/** @type {Record<string, unknown>} */ step) => ({ of: null, ops: [], ...step, rev: log.length + 1, by: 'u', at: '2026-03-01T00:00:00Z' }));
        log.push(...steps);
        return answer({ rev: log.length, steps });
      }
      if (url.pathname === '/api/cards') return answer({ cards: body.subjects.map(facts), as_of: null, atlas: '' });
      if (url.pathname.startsWith('/api/')) return answer({ id: 'problem-none', status: 404 }, 404);
      const asked = path.join(DIST, path.normalize(url.pathname));
      const file = asked.startsWith(DIST) && path.extname(asked) !== '' && fs.existsSync(asked) ? asked : path.join(DIST, 'index.html');
      response.writeHead(200, { 'content-type': /** @type {Record<string, string>} */ (TYPES)[path.extname(file)] ?? 'application/octet-stream' });
      response.end(fs.readFileSync(file));
      return undefined;
    });
  });
}
