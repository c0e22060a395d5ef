// How long somebody still has to answer, in the one unit that matters. Pure.

export interface Left {
  unit: 'm' | 'h' | 'd';
  count: number;
  isLate: boolean;
}

/** Time left (or, below nothing, time over) as one number: days from two days on, hours from two hours on. It is never
 * rounded up: who has 47 hours has not two days. */
export function left(seconds: number): Left {
  const isLate = seconds < 0;
  const whole = Math.abs(seconds);
  if (whole >= 2 * 86_400) return { unit: 'd', count: Math.floor(whole / 86_400), isLate };
  if (whole >= 2 * 3_600) return { unit: 'h', count: Math.floor(whole / 3_600), isLate };
  return { unit: 'm', count: Math.floor(whole / 60), isLate };
}

/** Less than this is soon, and shown as such. */
export const SOON_S = 2 * 86_400;

/** A due day as the server keeps it: the end of the day in UTC, so that a task due today is not late today. */
export const dueAt = (day: string): string => `${day}T23:59:59Z`;

export const dayOf = (moment: string | null): string => moment?.slice(0, 10) ?? '';
