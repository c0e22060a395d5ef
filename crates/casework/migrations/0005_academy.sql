-- The academy: what was read, what was worked on and handed in, classes, and what trainers say of it.
--
-- An attempt is a learner's alone. Its chain and its truth are not here: they follow from the lesson
-- and the seed, which no answer ever tells. What was handed in stays as it was.

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
CREATE UNIQUE INDEX attempts_working ON attempts (user_id, lesson, case_id) WHERE state = 'working';
CREATE INDEX attempts_by_exercise ON attempts (lesson, case_id, user_id);

-- What of its chain a learner opened, how long, and when he pinned it.
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

CREATE TABLE attempt_comments (
    id         TEXT    PRIMARY KEY,
    attempt_id TEXT    NOT NULL REFERENCES attempts (id),
    by_user    TEXT    NOT NULL REFERENCES users (id),
    at         INTEGER NOT NULL,
    text       TEXT    NOT NULL
) STRICT;
CREATE INDEX attempt_comments_by_attempt ON attempt_comments (attempt_id, id);

CREATE TABLE readings (
    user_id TEXT    NOT NULL REFERENCES users (id),
    lesson  TEXT    NOT NULL,
    step    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (user_id, lesson, step)
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

CREATE TABLE classes (
    id         TEXT    PRIMARY KEY,
    title      TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    is_closed  INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    created_by TEXT    NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE class_people (
    class_id TEXT    NOT NULL REFERENCES classes (id),
    user_id  TEXT    NOT NULL REFERENCES users (id),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (class_id, user_id)
) STRICT;
CREATE INDEX class_people_by_user ON class_people (user_id, class_id);

CREATE TABLE class_trainers (
    class_id TEXT NOT NULL REFERENCES classes (id),
    user_id  TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (class_id, user_id)
) STRICT;
CREATE INDEX class_trainers_by_user ON class_trainers (user_id, class_id);

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

CREATE TABLE certificates (
    id       TEXT    PRIMARY KEY,
    code     TEXT    NOT NULL UNIQUE,
    user_id  TEXT    NOT NULL REFERENCES users (id),
    class_id TEXT    REFERENCES classes (id),
    -- The signed JSON, byte for byte as it was given out.
    body     TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX certificates_by_user ON certificates (user_id, id);

-- What a trainer put in place of a section that a machine drafted.
CREATE TABLE corrections (
    lesson   TEXT    NOT NULL,
    language TEXT    NOT NULL,
    section  TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    by_user  TEXT    NOT NULL REFERENCES users (id),
    at       INTEGER NOT NULL,
    PRIMARY KEY (lesson, language, section)
) STRICT;

-- Lessons that were brought in beside those of the program: the pack's bytes lie with the files of
-- cases, by their digest.
CREATE TABLE course_packs (
    id      TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    digest  BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    by_user TEXT    NOT NULL REFERENCES users (id),
    at      INTEGER NOT NULL
) STRICT;

-- Against mistakes, as for cases.
CREATE TRIGGER attempts_keep_what_they_are_of BEFORE UPDATE OF
    user_id, lesson, case_id, content, chain, seed, number, record_case, board_id, started_at ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt stays of the exercise it began with'); END;
CREATE TRIGGER attempts_stay_as_handed_in BEFORE UPDATE OF
    state, sheet, sheet_rev, hints, saved_at, submitted_at, board_rev, score, total_milli ON attempts
WHEN OLD.state <> 'working'
BEGIN SELECT RAISE(ABORT, 'what was handed in stays as it was'); END;
CREATE TRIGGER attempts_are_not_removed BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'an attempt stays'); END;
CREATE TRIGGER attempt_comments_are_not_changed BEFORE UPDATE ON attempt_comments
BEGIN SELECT RAISE(ABORT, 'a comment stays as it was written'); END;
CREATE TRIGGER attempt_comments_are_not_removed BEFORE DELETE ON attempt_comments
BEGIN SELECT RAISE(ABORT, 'a comment stays'); END;
CREATE TRIGGER certificates_are_not_changed BEFORE UPDATE ON certificates
BEGIN SELECT RAISE(ABORT, 'a certificate stays as it was given out'); END;
CREATE TRIGGER certificates_are_not_removed BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'a certificate stays'); END;
