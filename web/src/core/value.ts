/**
 * Amounts as whole numbers of the smallest unit, so that sums in the browser are as exact as the
 * server's. An amount travels as a decimal string with its asset and is never a float.
 */

export interface Amount {
  amount: string;
  asset: string;
}

const DECIMALS = 8;
const SCALE = 10n ** BigInt(DECIMALS);

/** In units of 10^-8; `null` where the text is no such amount. */
export function unitsOf(amount: Amount | null | undefined): bigint | null {
  const found = /^(\d{1,30})(?:\.(\d{1,8}))?$/u.exec(amount?.amount ?? '');
  if (found === null) return null;
  const [, whole = '0', part = ''] = found;
  return BigInt(whole) * SCALE + BigInt(part.padEnd(DECIMALS, '0'));
}

/** The decimal string of units: always eight decimals. */
export function decimalOf(units: bigint): string {
  const part = (units % SCALE).toString().padStart(DECIMALS, '0');
  return `${units / SCALE}.${part}`;
}

/** An amount without trailing zeros, for a card: exact, and the same in every language. */
export function shortOf(units: bigint): string {
  return decimalOf(units).replace(/\.?0+$/u, '');
}

/**
 * `12.34 %` by integers, rounded half up; `<0.01 %` where something is there but rounds away. The
 * rule of the server's `Share::percent`, so that both print the same.
 */
export function percentOf(part: bigint, whole: bigint): string {
  if (whole === 0n) return '-';
  const hundredths = (part * 20_000n + whole) / (whole * 2n);
  if (hundredths === 0n && part > 0n) return '<0.01 %';
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')} %`;
}

/** A share as thousandths of the largest, for the length of a bar: at least 1 where there is any. */
export function permilleOf(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  const permille = Number((part * 1000n) / whole);
  return Math.min(1000, Math.max(1, permille));
}
