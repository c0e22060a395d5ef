// The draft that an ending of a placed trace begins with: its transactions from the board, its holder from the labels,
// its shares from the trace itself, asked again and held against the digest that was placed.
import { api, ask } from '../../api/client';
import type { Attribution } from '../../api/contract-look';
import type { RequestDraft } from '../../api/contract-case';
import { EMPTY, type Ending, endingsOf, linesOf, sumOf } from '../../cases/draft';
import { holderOf } from '../../cases/holder';
import { amount } from '../../core/fmt';
import { decimalOf, percentOf } from '../../core/value';
import { t, term } from '../../i18n/words.svelte';
import { startOf } from './start';

export interface From {
  board: string;
  result: string;
  card: string;
}

/** What a person has to look at before relying on what was filled in. */
export type Doubt = 'doubt-cluster' | 'doubt-share' | 'doubt-labels';

export interface Begun {
  draft: RequestDraft;
  holder: string | null;
  unsure: Doubt[];
}

export async function begun(caseId: string, from: From): Promise<Begun> {
  const [board, found] = await Promise.all([
    ask(api.GET('/api/boards/{board}', { params: { path: { board: from.board }, query: {} } })),
    ask(api.GET('/api/cases/{case}', { params: { path: { case: caseId } } })),
  ]);
  const ending = endingsOf(board.content, from.result).find(({ card }) => card === from.card);
  const placed = board.content.results[from.result];
  if (!ending || !placed) return { draft: EMPTY, holder: null, unsure: [] };
  const [labels, start] = await Promise.all([labelsOf(ending), startOf(placed)]);
  const label = labels ? holderOf(labels) : null;
  const lines = linesOf(board.content, ending, start);
  const holder = label ? (label.claim.actor ?? label.claim.label) : null;
  const unsure: Doubt[] = [];
  if (label?.reach === 'cluster') unsure.push('doubt-cluster');
  if (start === null) unsure.push('doubt-share');
  if (labels === null) unsure.push('doubt-labels');
  const sum = sumOf(lines);
  const said = {
    amount: sum ? amount({ amount: decimalOf(sum.units), asset: sum.asset }, { trim: true }) : ending.amount,
    share: sum && start !== null ? percentOf(sum.units, start) : '–',
    count: lines.length,
    address: ending.subject.address,
    case: found.number,
    method: placed.method,
    digest: placed.digest,
    asOf: placed.as_of,
    why: term('stop', ending.why),
    label: label ? `${label.claim.label} (${label.claim.source}, ${label.claim.confidence.level} %)` : '–',
  };
  const draft: RequestDraft = {
    ...EMPTY,
    recipient: holder ?? '',
    what: t('request-draft-what', said),
    basis: t(start === null ? 'request-draft-basis-bare' : 'request-draft-basis', said),
    limits: t(label?.reach === 'cluster' ? 'request-draft-limits-cluster' : 'request-draft-limits', said),
    lines,
  };
  return { draft, holder, unsure };
}

async function labelsOf({ subject }: Ending): Promise<Attribution[] | null> {
  const { address, ledger } = subject;
  const looked = ask(api.GET('/api/addresses/{address}', { params: { path: { address }, query: { ledger, limit: 1 } } }));
  return looked.then(({ labels }) => labels).catch(() => null);
}
