// What is not to be believed, as questions write it (`rule:co-spend`, `label:SUBJECT:SOURCE`), made short for people.
import { short } from './fmt';
import { visible } from './visible';

export function saidOf(text: string): string {
  const [kind = '', ...rest] = text.split(':');
  const first = rest[0] ?? '';
  switch (kind) {
    case 'join': {
      const txid = rest.find((part) => part.length === 64) ?? first;
      return `join ${short(txid)}`;
    }
    case 'label':
      return visible(`label ${short(first)}${rest.length > 1 ? ` · ${rest.slice(1).join(':')}` : ''}`);
    case 'pack':
      return `pack ${short(first)}`;
    default:
      return visible(rest.join(':'));
  }
}
