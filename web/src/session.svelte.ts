// Who is signed in, and what happens when that ends: the page that was open is kept in `?next=`, so that signing
// in leads back to it. Theme and language follow the person, and until somebody signs in, the browser.
import { api, ask, Problem, useCsrf, whenSessionEnds } from './api/client';
import type { Me } from './api/contract';
import { nearest, speak, words } from './i18n/words.svelte';
import { here, navigate } from './router.svelte';
import { href, OPEN } from './routes';

export type Theme = 'light' | 'dark' | null;

const KEYS = { theme: 'kancil-theme', language: 'kancil-language', marks: 'kancil-draft-marks', keys: 'kancil-keys' };

let me = $state.raw<Me | null>(null);
let hasEnded = $state(false);
let theme = $state<Theme>(null);
let keys = $state(true);

// A browser may forbid storage; the page works without it.
function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it lasts until the page is closed.
  }
}

function wear(wanted: Theme): void {
  theme = wanted;
  if (wanted) document.documentElement.dataset.theme = wanted;
  else delete document.documentElement.dataset.theme;
  remember(KEYS.theme, wanted);
}

function welcome(person: Me): void {
  me = person;
  hasEnded = false;
  useCsrf(person.csrf);
  wear(person.theme === 'system' ? null : person.theme);
  const asked = remembered(KEYS.marks);
  words.marks = person.roles.includes('administrator') && asked !== 'off';
}

export const session = {
  get me(): Me | null {
    return me;
  },
  /** Signed out by the server while a page was open. */
  get hasEnded(): boolean {
    return hasEnded;
  },
  get theme(): Theme {
    return theme;
  },
  /** Whether single keys (`/`, `?`) do something: they can be switched off (WCAG 2.1.4). */
  get keys(): boolean {
    return keys;
  },
  set keys(on: boolean) {
    keys = on;
    remember(KEYS.keys, on ? null : 'off');
  },
  /** Whether this person may do a thing of the server's matrix. */
  may(permission: string): boolean {
    return me?.permissions.includes(permission) ?? false;
  },
  get isAdministrator(): boolean {
    return me?.roles.includes('administrator') ?? false;
  },
};

function toSignIn(): void {
  if (here.name && OPEN.includes(here.name)) return;
  navigate(href('signIn', {}, { next: here.url === '/' ? '' : here.url }), { replace: true });
}

/** Before the first page is drawn: language and theme, then who this is. */
export async function begin(): Promise<void> {
  const wanted = remembered(KEYS.theme);
  wear(wanted === 'light' || wanted === 'dark' ? wanted : null);
  keys = remembered(KEYS.keys) !== 'off';
  await speak(remembered(KEYS.language) ?? nearest(navigator.languages));
  whenSessionEnds(() => {
    if (me) hasEnded = true;
    me = null;
    useCsrf(null);
    words.marks = false;
    toSignIn();
  });
  // Whoever checks a certificate may be signed in or not.
  if (here.name && OPEN.includes(here.name) && here.name !== 'verify') return;
  await refresh();
}

/** Asks the server again who this is. Without a session the way leads to sign-in or, on a new installation,
 * to the page that says where its first link is. */
export async function refresh(): Promise<void> {
  try {
    const person = await ask(api.GET('/api/me'));
    welcome(person);
    if (person.language) await speak(person.language);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  const person = await ask(api.POST('/api/session', { body: { login, password } }));
  welcome(person);
  if (person.language) await speak(person.language);
}

/** After first run, whose answer is a session too. */
export function entered(person: Me): void {
  welcome(person);
}

export async function signOut(): Promise<void> {
  await ask(api.DELETE('/api/session'));
  me = null;
  useCsrf(null);
  words.marks = false;
  navigate(href('signIn', {}));
}

export async function chooseLanguage(language: string): Promise<void> {
  await speak(language);
  remember(KEYS.language, words.language);
  if (me) welcome(await ask(api.PATCH('/api/me', { body: { language: words.language } })));
}

export async function chooseTheme(wanted: Theme): Promise<void> {
  wear(wanted);
  if (me) welcome(await ask(api.PATCH('/api/me', { body: { theme: wanted ?? 'system' } })));
}

export function chooseMarks(shown: boolean): void {
  words.marks = shown;
  remember(KEYS.marks, shown ? null : 'off');
}

export async function rename(name: string): Promise<void> {
  welcome(await ask(api.PATCH('/api/me', { body: { name } })));
}
