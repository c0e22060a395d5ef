// A pinned fact for reading. What is stored and downloaded are its own bytes; this is a view of them.
import { visibleProse } from '../core/visible';

export function factText(fact: string): string {
  try {
    return visibleProse(JSON.stringify(JSON.parse(fact), null, 2));
  } catch {
    return visibleProse(fact);
  }
}
