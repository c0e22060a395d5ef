// What the server answers to the academy: lessons, attempts and their answer sheets, results; for trainers classes,
// certificates and corrections.
import type { Subject } from '../core/board/model';
import type { Candidate } from './contract-case';
import type { Op, Page, PageQuery } from './op';

type None = unknown;
/** Something on a made-up chain by its natural key: `transaction:LEDGER:TXID`, `address:LEDGER:ADDRESS`, `output:LEDGER:TXID:N`. */
export type Anchor = string;
export type CardSubject = Exclude<Subject, { kind: 'rest' }>;

export type Verdict = 'release' | 'ask' | 'hold' | 'hold_report';
export type Question = 'who' | 'what' | 'when' | 'where' | 'how';
export type Level = 'partly_solved' | 'independent' | 'look_alike' | 'capstone';
export type Seen = 'never_visible' | 'never_opened' | 'opened' | 'pinned_late' | 'pinned';

export interface CaseRow {
  id: string;
  level: Level;
  title: string;
  minutes: number;
  is_assigned: boolean;
  due_at: string | null;
  state: 'not_started' | 'working' | 'submitted';
  /** The newest. */
  attempt: string | null;
  best_milli: number | null;
  passes: boolean | null;
  attempts: number;
}

export interface LessonRow {
  id: string;
  order: number;
  title: string;
  aim: string;
  minutes: number;
  skills: string[];
  needs: string[];
  /** The language of what is answered: another one where the wanted one is not there. */
  language: string;
  is_machine_drafted: boolean;
  languages: string[];
  steps: number;
  steps_read: number;
  checks: number;
  checks_right: number;
  cases: CaseRow[];
}

export interface LessonStep {
  id: string;
  heading: string;
  text: string;
  show: CardSubject[];
  highlight: Anchor[];
  is_read: boolean;
}

export interface CheckOutcome {
  is_right: boolean;
  explanation: string;
  truth: string[];
}

export interface LessonCheck {
  id: string;
  /** The step that it stands after. */
  after: string;
  kind: 'one' | 'many' | 'amount' | 'address' | 'txid' | 'number';
  question: string;
  options: { id: string; text: string }[];
  given: (CheckOutcome & { answer: string[] }) | null;
}

export interface LessonWhole extends LessonRow {
  /** What goes into the header that says within which exercise something is asked. */
  exercise: string;
  steps_list: LessonStep[];
  checks_list: LessonCheck[];
  /** What the texts say in backticks, and which card that is. */
  names: { name: string; subject: CardSubject }[];
  sources: { id: string; text: string }[];
}

export interface Term {
  term: string;
  word: string;
  says: string;
}

export interface Claim {
  text: string;
  cites: Anchor[];
  answers: Question;
}

export interface Sheet {
  verdict: Verdict | null;
  typology: string | null;
  pins: { anchor: Anchor; note: string }[];
  path: Anchor[];
  /** In BTC, a decimal. */
  amount: string | null;
  claims: Claim[];
  accused: Anchor[];
  certainty: number | null;
}

export interface AttemptComment {
  by: string;
  at: string;
  text: string;
}

export interface AttemptHint {
  number: number;
  kind: 'nudge' | 'pointer' | 'reveal';
  cost_milli: number;
  /** Once it was taken. */
  text: string | null;
}

export interface Attempt {
  id: string;
  lesson: string;
  case: string;
  level: Level;
  title: string;
  lesson_title: string;
  /** Of the texts. */
  language: string;
  is_machine_drafted: boolean;
  brief: string;
  minutes: number;
  board: string;
  number: number;
  state: 'working' | 'submitted';
  is_mine: boolean;
  person: string;
  start: CardSubject[];
  given: CardSubject[];
  /** So many stops the way has at most, so many reasons are asked for. */
  stops: number;
  claims: number;
  typologies: string[];
  verdicts: Verdict[];
  questions: Question[];
  hints: AttemptHint[];
  sheet: Sheet;
  sheet_rev: number;
  asks_help: boolean;
  started_at: string;
  saved_at: string;
  submitted_at: string | null;
  total_milli: number | null;
  passes: boolean | null;
  comments: AttemptComment[];
}

export interface ScorePart {
  points_milli: number;
  of_milli: number;
  /** The numbers of the formula, by name. */
  counted: { name: string; value: number }[];
}

export interface Score {
  decision: ScorePart;
  signals: ScorePart;
  trace: ScorePart;
  reasons: ScorePart;
  hints_milli: number;
  accused_innocent: boolean;
  let_crime_go: boolean;
  total_milli: number;
  hand_points: number;
  hand_comment: string;
  passes: boolean;
}

export interface DebriefSignal {
  id: string;
  name: string;
  text: string;
  weight: number;
  anchors: Anchor[];
  seen: Seen;
  dwell_ms: number;
}

export interface DebriefDecoy {
  id: string;
  name: string;
  text: string;
  anchors: Anchor[];
  is_pinned: boolean;
}

export interface Debrief {
  attempt: string;
  score: Score;
  certainty: { given: number; mark: number; is_right: boolean } | null;
  truth: { right: Verdict[]; acceptable: Verdict[]; is_innocent: boolean; typology: string; amount: string; path: Anchor[] };
  signals: DebriefSignal[];
  decoys: DebriefDecoy[];
  innocents: Anchor[];
  expert: Anchor[];
  sheet: Sheet;
  comments: AttemptComment[];
  next: { lesson: string; case: string } | null;
}

export interface LearnPerson {
  id: string;
  login: string;
  name: string;
  is_disabled: boolean;
  has_password: boolean;
}

export interface ClassRow {
  id: string;
  title: string;
  language: string;
  is_closed: boolean;
  created_at: string;
  learners: number;
}

export interface ClassCell {
  user: string;
  lesson: string;
  case: string;
  attempt: string | null;
  state: 'not_started' | 'working' | 'submitted';
  total_milli: number | null;
  passes: boolean | null;
  asks_help: boolean;
  hints: number;
  started_at: string | null;
  submitted_at: string | null;
  attempts: number;
}

export interface ClassView extends ClassRow {
  people: LearnPerson[];
  trainers: LearnPerson[];
  exercises: { lesson: string; case: string; title: string; lesson_title: string; due_at: string | null; answers_open: boolean }[];
  cells: ClassCell[];
  missed: { lesson: string; case: string; signal: string; name: string; is_decoy: boolean; missed: number; of: number }[];
  mastery: { user: string; typology: string; cases: number; is_mastered: boolean }[];
  readings: { user: string; lesson: string; steps_read: number; steps: number }[];
  /** There are more attempts than are counted here. */
  is_cut: boolean;
}

/** Their link is told once. */
export interface Newcomer {
  user: LearnPerson;
  link: { token: string; path: string; expires_at: string };
}

export interface HeatRow {
  signal: string;
  name: string;
  never_visible: number;
  never_opened: number;
  opened: number;
  pinned_late: number;
  pinned: number;
}

export interface Correction {
  section: string;
  english: string;
  text: string;
  corrected: { text: string; by: string; at: string } | null;
}

interface OfLesson {
  lesson: string;
}
interface OfAttempt {
  attempt: string;
}
interface OfClass {
  class: string;
}
interface Lang {
  lang?: string;
}

export interface AcademyPaths {
  '/api/academy/lessons': { get: Op<{ items: LessonRow[] }, Lang> };
  '/api/academy/lessons/{lesson}': { get: Op<LessonWhole, Lang, OfLesson> };
  '/api/academy/lessons/{lesson}/steps/{step}': { put: Op<None, never, OfLesson & { step: string }> };
  '/api/academy/lessons/{lesson}/checks/{check}': {
    post: Op<CheckOutcome & { tries: number }, Lang, OfLesson & { check: string }, { answer: string[] }>;
  };
  '/api/academy/glossary': { get: Op<{ items: Term[] }, Lang> };
  '/api/academy/attempts': {
    post: Op<Attempt, Lang, never, { lesson: string; case: string; is_variant?: boolean }>;
  };
  '/api/academy/attempts/{attempt}': { get: Op<Attempt, Lang, OfAttempt> };
  '/api/academy/attempts/{attempt}/sheet': { put: Op<{ sheet_rev: number; saved_at: string }, never, OfAttempt, { sheet: Sheet }> };
  '/api/academy/attempts/{attempt}/hints': { post: Op<AttemptHint, Lang, OfAttempt> };
  '/api/academy/attempts/{attempt}/looks': {
    post: Op<None, never, OfAttempt, { looks: { anchor: Anchor; opens: number; ms: number }[] }>;
  };
  '/api/academy/attempts/{attempt}/help': { put: Op<None, never, OfAttempt, { asks: boolean }> };
  '/api/academy/attempts/{attempt}/submission': { post: Op<Debrief, Lang, OfAttempt> };
  '/api/academy/attempts/{attempt}/debrief': { get: Op<Debrief, Lang, OfAttempt> };
  '/api/academy/attempts/{attempt}/comments': { post: Op<AttemptComment, never, OfAttempt, { text: string }> };
  '/api/academy/attempts/{attempt}/points': { put: Op<{ hand_points: number; total_milli: number; passes: boolean }, never, OfAttempt, { points: number; comment: string }> };
  '/api/academy/classes': {
    get: Op<Page<ClassRow>, PageQuery>;
    post: Op<ClassView, never, never, { title: string; language: string }>;
  };
  '/api/academy/classes/{class}': {
    get: Op<ClassView, Lang, OfClass>;
    patch: Op<ClassView, never, OfClass, { title?: string; language?: string; is_closed?: boolean }>;
  };
  '/api/academy/classes/{class}/people': { post: Op<ClassView, never, OfClass, { users: string[] }> };
  '/api/academy/classes/{class}/people/{user}': { delete: Op<None, never, OfClass & { user: string }> };
  '/api/academy/classes/{class}/newcomers': {
    post: Op<{ items: Newcomer[] }, never, OfClass, { names: { login: string; name: string }[] }>;
  };
  '/api/academy/trainers': { get: Op<Page<Candidate>, PageQuery> };
  '/api/academy/classes/{class}/trainers/{user}': {
    put: Op<None, never, OfClass & { user: string }>;
    delete: Op<None, never, OfClass & { user: string }>;
  };
  '/api/academy/classes/{class}/assignments/{lesson}/{case}': {
    put: Op<ClassView, never, OfClass & OfLesson & { case: string }, { due_at: string | null; answers_open: boolean }>;
    delete: Op<None, never, OfClass & OfLesson & { case: string }>;
  };
  '/api/academy/classes/{class}/heat': { get: Op<{ of: number; items: HeatRow[] }, Lang & { lesson: string; case: string }, OfClass> };
  '/api/academy/certificates': {
    get: Op<Page<CertificateRow>, PageQuery & { class?: string }>;
    post: Op<CertificateRow, never, never, { user: string; class: string | null }>;
  };
  '/api/academy/certificates/{code}': { get: Op<Certificate, never, { code: string }> };
  '/api/academy/verify': { post: Op<Verified, never, never, { certificate: unknown }> };
  '/api/academy/corrections': { get: Op<{ lesson: string; language: string; left: number; items: Correction[] }, { lesson: string; lang: string }> };
  '/api/academy/lessons/{lesson}/texts/{lang}/{section}': {
    put: Op<{ text: string; by: string; at: string }, never, OfLesson & { lang: string; section: string }, { text: string }>;
  };
}

export interface CertificateRow {
  code: string;
  user: string;
  name: string;
  at: string;
  modules: number;
}

export interface Certificate {
  says: {
    form: string;
    name: string;
    class: string | null;
    day: string;
    modules: { lesson: string; title: string; case: string; points_milli: number; day: string; content: string }[];
    minutes: number;
    languages: string[];
    program: string;
    key: string;
  };
  code: string;
  signature: string;
}

export interface Verified {
  is_genuine: boolean;
  /** By which installation's key it would have to be signed, to be one's own. */
  own_key: string;
  why: string | null;
  name: string | null;
  code: string | null;
}
