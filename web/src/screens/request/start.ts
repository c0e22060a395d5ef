// What a placed trace began with. A board keeps a result's question and digest and no start, so the question is asked
// again; an answer of another digest is another answer, and nothing is taken from it.
import { bodyOf, readTrace } from '../../core/question';
import { unitsOf } from '../../core/value';
import type { Placed } from '../../core/board/model';
import { answerOf } from '../../cases/job';
import type { Trace } from '../../graph/answer';

/** A question as the board keeps it: as JSON, or as the address of the trace's page has it. */
function questionOf(text: string): Record<string, unknown> {
  if (text.startsWith('{')) return JSON.parse(text) as Record<string, unknown>;
  return bodyOf(readTrace(new URLSearchParams(text.split('?').at(-1))).question);
}

export async function startOf(placed: Placed): Promise<bigint | null> {
  if (placed.kind !== 'trace') return null;
  try {
    const { answer, digest } = await answerOf<Trace>('trace', questionOf(placed.question));
    if (digest !== placed.digest) return null;
    return unitsOf(answer.start.net[answer.share_method]);
  } catch {
    // The share stays empty, and the page says so.
    return null;
  }
}
