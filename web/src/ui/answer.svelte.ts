// A question to the server and what has become of it: asked again when what it depends on changes, and an answer
// that comes late for a question no longer asked is dropped.

export interface Asked<T> {
  /** The newest answer; while asking again, the one before. */
  readonly value: T | undefined;
  readonly problem: unknown;
  readonly isLoading: boolean;
  again(): void;
  /** Puts an answer in place that came another way (of a PATCH, of an event). */
  set(value: T): void;
}

/** Asks now and whenever something reactive that `question` reads before its first `await` changes. Call it while
 * a component is being made. */
export function asking<T>(question: () => Promise<T>): Asked<T> {
  let value = $state.raw<T | undefined>(undefined);
  let problem = $state.raw<unknown>(null);
  let isLoading = $state(true);
  let round = $state(0);
  let newest = 0;

  $effect(() => {
    void round;
    newest += 1;
    const mine = newest;
    isLoading = true;
    question()
      .then((answer) => {
        if (mine !== newest) return;
        value = answer;
        problem = null;
      })
      .catch((failure: unknown) => {
        if (mine === newest) problem = failure;
      })
      .finally(() => {
        if (mine === newest) isLoading = false;
      });
    return () => {
      newest += 1;
    };
  });

  return {
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
    get isLoading() {
      return isLoading;
    },
    again: () => (round += 1),
    set: (answer) => {
      newest += 1;
      value = answer;
      problem = null;
      isLoading = false;
    },
  };
}
