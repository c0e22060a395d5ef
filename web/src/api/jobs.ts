// A long question is a job; this follows one over server-sent events until it ends.
// The browser reconnects by itself; where the stream cannot be had at all (a proxy that buffers), the job is
// asked every two seconds instead, so that a page never waits for nothing.
import { api, ask, Problem } from './client';
import type { Job } from './contract';

const ASK_EVERY_MS = 2000;

export interface JobWatcher {
  /** Every news of it, the last one included. */
  news(job: Job): void;
  failed?(problem: unknown): void;
}

export const isOver = (job: Job): boolean => job.state !== 'waiting' && job.state !== 'running';

/** Follows a job; the answer stops following (it does not cancel the job). */
export function watch(id: string, watcher: JobWatcher): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;

  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    source?.close();
  };
  const tell = (job: Job) => {
    if (isStopped) return;
    watcher.news(job);
    if (isOver(job)) stop();
  };
  const poll = async () => {
    if (isStopped) return;
    try {
      tell(await ask(api.GET('/api/jobs/{id}', { params: { path: { id } } })));
    } catch (problem) {
      // The server may be restarting; a refusal is final.
      if (problem instanceof Problem && problem.status !== 0) {
        stop();
        watcher.failed?.(problem);
        return;
      }
    }
    if (!isStopped) timer = setTimeout(() => void poll(), ASK_EVERY_MS);
  };

  source = new EventSource(`/api/jobs/${encodeURIComponent(id)}/events`);
  for (const event of ['progress', 'done', 'failed', 'cancelled']) {
    source.addEventListener(event, (message) => {
      try {
        tell(JSON.parse((message as MessageEvent<string>).data) as Job);
      } catch {
        // An event that is not a job says only that there is news: ask for it.
        void poll();
      }
    });
  }
  source.addEventListener('error', () => {
    if (isStopped || source?.readyState !== EventSource.CLOSED) return;
    void poll();
  });
  return stop;
}

export async function cancel(id: string): Promise<void> {
  await ask(api.DELETE('/api/jobs/{id}', { params: { path: { id } } }));
}
