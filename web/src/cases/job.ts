// One long question asked and waited for, where a page needs the answer alone and not its progress.
import { api, ask, Problem } from '../api/client';
import { isOver, watch } from '../api/jobs';
import type { Job } from '../api/contract';

export interface Answered<Answer> {
  job: Job;
  answer: Answer;
  /** SHA-256 of the answer's bytes. */
  digest: string;
}

export async function finished(kind: string, question: Record<string, unknown>): Promise<Job> {
  const asked = await ask(api.POST('/api/jobs', { body: { kind, question } }));
  const job = isOver(asked) ? asked : await over(asked.id);
  if (job.state !== 'done') throw new Problem(422, job.problem ?? { id: 'problem-job-cancelled' });
  return job;
}

const over = (id: string): Promise<Job> =>
  new Promise((resolve, reject) => {
    watch(id, { news: (job) => void (isOver(job) && resolve(job)), failed: reject });
  });

export async function answerOf<Answer>(kind: string, question: Record<string, unknown>): Promise<Answered<Answer>> {
  const job = await finished(kind, question);
  const response = await fetch(`/api/jobs/${encodeURIComponent(job.id)}/result?format=json`, { credentials: 'same-origin' });
  const bytes = await response.arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  if (!response.ok) throw new Problem(response.status, {});
  return { job, answer: JSON.parse(text) as Answer, digest: await sha256(bytes) };
}

/** Empty where the browser gives no digest: plain HTTP away from this machine. */
async function sha256(bytes: ArrayBuffer): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return '';
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
