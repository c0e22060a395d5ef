// The little Markdown that lessons are written in, as a tree: paragraphs, lists, **words of the glossary**, `names of the
// chain` and references to sources. Everything else is text. Pure.

export type Inline =
  | { is: 'text'; text: string }
  | { is: 'term'; text: string }
  | { is: 'name'; text: string }
  | { is: 'source'; id: string };

export interface Block {
  is: 'paragraph' | 'item';
  parts: Inline[];
}

export function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  for (const paragraph of markdown.replaceAll('\r\n', '\n').split(/\n\s*\n/u)) {
    const lines = paragraph.split('\n').map((line) => line.trim()).filter(Boolean);
    let running: string[] = [];
    const end = () => {
      if (running.length > 0) found.push({ is: 'paragraph', parts: inline(running.join(' ')) });
      running = [];
    };
    for (const line of lines) {
      const item = /^(?:[-*]|\d{1,2}\.)\s+(.*)$/u.exec(line);
      if (!item) running.push(line);
      else {
        end();
        found.push({ is: 'item', parts: inline(item[1] ?? '') });
      }
    }
    end();
  }
  return found;
}

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\[\^([^\]]+)\]/gu;

export function inline(text: string): Inline[] {
  const parts: Inline[] = [];
  let last = 0;
  for (const found of text.matchAll(MARKS)) {
    const [whole, name, term, source] = found;
    if (found.index > last) parts.push({ is: 'text', text: text.slice(last, found.index) });
    if (name !== undefined) parts.push({ is: 'name', text: name });
    else if (term !== undefined) parts.push({ is: 'term', text: term });
    else if (source !== undefined) parts.push({ is: 'source', id: source });
    last = found.index + whole.length;
  }
  if (last < text.length) parts.push({ is: 'text', text: text.slice(last) });
  return parts;
}
