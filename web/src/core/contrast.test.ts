// The colours of tokens.css, held against WCAG 2.2 AA by calculation: text 4.5 to 1, lines that mean something 3 to 1.
// A checker in a browser cannot judge text inside drawings; this can.
import fs from 'node:fs';
import { expect, test } from 'vitest';

const css = fs.readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');
const tokens = new Map([
  ...[...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]): [string, [string, string]] => [name!, [light!, dark!]],
  ),
  // The same in both themes, as on paper.
  ...[...css.matchAll(/--(swatch-[a-z]+): (#[0-9a-f]{6})/g)].map(([, name, colour]): [string, [string, string]] => [name!, [colour!, colour!]]),
]);
const swatches = [...tokens.keys()].filter((name) => name.startsWith('swatch-'));

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

// What the board draws, each mark on what lies under it (board/CardMark, board/EdgeMark, board/Canvas, board/MiniMap).
const frames = ['raised', 'severe-back', 'high-back', 'known-back'];
const board: [string, string, number][] = [
  // Names, addresses on a card that is not labelled, tabs, why value stopped, plates, flags and starts beside a card.
  ...frames.map((frame): [string, string, number] => ['fg', frame, 4.5]),
  ...['raised', 'panel', 'bg'].map((ground): [string, string, number] => ['muted', ground, 4.5]),
  ...['raised', 'panel', 'bg', 'selected'].map((ground): [string, string, number] => ['fg', ground, 4.5]),
  ['accent', 'bg', 4.5],
  // Frames, lines, heads and dots, also where they lie on each other; tabs and the stamp.
  ...[...frames, 'bg', 'panel'].map((ground): [string, string, number] => ['edge', ground, 3]),
  // Bars and signs of a tone, on its own card and at its edge.
  ...['severe', 'high', 'known'].flatMap((tone): [string, string, number][] => [
    [tone, `${tone}-back`, 3],
    [tone, 'bg', 3],
  ]),
  ['none', 'raised', 3],
  ['own', 'raised', 3],
  // What is selected or has the keys: a frame, a line.
  ...[...frames, 'bg', 'panel', 'selected'].map((ground): [string, string, number] => ['accent', ground, 3]),
  ['fg', 'bg', 3],
  // A coinjoin's dot.
  ['high', 'high-back', 3],
];
pairs.push(...board);

/** An ink that is let through by a part of its ground. */
function over(ink: string, ground: string, opacity: number): string {
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return `#${[1, 3, 5].map((at) => Math.round(part(ink, at) * opacity + part(ground, at) * (1 - opacity)).toString(16).padStart(2, '0')).join('')}`;
}

test('the eight colours of a hand stand out by their outline, on every card and on the ground', () => {
  expect(swatches).toHaveLength(8);
  for (const theme of [0, 1] as const) {
    const outline = tokens.get('fg')![theme];
    for (const ground of [...frames, 'bg']) expect(contrast(outline, tokens.get(ground)![theme])).toBeGreaterThanOrEqual(3);
    for (const one of swatches) for (const other of swatches) if (one !== other) expect(tokens.get(one)).not.toEqual(tokens.get(other));
  }
});

test("a bowtie's strands stand out from the page, let through as they are", () => {
  const drawn = fs.readFileSync(new URL('../graph/Bowtie.svelte', import.meta.url), 'utf8');
  const opacity = Number(/\n  path \{\n[^}]*fill-opacity: ([\d.]+)/.exec(drawn)?.[1]);
  for (const theme of [0, 1] as const) {
    for (const ink of ['known', 'none', 'own', 'medium']) {
      for (const ground of ['bg', 'raised', 'panel'].map((name) => tokens.get(name)![theme])) {
        expect(contrast(over(tokens.get(ink)![theme], ground, opacity), ground), `${ink} in theme ${theme}`).toBeGreaterThanOrEqual(3);
      }
    }
  }
});

test.each([...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()])('%s on %s', (ink, ground, least) => {
  for (const theme of [0, 1] as const) {
    const [above, below] = [tokens.get(ink)?.[theme], tokens.get(ground)?.[theme]];
    if (!above || !below) throw new Error(`tokens.css lacks ${ink} or ${ground}`);
    expect(contrast(above, below)).toBeGreaterThanOrEqual(least);
  }
});
