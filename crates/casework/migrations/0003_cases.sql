-- Cases, what was gathered in them, and the boards drawn for them.
--
-- What was written, pinned or frozen is never changed: a note is replaced by a later one, a board's
-- step by its inverse. Bytes of files lie beside the record, by their digest.

CREATE TABLE cases (
    id           TEXT    PRIMARY KEY,
    number       TEXT    NOT NULL UNIQUE,
    reference    TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    tlp          TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    waiting_for  TEXT    NOT NULL,
    template     TEXT,
    is_synthetic INTEGER NOT NULL CHECK (is_synthetic IN (0, 1)),
    created_by   TEXT    NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE case_members (
    case_id  TEXT    NOT NULL REFERENCES cases (id),
    user_id  TEXT    NOT NULL REFERENCES users (id),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, user_id)
) STRICT;
CREATE INDEX case_members_by_user ON case_members (user_id, case_id);

CREATE TABLE case_tasks (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    title      TEXT    NOT NULL,
    help       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    assignee   TEXT    REFERENCES users (id),
    due_at     INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_tasks_by_case ON case_tasks (case_id, id);

CREATE TABLE case_notes (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    -- The first version of what this is a later version of; its own id where it is the first.
    thread     TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    text       TEXT    NOT NULL,
    by_user    TEXT    NOT NULL REFERENCES users (id),
    at         INTEGER NOT NULL,
    UNIQUE (thread, version)
) STRICT;
CREATE INDEX case_notes_by_case ON case_notes (case_id, thread, version);

CREATE TABLE case_files (
    id       TEXT    PRIMARY KEY,
    case_id  TEXT    NOT NULL REFERENCES cases (id),
    name     TEXT    NOT NULL,
    size     INTEGER NOT NULL CHECK (size >= 0),
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),
    declared TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    by_user  TEXT    NOT NULL REFERENCES users (id),
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX case_files_by_case ON case_files (case_id, id);

-- What search reads: every text of a case once, folded to lower case.
CREATE TABLE case_texts (
    kind      TEXT    NOT NULL,
    object_id TEXT    NOT NULL,
    case_id   TEXT    NOT NULL REFERENCES cases (id),
    text      TEXT    NOT NULL,
    folded    TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (kind, object_id)
) STRICT;
CREATE INDEX case_texts_by_case ON case_texts (case_id, at);

CREATE TABLE boards (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    title      TEXT    NOT NULL,
    rev        INTEGER NOT NULL CHECK (rev >= 0),
    created_by TEXT    NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX boards_by_case ON boards (case_id, id);

CREATE TABLE board_steps (
    board_id TEXT    NOT NULL REFERENCES boards (id),
    rev      INTEGER NOT NULL CHECK (rev > 0),
    id       TEXT    NOT NULL,
    by_user  TEXT    NOT NULL REFERENCES users (id),
    at       INTEGER NOT NULL,
    does     TEXT    NOT NULL,
    -- The step that an undo or a redo speaks of.
    of_step  TEXT,
    -- Of the operations.
    version  INTEGER NOT NULL,
    ops      TEXT    NOT NULL,
    PRIMARY KEY (board_id, rev),
    UNIQUE (board_id, id)
) STRICT;
CREATE INDEX board_steps_by_user ON board_steps (board_id, by_user, rev);

-- Derived: the log as far as a revision, folded. Any of them may be dropped.
CREATE TABLE board_snapshots (
    board_id TEXT    NOT NULL REFERENCES boards (id),
    rev      INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    content  TEXT    NOT NULL,
    PRIMARY KEY (board_id, rev)
) STRICT;

CREATE TABLE pins (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    board_id   TEXT    NOT NULL REFERENCES boards (id),
    subject    TEXT    NOT NULL,
    fact       TEXT    NOT NULL,
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),
    source     TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    atlas      TEXT    NOT NULL,
    as_of      TEXT    NOT NULL,
    by_user    TEXT    NOT NULL REFERENCES users (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX pins_by_case ON pins (case_id, id);

CREATE TABLE exhibits (
    id       TEXT    PRIMARY KEY,
    case_id  TEXT    NOT NULL REFERENCES cases (id),
    board_id TEXT    NOT NULL REFERENCES boards (id),
    number   INTEGER NOT NULL CHECK (number > 0),
    rev      INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    content  TEXT    NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),
    by_user  TEXT    NOT NULL REFERENCES users (id),
    at       INTEGER NOT NULL,
    UNIQUE (case_id, number)
) STRICT;

CREATE TABLE requests (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    number     INTEGER NOT NULL CHECK (number > 0),
    state      TEXT    NOT NULL,
    draft      TEXT    NOT NULL,
    draft_by   TEXT    NOT NULL REFERENCES users (id),
    approved_by TEXT   REFERENCES users (id),
    -- Of the draft that was approved.
    approved   BLOB    CHECK (approved IS NULL OR length(approved) = 32),
    reply_by   INTEGER,
    changed_at INTEGER NOT NULL,
    UNIQUE (case_id, number)
) STRICT;
CREATE INDEX requests_by_clock ON requests (state, reply_by);

CREATE TABLE request_events (
    request_id TEXT    NOT NULL REFERENCES requests (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    event      TEXT    NOT NULL,
    -- Nobody: the clock.
    by_user    TEXT    REFERENCES users (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (request_id, seq)
) STRICT;

-- Against mistakes, as for the audit log.
CREATE TRIGGER case_notes_are_not_changed BEFORE UPDATE ON case_notes
BEGIN SELECT RAISE(ABORT, 'a note is replaced by a later one, never changed'); END;
CREATE TRIGGER case_notes_are_not_removed BEFORE DELETE ON case_notes
BEGIN SELECT RAISE(ABORT, 'a note is replaced by a later one, never removed'); END;
CREATE TRIGGER case_files_are_not_changed BEFORE UPDATE ON case_files
BEGIN SELECT RAISE(ABORT, 'a file that was attached stays as it came'); END;
CREATE TRIGGER case_files_are_not_removed BEFORE DELETE ON case_files
BEGIN SELECT RAISE(ABORT, 'a file that was attached stays'); END;
CREATE TRIGGER board_steps_are_not_changed BEFORE UPDATE ON board_steps
BEGIN SELECT RAISE(ABORT, 'a board''s log is only added to'); END;
CREATE TRIGGER board_steps_are_not_removed BEFORE DELETE ON board_steps
BEGIN SELECT RAISE(ABORT, 'a board''s log is only added to'); END;
CREATE TRIGGER board_steps_have_no_gap BEFORE INSERT ON board_steps
WHEN NEW.rev <> (SELECT coalesce(max(rev), 0) + 1 FROM board_steps WHERE board_id = NEW.board_id)
BEGIN SELECT RAISE(ABORT, 'a board''s step follows the one before it'); END;
CREATE TRIGGER pins_are_not_changed BEFORE UPDATE ON pins
BEGIN SELECT RAISE(ABORT, 'a pin is a copy that stays as it was made'); END;
CREATE TRIGGER pins_are_not_removed BEFORE DELETE ON pins
BEGIN SELECT RAISE(ABORT, 'a pin is a copy that stays'); END;
CREATE TRIGGER exhibits_are_not_changed BEFORE UPDATE ON exhibits
BEGIN SELECT RAISE(ABORT, 'an exhibit is frozen'); END;
CREATE TRIGGER exhibits_are_not_removed BEFORE DELETE ON exhibits
BEGIN SELECT RAISE(ABORT, 'an exhibit is frozen'); END;
CREATE TRIGGER request_events_are_not_changed BEFORE UPDATE ON request_events
BEGIN SELECT RAISE(ABORT, 'what happened to a request stays told'); END;
CREATE TRIGGER request_events_are_not_removed BEFORE DELETE ON request_events
BEGIN SELECT RAISE(ABORT, 'what happened to a request stays told'); END;
