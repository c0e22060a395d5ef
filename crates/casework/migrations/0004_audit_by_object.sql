-- Custody: what the audit log says of one case is asked for by every page that shows a case.

CREATE INDEX audit_by_object ON audit (object_kind, object_id, seq);
