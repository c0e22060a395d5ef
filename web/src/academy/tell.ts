// Tells the server what was looked at, and keeps what it could not be told.
import { api, ask, Problem } from '../api/client';
import type { Dwell, Look } from './looks';

/** Tells what was looked at; what could not be told is told with the next. */
export async function tellLooks(attempt: string, dwell: Dwell): Promise<void> {
  const looks: Look[] = dwell.take(performance.now());
  if (looks.length === 0) return;
  try {
    await ask(api.POST('/api/academy/attempts/{attempt}/looks', { params: { path: { attempt } }, body: { looks }, keepalive: true }));
  } catch (problem) {
    const isFinal = problem instanceof Problem && problem.status >= 400 && problem.status < 500;
    if (!isFinal) dwell.giveBack(looks);
  }
}
