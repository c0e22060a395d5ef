// A paper of a case being made: asked for as a job, followed, and saved as a file when it is there. Whoever leaves the
// page before that gets no paper, so its job is ended: nobody could fetch it any more.
import { api, ask, Problem } from '../api/client';
import type { Job } from '../api/contract';
import type { PaperAsked } from '../api/contract-case';
import { cancel, isOver, watch } from '../api/jobs';

export class Paper {
  isBusy = $state(false);
  job = $state.raw<Job | null>(null);
  problem = $state.raw<unknown>(null);
  private round = 0;
  private stop: () => void = () => undefined;

  /** Makes it and saves it as `name` with the ending of its form; gives the file's name, or nothing. */
  async make(of: string, body: PaperAsked, name: string): Promise<string | null> {
    if (this.isBusy) return null;
    const mine = (this.round += 1);
    this.isBusy = true;
    this.job = null;
    this.problem = null;
    try {
      const asked = await ask(api.POST('/api/cases/{case}/papers', { params: { path: { case: of } }, body }));
      if (mine !== this.round) {
        await cancel(asked.id);
        return null;
      }
      const job = await this.over(asked);
      // Ended elsewhere: from the list of jobs, or with the server.
      if (job.state === 'cancelled') throw new Problem(422, { id: 'problem-job-cancelled' });
      if (job.state !== 'done') throw new Problem(422, job.problem ?? {});
      const file = `${name}.${job.formats[0] ?? 'bin'}`;
      const bytes = await fetched(job.id);
      if (mine !== this.round) return null;
      save(bytes, file);
      return file;
    } catch (problem) {
      if (mine === this.round) this.problem = problem;
      return null;
    } finally {
      if (mine === this.round) this.isBusy = false;
    }
  }

  /** Nothing is waited for or saved any more. The server ends what it can: pages that are being set, it sets to the end. */
  cancel(): void {
    this.leave();
    this.isBusy = false;
  }

  /** When the page is left. */
  leave(): void {
    this.round += 1;
    this.stop();
    if (this.isBusy && this.job && !isOver(this.job)) void cancel(this.job.id).catch(() => undefined);
  }

  private over(asked: Job): Promise<Job> {
    this.job = asked;
    if (isOver(asked)) return Promise.resolve(asked);
    return new Promise((resolve, failed) => {
      const news = (job: Job) => {
        this.job = job;
        if (isOver(job)) resolve(job);
      };
      this.stop = watch(asked.id, { news, failed });
    });
  }
}

/** Fetched here and not by a link: what is refused meanwhile is told in words. */
async function fetched(id: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(`/api/jobs/${encodeURIComponent(id)}/result`, { credentials: 'same-origin' });
  } catch {
    throw new Problem(0, { id: 'web-problem-unreachable' });
  }
  if (!response.ok) throw new Problem(response.status, ((await response.json().catch(() => null)) ?? {}) as object);
  return response.blob();
}

function save(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
