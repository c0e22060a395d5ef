/**
 * What must not leave the browser: private keys and seed phrases.
 *
 * The same shapes as `crates/model/src/address/secret.rs`. When in doubt, refuse and stay silent: a
 * mistyped key is nearly a key, so the shape is enough and no checksum is asked for. The server
 * refuses them too; this is so that they are never sent, and never stand in a URL.
 */

export type Secret = 'seed-phrase' | 'extended-key' | 'encrypted-key' | 'private-key';

/** Characters that are not seen but change what a text is. */
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const WRAPPING = /^[\s"'`“”‘’„«»<>()[\],;.]+|[\s"'`“”‘’„«»<>()[\],;.]+$/gu;

/** The text without invisible characters, and without the quotes and commas that cling to it. */
export function bare(text: string): string {
  return text.replace(INVISIBLE, '').replace(WRAPPING, '');
}

/** What kind of secret a text, or any word of it, looks like; `null` if none does. */
export function secretIn(text: string): Secret | null {
  const whole = bare(text);
  if (isSeedPhrase(whole)) return 'seed-phrase';
  for (const word of whole.split(/[\s,;|"'`:/?#&=@]+/u)) {
    const found = secretWord(bare(word));
    if (found !== null) return found;
  }
  return null;
}

function secretWord(word: string): Secret | null {
  if (!/^[A-Za-z0-9]+$/u.test(word)) return null;
  if (word.length > 50 && word.slice(1, 4) === 'prv') return 'extended-key';
  // BIP 38: 58 characters beginning with 6P.
  if (word.length >= 56 && word.length <= 60 && word.startsWith('6P')) return 'encrypted-key';
  // Wallet import format: 51 characters (5, 9) or 52 (K, L, c); one or two may be lost or doubled.
  if (word.length >= 49 && word.length <= 54 && /^[59KLc]/u.test(word)) return 'private-key';
  return null;
}

/** BIP 39: 12, 15, 18, 21 or 24 short words. */
function isSeedPhrase(text: string): boolean {
  const words = text.split(/[\s,;]+/u).filter((word) => word !== '');
  if (words.length < 11 || words.length > 25) return false;
  return words.every((word) => /^[A-Za-z]{3,8}$/u.test(word));
}
