// What all journeys share, built once: a story ingested by the real program, `kancil serve` on it, and one browser.
// `KANCIL_BIN` names another program than target/debug/kancil, `KANCIL_CHROMIUM` another browser than Debian's.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOME = path.join(ROOT, 'target/e2e');
const KANCIL = process.env['KANCIL_BIN'] ?? path.join(ROOT, 'target/debug/kancil');
const CHROMIUM = process.env['KANCIL_CHROMIUM'] ?? '/usr/bin/chromium';
const GENESIS = path.join(process.env['KANCIL_TESTDATA'] ?? path.join(ROOT, '../shared/data'), 'btc/genesis_0-4521.blk');

export const ADMIN = { login: 'siti', name: 'Siti', password: 'a long enough passphrase 7' };

/** One served data directory. `firstRun` is the one-time link that the program printed. */
export interface Served {
  url: string;
  firstRun: string;
  data: string;
}

export interface House {
  browser: string;
  kancil: string;
  /** A data directory that holds nothing yet. */
  empty: Served;
  /** The story again, of which nobody is the administrator yet: what the demo serves. */
  demo: Served;
  story: Served & { thefts: string[]; exchange: string };
  genesis: Served | null;
  /** A story so long that following all of it takes its time; `start` is its first coins. */
  long: Served & { start: string };
  /** The story as of a day that stays: what its pages say is the same in every run. */
  still: Served;
  /** The story on a file system of a few MiB, or why there is none. */
  small: Served | string;
}

/** What the clock of `still` says, the server's and the browser's. */
export const STILL = '2026-11-22T12:00:00Z';

declare module 'vitest' {
  interface ProvidedContext {
    house: House;
  }
}

const running: ChildProcess[] = [];
let mounted: string | undefined;
let browser: BrowserServer | undefined;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!fs.existsSync(KANCIL)) throw new Error(`${KANCIL} is not there: cargo build --package app`);
  unmount(path.join(HOME, 'small-data'));
  fs.rmSync(HOME, { recursive: true, force: true });
  fs.mkdirSync(HOME, { recursive: true });
  const story = await storyDesk();
  const empty = await serve(path.join(HOME, 'empty-data'));
  const demo = await demoDesk();
  const genesis = fs.existsSync(GENESIS) ? await genesisDesk() : null;
  if (!genesis && process.env['CI']) throw new Error(`${GENESIS} is not there, and CI must not skip what needs it`);
  const long = await longDesk();
  const still = await stillDesk();
  const small = await smallDesk();
  browser = await chromium.launchServer({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
  });
  project.provide('house', { browser: browser.wsEndpoint(), kancil: KANCIL, empty, demo, story, genesis, long, still, small });
  return teardown;
}

async function teardown(): Promise<void> {
  await browser?.close();
  await Promise.all(running.map((child) => new Promise((gone) => child.once('exit', gone).kill('SIGTERM'))));
  if (mounted) unmount(mounted);
}

/** Also what a run that was ended left mounted; at once, whoever still stands in it. */
function unmount(folder: string): void {
  try {
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  } catch {
    // Nothing is mounted there.
  }
}

function kancil(...args: string[]): string {
  return kancilAt(undefined, ...args);
}

/** As of a moment, where one is given. */
function kancilAt(now: string | undefined, ...args: string[]): string {
  return execFileSync(KANCIL, args, { env: at(now), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
}

function at(now: string | undefined): NodeJS.ProcessEnv {
  return now === undefined ? process.env : { ...process.env, KANCIL_NOW: now };
}

async function storyDesk(): Promise<House['story']> {
  const story = path.join(HOME, 'story');
  const data = path.join(HOME, 'story-data');
  kancil('scenario', 'grow', 'exchange-theft', '--seed', '7', '--transactions', '5000', '--out', story);
  kancil('--data', data, 'ingest', 'bitcoin', path.join(story, 'blocks'));
  kancil('--data', data, 'labels', 'import', path.join(story, 'labels.yaml'));
  const told = JSON.parse(fs.readFileSync(path.join(story, 'story.json'), 'utf8')) as { start: { outpoints: string[] } };
  const trace = JSON.parse(kancil('--data', data, 'trace', ...told.start.outpoints, '--format', 'json')) as {
    where_it_is_now: { stop: string; address: string | null; holder: { address: string } | string | null }[];
  };
  const deposit = trace.where_it_is_now.find((row) => row.stop === 'service' && row.address);
  return { ...(await serve(data)), thefts: told.start.outpoints, exchange: deposit?.address ?? '' };
}

async function demoDesk(): Promise<Served> {
  const data = path.join(HOME, 'demo-data');
  for (const part of ['ledgers', 'labels']) fs.cpSync(path.join(HOME, 'story-data', part), path.join(data, part), { recursive: true });
  return serve(data);
}

async function longDesk(): Promise<House['long']> {
  const story = path.join(HOME, 'long-story');
  const data = path.join(HOME, 'long-data');
  kancil('scenario', 'grow', 'exchange-theft', '--seed', '7', '--transactions', '150000', '--out', story);
  kancil('--data', data, 'ingest', 'bitcoin', path.join(story, 'blocks'));
  const block = JSON.parse(kancil('--data', data, 'look', '1', '--format', 'json')) as { transactions: { items: { txid: string }[] } };
  return { ...(await serve(data)), start: block.transactions.items[0]?.txid ?? '' };
}

async function stillDesk(): Promise<Served> {
  const data = path.join(HOME, 'still-data');
  kancilAt(STILL, '--data', data, 'ingest', 'bitcoin', path.join(HOME, 'story/blocks'));
  kancilAt(STILL, '--data', data, 'labels', 'import', path.join(HOME, 'story/labels.yaml'));
  return serve(data, STILL);
}

async function smallDesk(): Promise<Served | string> {
  const data = path.join(HOME, 'small-data');
  fs.mkdirSync(data);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', data], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    return `no file system can be mounted here: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`;
  }
  mounted = data;
  for (const part of ['ledgers', 'labels']) fs.cpSync(path.join(HOME, 'story-data', part), path.join(data, part), { recursive: true });
  return serve(data);
}

async function genesisDesk(): Promise<Served> {
  const data = path.join(HOME, 'genesis-data');
  kancil('--data', data, 'ingest', 'bitcoin', GENESIS);
  return serve(data);
}

/** Starts the program and waits for the link that it prints. */
function serve(data: string, now?: string): Promise<Served> {
  const args = ['--data', data, 'serve', '--listen', '127.0.0.1:0'];
  const child = spawn(KANCIL, args, { env: at(now), stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const link = /(http:\/\/[^\s/]+)\/first-run#\S+/.exec(said);
      if (link) resolve({ url: link[1]!, firstRun: link[0], data });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`kancil serve ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`kancil serve printed no link in 30 s:\n${said}`)), 30_000).unref();
  });
}
