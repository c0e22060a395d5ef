// Sums of decimal strings of any asset, exact: no number here passes through a float.

/** The sum of amounts as the ledger has them, without zeros at the end. */
export function sum(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((amount) => (amount.split('.')[1] ?? '').length));
  const total = amounts.reduce((so, amount) => so + unitsAt(amount, places), 0n);
  return decimalAt(total, places);
}

/** Below nothing, nothing or above it, as `one` is less than, equal to or more than `other`. */
export function compare(one: string, other: string): number {
  const places = Math.max(...[one, other].map((amount) => (amount.split('.')[1] ?? '').length));
  const [a, b] = [unitsAt(one, places), unitsAt(other, places)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In units of 10^-places; what is no plain decimal is nothing. */
function unitsAt(amount: string, places: number): bigint {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(amount);
  return found ? BigInt(found[1] + (found[2] ?? '').padEnd(places, '0')) : 0n;
}

function decimalAt(units: bigint, places: number): string {
  if (places === 0) return units.toString();
  const text = units.toString().padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, '');
}

/** An amount in the little room of a drawing: exact where it fits, else cut (never rounded) with the sign of it. */
export function brief(amount: string, most = 9): string {
  const plain = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
  if (plain.length <= most) return plain;
  const whole = plain.split('.')[0] ?? '';
  return whole.length >= most - 2 ? `${whole}…` : `${plain.slice(0, most - 1)}…`;
}

/** How thick a line is, in pixels: by the logarithm, since one large line would flatten the rest. The rule of the
 * trace's picture, on hundredths of a coin. */
export function thickness(amount: string): number {
  const log = (1n + unitsAt(amount.replace(/(\.\d\d)\d+$/, '$1'), 2)).toString(2).length - 1;
  return Math.min(80, 10 + 2 * log) / 10;
}

/** A count in the room of a tab: `999`, `4.2k`, `13k`, `2.1M`; cut, never rounded up. */
export function few(count: number): string {
  const [unit, by] = count < 1_000 ? ['', 1] : count < 1_000_000 ? ['k', 1_000] : ['M', 1_000_000];
  const value = count / Number(by);
  return value < 10 && by !== 1 ? `${(Math.floor(value * 10) / 10).toString()}${unit}` : `${Math.floor(value)}${unit}`;
}
