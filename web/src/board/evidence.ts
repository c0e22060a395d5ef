// What a board leaves in its case: facts that are copied, and results that the server draws in this person's name.
import { api, ask } from '../api/client';
import type { PinSubject } from '../api/contract-case';
import type { Target } from '../core/board/model';
import type { State } from '../core/board/state';
import { t } from '../i18n/words.svelte';
import { toast } from '../ui/live.svelte';
import type { BoardSession } from './session.svelte';

/** What the server is asked to copy when a card or edge is pinned; null where there is no one fact. */
export function pinSubject(view: State, on: Target): PinSubject | null {
  if (on.what === 'board') return null;
  if (on.what === 'card') {
    const subject = view.cards.get(on.id)?.subject;
    switch (subject?.kind) {
      case 'transaction':
        return { kind: 'transaction', ledger: subject.ledger, txid: subject.txid };
      case 'address':
      case 'cluster':
        return { kind: 'address', ledger: subject.ledger, address: subject.address };
      default:
        return null;
    }
  }
  const edge = view.edges.get(on.id);
  const from = edge && view.cards.get(edge.from)?.subject;
  if (!edge?.txid || !from || from.kind === 'rest') return null;
  if (edge.output === null) return { kind: 'transaction', ledger: from.ledger, txid: edge.txid };
  return { kind: 'edge', ledger: from.ledger, txid: edge.txid, output: edge.output };
}

export async function pin(session: BoardSession, on: Target): Promise<void> {
  const subject = pinSubject(session.view, on);
  return subject ? pinFact(session, subject, on) : session.told(t('board-pin-not'));
}

export async function pinFact(session: BoardSession, subject: PinSubject, on: Target): Promise<void> {
  try {
    const made = await ask(api.POST('/api/boards/{board}/pins', { params: { path: { board: session.id } }, body: { subject } }));
    if (session.act([{ op: 'pin', id: made.id, on }])) toast(t('board-pinned'));
  } catch (problem) {
    session.fail(problem);
  }
}

export async function place(session: BoardSession, question: { job: string; top?: number; endings?: number[] }): Promise<boolean> {
  try {
    const rev = await session.flush();
    const path = { board: session.id };
    const answer = await ask(api.POST('/api/boards/{board}/results', { params: { path }, body: { ...question, rev } }));
    await session.receive(answer.steps);
    const count = answer.steps.flatMap((step) => step.ops).filter((op) => op.op === 'add').length;
    toast(t('board-placed', { count }), { undo: { label: t('board-undo'), run: () => void session.undo() } });
    return true;
  } catch (problem) {
    session.fail(problem);
    return false;
  }
}
