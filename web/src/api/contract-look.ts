// What the server answers to the look-up, trace and screening pages: shapes of docs/handbook/json.md.
import type { Money } from '../core/fmt';
import type { Op } from './op';

/** How the search box understood what was pasted; `says` explains it in a sentence. */
export interface Understood {
  kind: string;
  text: string;
  ledger: string | null;
  says: string;
}

export interface SearchAnswer {
  understood: Understood[];
  labels: { label: string; categories: string[]; subject: string; network: string; source: string }[];
  addresses: { address: string; ledger: string }[];
}

export type { Money };

export interface LookPaths {
  '/api/search': { get: Op<SearchAnswer, { q: string; limit?: number }> };
}
