// Where something that was understood is looked at, if there is a page for it.
import type { Understood } from '../../api/contract-look';
import { Ways } from '../../lookup/moment';

export function wayTo(each: Understood): string | null {
  const ways = new Ways(each.ledger ? { ledger: each.ledger } : {});
  switch (each.kind) {
    case 'address':
      return ways.address(each.text);
    case 'cluster':
      return ways.cluster(each.text.replace(/^cluster:/u, ''));
    case 'transaction':
      return each.ledger ? ways.tx(each.text) : null;
    case 'output':
      return each.ledger ? ways.output(each.text) : null;
    case 'block':
      return each.ledger ? ways.block(each.text) : null;
    default:
      return null;
  }
}
