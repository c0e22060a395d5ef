// Whoever is said to hold an address, among all that is said of it. Pure.
import type { Attribution } from '../api/contract-look';

/** What is said of the address itself before what is said of its cluster, a named actor before a label's words, the
 * surer one first. What does not hold, or is contradicted, names nobody. */
export function holderOf(labels: readonly Attribution[]): Attribution | null {
  const holds = labels.filter(({ claim, doubt }) => claim.standing === 'holds' && doubt === null && (claim.actor ?? claim.label) !== '');
  const rank = ({ reach, claim }: Attribution): number => (reach === 'cluster' ? 0 : 1_000) + (claim.actor ? 500 : 0) + claim.confidence.level;
  return holds.toSorted((one, other) => rank(other) - rank(one))[0] ?? null;
}
