-- Who may sign in, and by what.
--
-- Times are seconds since 1970, UTC. Secrets (session, token, link) are stored as SHA-256 alone,
-- passwords as argon2id.

CREATE TABLE migrations (
    version    INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    digest     BLOB    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE installation (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    public_key BLOB    NOT NULL CHECK (length(public_key) = 32),
    created_at INTEGER NOT NULL,
    probed_at  INTEGER NOT NULL
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

CREATE TABLE user_roles (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role    TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
) STRICT;

-- The link of the first run belongs to nobody yet.
CREATE TABLE links (
    digest     BLOB    PRIMARY KEY CHECK (length(digest) = 32),
    user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    digest     BLOB    PRIMARY KEY CHECK (length(digest) = 32),
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

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
CREATE INDEX tokens_by_user ON tokens (user_id);

-- By the digest of what was throttled: what is typed as a login may be a password.
CREATE TABLE throttle (
    subject   BLOB    PRIMARY KEY CHECK (length(subject) = 32),
    failures  INTEGER NOT NULL,
    failed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_by_time ON throttle (failed_at);
