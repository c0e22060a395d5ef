// Text of others, shown as it is and unable to steer what stands around it: control characters, overrides of
// direction and invisible joiners become their escapes, as the API writes them. Svelte escapes the markup.

const STEERING =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

export function visible(text: string): string {
  return text.replace(STEERING, (char) => {
    const hex = char.codePointAt(0)!.toString(16).padStart(4, '0');
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex}`;
  });
}

/** A link of somebody's claim may be followed only where it is a web address; everything else is text. */
export function webLink(text: string): string | null {
  if (!/^https?:\/\//iu.test(text) || visible(text) !== text) return null;
  try {
    return new URL(text).href;
  } catch {
    return null;
  }
}

/** As `visible`, of a text that people wrote in lines: its lines and tabs stay. */
export function visibleProse(text: string): string {
  return text.replaceAll('\r\n', '\n').split(/([\n\t])/u).map((part) => (part === '\n' || part === '\t' ? part : visible(part))).join('');
}
