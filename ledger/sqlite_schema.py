"""The ledger's schema in SQLite, in numbered steps that never change once released."""

from ledger.steps import Step

LOG = Step(
    "log",
    (
        """CREATE TABLE schema_steps (
            step INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            taken_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        ) STRICT""",
        """CREATE TABLE events (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            stream TEXT NOT NULL,
            version INTEGER NOT NULL,
            topic TEXT NOT NULL,
            state BLOB NOT NULL,
            UNIQUE (stream, version)
        ) STRICT""",
        """CREATE TABLE receipts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            command_id TEXT NOT NULL UNIQUE,
            stream TEXT NOT NULL,
            version INTEGER NOT NULL,
            head INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT""",
    ),
)

ONLY_APPEND = Step(
    "only append",
    (
        # REPLACE deletes without firing delete triggers: what it would replace is refused before it is written.
        """CREATE TRIGGER events_grow_at_the_end BEFORE INSERT ON events
            WHEN NEW.version IS NOT (SELECT ifnull(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
                OR EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
            BEGIN SELECT RAISE(ABORT, 'ledger: a stream only grows at its end'); END""",
        """CREATE TRIGGER events_leave_no_gap AFTER INSERT ON events
            WHEN NEW.position IS NOT 1 AND NOT EXISTS (SELECT 1 FROM events WHERE position = NEW.position - 1)
            BEGIN SELECT RAISE(ABORT, 'ledger: a position is the next one'); END""",
        """CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'ledger: an event is never changed'); END""",
        """CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'ledger: an event is never deleted'); END""",
        """CREATE TRIGGER receipts_are_not_replaced BEFORE INSERT ON receipts
            WHEN EXISTS (SELECT 1 FROM receipts WHERE command_id = NEW.command_id)
                OR EXISTS (SELECT 1 FROM receipts WHERE number = NEW.number)
            BEGIN SELECT RAISE(ABORT, 'ledger: a command has one receipt'); END""",
        """CREATE TRIGGER receipts_leave_no_gap AFTER INSERT ON receipts
            WHEN NEW.number IS NOT 1 AND NOT EXISTS (SELECT 1 FROM receipts WHERE number = NEW.number - 1)
            BEGIN SELECT RAISE(ABORT, 'ledger: a receipt number is the next one'); END""",
        """CREATE TRIGGER receipts_are_not_updated BEFORE UPDATE ON receipts
            BEGIN SELECT RAISE(ABORT, 'ledger: a receipt is never changed'); END""",
        """CREATE TRIGGER receipts_are_not_deleted BEFORE DELETE ON receipts
            BEGIN SELECT RAISE(ABORT, 'ledger: a receipt is never deleted'); END""",
    ),
)

READ_MODEL = Step(
    "read model",
    (
        """CREATE TABLE register (
            center_id TEXT PRIMARY KEY,
            name_zh TEXT NOT NULL,
            name_en TEXT,
            phase TEXT NOT NULL,
            field TEXT,
            district TEXT,
            level TEXT,
            version INTEGER NOT NULL,
            overdue INTEGER NOT NULL,
            next_due_on TEXT,
            summary TEXT NOT NULL,
            search TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE clocks (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            clause TEXT NOT NULL,
            due_on TEXT,
            status TEXT NOT NULL,
            provisional INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX clocks_by_day ON clocks (coalesce(due_on, '9999-12-31'), center_id, key)",
    ),
)

STEPS = (LOG, ONLY_APPEND, READ_MODEL)

GUARDS = frozenset(statement.split()[2] for statement in ONLY_APPEND.statements)
"""The triggers without which the file could be rewritten."""
