// Where cases and what is in them are looked at.
import type { CaseHit } from '../api/contract-case';
import { href } from '../routes';

export type CaseTab = 'work' | 'notes' | 'files' | 'evidence' | 'requests' | 'custody';

export const caseHref = (id: string, tab: CaseTab = 'work'): string => href('case', { case: id }, { tab });

export const requestHref = (of: { case: string; id: string }): string => href('request', { case: of.case, request: of.id });

/** A board, or one of its revisions to look at alone. */
export const boardHref = (id: string, rev = 0): string => href('board', { board: id }, { rev });

/** Where something that was found in a case is looked at. */
export function hitHref(hit: CaseHit): string {
  const id = hit.case.id;
  switch (hit.kind) {
    case 'board':
      return boardHref(hit.object_id);
    case 'request':
      return requestHref({ case: id, id: hit.object_id });
    case 'note':
      return caseHref(id, 'notes');
    case 'file':
      return caseHref(id, 'files');
    default:
      return caseHref(id);
  }
}
