// Beginning a case, going on with it, or another variant of it: the server gives the attempt, the page goes there.
import { api, ask } from '../api/client';
import { words } from '../i18n/words.svelte';
import { go } from '../router.svelte';

export async function begin(lesson: string, id: string, isVariant = false): Promise<void> {
  const body = { lesson, case: id, ...(isVariant ? { is_variant: true } : {}) };
  const attempt = await ask(api.POST('/api/academy/attempts', { params: { query: { lang: words.language } }, body }));
  go('attempt', { attempt: attempt.id });
}
