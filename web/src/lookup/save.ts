// A file of what is looked at inside an exercise: asked for as the page was, and named as what it is.
import { exerciseHeader, Problem } from '../api/client';
import { say } from '../i18n/problem';
import { toast } from '../ui/live.svelte';

export async function save(href: string, name: string): Promise<void> {
  try {
    const answer = await fetch(href, { credentials: 'same-origin', headers: exerciseHeader() }).catch(() => {
      throw new Problem(0, {});
    });
    if (!answer.ok) throw new Problem(answer.status, (await answer.json().catch(() => ({}))) as object);
    const url = URL.createObjectURL(await answer.blob());
    Object.assign(document.createElement('a'), { href: url, download: `SYNTHETIC-${name}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (problem) {
    toast(say(problem).what, { tone: 'severe' });
  }
}
