-- Lessons are brought in at the machine's console too, by nobody who has an account. No program wrote to
-- this table before.

DROP TABLE course_packs;
CREATE TABLE course_packs (
    id      TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    digest  BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    -- None: whoever sat at the console.
    by_user TEXT    REFERENCES users (id),
    at      INTEGER NOT NULL
) STRICT;
