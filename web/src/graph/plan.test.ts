// What a picture shows of a trace: the largest first, runs as one card, nothing left out uncounted.
import { describe, expect, test } from 'vitest';
import { layout } from './layout';
import { plan, type PlanOptions } from './plan';
import { small } from './small';
import type { Trace } from './answer';

const USUAL: PlanOptions = { method: 'fifo', cardsMax: 60 };

/** One line a card: column, lane, what it is, and how many coins it stands for. */
function check(trace: Trace, lines: string, options = USUAL): void {
  const planned = plan(trace, options);
  const { slots } = layout(planned);
  const said = planned.nodes.map((node, at) => {
    const what =
      node.kind === 'fold'
        ? `${node.fold.kind} of ${node.fold.transactions.length}`
        : `${node.kind} ${node.coins.map((coin) => coin.out_point).join(' ')}`;
    const { column, lane } = slots[at]!;
    return `${column},${lane} ${node.isStart ? 'start ' : ''}${what}${node.goesOnUndrawn ? ' …' : ''}`;
  });
  expect(said.join('\n')).toBe(lines.trim().split('\n').map((line) => line.trim()).join('\n'));
}

test('the biggest continues on its lane, the others stand below', () => {
  check(
    small(`
      start a:0 10 @thief
      t1 <- a:0 -> t1:0 4 @b, t1:1 6 @c
      t2 <- t1:1 -> t2:0 6 @d
      end t1:0 unspent
      end t2:0 unspent
    `),
    `
      0,0 start coins a:0
      1,0 coins t1:1
      2,0 coins t2:0
      1,1 coins t1:0
    `,
  );
});

test('coins of one holder in the start are one card, and so are coins that ended alike', () => {
  check(
    small(`
      start a:0 5 @thief
      start b:0 5 @thief
      t1 <- a:0, b:0 -> t1:0 4 @x, t1:1 3 @x, t1:2 3 @y
      end t1:0 unspent
      end t1:1 unspent
      end t1:2 unspent
    `),
    `
      0,0 start coins a:0 b:0
      1,0 coins t1:0 t1:1
      1,1 coins t1:2
    `,
  );
});

const CHAIN = `
  start a:0 10 @thief
  t1 <- a:0 -> t1:0 9 @b, t1:1 1 @x
  t2 <- t1:0 -> t2:0 8 @c, t2:1 1 @y
  t3 <- t2:0 -> t3:0 7 @d, t3:1 1 @z
  fold peel_chain t1 t2 t3
  end t1:1 unspent
  end t2:1 unspent
  end t3:0 unspent
  end t3:1 unspent
`;

test('a run is one card between what it took and what it gave', () => {
  check(
    small(CHAIN),
    `
      0,0 start coins a:0
      2,0 coins t3:0
      2,1 coins t1:1
      2,2 coins t2:1
      2,3 coins t3:1
      1,0 peel_chain of 3
    `,
  );
});

test('a run is shown hop by hop when asked', () => {
  const planned = plan(small(CHAIN), { ...USUAL, unfolded: new Set([0]) });
  expect(planned.nodes.some((node) => node.kind === 'fold')).toBe(false);
  expect(layout(planned).columns).toBe(4);
});

test('a coin inside a run is found on the card of the run', () => {
  const planned = plan(small(CHAIN), USUAL);
  const at = planned.nodeOf.get('t2:0');
  expect(planned.nodes[at!]?.kind).toBe('fold');
});

test('a run that takes in coins from elsewhere is not folded', () => {
  const planned = plan(
    small(`
      start a:0 10 @thief
      start b:0 2 @other
      t1 <- a:0 -> t1:0 9 @b, t1:1 1 @x
      t2 <- t1:0, b:0 -> t2:0 8 @c, t2:1 3 @y
      fold peel_run t1 t2
    `),
    USUAL,
  );
  expect(planned.nodes.some((node) => node.kind === 'fold')).toBe(false);
});

test('what the limit leaves out is counted in a stub, and never silent', () => {
  const outputs = Array.from({ length: 20 }, (_, at) => `t1:${at} ${20 - at} @h${at}`).join(', ');
  const ends = Array.from({ length: 20 }, (_, at) => `end t1:${at} unspent`).join('\n');
  const planned = plan(small(`start a:0 210 @thief\nt1 <- a:0 -> ${outputs}\n${ends}`), USUAL);
  const stub = planned.nodes.find((node) => node.kind === 'stub');
  expect(stub?.kind === 'stub' && stub.coins.length).toBe(12);
  expect(stub?.amount).toBe(78n * 100_000_000n);
  expect(planned.coinsUndrawn).toBe(12);
  expect(planned.endedUndrawn).toBe(78n * 100_000_000n);
});

test('a card whose value goes on undrawn says so', () => {
  check(
    small(`
      start a:0 10 @thief
      t1 <- a:0 -> t1:0 10 @b
      t2 <- t1:0 -> t2:0 10 @c
    `),
    `
      0,0 start coins a:0
      1,0 coins t1:0 …
    `,
    { method: 'fifo', cardsMax: 2 },
  );
});

test('backward, the columns count away from the start all the same', () => {
  check(
    small(
      `
        start a:0 10 @victim
        a <- a:0 -> z:0 10 @payer
        end z:0 mined
      `,
      'backward',
    ),
    `
      0,0 start coins a:0
      1,0 coins z:0
    `,
  );
});

describe('laws of the layout', () => {
  // A small generator of its own, seeded: the same shapes on every machine.
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }

  function shape(seed: number) {
    const chance = random(seed);
    const pick = (below: number) => Math.floor(chance() * below);
    const node = (isStart: boolean) => ({ links: [] as number[], isStart });
    const nodes = [node(true), node(true)];
    const links: { near: number[]; far: number[] }[] = [];
    const loose = [0, 1];
    for (let count = pick(30); count > 0; count -= 1) {
      const near = Array.from({ length: 1 + pick(3) }, () => loose.splice(pick(loose.length || 1), 1)).flat();
      if (near.length === 0) break;
      const far = Array.from({ length: 1 + pick(5) }, () => nodes.push(node(false)) - 1);
      loose.push(...far);
      for (const at of near) nodes[at]!.links.push(links.length);
      links.push({ near, far });
    }
    return { nodes, links };
  }

  test('no card lies on another, every link leads on, no trail runs through a card', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const made = shape(seed);
      const laid = layout(made);
      const taken = new Set(laid.slots.map(({ column, lane }) => `${column} ${lane}`));
      expect(taken.size).toBe(made.nodes.length);
      made.links.forEach((link, at) => {
        for (const near of link.near) {
          for (const far of link.far) {
            expect(laid.slots[near]!.column).toBeLessThan(laid.slots[far]!.column);
          }
          const { column, lane } = laid.slots[near]!;
          for (let on = column + 1; on < laid.dots[at]!.column; on += 1) {
            expect(taken.has(`${on} ${lane}`)).toBe(false);
          }
        }
      });
      expect(layout(shape(seed))).toEqual(laid);
    }
  });
});
