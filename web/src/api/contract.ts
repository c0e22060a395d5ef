// What the server answers, as far as the desk's own pages ask it: sessions, people, packs, status, audit.
// The look-up pages keep theirs in contract-look.ts, cases theirs in contract-case.ts, boards theirs in
// contract-board.ts, the academy contract-academy.ts.
import type { AcademyPaths } from './contract-academy';
import type { BoardPaths } from './contract-board';
import type { CasePaths } from './contract-case';
import type { LookPaths } from './contract-look';
import type { Op, Page, PageQuery, ProblemBody } from './op';

export type Role =
  | 'viewer'
  | 'analyst'
  | 'lead'
  | 'compliance_officer'
  | 'investigator'
  | 'trainer'
  | 'trainee'
  | 'administrator';

export interface Me {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  permissions: string[];
  /** Goes back in the header `x-kancil-csrf` with everything that changes something. */
  csrf: string | null;
  /** `null`: the browser's own. */
  language: string | null;
  theme: 'system' | 'light' | 'dark';
  /** A trainee: grown stories alone, no labels of real packs. */
  synthetic_only: boolean;
}

export interface User {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  is_disabled: boolean;
  /** Not until the first link was used. */
  has_password: boolean;
  language: string | null;
  created_at: string;
}

/** Shown once. The server does not know by which name people reach it, so it gives the path alone. */
export interface Link {
  token: string;
  path: string;
  expires_at: string;
}

export interface RoleMatrix {
  permissions: { id: string; is_for_tokens: boolean }[];
  roles: { id: Role; permissions: string[]; synthetic_only: boolean }[];
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string;
  /** To the minute. */
  used_at: string | null;
  is_expired: boolean;
}

export interface AuditEntry {
  seq: number;
  at: string;
  /** `user:ID`, `user:ID token:ID`, `console`, `program`, `anonymous`. */
  actor: string;
  action: string;
  object_kind: string;
  object_id: string;
  /** `null` once they were erased. */
  details: { name: string; value: string }[] | null;
  hash: string;
}

export interface AuditPage extends Page<AuditEntry> {
  /** Every action there is, to choose from. */
  actions: string[];
}

export interface AuditHead {
  seq: number;
  at: string;
  hash: string;
  key: string;
  /** One line to print, and to keep elsewhere. */
  text: string;
}

export interface AuditVerdict {
  is_sound: boolean;
  /** Entries that are sound, from the first on without a gap. */
  entries: number;
  last_at: string | null;
  erased: number;
  broken: { seq: number; says: string } | null;
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  kind: string;
  question: Record<string, unknown>;
  state: JobState;
  /** How much is done of the most that it would be. */
  progress: { unit: 'legs' | 'transactions' | 'subjects'; done: number; of: number } | null;
  asked: string;
  started: string | null;
  ended: string | null;
  /** Why it failed. */
  problem: ProblemBody | null;
  /** The forms in which its result can be had now: `json`, `csv`, `svg`; a paper's own, `pdf` or `zip`. */
  formats: string[];
}

export interface Pack {
  digest: string;
  title: string;
  creator: string;
  format: string;
  file: string;
  imported_at: string;
  subjects: number;
  claims: number;
  actors: number;
}

export interface Packs {
  digest: string;
  packs: Pack[];
}

export interface ImportFile {
  file: string;
  digest: string;
  result: 'imported' | 'already_imported' | 'refused' | 'passed_over';
  error: string | null;
  since: string | null;
  pack: Pack | null;
  rows: {
    rows: number;
    unit: string;
    taken: number;
    duplicates: number;
    refused: number;
    refused_why: {
      reason: string;
      says: string;
      count: number;
      examples: { line: number | null; shown: string; detail: string | null }[];
    }[];
    defaulted: { name: string; count: number }[];
    read_as: { word: string; category: string; count: number }[];
    unsupported: { name: string; count: number }[];
    claims: number;
    actors: number;
  } | null;
}

export interface SystemLedger {
  id: string;
  network: string;
  /** A grown story, no real chain. */
  is_synthetic: boolean;
  tip: { height: number | null; hash: string } | null;
  tip_time: string | null;
  blocks: number;
  transactions: number;
  addresses: number;
}

export interface System {
  version: string;
  /** The installation's public key, by which its audit heads are known. */
  instance: string;
  started: string;
  listen: string;
  is_tls: boolean;
  is_loopback: boolean;
  record: { state: 'writable' | 'read_only'; why: string | null };
  ledgers: SystemLedger[];
  /** Ledgers that are there and do not open. */
  unread: string[];
  labels: { digest: string; packs: number; claims: number; newest: string | null };
  jobs: { waiting: number; running: number; results_bytes: number };
  disk: { free_bytes: number | null; bytes: number | null };
  languages: { id: string; messages: number; of: number; machine_drafted: number }[];
}

type None = Record<never, never>;

export interface DeskPaths {
  '/api/first-run': {
    get: Op<{ is_open: boolean }>;
    post: Op<Me, never, never, { token: string; login: string; name: string; password: string; investigates: boolean }>;
  };
  '/api/session': {
    post: Op<Me, never, never, { login: string; password: string }>;
    delete: Op<None>;
  };
  '/api/me': {
    get: Op<Me>;
    patch: Op<Me, never, never, { name?: string; language?: string; theme?: Me['theme'] }>;
  };
  '/api/me/password': { post: Op<None, never, never, { old: string; new: string }> };
  '/api/password-link': { post: Op<{ login: string }, never, never, { token: string; password: string }> };
  '/api/system': { get: Op<System> };
  '/api/packs': { get: Op<Packs> };
  '/api/jobs': { get: Op<{ items: Job[] }> };
  '/api/jobs/{id}': { get: Op<Job, never, { id: string }>; delete: Op<Job, never, { id: string }> };
  '/api/users': {
    get: Op<Page<User>, PageQuery>;
    post: Op<User, never, never, { login: string; name: string; roles: Role[] }>;
  };
  '/api/users/{id}': {
    get: Op<User, never, { id: string }>;
    patch: Op<User, never, { id: string }, { name?: string; roles?: Role[]; is_disabled?: boolean }>;
  };
  '/api/users/{id}/link': { post: Op<Link, never, { id: string }> };
  '/api/roles': { get: Op<RoleMatrix> };
  '/api/tokens': {
    get: Op<{ items: Token[] }>;
    post: Op<Token & { token: string }, never, never, { name: string; scopes: string[]; expires: string }>;
  };
  '/api/tokens/{id}': { delete: Op<None, never, { id: string }> };
  '/api/audit': { get: Op<AuditPage, PageQuery & { actor?: string; action?: string }> };
  '/api/audit/head': { get: Op<AuditHead> };
  '/api/audit/verify': { post: Op<AuditVerdict, never, never, { head?: string }> };
}

export type paths = DeskPaths & LookPaths & CasePaths & BoardPaths & AcademyPaths;
