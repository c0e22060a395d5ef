// Names for steps, groups and notes, made in the browser: the time and then chance, as ULIDs are, so that they sort
// by when they were made and two tabs never make the same one.
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `chance` gives as many random bytes as it is asked for. */
export function ulid(now: number, chance: (bytes: number) => Uint8Array): string {
  let time = '';
  for (let left = now, at = 0; at < 10; at += 1, left = Math.floor(left / 32)) time = LETTERS[left % 32] + time;
  return time + [...chance(16)].map((byte) => LETTERS[byte % 32]).join('');
}

export const newId = (): string => ulid(Date.now(), (bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
