// Something a person does to a case: it is under way, done, or refused with words. What was typed stays until it
// is done.
import { Problem } from '../api/client';

export class Act {
  isBusy = $state(false);
  problem = $state.raw<unknown>(null);

  /** Does it; gives whether it was done. A second press while it is under way does nothing. */
  async run(what: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.problem = null;
    try {
      await what();
      return true;
    } catch (problem) {
      this.problem = problem;
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

/** Whether the server says that there is no such thing, or none that this person may know of. */
export const isNotThere = (problem: unknown): boolean => problem instanceof Problem && problem.status === 404;
