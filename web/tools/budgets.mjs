// The page must open fast on a slow line: what the first visit loads is measured as it travels (gzip), against the
// budgets that the design set. Also holds that nothing is inline and nothing comes from outside, because the
// server's policy would block it anyway. Run after the build; `--tell` says the sizes and judges nothing.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { languages } from './words.mjs';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const KB = 1000;
const BUDGETS = { js: 60 * KB, css: 15 * KB, screen: 25 * KB, words: 20 * KB, font: 75 * KB };

/** @typedef {{ file: string, imports?: string[], css?: string[], assets?: string[] }} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(fs.readFileSync(path.join(DIST, '.vite/manifest.json'), 'utf8'));
const size = (/** @type {string} */ file) => gzipSync(fs.readFileSync(path.join(DIST, file)), { level: 9 }).length;

/** Everything that loading one entry of the manifest loads.
 * @param {string} name
 * @param {Set<string>} seen */
function closure(name, seen = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return seen;
  seen.add(name);
  for (const imported of chunk.imports ?? []) closure(imported, seen);
  return seen;
}

/** @param {Iterable<string>} names */
function weigh(names) {
  const scripts = new Set();
  const styles = new Set();
  for (const name of names) {
    const chunk = manifest[name];
    if (!chunk) continue;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
  }
  const sum = (/** @type {Set<string>} */ files) => [...files].reduce((total, file) => total + size(file), 0);
  return { js: sum(scripts), css: sum(styles) };
}

/** @type {string[]} */
const breaches = [];
const within = (/** @type {string} */ what, /** @type {number} */ bytes, /** @type {number} */ budget) => {
  const line = `${what}: ${(bytes / KB).toFixed(1)} of ${budget / KB} kB`;
  console.log(`  ${line}`);
  if (bytes > budget) breaches.push(`${line} is too much`);
};

const entry = closure('index.html');
const home = closure('src/screens/home/Screen.svelte');
for (const language of languages()) {
  const words = Object.keys(manifest).find((name) => name.includes(`virtual:words/${language}/first`));
  if (!words) throw new Error(`the build has no words of '${language}'`);
  const first = weigh(new Set([...entry, ...home, words]));
  within(`first visit, scripts (${language})`, first.js, BUDGETS.js);
  within(`first visit, styles (${language})`, first.css, BUDGETS.css);
  for (const [part, whose] of [['rest', 'the other pages'], ['cases', 'cases and boards'], ['academy', 'the academy']]) {
    const own = Object.keys(manifest).filter((name) => name.includes(`virtual:words/${language}/${part}`));
    within(`words of ${whose} (${language})`, weigh(own).js, BUDGETS.words);
  }
}
for (const name of Object.keys(manifest).filter((each) => /^src\/screens\/.*Screen\.svelte$/.test(each))) {
  const own = [...closure(name)].filter((each) => !entry.has(each));
  within(name.replace('src/', '').replace('/Screen.svelte', ''), weigh(own).js, BUDGETS.screen);
}
const files = /** @type {string[]} */ (fs.readdirSync(DIST, { recursive: true })).filter((name) => !/\.(br|gz)$/.test(name));
const fonts = files.filter((name) => name.endsWith('.woff2'));
within('fonts', fonts.reduce((total, name) => total + fs.statSync(path.join(DIST, name)).size, 0), BUDGETS.font);

const page = fs.readFileSync(path.join(DIST, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)/.test(page)) breaches.push('index.html has an inline script');
if (/<style|\sstyle=|\son[a-z]+=/.test(page)) breaches.push('index.html has an inline style or handler');
for (const name of files.filter((each) => /\.(html|css)$/.test(each))) {
  const text = fs.readFileSync(path.join(DIST, name), 'utf8');
  if (/(?:src|href)="(?:https?:)?\/\/|url\(['"]?(?:https?:|data:|\/\/)/.test(text)) breaches.push(`${name} loads something from outside, or inline`);
}
for (const name of files.filter((each) => each.endsWith('.js'))) {
  const text = fs.readFileSync(path.join(DIST, name), 'utf8');
  if (/\beval\(|new Function\(/.test(text)) breaches.push(`${name} makes code from text`);
  if (/<[a-z][^>`]* style=/.test(text)) breaches.push(`${name} has a style attribute in its markup: use a class, or style: with a value`);
}
if (breaches.length > 0 && !process.argv.includes('--tell')) {
  console.error(`budgets:\n  ${breaches.join('\n  ')}`);
  process.exit(1);
}
