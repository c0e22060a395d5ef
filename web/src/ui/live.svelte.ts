// What a screen reader hears without losing its place, and what everybody sees for a moment in the corner.

export interface Toast {
  id: number;
  text: string;
  tone: 'own' | 'severe';
  /** A way back, offered while the toast stands. */
  undo?: { label: string; run: () => void };
}

let said = $state('');
let toasts = $state.raw<Toast[]>([]);
let last = 0;

export const live = {
  get said(): string {
    return said;
  },
  get toasts(): Toast[] {
    return toasts;
  },
};

/** Says a sentence aloud. The same sentence twice is said twice: the space makes it another text. */
export function announce(text: string): void {
  said = said === text ? `${text} ` : text;
}

export function toast(text: string, options: { tone?: Toast['tone']; undo?: Toast['undo']; seconds?: number } = {}): void {
  last += 1;
  const id = last;
  // One way back at a time, the newest; and no more than what fits a corner.
  const others = options.undo ? toasts.filter((each) => !each.undo) : toasts;
  toasts = [...others.slice(-2), { id, text, tone: options.tone ?? 'own', undo: options.undo }];
  announce(text);
  setTimeout(() => dismiss(id), (options.seconds ?? (options.undo ? 10 : 5)) * 1000);
}

export function dismiss(id: number): void {
  toasts = toasts.filter((each) => each.id !== id);
}
