// The sign of a category. The word always stands beside it.
import { gravest } from '../core/category';
import type { Claim } from '../api/contract-look';
import type { IconName } from '../ui/icons';

const SIGNS: [RegExp, IconName][] = [
  [/^(sanction|black_list|gov_black_list|sea:sanctions|sea:freeze|sea:frozen)/u, 'sanction'],
  [/^(perpetrator|.*hack.*|exploit|phishing|malware|data_breach)$/u, 'theft'],
  [/^(mixing_service|mixing|coinjoin)$/u, 'mixer'],
  [/^(exchange|sea:otc_desk|sea:unlicensed_vasp|defi_dex.*)$/u, 'exchange'],
  [/^(miner|mining_service)$/u, 'mining'],
  [/^(service|market|gambling|payment_processor|wallet_service|shop|hosting|atm|defi.*|hot_wallet|deposit_wallet)$/u, 'service'],
];

export function categoryIcon(categories: readonly string[]): IconName {
  for (const category of categories) {
    for (const [pattern, icon] of SIGNS) if (pattern.test(category)) return icon;
  }
  return gravest(categories) === 'neutral' ? 'tag' : 'warning';
}

/** How a claim is marked; what does not hold on the day asked about marks nobody. */
export function claimTone(claim: Claim): 'severe' | 'high' | 'known' | 'none' {
  if (claim.standing !== 'holds') return 'none';
  if (claim.list !== null) return 'severe';
  return ({ severe: 'severe', abuse: 'high', neutral: 'known' } as const)[gravest(claim.categories)];
}
