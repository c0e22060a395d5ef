// Everybody of the installation: tens of people, in as many parts as the server sends them.
import { api, ask } from './client';
import type { User } from './contract';

/** More parts than any installation has people for; a cursor that never ends must not keep a page busy. */
const PARTS_MAX = 50;

export async function everybody(): Promise<User[]> {
  const all: User[] = [];
  let after: string | undefined;
  for (let part = 0; part < PARTS_MAX; part += 1) {
    const page = await ask(api.GET('/api/users', { params: { query: { after, limit: 500 } } }));
    all.push(...page.items);
    if (!page.next) break;
    after = page.next;
  }
  return all;
}
