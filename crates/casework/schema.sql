-- All migrations applied, as SQLite tells it. A test compares; UPDATE_EXPECT=1 rewrites.

CREATE TABLE assignments (
    class_id     TEXT    NOT NULL REFERENCES classes (id),
    lesson       TEXT    NOT NULL,
    case_id      TEXT    NOT NULL,
    due_at       INTEGER,
    -- Whether the debrief is shown before the trainer opens it.
    answers_open INTEGER NOT NULL CHECK (answers_open IN (0, 1)),
    by_user      TEXT    NOT NULL REFERENCES users (id),
    at           INTEGER NOT NULL,
    PRIMARY KEY (class_id, lesson, case_id)
) STRICT;

CREATE TABLE attempt_comments (
    id         TEXT    PRIMARY KEY,
    attempt_id TEXT    NOT NULL REFERENCES attempts (id),
    by_user    TEXT    NOT NULL REFERENCES users (id),
    at         INTEGER NOT NULL,
    text       TEXT    NOT NULL
) STRICT;

CREATE TABLE attempt_looks (
    attempt_id   TEXT    NOT NULL REFERENCES attempts (id),
    anchor       TEXT    NOT NULL,
    opens        INTEGER NOT NULL CHECK (opens >= 0),
    dwell_ms     INTEGER NOT NULL CHECK (dwell_ms >= 0),
    first_at     INTEGER NOT NULL,
    -- Of the pin that is on the sheet; with how many hints were told before it.
    pinned_at    INTEGER,
    hints_before INTEGER,
    PRIMARY KEY (attempt_id, anchor)
) STRICT;

CREATE TABLE attempts (
    id           TEXT    PRIMARY KEY,
    user_id      TEXT    NOT NULL REFERENCES users (id),
    lesson       TEXT    NOT NULL,
    -- The exercise of the lesson.
    case_id      TEXT    NOT NULL,
    -- Of the lesson's plan and chains when it began.
    content      BLOB    NOT NULL CHECK (length(content) = 32),
    -- The tip of the chain that was filled in: the same seed must lead to it again.
    chain        BLOB    NOT NULL CHECK (length(chain) = 32),
    seed         TEXT    NOT NULL,
    -- 1 is the first of this person at this exercise; more are variants.
    number       INTEGER NOT NULL CHECK (number > 0),
    -- outdated: the lesson was changed before it was handed in.
    state        TEXT    NOT NULL CHECK (state IN ('working', 'submitted', 'outdated')),
    record_case  TEXT    NOT NULL UNIQUE REFERENCES cases (id),
    board_id     TEXT    NOT NULL UNIQUE REFERENCES boards (id),
    -- JSON, as are the hints (what was told and when) and the score (with the truth it was held against).
    sheet        TEXT    NOT NULL,
    sheet_rev    INTEGER NOT NULL CHECK (sheet_rev >= 0),
    hints        TEXT    NOT NULL,
    asks_help    INTEGER NOT NULL CHECK (asks_help IN (0, 1)),
    started_at   INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    submitted_at INTEGER,
    -- The last step of the board that was handed in with it.
    board_rev    INTEGER,
    score        TEXT,
    total_milli  INTEGER CHECK (total_milli BETWEEN 0 AND 100000),
    passes       INTEGER CHECK (passes IN (0, 1)),
    hand_points  INTEGER NOT NULL DEFAULT 0 CHECK (hand_points BETWEEN -10 AND 10),
    hand_comment TEXT    NOT NULL DEFAULT '',
    hand_by      TEXT    REFERENCES users (id),
    UNIQUE (user_id, lesson, case_id, number),
    CHECK ((state = 'submitted') = (submitted_at IS NOT NULL)),
    CHECK ((state = 'submitted') = (score IS NOT NULL)),
    CHECK ((state = 'submitted') = (total_milli IS NOT NULL)),
    CHECK ((state = 'submitted') = (passes IS NOT NULL))
) STRICT;

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

CREATE TABLE board_snapshots (
    board_id TEXT    NOT NULL REFERENCES boards (id),
    rev      INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    content  TEXT    NOT NULL,
    PRIMARY KEY (board_id, rev)
) STRICT;

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

CREATE TABLE boards (
    id         TEXT    PRIMARY KEY,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    title      TEXT    NOT NULL,
    rev        INTEGER NOT NULL CHECK (rev >= 0),
    created_by TEXT    NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

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

CREATE TABLE case_members (
    case_id  TEXT    NOT NULL REFERENCES cases (id),
    user_id  TEXT    NOT NULL REFERENCES users (id),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, user_id)
) STRICT;

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

CREATE TABLE case_texts (
    kind      TEXT    NOT NULL,
    object_id TEXT    NOT NULL,
    case_id   TEXT    NOT NULL REFERENCES cases (id),
    text      TEXT    NOT NULL,
    folded    TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (kind, object_id)
) STRICT;

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

CREATE TABLE certificates (
    id       TEXT    PRIMARY KEY,
    code     TEXT    NOT NULL UNIQUE,
    user_id  TEXT    NOT NULL REFERENCES users (id),
    class_id TEXT    REFERENCES classes (id),
    -- The signed JSON, byte for byte as it was given out.
    body     TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE TABLE check_answers (
    user_id  TEXT    NOT NULL REFERENCES users (id),
    lesson   TEXT    NOT NULL,
    check_id TEXT    NOT NULL,
    -- A JSON list of texts: the last answer.
    answer   TEXT    NOT NULL,
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    tries    INTEGER NOT NULL CHECK (tries > 0),
    at       INTEGER NOT NULL,
    PRIMARY KEY (user_id, lesson, check_id)
) STRICT;

CREATE TABLE class_people (
    class_id TEXT    NOT NULL REFERENCES classes (id),
    user_id  TEXT    NOT NULL REFERENCES users (id),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (class_id, user_id)
) STRICT;

CREATE TABLE class_trainers (
    class_id TEXT NOT NULL REFERENCES classes (id),
    user_id  TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (class_id, user_id)
) STRICT;

CREATE TABLE classes (
    id         TEXT    PRIMARY KEY,
    title      TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    is_closed  INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    created_by TEXT    NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE corrections (
    lesson   TEXT    NOT NULL,
    language TEXT    NOT NULL,
    section  TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    by_user  TEXT    NOT NULL REFERENCES users (id),
    at       INTEGER NOT NULL,
    PRIMARY KEY (lesson, language, section)
) STRICT;

CREATE TABLE course_packs (
    id      TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    digest  BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    -- None: whoever sat at the console.
    by_user TEXT    REFERENCES users (id),
    at      INTEGER NOT NULL
) STRICT;

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

CREATE TABLE readings (
    user_id TEXT    NOT NULL REFERENCES users (id),
    lesson  TEXT    NOT NULL,
    step    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (user_id, lesson, step)
) STRICT;

CREATE TABLE request_events (
    request_id TEXT    NOT NULL REFERENCES requests (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    event      TEXT    NOT NULL,
    -- Nobody: the clock.
    by_user    TEXT    REFERENCES users (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (request_id, seq)
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

CREATE INDEX attempt_comments_by_attempt ON attempt_comments (attempt_id, id);

CREATE INDEX attempts_by_exercise ON attempts (lesson, case_id, user_id);

CREATE UNIQUE INDEX attempts_working ON attempts (user_id, lesson, case_id) WHERE state = 'working';

CREATE INDEX audit_by_action ON audit (action, seq);

CREATE INDEX audit_by_actor ON audit (actor, seq);

CREATE INDEX audit_by_object ON audit (object_kind, object_id, seq);

CREATE INDEX board_steps_by_user ON board_steps (board_id, by_user, rev);

CREATE INDEX boards_by_case ON boards (case_id, id);

CREATE INDEX case_files_by_case ON case_files (case_id, id);

CREATE INDEX case_members_by_user ON case_members (user_id, case_id);

CREATE INDEX case_notes_by_case ON case_notes (case_id, thread, version);

CREATE INDEX case_tasks_by_case ON case_tasks (case_id, id);

CREATE INDEX case_texts_by_case ON case_texts (case_id, at);

CREATE INDEX certificates_by_user ON certificates (user_id, id);

CREATE INDEX class_people_by_user ON class_people (user_id, class_id);

CREATE INDEX class_trainers_by_user ON class_trainers (user_id, class_id);

CREATE INDEX pins_by_case ON pins (case_id, id);

CREATE INDEX requests_by_clock ON requests (state, reply_by);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX throttle_by_time ON throttle (failed_at);

CREATE INDEX tokens_by_user ON tokens (user_id);

CREATE TRIGGER attempt_comments_are_not_changed BEFORE UPDATE ON attempt_comments
BEGIN SELECT RAISE(ABORT, 'a comment stays as it was written'); END;

CREATE TRIGGER attempt_comments_are_not_removed BEFORE DELETE ON attempt_comments
BEGIN SELECT RAISE(ABORT, 'a comment stays'); END;

CREATE TRIGGER attempts_are_not_removed BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt stays'); END;

CREATE TRIGGER attempts_keep_what_they_are_of BEFORE UPDATE OF
    user_id, lesson, case_id, content, chain, seed, number, record_case, board_id, started_at ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt stays of the exercise it began with'); END;

CREATE TRIGGER attempts_stay_as_handed_in BEFORE UPDATE OF
    state, sheet, sheet_rev, hints, saved_at, submitted_at, board_rev, score, total_milli ON attempts
WHEN OLD.state <> 'working'
BEGIN SELECT RAISE(ABORT, 'what was handed in stays as it was'); END;

CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'an audit entry follows the one before it'); END;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_payload_is_not_changed BEFORE UPDATE ON audit_payloads
BEGIN SELECT RAISE(ABORT, 'a payload of the audit log may be erased, not changed'); END;

CREATE TRIGGER board_steps_are_not_changed BEFORE UPDATE ON board_steps
BEGIN SELECT RAISE(ABORT, 'a board''s log is only added to'); END;

CREATE TRIGGER board_steps_are_not_removed BEFORE DELETE ON board_steps
BEGIN SELECT RAISE(ABORT, 'a board''s log is only added to'); END;

CREATE TRIGGER board_steps_have_no_gap BEFORE INSERT ON board_steps
WHEN NEW.rev <> (SELECT coalesce(max(rev), 0) + 1 FROM board_steps WHERE board_id = NEW.board_id)
BEGIN SELECT RAISE(ABORT, 'a board''s step follows the one before it'); END;

CREATE TRIGGER case_files_are_not_changed BEFORE UPDATE ON case_files
BEGIN SELECT RAISE(ABORT, 'a file that was attached stays as it came'); END;

CREATE TRIGGER case_files_are_not_removed BEFORE DELETE ON case_files
BEGIN SELECT RAISE(ABORT, 'a file that was attached stays'); END;

CREATE TRIGGER case_notes_are_not_changed BEFORE UPDATE ON case_notes
BEGIN SELECT RAISE(ABORT, 'a note is replaced by a later one, never changed'); END;

CREATE TRIGGER case_notes_are_not_removed BEFORE DELETE ON case_notes
BEGIN SELECT RAISE(ABORT, 'a note is replaced by a later one, never removed'); END;

CREATE TRIGGER certificates_are_not_changed BEFORE UPDATE ON certificates
BEGIN SELECT RAISE(ABORT, 'a certificate stays as it was given out'); END;

CREATE TRIGGER certificates_are_not_removed BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'a certificate stays'); END;

CREATE TRIGGER exhibits_are_not_changed BEFORE UPDATE ON exhibits
BEGIN SELECT RAISE(ABORT, 'an exhibit is frozen'); END;

CREATE TRIGGER exhibits_are_not_removed BEFORE DELETE ON exhibits
BEGIN SELECT RAISE(ABORT, 'an exhibit is frozen'); END;

CREATE TRIGGER pins_are_not_changed BEFORE UPDATE ON pins
BEGIN SELECT RAISE(ABORT, 'a pin is a copy that stays as it was made'); END;

CREATE TRIGGER pins_are_not_removed BEFORE DELETE ON pins
BEGIN SELECT RAISE(ABORT, 'a pin is a copy that stays'); END;

CREATE TRIGGER request_events_are_not_changed BEFORE UPDATE ON request_events
BEGIN SELECT RAISE(ABORT, 'what happened to a request stays told'); END;

CREATE TRIGGER request_events_are_not_removed BEFORE DELETE ON request_events
BEGIN SELECT RAISE(ABORT, 'what happened to a request stays told'); END;
