// What went wrong, in words: the catalogue's message where it has one, else the server's sentence in the asker's
// language, else a plain admission. Never a stack, a path or an English enum.
import { Problem } from '../api/client';
import { knows, t } from './words.svelte';

export interface Said {
  what: string;
  next: readonly string[];
}

export function say(error: unknown): Said {
  if (!(error instanceof Problem)) return { what: t('web-problem-unknown'), next: [t('web-problem-unknown-next')] };
  const what = knows(error.id) ? t(error.id, error.args) : (error.detail ?? t('web-problem-unknown'));
  if (error.hints.length > 0) return { what: opened(what), next: error.hints.map(({ id, args, says }) => opened(knows(id) ? t(id, args) : says)) };
  const hint = `${error.id}-next`;
  return { what: opened(what), next: knows(hint) ? [t(hint, error.args)] : [] };
}

/** Messages of the server begin small, as a terminal wants them; on a page they are sentences. */
function opened(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
