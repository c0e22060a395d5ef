-- All migrations applied, as SQLite tells it. A test compares; UPDATE_EXPECT=1 rewrites.

CREATE TABLE audit (
    seq            INTEGER PRIMARY KEY CHECK (seq > 0),
    at             INTEGER NOT NULL,
    actor          TEXT    NOT NULL,
    action         TEXT    NOT NULL,
    object_kind    TEXT    NOT NULL,
    object_id      TEXT    NOT NULL,
    payload_digest BLOB    NOT NULL CHECK (length(payload_digest) = 32),
    previous       BLOB    NOT NULL CHECK (length(previous) = 32),
    hash           BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    signature      BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TABLE audit_head (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    seq       INTEGER NOT NULL REFERENCES audit (seq),
    at        INTEGER NOT NULL,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    signature BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TABLE audit_payloads (
    seq  INTEGER PRIMARY KEY REFERENCES audit (seq),
    salt BLOB    NOT NULL CHECK (length(salt) = 32),
    body TEXT    NOT NULL
) STRICT;

CREATE TABLE installation (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    public_key BLOB    NOT NULL CHECK (length(public_key) = 32),
    created_at INTEGER NOT NULL,
    probed_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE links (
    digest     BLOB    PRIMARY KEY CHECK (length(digest) = 32),
    user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE migrations (
    version    INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    digest     BLOB    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    digest     BLOB    PRIMARY KEY CHECK (length(digest) = 32),
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE throttle (
    subject   BLOB    PRIMARY KEY CHECK (length(subject) = 32),
    failures  INTEGER NOT NULL,
    failed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
    id         TEXT    PRIMARY KEY,
    digest     BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE TABLE user_roles (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role    TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
) STRICT;

CREATE TABLE users (
    id          TEXT    PRIMARY KEY,
    login       TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    password    TEXT,
    language    TEXT,
    theme       TEXT    NOT NULL,
    is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_action ON audit (action, seq);

CREATE INDEX audit_by_actor ON audit (actor, seq);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX throttle_by_time ON throttle (failed_at);

CREATE INDEX tokens_by_user ON tokens (user_id);

CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'an audit entry follows the one before it'); END;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_payload_is_not_changed BEFORE UPDATE ON audit_payloads
BEGIN SELECT RAISE(ABORT, 'a payload of the audit log may be erased, not changed'); END;
