// What the server answers, as far as the desk's own pages ask it: sessions, people, packs, status, audit.
// The look-up pages keep theirs in contract-look.ts.
import type { LookPaths } from './contract-look';
import type { Op, Page, PageQuery } from './op';

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
  login: string;
  name: string;
  roles: Role[];
  permissions: string[];
  /** Goes back in the header `x-kancil-csrf` with everything that changes something. */
  csrf: string;
  language: string | null;
  theme: 'light' | 'dark' | null;
  /** A trainee: synthetic ledgers alone, no labels of real packs. */
  synthetic_only: boolean;
}

export interface User {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  is_disabled: boolean;
  has_password: boolean;
  created: string;
  last_seen: string | null;
}

/** Shown once: the server keeps a hash of the token alone. */
export interface Link {
  url: string;
  expires: string;
}

export interface RoleMatrix {
  roles: Role[];
  permissions: { permission: string; roles: Role[] }[];
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created: string;
  expires: string | null;
  last_used: string | null;
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown> | null;
  hash: string;
}

export interface AuditHead {
  seq: number;
  hash: string;
  at: string;
  signature: string;
  public_key: string;
  /** The same as one line of text, to print and keep elsewhere. */
  text: string;
}

export interface AuditVerdict {
  is_whole: boolean;
  checked: number;
  first_broken: { seq: number; why: string } | null;
  head: AuditHead | null;
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  kind: string;
  question: Record<string, unknown>;
  state: JobState;
  progress: Record<string, number> | null;
  started: string | null;
  ended: string | null;
  problem: import('./op').ProblemBody | null;
}

export interface Pack {
  digest: string;
  title: string | null;
  creator: string | null;
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

export interface ImportReport {
  digest: string;
  files: ImportFile[];
}

export interface SystemLedger {
  ledger: string;
  network: string;
  kind: string;
  tip: { height: number | null; hash: string } | null;
  tip_time: string | null;
  is_synthetic: boolean;
  blocks: number;
  transactions: number;
  addresses: number;
}

export interface System {
  version: string;
  instance: string;
  listen: string;
  record: { state: 'writable' | 'read_only'; why: string | null };
  ledgers: SystemLedger[];
  labels: { packs: number; claims: number; digest: string; newest: string | null };
  jobs: { waiting: number; running: number; limit: number };
  disk: { path: string; bytes_free: number; bytes_total: number }[];
  languages: { language: string; messages: number; drafted: number }[];
}

type None = Record<never, never>;

interface DeskPaths {
  '/api/first-run': {
    get: Op<{ is_open: boolean }>;
    post: Op<Me, never, never, { token: string; login: string; name: string; password: string }>;
  };
  '/api/session': {
    post: Op<Me, never, never, { login: string; password: string }>;
    delete: Op<None>;
  };
  '/api/me': {
    get: Op<Me>;
    patch: Op<Me, never, never, { name?: string; language?: string; theme?: 'light' | 'dark' | null }>;
  };
  '/api/me/password': { post: Op<None, never, never, { old: string; new: string }> };
  '/api/password-link': { post: Op<None, never, never, { token: string; password: string }> };
  '/api/system': { get: Op<System> };
  '/api/packs': { get: Op<Packs> };
  '/api/jobs': { get: Op<Page<Job>, PageQuery> };
  '/api/jobs/{id}': { get: Op<Job, never, { id: string }>; delete: Op<None, never, { id: string }> };
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
    get: Op<Page<Token>, PageQuery>;
    post: Op<Token & { token: string }, never, never, { name: string; scopes: string[]; expires: string | null }>;
  };
  '/api/tokens/{id}': { delete: Op<None, never, { id: string }> };
  '/api/audit': { get: Op<Page<AuditEntry>, PageQuery & { actor?: string; action?: string }> };
  '/api/audit/head': { get: Op<AuditHead> };
  '/api/audit/verify': { post: Op<AuditVerdict, never, never, { head?: string }> };
}

export type paths = DeskPaths & LookPaths;
