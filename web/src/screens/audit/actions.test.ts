// The pages offer every action that the record can write, no other, and have a word for each.
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../../../tools/words.mjs';
import { ACTIONS } from './actions';

const source = fs.readFileSync(new URL('../../../../crates/casework/src/audit/mod.rs', import.meta.url), 'utf8');

test('the actions are those of the record', () => {
  const written = [...source.matchAll(/^ {4}[A-Z][A-Za-z]+ = "([a-z_]+\.[a-z_]+)",$/gm)].map(([, text]) => text);
  expect(written.length).toBeGreaterThan(20);
  expect([...ACTIONS].sort()).toEqual(written.sort());
});

test('each has a word', () => {
  const ids = new Set(catalogue('en').map(({ id }) => id));
  for (const action of ACTIONS) expect(ids).toContain(`audit-action-${action.replaceAll(/[._]/g, '-')}`);
});
