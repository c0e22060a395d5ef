/**
 * How grave a category is, by its id. Only what is not neutral is named; a test holds this table
 * against `crates/model/src/category.rs`, where the vocabulary is.
 */

export type Severity = 'severe' | 'abuse' | 'neutral';

const SEVERE =
  'child_sexual_abuse murder torture human_trafficking money_laundering ransomware service_hack ' +
  'weapons sanction terrorism terrorism_financing black_list gov_black_list ' +
  'sea:guarantee_marketplace sea:scam_compound sea:pig_butchering sea:it_worker_payroll ' +
  'sea:sanctions_evasion_network sea:donation_tf sea:freeze_requested sea:frozen_by_issuer';
const ABUSE =
  'perpetrator abuse scam sexual_abuse violence financial_crime investment_fraud ponzi_scheme ' +
  'pyramid_scheme payment_card_fraud extortion sextortion phishing hacking account_hack exploit ' +
  'data_breach social_engineering malware drugs counterfeit extremism sea:unlicensed_vasp ' +
  'sea:mule_wallet sea:mule_account_cashout sea:online_gambling_junket';

const TABLE = new Map<string, Severity>([
  ...SEVERE.split(' ').map((id): [string, Severity] => [id, 'severe']),
  ...ABUSE.split(' ').map((id): [string, Severity] => [id, 'abuse']),
]);

export function severityOf(category: string): Severity {
  return TABLE.get(category) ?? 'neutral';
}

/** How grave it is that all of these are said at once. */
export function gravest(categories: readonly string[]): Severity {
  const all = new Set(categories.map(severityOf));
  return all.has('severe') ? 'severe' : all.has('abuse') ? 'abuse' : 'neutral';
}

export function severities(): ReadonlyMap<string, Severity> {
  return TABLE;
}
