// What the server answers about cases, what is gathered in them, and the requests that leave them.
// The board's log itself (`/api/boards/…/steps`) is the board's own part.
import type { Content } from '../core/board/model';
import type { Step } from '../core/board/tab';
import type { AuditEntry, Job } from './contract';
import type { Op, Page, PageQuery } from './op';

export type Tlp = 'red' | 'amber_strict' | 'amber' | 'green' | 'clear';
export type CaseStatus = 'new' | 'working' | 'waiting' | 'escalated' | 'closed';

/** Somebody by the name that is shown. */
export interface Named {
  id: string;
  name: string;
}

export interface Case {
  id: string;
  /** `2026-014`: what people call it by. */
  number: string;
  /** Somebody else's file number, or nothing. */
  reference: string;
  title: string;
  tlp: Tlp;
  status: CaseStatus;
  /** Whom it waits for, where it does. */
  waiting_for: string;
  template: string | null;
  /** An exercise on a story. */
  is_synthetic: boolean;
  created_by: Named;
  created_at: string;
  changed_at: string;
}

/** A case as a list of one's own shows it. */
export interface CaseRow extends Case {
  /** How many know of it, oneself included. */
  member_count: number;
}

export interface Template {
  id: string;
  title: string;
  help: string;
  tasks: { title: string; help: string }[];
}

export interface Candidate {
  id: string;
  name: string;
  login: string;
}

export interface Member {
  user: Candidate;
  /** Reads nothing while that is so. */
  is_disabled: boolean;
  added_at: string;
}

export type TaskState = 'open' | 'doing' | 'done' | 'not_needed';

export interface Task {
  id: string;
  title: string;
  help: string;
  state: TaskState;
  assignee: Named | null;
  due_at: string | null;
  changed_at: string;
}

export interface BoardRow {
  id: string;
  case: string;
  title: string;
  rev: number;
  is_synthetic: boolean;
  created_by: Named;
  created_at: string;
  changed_at: string;
}

/** A case by its number alone, for whoever says who its members are. */
export interface Cover {
  id: string;
  number: string;
  members: Member[];
}

export interface CaseWhole extends Case {
  members: Member[];
  tasks: Task[];
  boards: BoardRow[];
  counts: { notes: number; files: number; pins: number; exhibits: number; requests: number };
}

export interface CaseHit {
  case: Case;
  kind: 'case' | 'task' | 'note' | 'file' | 'board' | 'request';
  object_id: string;
  excerpt: string;
  at: string;
}

export interface CaseNote {
  id: string;
  /** The note's first version, by which it is known. */
  thread: string;
  version: number;
  text: string;
  by: Named;
  at: string;
}

export interface CaseFile {
  id: string;
  name: string;
  size: number;
  sha256: string;
  /** What its sender said it is. */
  declared: string;
  /** What its first bytes say. */
  kind: string;
  /** Where the name or the sender says another thing than the bytes. */
  lie: string | null;
  by: Named;
  at: string;
}

export interface Pin {
  id: string;
  case: string;
  board: string;
  subject: string;
  /** JSON, byte for byte as it was answered. */
  fact: string;
  sha256: string;
  source: string;
  fetched_at: string;
  atlas: string;
  as_of: string;
  by: Named;
  at: string;
  is_whole: boolean;
}

export type PinSubject =
  | { kind: 'transaction'; ledger: string; txid: string }
  | { kind: 'address'; ledger: string; address: string }
  | { kind: 'label'; ledger: string; address: string; source: string }
  | { kind: 'edge'; ledger: string; txid: string; output: number | null };

export interface Exhibit {
  id: string;
  /** `E-3`. */
  number: string;
  board: string;
  rev: number;
  title: string;
  sha256: string;
  by: Named;
  at: string;
}

export interface ExhibitWhole extends Exhibit {
  content: Content;
  /** Whether what is kept is still what was frozen. */
  holds: boolean;
}

export type RequestState = 'drafted' | 'approved' | 'sent' | 'acknowledged' | 'frozen' | 'refused' | 'expired' | 'withdrawn';
export type RequestEventName = 'draft' | 'approve' | 'send' | 'acknowledge' | 'freeze' | 'refuse' | 'expire' | 'withdraw';

export interface RequestLine {
  ledger: string;
  txid: string;
  address: string;
  amount: string;
  asset: string;
  /** Of what the trace began with, in millionths. */
  share: number | null;
  basis: string;
}

export interface RequestDraft {
  kind: 'preserve' | 'freeze';
  recipient: string;
  contact: string;
  what: string;
  basis: string;
  limits: string;
  lines: RequestLine[];
  reply_days: number;
  /** Whom they answer. Drafts that are older than this field have none. */
  answer_to?: string;
}

export type RequestEvent =
  | { event: 'draft'; draft: RequestDraft; replaces: string | null }
  | { event: 'approve'; digest: string }
  | { event: 'send'; how: string }
  | { event: 'acknowledge' | 'freeze' | 'refuse' | 'withdraw'; says: string }
  | { event: 'expire' };

export interface CaseRequest {
  id: string;
  case: string;
  /** R-2 is the second of its case. */
  number: string;
  state: RequestState;
  draft: RequestDraft;
  digest: string;
  draft_by: Named;
  approved_by: Named | null;
  reply_by: string | null;
  /** Below nothing where they are late; none where no clock runs. */
  seconds_left: number | null;
  changed_at: string;
}

export interface CaseRequestWhole extends CaseRequest {
  history: { seq: number; event: RequestEvent; by: Named | null; at: string }[];
  /** What this person may let happen now. */
  may: RequestEventName[];
}

/** A paper of a case, and in which language. */
export type PaperAsked =
  | { kind: 'report' | 'pack'; exhibit: string; language: string }
  | { kind: 'request'; request: string; language: string };

interface CaseAt {
  case: string;
}
type Made<Answer, Path, Body> = Op<Answer, never, Path, Body>;
type None = Record<never, never>;

export interface CasePaths {
  '/api/case-templates': { get: Op<{ items: Template[] }> };
  '/api/cases': {
    get: Op<Page<CaseRow>, PageQuery & { status?: CaseStatus; q?: string }>;
    post: Made<Case, never, { title: string; reference?: string; tlp: Tlp; template?: string | null; is_synthetic: boolean }>;
  };
  '/api/cases/search': { get: Op<{ items: CaseHit[]; cut: boolean }, { q: string }> };
  '/api/cases/{case}': {
    get: Op<CaseWhole, never, CaseAt>;
    patch: Made<Case, CaseAt, { title?: string; reference?: string; tlp?: Tlp; status?: CaseStatus; waiting_for?: string }>;
  };
  '/api/people': { get: Op<Page<Candidate>, PageQuery> };
  '/api/case-covers': { get: Op<Page<Cover>, PageQuery> };
  '/api/cases/{case}/members': { get: Op<{ items: Member[] }, never, CaseAt>; post: Made<unknown, CaseAt, { user: string }> };
  '/api/cases/{case}/members/{user}': { delete: Op<None, never, CaseAt & { user: string }> };
  '/api/cases/{case}/tasks': { post: Made<Task, CaseAt, { title: string; help?: string }> };
  '/api/cases/{case}/tasks/{task}': {
    patch: Made<Task, CaseAt & { task: string }, { state?: TaskState; assignee?: string | null; due_at?: string | null }>;
  };
  '/api/cases/{case}/notes': {
    get: Op<Page<CaseNote>, PageQuery, CaseAt>;
    post: Made<CaseNote, CaseAt, { text: string; replaces?: { thread: string; version: number } | null }>;
  };
  '/api/cases/{case}/notes/{thread}': { get: Op<{ items: CaseNote[] }, never, CaseAt & { thread: string }> };
  '/api/cases/{case}/files': { get: Op<{ items: CaseFile[]; bytes_max: number }, never, CaseAt> };
  '/api/cases/{case}/custody': { get: Op<Page<AuditEntry & { by: Named | null }>, PageQuery, CaseAt> };
  '/api/cases/{case}/boards': { post: Made<BoardRow, CaseAt, { title: string }> };
  '/api/cases/{case}/papers': { post: Made<Job, CaseAt, PaperAsked> };
  '/api/cases/{case}/pins': { get: Op<Page<Pin>, PageQuery, CaseAt> };
  '/api/cases/{case}/exhibits': { get: Op<Page<Exhibit>, PageQuery, CaseAt> };
  '/api/cases/{case}/exhibits/{exhibit}': { get: Op<ExhibitWhole, never, CaseAt & { exhibit: string }> };
  '/api/cases/{case}/requests': { get: Op<Page<CaseRequest>, PageQuery, CaseAt>; post: Made<CaseRequest, CaseAt, { draft: RequestDraft }> };
  '/api/cases/{case}/requests/{request}': { get: Op<CaseRequestWhole, never, CaseAt & { request: string }> };
  '/api/cases/{case}/requests/{request}/events': { post: Made<CaseRequest, CaseAt & { request: string }, RequestEvent> };
  '/api/request-clocks': { get: Op<{ items: (CaseRequest & { of: Pick<Case, 'id' | 'number' | 'title'> })[] }> };
  '/api/my-tasks': { get: Op<{ items: (Task & { case: Pick<Case, 'id' | 'number' | 'title'> })[] }> };
  '/api/boards/{board}/pins': { post: Made<Pin, { board: string }, { subject: PinSubject }> };
  '/api/boards/{board}/exhibits': { post: Made<Exhibit, { board: string }, { rev: number; title: string }> };
  '/api/boards/{board}/results': {
    post: Made<{ rev: number; steps: Step[] }, { board: string }, { job: string; top?: number; endings?: number[]; rev: number }>;
  };
}

