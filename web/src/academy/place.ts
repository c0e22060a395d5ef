// What is looked up from inside an attempt, put on its board: the one board there is for it.
import { api, ask } from '../api/client';
import type { What } from '../cases/AddTo.svelte';
import { addSubject } from '../cases/add';
import { go } from '../router.svelte';

const TOP = 5;

export async function placeInside(attempt: string, what: What): Promise<void> {
  const { board } = await ask(api.GET('/api/academy/attempts/{attempt}', { params: { path: { attempt } } }));
  if (what.kind === 'subject') return go('attempt', { attempt }, { sel: [await addSubject(board, what.subject)] });
  const path = { board };
  const { rev } = await ask(api.GET('/api/boards/{board}', { params: { path, query: {} } }));
  await ask(api.POST('/api/boards/{board}/results', { params: { path }, body: { job: what.job, top: TOP, rev } }));
  go('attempt', { attempt });
}
