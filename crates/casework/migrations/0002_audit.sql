-- What was done, by whom, when: a chain of hashes, each entry signed by the installation.
--
-- What must be erasable one day (names, addresses, notes) lies beside the chain, which holds only
-- its salted digest: the chain stays whole after an erasure.

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
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_action ON audit (action, seq);

CREATE TABLE audit_payloads (
    seq  INTEGER PRIMARY KEY REFERENCES audit (seq),
    salt BLOB    NOT NULL CHECK (length(salt) = 32),
    body TEXT    NOT NULL
) STRICT;

CREATE TABLE audit_head (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    seq       INTEGER NOT NULL REFERENCES audit (seq),
    at        INTEGER NOT NULL,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    signature BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

-- Against mistakes, not against an administrator with the database in hand: what he does is what
-- the verification finds.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'an audit entry follows the one before it'); END;

CREATE TRIGGER audit_payload_is_not_changed BEFORE UPDATE ON audit_payloads
BEGIN SELECT RAISE(ABORT, 'a payload of the audit log may be erased, not changed'); END;
