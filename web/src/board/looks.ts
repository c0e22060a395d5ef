// How a card looks: its tone, its sign and its words, from what is known of it. The word always stands beside the
// colour; what nobody knows anything of is unlabelled, and says so.
import type { CardFacts } from '../api/contract-board';
import type { DrawnCard } from './picture';
import { severityOf } from '../core/category';
import type { SignName } from './signs';
import { categoryIcon } from '../lookup/category';

export type Tone = 'severe' | 'high' | 'known' | 'own' | 'none';

export interface Look {
  tone: Tone;
  icon: SignName;
  /** The id of the category's word, or null where none is known. */
  category: string | null;
}

export function lookOf(card: DrawnCard, facts: CardFacts | undefined): Look {
  if (card.kind === 'rest') return { tone: 'none', icon: 'plus', category: null };
  if (card.kind === 'group') return { tone: 'none', icon: card.group?.kind === 'run' ? 'stairs' : 'group', category: null };
  const category = facts?.category ?? null;
  if (category === null) {
    if (facts?.is_service) return { tone: 'known', icon: 'service', category: null };
    return { tone: 'none', icon: card.kind === 'transaction' ? 'flow' : 'unknown', category: null };
  }
  // The gravest of all that holds of it; the category is the first one's.
  const severity = facts?.severity ?? severityOf(category);
  const tone: Tone = severity === 'severe' ? 'severe' : severity === 'abuse' || isMixer(category) ? 'high' : 'known';
  return { tone, icon: categoryIcon([category]), category };
}

export const isMixer = (category: string): boolean => /^(mixing_service|mixing|coinjoin)$/.test(category);

/** The sign before why value stopped; the words stand beside it. */
export function stopSign(why: string): string {
  switch (why) {
    case 'unspent':
      return '◷';
    case 'mixer':
    case 'coinjoin':
      return '⚠';
    case 'service':
      return '■';
    case 'path':
      return '◆';
    default:
      return '…';
  }
}
