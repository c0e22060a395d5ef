// Everything that can be done on a board, in one table: the keys, the menu, the buttons and the key sheet all read it.
import { session as person } from '../session.svelte';
import type { SignName } from './signs';
import type { BoardSession, Question } from './session.svelte';

export interface Action {
  /** Its words are `board-do-ID`. */
  id: string;
  sign: SignName;
  /** As `KeyboardEvent.key`, with `ctrl+` or `shift+` before it. */
  keys: readonly string[];
  can(session: BoardSession): boolean;
  run(session: BoardSession): void;
}

const works = (session: BoardSession): boolean => !session.isReadOnly;
const one = (session: BoardSession): string | null => (session.selectedCards.length === 1 ? session.selectedCards[0]! : null);
const isCard = (session: BoardSession): boolean => {
  const id = one(session);
  return works(session) && id !== null && session.view.cards.get(id)?.subject.kind !== 'rest';
};
const some = (session: BoardSession): boolean => works(session) && session.selectedCards.length > 0;
const anything = (session: BoardSession): boolean => works(session) && session.selected.length > 0;
const traceable = (session: BoardSession): string[] =>
  session.selectedCards.filter((id) => session.view.cards.get(id)?.subject.kind !== 'rest');
const groupsOf = (session: BoardSession): string[] => [
  ...new Set(
    session.selectedCards.flatMap((card) => [...session.view.groups].filter(([, group]) => group.cards.includes(card)).map(([id]) => id)),
  ),
];

/** What can be looked at more closely: the one transaction of what is selected, or the run that it is in. */
function closer(session: BoardSession): Question | null {
  const runs = groupsOf(session).filter((id) => session.view.groups.get(id)?.kind === 'run');
  if (runs.length === 1 && runs[0] !== undefined) return { ask: 'stairs', group: runs[0] };
  const edges = session.selectedEdges.map((id) => session.view.edges.get(id)!);
  const lined = edges.flatMap(({ txid, from }) => {
    const subject = session.view.cards.get(from)?.subject;
    return txid !== null && subject && 'ledger' in subject ? [{ ledger: subject.ledger, txid }] : [];
  });
  const carded = session.selectedCards.flatMap((id) => {
    const { subject } = session.view.cards.get(id)!;
    return subject.kind === 'transaction' ? [{ ledger: subject.ledger, txid: subject.txid }] : [];
  });
  const found = new Map([...lined, ...carded].map((each) => [each.txid, each]));
  const [only] = found.values();
  return found.size === 1 && only ? { ask: 'transaction', ...only } : null;
}

export const ACTIONS: readonly Action[] = [
  { id: 'out', sign: 'right', keys: [']'], can: isCard, run: (s) => void s.expand(one(s)!, 'out') },
  { id: 'in', sign: 'left', keys: ['['], can: isCard, run: (s) => void s.expand(one(s)!, 'in') },
  { id: 'expand', sign: 'search', keys: ['e'], can: isCard, run: (s) => (s.question = { ask: 'expand', card: one(s)!, side: 'out' }) },
  {
    id: 'trace',
    sign: 'trace',
    keys: ['t'],
    can: (s) => works(s) && person.may('trace') && (traceable(s).length > 0 || s.selectedEdges.length === 1),
    run: (s) => (s.question = { ask: 'trace', from: traceable(s).length > 0 ? traceable(s) : s.selectedEdges }),
  },
  {
    id: 'path',
    sign: 'path',
    keys: ['p'],
    can: (s) => works(s) && person.may('trace') && traceable(s).length === 2,
    run: (s) => (s.question = { ask: 'path', from: traceable(s)[0]!, to: traceable(s)[1]! }),
  },
  { id: 'closer', sign: 'search', keys: ['v'], can: (s) => closer(s) !== null, run: (s) => (s.question = closer(s)) },
  { id: 'note', sign: 'note', keys: ['n'], can: anything, run: (s) => (s.question = { ask: 'note', on: s.targets()[0]!, note: null }) },
  { id: 'flag', sign: 'flag', keys: ['a'], can: anything, run: (s) => (s.question = { ask: 'flag', on: s.targets()[0]! }) },
  { id: 'pin', sign: 'star', keys: ['b'], can: anything, run: (s) => void s.pinAll() },
  { id: 'tidy', sign: 'tidy', keys: ['l'], can: some, run: (s) => void s.tidy() },
  {
    id: 'group',
    sign: 'group',
    keys: ['g'],
    can: (s) => works(s) && s.selectedCards.length >= 2 && groupsOf(s).length === 0,
    run: (s) => (s.question = { ask: 'group', cards: s.selectedCards }),
  },
  { id: 'ungroup', sign: 'cross', keys: ['shift+g'], can: (s) => works(s) && groupsOf(s).length > 0, run: (s) => groupsOf(s).forEach((id) => s.ungroup(id)) },
  {
    id: 'fold',
    sign: 'stairs',
    keys: ['x'],
    can: (s) => works(s) && groupsOf(s).length > 0,
    run: (s) => groupsOf(s).forEach((id) => s.fold(id, !s.view.groups.get(id)?.is_folded)),
  },
  {
    id: 'exclude',
    sign: 'chain',
    keys: ['j'],
    can: (s) => isCard(s) && Boolean(s.facts.of(one(s)!)?.cluster),
    run: (s) => (s.question = { ask: 'exclude', card: one(s)! }),
  },
  { id: 'hide', sign: 'hide', keys: ['Delete'], can: some, run: (s) => s.hide(s.selectedCards) },
  { id: 'hide-others', sign: 'hide', keys: ['h'], can: some, run: (s) => s.hideOthers() },
  { id: 'show-all', sign: 'show', keys: ['u'], can: works, run: (s) => s.showAll() },
  { id: 'add', sign: 'plus', keys: ['i'], can: works, run: (s) => (s.question = { ask: 'add' }) },
  { id: 'undo', sign: 'undo', keys: ['ctrl+z'], can: (s) => works(s) && s.canUndo, run: (s) => void s.undo() },
  { id: 'redo', sign: 'redo', keys: ['ctrl+shift+z', 'ctrl+y'], can: (s) => works(s) && s.canRedo, run: (s) => s.redo() },
  { id: 'fit', sign: 'fit', keys: ['f'], can: () => true, run: (s) => s.fit() },
  { id: 'actual', sign: 'fit', keys: ['0'], can: () => true, run: (s) => s.camera.actual() },
  { id: 'tx', sign: 'flow', keys: ['1'], can: () => true, run: (s) => s.look({ lvl: 'tx' }) },
  { id: 'relation', sign: 'link', keys: ['2'], can: () => true, run: (s) => s.look({ lvl: 'relation' }) },
  { id: 'keys', sign: 'help', keys: ['?'], can: () => true, run: (s) => (s.question = { ask: 'keys' }) },
];

/** What is in the menu of something that is selected, in its order. */
export const MENU = 'closer out in expand trace path note flag pin exclude fold group ungroup tidy hide hide-others'.split(' ');

export const action = (id: string): Action => ACTIONS.find((each) => each.id === id)!;

/** The action of a key that is pressed, or none. */
export function actionOf(event: KeyboardEvent): Action | undefined {
  const isCtrl = event.ctrlKey || event.metaKey;
  const isLetter = /^[a-z]$/i.test(event.key);
  const shift = event.shiftKey && isLetter ? 'shift+' : '';
  const pressed = `${isCtrl ? 'ctrl+' : ''}${shift}${isLetter ? event.key.toLowerCase() : event.key}`;
  return ACTIONS.find((each) => each.keys.includes(pressed));
}

/** A key as the sheet writes it. */
export const written = (key: string): string =>
  key
    .split('+')
    .map((part) => ({ ctrl: 'Ctrl', shift: 'Shift', Delete: 'Del' })[part] ?? part.toUpperCase())
    .join('-');
