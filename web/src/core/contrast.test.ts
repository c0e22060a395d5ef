// The colours of tokens.css, held against WCAG 2.2 AA by calculation: text 4.5 to 1, lines that mean something 3 to 1.
// A checker in a browser cannot judge text inside drawings; this can.
import fs from 'node:fs';
import { expect, test } from 'vitest';

const css = fs.readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name,
    [light, dark] as [string, string],
  ]),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['bg', 'panel', 'raised', 'hover', 'selected'];
const tones = ['severe', 'high', 'medium', 'known', 'own', 'none'];
const pairs: [string, string, number][] = [
  ...['fg', 'muted', 'accent'].flatMap((ink) => grounds.map((ground): [string, string, number] => [ink, ground, 4.5])),
  ...tones.flatMap((tone): [string, string, number][] => [
    [tone, 'bg', 4.5],
    [tone, `${tone}-back`, 4.5],
    ['fg', `${tone}-back`, 4.5],
  ]),
  ['on-accent', 'accent-solid', 4.5],
  ['edge', 'bg', 3],
  ['edge', 'raised', 3],
];

test.each(pairs)('%s on %s', (ink, ground, least) => {
  for (const theme of [0, 1] as const) {
    const [above, below] = [tokens.get(ink)?.[theme], tokens.get(ground)?.[theme]];
    if (!above || !below) throw new Error(`tokens.css lacks ${ink} or ${ground}`);
    expect(contrast(above, below)).toBeGreaterThanOrEqual(least);
  }
});
