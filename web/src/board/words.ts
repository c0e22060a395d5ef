// What a card and a line say: to the eye in little room, and whole to those who hear them or hold the pointer still.
import type { CardFacts } from '../api/contract-board';
import { amount, short, time } from '../core/fmt';
import { brief } from '../core/board/sum';
import { visible } from '../core/visible';
import { shortenMiddle } from '../graph/card';
import { t, term } from '../i18n/words.svelte';
import { fit, wide } from './fit';
import { type DrawnCard, type DrawnEdge, isObserved, type Picture } from './picture';
import { type Look, lookOf, stopSign } from './looks';
import type { BoardSession } from './session.svelte';

export interface CardWords {
  look: Look;
  /** The name, as much of it as there is room for. */
  line: string;
  under: string;
  /** How many addresses its cluster has. */
  members: string | null;
  flag: string | null;
  /** Why value rests here, at most two lines, and how wide they are. */
  stop: string[];
  stopWide: number;
  /** Neighbours that are not drawn; null where nothing is known. */
  more: { in: number | null; out: number | null };
  /** All of it. */
  says: string;
}

/** The page's fonts in the drawing, as a canvas names them. */
const NAME = '600 11.5px';
const SMALL = '600 10.5px';

export function cardWords(session: BoardSession, of: Picture, card: DrawnCard): CardWords {
  const facts = card.kind === 'group' ? undefined : session.facts.of(card.id);
  const look = lookOf(card, facts);
  const { line, under } = lines(session, of, card, facts, look);
  const members = facts?.cluster && facts.cluster.members > 1 ? t('board-card-members', { count: facts.cluster.members }) : null;
  const ended = endings(card);
  const stop = ended.flatMap(({ shown }) => shown).slice(0, 2);
  const more = { in: hidden(of, card, facts, 'in'), out: hidden(of, card, facts, 'out') };
  const says = [
    card.isStart ? t('board-card-start') : null,
    line,
    under,
    look.category ? term('category', look.category) : null,
    facts?.is_in_doubt ? t('board-card-in-doubt') : null,
    members && `${members}, ${t('board-card-hypothesis')}`,
    facts?.coinjoin ? t('board-card-coinjoin', { confidence: facts.coinjoin.confidence }) : null,
    ...ended.map(({ text }) => text),
    more.in ? t('board-card-more-in', { count: more.in }) : null,
    more.out ? t('board-card-more-out', { count: more.out }) : null,
    card.flag && visible(card.flag),
    card.colour && t(`board-colour-${card.colour}`),
    card.isPinned ? t('board-card-pinned') : null,
    card.notes > 0 ? t('board-card-notes', { count: card.notes }) : null,
    facts?.refusal ? t('board-card-unknown') : null,
  ];
  return {
    look,
    line: fit(line, card.kind === 'rest' ? 120 : card.colour ? 88 : 97, NAME),
    under,
    members,
    flag: card.flag === null ? null : fit(visible(card.flag), card.isStart ? 84 : 150, SMALL),
    stop,
    stopWide: Math.ceil(Math.max(0, ...stop.map((each) => wide(each, SMALL)))),
    more,
    says: says.filter(Boolean).join(', '),
  };
}

function lines(session: BoardSession, of: Picture, card: DrawnCard, facts: CardFacts | undefined, look: Look): { line: string; under: string } {
  if (card.group) {
    const [into, out] = [of.into.get(card.id) ?? [], of.out.get(card.id) ?? []].map((edges) => edges.reduce<DrawnEdge | undefined>(larger, undefined));
    const flow = into && out ? `${brief(into.amount, 7)}→${brief(out.amount, 7)} ${out.asset}` : t('board-card-cards', { count: card.cards.length });
    return { line: session.titleOf(card.group), under: flow };
  }
  const { subject } = card.card;
  if (subject.kind === 'rest') return { line: t('board-card-rest', { count: session.restOf(subject.of, subject.side) }), under: '' };
  if (subject.kind === 'transaction') {
    return { line: t(facts?.coinjoin ? 'board-card-coinjoin-short' : 'board-card-transaction'), under: shortenMiddle(subject.txid, 17) };
  }
  const name = facts?.name ? visible(facts.name) : null;
  const otherwise = look.category ? term('category', look.category) : t(card.kind === 'cluster' ? 'board-card-cluster' : 'board-card-unlabelled');
  const room = facts?.cluster && facts.cluster.members > 1 ? 11 : 17;
  return { line: name ?? otherwise, under: shortenMiddle(subject.address, room) };
}

const larger = (most: DrawnEdge | undefined, edge: DrawnEdge): DrawnEdge => (most && Number(most.amount) >= Number(edge.amount) ? most : edge);

function endings(card: DrawnCard): { text: string; shown: string[] }[] {
  return card.endings.map(({ why, amount: value, asset }) => {
    const word = term('stop', why);
    return { text: `${word} ${amount({ amount: value, asset }, { trim: true })}`, shown: [`${stopSign(why)} ${word}`, `${brief(value)} ${asset}`] };
  });
}

/** Neighbours of one side that no line leads to. What a ledger cannot count is not shown as nothing. */
function hidden(of: Picture, card: DrawnCard, facts: CardFacts | undefined, side: 'in' | 'out'): number | null {
  if (card.kind === 'rest' || card.kind === 'group') return 0;
  const legs = side === 'in' ? facts?.legs_in : facts?.legs_out;
  if (legs === null || legs === undefined) return null;
  const drawn = ((side === 'in' ? of.into : of.out).get(card.id) ?? []).reduce((all, edge) => all + edge.transactions, 0);
  return Math.max(0, legs - drawn);
}

export interface EdgeWords {
  /** The two lines of its plate. */
  plate: [string, string];
  says: string;
}

export function edgeWords(session: BoardSession, of: Picture, edge: DrawnEdge): EdgeWords {
  const isSeen = isObserved(edge.basis);
  const confidence = edge.basis.confidence === null ? null : Math.round(edge.basis.confidence / 10);
  const many = edge.transactions > 1 ? ` ×${edge.transactions}` : '';
  const when = edge.time === null ? '' : time(edge.time).slice(5, 16);
  const under = isSeen || confidence === null ? when : `${confidence} % · ${when.slice(0, 5)}`;
  const basis = isSeen ? t('board-edge-observed') : t('board-edge-inferred', { method: edge.basis.method ?? '?', confidence: confidence ?? '?' });
  const name = (id: string) => {
    const card = of.at.get(id)!;
    return card.group ? session.titleOf(card.group) : session.nameOf(id);
  };
  const says = [
    t('board-edge', { amount: amount(edge, { trim: true }), from: name(edge.from), to: name(edge.to) }),
    edge.time === null ? null : time(edge.time),
    edge.transactions > 1 ? t('board-edge-transactions', { count: edge.transactions }) : null,
    edge.txid === null ? null : t('board-edge-txid', { txid: short(edge.txid) }),
    basis,
    edge.flag && visible(edge.flag),
    edge.colour && t(`board-colour-${edge.colour}`),
    edge.isPinned ? t('board-card-pinned') : null,
  ];
  return { plate: [`${isSeen ? '●' : '◌'} ${brief(edge.amount, 8)} ${edge.asset}${many}`, under], says: says.filter(Boolean).join(', ') };
}
