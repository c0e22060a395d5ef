// Newcomers as a trainer pastes them: a line each, the sign-in name, a blank or tab, then the name. Pure.

export interface Names {
  names: { login: string; name: string }[];
}

/** The people, or the number of the first line that is none. */
export function newcomersOf(text: string): Names | { wrong: number } {
  const names: Names['names'] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = /^\s*([^\s,;]+)[\s,;]+(\S.*?)\s*$/u.exec(line);
    if (!found) return { wrong: at + 1 };
    names.push({ login: found[1]!.toLowerCase(), name: found[2]! });
  }
  return { names };
}
