// Signs of the board on a 24 × 24 grid with a 2-unit line, beside those of ui/icons.ts. A word stands beside each or
// in its button's name.
import { type IconName, icons } from '../ui/icons';

const own = {
  undo: 'M8 5 4 9l4 4M4 9h9a6 6 0 0 1 0 12h-3',
  redo: 'M16 5l4 4-4 4M20 9h-9a6 6 0 0 0 0 12h3',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  hide: 'M3 12c5-8 13-8 18 0-5 8-13 8-18 0M4 20 20 4',
  show: 'M3 12c5-8 13-8 18 0-5 8-13 8-18 0M12 9.500a2.500 2.500 0 1 1 0 5a2.500 2.500 0 0 1 0-5',
  group: 'M4 4h9v9H4zM11 11h9v9h-9z',
  stairs: 'M3 6h5v5h5v5h5v4h3',
  star: 'M12 3.500l2.600 5.600 6 .700-4.500 4.100 1.200 6-5.300-3-5.300 3 1.200-6-4.500-4.100 6-.700z',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 9h7M8.500 12.500h4',
  flag: 'M6 21V4M6 4h12l-3 4 3 4H6',
  tidy: 'M4 5h5v4H4zM15 5h5v4h-5zM15 15h5v4h-5zM9 7h6M12 7v10h3',
  more: 'M5 12h.100M12 12h.100M19 12h.100',
  trace: 'M4 12h12M12 7l5 5-5 5M20 5v14',
  path: 'M5 5.500a1.500 1.500 0 1 1 0 .100M19 18.500a1.500 1.500 0 1 1 0 .100M6.500 6H12v12h5.500',
  palette: 'M12 3.500a8.500 8.500 0 1 0 0 17c2.500 0 1-2.500 2-3.500s6.500 1 6.500-5-4-8.500-8.500-8.500M8 9h.100M12.500 7h.100M16.500 10h.100M7.500 14h.100',
  woven: 'M3 8c6 0 12 8 18 8M3 16c6 0 12-8 18-8M3 12h18',
} as const;

export const signs: Record<SignName, string> = { ...icons, ...own };
export type SignName = keyof typeof own | IconName;
