-- Checkpoints that a device signs under the log, and ways into the log for
-- who reads it as the audit.

-- The keys by which devices sign. Of this laptop alone it holds the secret,
-- which never leaves the store.
CREATE TABLE signer (
  device INTEGER PRIMARY KEY REFERENCES device (n),
  public BLOB NOT NULL CHECK (length(public) = 32),
  secret BLOB CHECK (secret IS NULL OR length(secret) = 32)
) STRICT;
CREATE TRIGGER signer_no_update BEFORE UPDATE ON signer BEGIN SELECT RAISE(ABORT, 'a key never changes'); END;
CREATE TRIGGER signer_no_delete BEFORE DELETE ON signer BEGIN SELECT RAISE(ABORT, 'a key is never removed'); END;

CREATE TABLE checkpoint (
  number    INTEGER PRIMARY KEY CHECK (number > 0),    -- without a gap
  n         INTEGER NOT NULL UNIQUE REFERENCES event (n), -- the last event it covers
  device    INTEGER NOT NULL REFERENCES signer (device),
  seq       INTEGER NOT NULL,                -- of the device's own events
  hash      BLOB NOT NULL CHECK (length(hash) = 32),
  at        INTEGER NOT NULL,                -- nanoseconds since 1970 UTC
  signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'a checkpoint never changes'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'a checkpoint is never removed'); END;

-- Each is followed by n, so that the newest come first without sorting.
CREATE INDEX event_patient ON event (patient) WHERE patient <> '';
CREATE INDEX event_kind ON event (kind);
CREATE INDEX event_entered ON event (entered);
