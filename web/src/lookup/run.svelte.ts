// A long question: asked as a job, followed while it runs, fetched when it is done. A job whose number stands in the
// address is taken up again after a reload; where it is gone, the question is asked anew.
import { api, ask, Problem } from '../api/client';
import type { Job } from '../api/contract';
import { cancel, isOver, watch } from '../api/jobs';

export type State = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

export class Run<Answer> {
  state = $state<State>('idle');
  job = $state.raw<Job | null>(null);
  answer = $state.raw<Answer | null>(null);
  problem = $state.raw<unknown>(null);
  private round = 0;
  private stop: () => void = () => undefined;

  constructor(private readonly kind: string) {}

  /** Asks; `began` is told the job's number, so that it can stand in the address. */
  async ask(question: Record<string, unknown>, known: string, began: (id: string) => void): Promise<void> {
    const mine = this.begin();
    try {
      const job = (known === '' ? null : await this.again(known)) ?? (await this.post(question));
      if (mine !== this.round) return;
      if (job.id !== known) began(job.id);
      this.follow(job, mine);
    } catch (problem) {
      this.fail(problem, mine);
    }
  }

  /** Ends it here; what the server has of it is thrown away there. */
  async cancel(): Promise<void> {
    if (this.job !== null) await cancel(this.job.id).catch(() => undefined);
  }

  /** Stops following, when the page is left. */
  leave(): void {
    this.round += 1;
    this.stop();
  }

  /** The server's own bytes of the answer. */
  bytes(format: 'json' | 'csv' | 'svg'): string {
    return `/api/jobs/${encodeURIComponent(this.job?.id ?? '')}/result?format=${format}`;
  }

  private begin(): number {
    this.leave();
    this.state = 'running';
    this.job = null;
    this.answer = null;
    this.problem = null;
    return this.round;
  }

  private async again(id: string): Promise<Job | null> {
    try {
      const job = await ask(api.GET('/api/jobs/{id}', { params: { path: { id } } }));
      return job.kind === this.kind && job.state !== 'cancelled' && job.state !== 'failed' ? job : null;
    } catch (problem) {
      if (problem instanceof Problem && [403, 404, 410].includes(problem.status)) return null;
      throw problem;
    }
  }

  private post(question: Record<string, unknown>): Promise<Job> {
    return ask(api.POST('/api/jobs', { body: { kind: this.kind, question } }));
  }

  private follow(job: Job, mine: number): void {
    const news = (each: Job) => {
      if (mine !== this.round) return;
      this.job = each;
      if (isOver(each)) void this.end(each, mine);
    };
    news(job);
    if (!isOver(job)) {
      this.stop = watch(job.id, { news, failed: (problem) => this.fail(problem, mine) });
    }
  }

  private async end(job: Job, mine: number): Promise<void> {
    if (job.state === 'cancelled') this.state = 'cancelled';
    else if (job.state === 'failed') this.fail(new Problem(422, job.problem ?? {}), mine);
    else {
      try {
        const response = await fetch(this.bytes('json'), { credentials: 'same-origin' });
        const body: unknown = await response.json().catch(() => null);
        if (!response.ok) throw new Problem(response.status, (body ?? {}) as object);
        if (mine !== this.round) return;
        this.answer = body as Answer;
        this.state = 'done';
      } catch (problem) {
        this.fail(problem, mine);
      }
    }
  }

  private fail(problem: unknown, mine: number): void {
    if (mine !== this.round) return;
    this.problem = problem;
    this.state = 'failed';
  }
}
