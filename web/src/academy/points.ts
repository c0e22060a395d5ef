// Points as people read them, and the arithmetic behind them spelled out with its numbers. Pure.
import type { Score, ScorePart } from '../api/contract-academy';
import { decimalOf } from '../core/value';

/** Thousandths as points, with as many places as it needs: 19 500 is 19.5. */
export function points(milli: number): string {
  const sign = milli < 0 ? '−' : '';
  const whole = Math.floor(Math.abs(milli) / 1000);
  const part = String(Math.abs(milli) % 1000).padStart(3, '0').replace(/0+$/, '');
  return `${sign}${whole}${part === '' ? '' : `.${part}`}`;
}

export const counted = (part: ScorePart, name: string): number => part.counted.find((each) => each.name === name)?.value ?? 0;

/** The formula of the signs with this answer's numbers; it is the same in every language. */
export function signalsFormula(part: ScorePart): string {
  const [weight, all] = [counted(part, 'weight_found'), counted(part, 'weight_all')];
  const [found, decoys, irrelevant] = [counted(part, 'found'), counted(part, 'decoys'), counted(part, 'irrelevant')];
  const precision = found + decoys + irrelevant === 0 ? '0' : `${found} ∕ (${found} + ${decoys} + ½·${irrelevant})`;
  return `R = ${weight} ∕ ${all}, P = ${precision}; 30 · 5·P·R ∕ (4·P + R) = ${points(part.points_milli)}`;
}

export function traceFormula(part: ScorePart): string {
  const [common, length] = [counted(part, 'path_common'), counted(part, 'path_length')];
  const [off, amount] = [counted(part, 'amount_off_sat'), counted(part, 'amount_sat')];
  const share = off === 0 ? '8' : amount === 0 ? '0' : `8 · max(0, 1 − ${btc(off)} ∕ (¼ · ${btc(amount)}))`;
  return `12 · ${common} ∕ ${length} + ${share} = ${points(part.points_milli)}`;
}

export function reasonsFormula(part: ScorePart): string {
  const [cited, asked, answered] = [counted(part, 'claims_cited'), counted(part, 'claims_asked'), counted(part, 'questions_answered')];
  return `12 · ${cited} ∕ ${asked} + 8 · ${answered} ∕ 5 = ${points(part.points_milli)}`;
}

export function decisionFormula(part: ScorePart): string {
  return `${points(counted(part, 'decision'))} + ${points(counted(part, 'typology'))} = ${points(part.points_milli)}`;
}

export function sumFormula(score: Score): string {
  const parts = [score.decision, score.signals, score.trace, score.reasons].map((part) => points(part.points_milli));
  const hints = score.hints_milli > 0 ? ` − ${points(score.hints_milli)}` : '';
  const sum = parts.join(' + ') + hints;
  const counted = `${score.accused_innocent ? `min(60; ${sum})` : sum} = ${points(score.total_milli)}`;
  if (score.hand_points === 0) return counted;
  const hand = score.hand_points < 0 ? `− ${-score.hand_points}` : `+ ${score.hand_points}`;
  return `${counted}; ${points(score.total_milli)} ${hand} = ${points(withHand(score))}`;
}

/** What a trainer gave stands beside what was counted, and neither leaves 0 to 100. */
export const withHand = (score: Pick<Score, 'total_milli' | 'hand_points'>): number =>
  Math.min(100_000, Math.max(0, score.total_milli + score.hand_points * 1000));

/** Satoshis as BTC without zeros at the end. */
export const btc = (sat: number): string => decimalOf(BigInt(sat)).replace(/\.?0+$/, '');
