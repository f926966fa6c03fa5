-- The event log, what never leaves this laptop, and what follows from the log.

-- 1. The truth. Nothing here is ever changed or removed.

CREATE TABLE device (
  n      INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL DEFAULT '',           -- of numbers for people, as in L-00241
  own    INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX device_own ON device (own) WHERE own = 1;

CREATE TABLE event (
  n          INTEGER PRIMARY KEY,            -- order of arrival in this store
  device     INTEGER NOT NULL REFERENCES device (n),
  seq        INTEGER NOT NULL CHECK (seq > 0),
  prev       BLOB NOT NULL CHECK (length(prev) = 32),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  seen       TEXT NOT NULL,                  -- version vector, {"<device id>": seq}
  wall       INTEGER NOT NULL,               -- hybrid time: milliseconds since 1970
  counter    INTEGER NOT NULL,
  entered    INTEGER NOT NULL,               -- nanoseconds since 1970 UTC
  at         INTEGER NOT NULL,               -- nanoseconds since 1970 UTC
  actor      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  type       TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient    TEXT NOT NULL,
  fields     TEXT,                           -- {"<field>": value}, for fields set
  fact       TEXT,                           -- the statement, for a fact
  old_device TEXT NOT NULL DEFAULT '',       -- the fact it corrects
  old_seq    INTEGER NOT NULL DEFAULT 0,
  reason     TEXT NOT NULL DEFAULT '',
  UNIQUE (device, seq),
  CHECK ((fields IS NULL) <> (fact IS NULL))
) STRICT;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;

CREATE TABLE blob (
  hash  BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, 'kept bytes never change'); END;
CREATE TRIGGER blob_no_delete BEFORE DELETE ON blob BEGIN SELECT RAISE(ABORT, 'kept bytes are never removed'); END;

-- 2. What belongs to this laptop alone and follows from no event.

CREATE TABLE series (
  name TEXT NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL                      -- given once, never given again
) STRICT, WITHOUT ROWID;
CREATE TRIGGER series_forward BEFORE UPDATE ON series WHEN NEW.last <= OLD.last
  BEGIN SELECT RAISE(ABORT, 'a number is never given twice'); END;
CREATE TRIGGER series_no_delete BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'a number is never given twice'); END;

CREATE TABLE draft (
  actor TEXT NOT NULL,
  form  TEXT NOT NULL,
  body  TEXT NOT NULL,
  kept  INTEGER NOT NULL,                    -- nanoseconds since 1970 UTC
  PRIMARY KEY (actor, form)
) STRICT, WITHOUT ROWID;

-- 3. What follows from the log. Rebuild empties these and fills them again.

CREATE TABLE record (
  n       INTEGER PRIMARY KEY REFERENCES event (n),  -- its first event
  type    TEXT NOT NULL,
  id      TEXT NOT NULL,
  patient TEXT NOT NULL,
  UNIQUE (type, id)
) STRICT;
CREATE INDEX record_patient ON record (patient, type, n);

CREATE TABLE field (
  rec     INTEGER NOT NULL REFERENCES record (n),
  name    TEXT NOT NULL,
  n       INTEGER NOT NULL,                  -- the event that set it
  raw     TEXT NOT NULL,
  device  INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  entered INTEGER NOT NULL,
  PRIMARY KEY (rec, name, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  n          INTEGER PRIMARY KEY REFERENCES event (n),
  patient    TEXT NOT NULL,
  type       TEXT NOT NULL,
  id         TEXT NOT NULL,
  kind       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  superseded INTEGER NOT NULL DEFAULT 0      -- how many facts correct it
) STRICT;
CREATE INDEX fact_patient ON fact (patient, kind, at, n);
CREATE INDEX fact_record ON fact (id, kind, at, n);
CREATE INDEX fact_kind ON fact (kind, at, n);

CREATE TABLE correction (
  old INTEGER NOT NULL,
  new INTEGER NOT NULL,
  PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient (
  rec           INTEGER PRIMARY KEY REFERENCES record (n),
  id            TEXT NOT NULL UNIQUE,
  number        TEXT NOT NULL,
  given         TEXT NOT NULL,
  family        TEXT NOT NULL,
  preferred     TEXT NOT NULL,
  born          TEXT NOT NULL,               -- 1990-08-09
  phone         TEXT NOT NULL,
  phone2        TEXT NOT NULL,
  family_key    TEXT NOT NULL,               -- folded "family given"
  given_key     TEXT NOT NULL,               -- folded "given family"
  preferred_key TEXT NOT NULL,               -- folded "preferred family"; '' if none
  number_key    TEXT NOT NULL,               -- "l241"
  number_digits TEXT NOT NULL                -- "241"
) STRICT;
CREATE INDEX patient_family ON patient (family_key);
CREATE INDEX patient_given ON patient (given_key);
CREATE INDEX patient_preferred ON patient (preferred_key);
CREATE INDEX patient_born ON patient (born);
CREATE INDEX patient_number ON patient (number_key);
CREATE INDEX patient_digits ON patient (number_digits);

CREATE TABLE patient_phone (
  rec      INTEGER NOT NULL REFERENCES patient (rec),
  digits   TEXT NOT NULL,
  reversed TEXT NOT NULL,
  PRIMARY KEY (rec, digits)
) STRICT, WITHOUT ROWID;
CREATE INDEX phone_digits ON patient_phone (digits);
CREATE INDEX phone_reversed ON patient_phone (reversed);

CREATE VIRTUAL TABLE patient_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0"
);

CREATE TABLE name_word (                     -- each folded word that a name has held
  n    INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE visit (
  rec     INTEGER PRIMARY KEY REFERENCES record (n),
  id      TEXT NOT NULL UNIQUE,
  patient TEXT NOT NULL,
  kind    TEXT NOT NULL,
  starts  TEXT NOT NULL,                     -- 2026-11-23T09:00:00Z; '' if not booked
  room    TEXT NOT NULL,
  state   TEXT NOT NULL
) STRICT;
CREATE INDEX visit_starts ON visit (starts);
CREATE INDEX visit_patient ON visit (patient, starts);

CREATE TABLE vital (
  n          INTEGER PRIMARY KEY REFERENCES fact (n),
  patient    TEXT NOT NULL,
  session    TEXT NOT NULL,
  at         TEXT NOT NULL,                  -- 2026-11-23T09:00:00Z
  systolic   INTEGER,
  diastolic  INTEGER,
  pulse      INTEGER,
  spo2       INTEGER,
  superseded INTEGER NOT NULL DEFAULT 0
) STRICT;
