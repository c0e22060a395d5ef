// The two halves of the board, Rust's and this one, are held to the same answers: the vectors are written by
// `crates/casework/src/boards/tests/vectors.rs`.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fit, type Mode } from './fit';
import { inverse, inverseOf, type At, type Content, type Op, type Side } from './model';
import { fan, Slots } from './place';
import { State } from './state';
import { isRefusal, perform, type Own, type Wanted } from './tab';
import { checkFlag, checkNote } from './text';

interface Vectors {
  version: number;
  log: { steps: { by: string; wanted: Wanted; ops: Op[] }[]; state: Content; drawn: number };
  fits: { before: Content; mode: Mode; ops: Op[]; fitted: Op[]; dropped: unknown[]; after: Content }[];
  strange: { before: Content; ops: { op: Op; inverse: Op; refused: string | null }[] }[];
  places: { stand: At[]; beside: At; side: Side; places: At[] }[];
  texts: { text: string; most: number; prose: string | null; line: string | null }[];
}

const file = new URL('../../../../crates/casework/tests/vectors/boards.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

test('the vectors are of the version that is known here', () => {
  expect(vectors.version).toBe(1);
});

test('a log of two people, with undo and redo, comes to the same board', () => {
  const state = new State();
  const own: Record<string, Own[]> = {};
  for (const step of vectors.log.steps) {
    const mine = (own[step.by] ??= []);
    const answer = perform(state, mine, step.wanted);
    if (isRefusal(answer)) throw new Error(`${step.wanted.id}: ${answer.code} ${answer.id}`);
    expect(answer.ops, step.wanted.id).toEqual(step.ops);
    mine.push(answer);
  }
  expect(state.content()).toEqual(vectors.log.state);
  expect(state.drawn).toBe(vectors.log.drawn);
  const replayed = new State();
  for (const step of vectors.log.steps) expect(replayed.applyAll(step.ops)).toBeNull();
  expect(replayed.content()).toEqual(vectors.log.state);
  const read = State.of(structuredClone(vectors.log.state));
  expect(read.drawn).toBe(state.drawn);
  expect(read).toEqual(state);
});

test('a log goes back to the beginning by its inverses', () => {
  const state = State.of(structuredClone(vectors.log.state));
  for (const step of vectors.log.steps.toReversed()) expect(state.applyAll(inverse(step.ops))).toBeNull();
  expect(state).toEqual(new State());
});

test('a gesture is brought to a later board alike', () => {
  expect(vectors.fits.length).toBeGreaterThan(8);
  for (const vector of vectors.fits) {
    const state = State.of(vector.before);
    const fitted = fit(state, vector.ops, vector.mode);
    expect(fitted.ops).toEqual(vector.fitted);
    expect(fitted.dropped).toEqual(vector.dropped);
    expect(state.content()).toEqual(vector.after);
  }
});

test('what is refused is refused by the same code and changes nothing', () => {
  for (const { before, ops } of vectors.strange) {
    for (const { op, inverse: back, refused } of ops) {
      const state = State.of(before);
      expect(state.apply(op)?.code ?? null).toBe(refused);
      expect(inverseOf(op)).toEqual(back);
      if (refused === null) expect(state.apply(back)).toBeNull();
      expect(state).toEqual(State.of(before));
    }
  }
});

test('new cards find the same places', () => {
  for (const { stand, beside, side, places } of vectors.places) {
    expect(fan(new Slots([...stand]), beside, side, places.length)).toEqual(places);
  }
});

test('texts are taken and refused alike', () => {
  for (const { text, most, prose, line } of vectors.texts) {
    expect(checkNote(text, most), JSON.stringify(text)).toBe(prose);
    expect(checkFlag(text, most), JSON.stringify(text)).toBe(line);
  }
});
