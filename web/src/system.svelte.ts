// How the installation is, asked for once a minute while somebody is signed in: the header's strip, the banner of a
// record that cannot be written, the status page. A failure here disturbs nobody: the last answer stays. What could
// not be written is told at once, and that it can be again soon after.
import { api, ask, whenNothingIsWritten } from './api/client';
import type { System } from './api/contract';

const EVERY_MS = 60_000;
const UNWRITTEN_EVERY_MS = 5_000;

let known = $state.raw<System | null>(null);
let problem = $state.raw<unknown>(null);
let now = $state(Date.now());

export const system = {
  get known(): System | null {
    return known;
  },
  get problem(): unknown {
    return problem;
  },
  /** The browser's clock, ticking slowly enough for ages. */
  get now(): number {
    return now;
  },
};

export async function askSystem(): Promise<void> {
  try {
    known = await ask(api.GET('/api/system'));
    problem = null;
  } catch (failure) {
    problem = failure;
  }
  now = Date.now();
}

/** Keeps asking until the answer is called; not while nobody looks. */
export function watchSystem(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const again = async () => {
    clearTimeout(timer);
    await askSystem();
    if (!isOver) wait();
  };
  const wait = () => {
    const every = known?.record.state === 'read_only' ? UNWRITTEN_EVERY_MS : EVERY_MS;
    clearTimeout(timer);
    timer = setTimeout(() => (document.visibilityState === 'visible' ? void again() : wait()), every);
  };
  void again();
  whenNothingIsWritten(() => void again());
  return () => {
    isOver = true;
    clearTimeout(timer);
    whenNothingIsWritten(() => undefined);
  };
}
