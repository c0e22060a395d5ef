// Every line of the list with its answer, in the order of the list: those that were asked about, their repeats, and
// those that could not be.
import type { Screened, Verdict } from '../../api/contract-look';
import { csv } from '../../core/csv';
import type { Line } from '../../core/pasted';

export interface Row {
  line: number;
  /** As it stood in the list; empty where it is withheld. */
  subject: string;
  verdict: Verdict;
  answer: Screened | null;
  state: Line['state'];
  repeats: number | null;
}

export function rowsOf(lines: readonly Line[], answers: readonly Screened[]): Row[] {
  const byText = new Map<string, Screened>();
  const asked = lines.flatMap((line) => (line.state === 'good' && line.repeats === null ? [line.subject] : []));
  // Answers come in the order in which was asked.
  asked.forEach((subject, at) => {
    const answer = answers[at];
    if (answer) byText.set(subject, answer);
  });
  return lines.map((line): Row => {
    const base = { line: line.line, state: line.state, repeats: null };
    if (line.state === 'secret') return { ...base, subject: '', verdict: 'unreadable', answer: null };
    if (line.state !== 'good') return { ...base, subject: line.text, verdict: 'unreadable', answer: null };
    const answer = byText.get(line.subject) ?? null;
    return { ...base, subject: line.subject, verdict: answer?.verdict ?? 'unreadable', answer, repeats: line.repeats };
  });
}

/** One line a line of the list. */
export function csvOf(rows: readonly Row[]): string {
  const head = ['line', 'subject', 'verdict', 'label', 'ground', 'reach', 'source', 'pack', 'confidence', 'unsure', 'problem'];
  const body = rows.map((row) => {
    const match = row.answer?.matches.find((each) => each.ground !== 'information');
    return [
      String(row.line),
      row.subject,
      row.verdict,
      match?.claim.label ?? '',
      match ? (match.list ?? match.category ?? '') : '',
      match?.reach ?? '',
      match?.claim.source ?? '',
      match?.claim.pack.title ?? '',
      match ? String(match.claim.confidence.level) : '',
      row.answer?.unsure.join('; ') ?? '',
      row.answer?.error ?? (row.answer === null ? row.state : ''),
    ];
  });
  return csv([head, ...body]);
}
