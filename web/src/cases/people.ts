// Everybody who can be a member of a case, in as many parts as the server sends them.
import { api, ask } from '../api/client';
import type { Candidate } from '../api/contract-case';

/** More parts than any installation has people for. */
const PARTS_MAX = 50;

export async function candidates(): Promise<Candidate[]> {
  const all: Candidate[] = [];
  let after: string | undefined;
  for (let part = 0; part < PARTS_MAX; part += 1) {
    const page = await ask(api.GET('/api/people', { params: { query: { after, limit: 500 } } }));
    all.push(...page.items);
    if (!page.next) break;
    after = page.next;
  }
  return all;
}
