"""The ledger's schema in SQLite, in numbered steps that never change once released."""

from ledger.sqlite.order import ORDER
from ledger.sqlite.orphans import ORPHANS
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

PROOF = Step(
    "proof",
    (
        """CREATE TABLE proof_leaves (
            leaf INTEGER PRIMARY KEY,
            position INTEGER NOT NULL,
            number INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX proof_leaves_by_position ON proof_leaves (position)",
        """CREATE TABLE proof_tiles (
            level INTEGER NOT NULL,
            tile INTEGER NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (level, tile)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE proof_checkpoints (
            size INTEGER PRIMARY KEY,
            note BLOB NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE proof_witnessed (
            place TEXT NOT NULL,
            size INTEGER NOT NULL,
            witnessed_at TEXT NOT NULL,
            PRIMARY KEY (place, size)
        ) STRICT, WITHOUT ROWID""",
    ),
)

ONLY_APPEND_PROOF = Step(
    "only append to the proof",
    (
        """CREATE TRIGGER proof_leaves_grow_at_the_end BEFORE INSERT ON proof_leaves
            WHEN NEW.leaf IS NOT (SELECT ifnull(max(leaf) + 1, 0) FROM proof_leaves)
            BEGIN SELECT RAISE(ABORT, 'ledger: a leaf is the next one'); END""",
        """CREATE TRIGGER proof_tiles_are_not_replaced BEFORE INSERT ON proof_tiles
            WHEN EXISTS (SELECT 1 FROM proof_tiles WHERE level = NEW.level AND tile = NEW.tile)
            BEGIN SELECT RAISE(ABORT, 'ledger: a tile is never replaced'); END""",
        """CREATE TRIGGER proof_checkpoints_grow_at_the_end BEFORE INSERT ON proof_checkpoints
            WHEN NEW.size <= (SELECT ifnull(max(size), 0) FROM proof_checkpoints)
            BEGIN SELECT RAISE(ABORT, 'ledger: a checkpoint is of more entries than the last'); END""",
        *(
            f"""CREATE TRIGGER {table}_are_not_{done} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, 'ledger: a proof is never {done}'); END"""
            for table in ("proof_leaves", "proof_tiles", "proof_checkpoints")
            for change, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
        ),
    ),
)

DOCUMENTS = Step(
    "documents",
    (
        """CREATE TABLE documents (
            sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
            size INTEGER NOT NULL CHECK (size = length(content)),
            media_type TEXT NOT NULL,
            title TEXT,
            added_by TEXT NOT NULL,
            added_at TEXT NOT NULL,
            content BLOB NOT NULL
        ) STRICT""",
        """CREATE TRIGGER documents_are_not_replaced BEFORE INSERT ON documents
            WHEN EXISTS (SELECT 1 FROM documents WHERE sha256 = NEW.sha256)
            BEGIN SELECT RAISE(ABORT, 'ledger: a document is never replaced'); END""",
        """CREATE TRIGGER documents_are_not_updated BEFORE UPDATE ON documents
            BEGIN SELECT RAISE(ABORT, 'ledger: a document is never changed'); END""",
        """CREATE TRIGGER documents_are_not_deleted BEFORE DELETE ON documents
            BEGIN SELECT RAISE(ABORT, 'ledger: a document is never deleted'); END""",
    ),
)

WORK = Step(
    "work",
    (
        "ALTER TABLE register ADD COLUMN shape INTEGER NOT NULL DEFAULT 1",
        "CREATE INDEX register_by_phase ON register (phase, field, district, overdue)",
        """CREATE TABLE work (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            decision TEXT NOT NULL,
            clause TEXT NOT NULL,
            role TEXT NOT NULL,
            org TEXT,
            district TEXT,
            person TEXT,
            due_on TEXT,
            opens_on TEXT,
            overdue INTEGER NOT NULL,
            urgency TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX work_by_role ON work (role, urgency, center_id, key, opens_on)",
        *(
            f"CREATE INDEX work_by_{column} ON work ({column}, role, urgency, center_id, key, opens_on)"
            f" WHERE {column} IS NOT NULL"
            for column in ("org", "district", "person")
        ),
    ),
)

LINES = Step(
    "lines",
    (
        """CREATE TABLE lines (
            line INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            position INTEGER,
            number INTEGER NOT NULL,
            command_id TEXT NOT NULL,
            stream TEXT NOT NULL,
            version INTEGER NOT NULL,
            type TEXT NOT NULL,
            code TEXT,
            clause TEXT,
            role TEXT,
            actor_id TEXT,
            actor_name TEXT,
            actor TEXT,
            effective_on TEXT,
            recorded_at TEXT NOT NULL
        ) STRICT""",
        # Each index slows every decision; clause, role, actor and day are found well enough by reading the lines.
        *(f"CREATE INDEX lines_by_{column} ON lines ({column})" for column in ("type", "stream")),
        "CREATE INDEX lines_of_refusals ON lines (line) WHERE kind = 'refusal'",
    ),
)

CALENDAR = Step(
    "calendar",
    (
        "DROP INDEX clocks_by_day",
        # All that counting asks for, due_on too: SQLite trusts no expression in its place and would read every row.
        "CREATE INDEX clocks_by_day ON clocks (coalesce(due_on, '9999-12-31'), center_id, key, status, kind, due_on)",
    ),
)

FORMS = Step(
    "comparing forms",
    (
        "ALTER TABLE register ADD COLUMN name_form TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE register ADD COLUMN lead TEXT",
        "CREATE INDEX register_by_name ON register (name_form, lead)",
        "ALTER TABLE lines ADD COLUMN search TEXT NOT NULL DEFAULT ''",
        "DELETE FROM lines",  # they are made anew from the log, with their forms, as those were that there never were
    ),
)

NUMBERS = Step(
    "numbers",
    (
        "ALTER TABLE register ADD COLUMN lead_form TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX register_by_lead ON register (lead)",
        "CREATE INDEX register_by_lead_form ON register (lead_form)",
        """CREATE TABLE numbers (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            event TEXT NOT NULL,
            number TEXT NOT NULL,
            effective_on TEXT,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX numbers_by_number ON numbers (number)",
    ),
)

FORMER_NAMES = Step(
    "former names",
    (
        """CREATE TABLE former_names (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            name_zh TEXT NOT NULL,
            until TEXT NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX former_names_by_form ON former_names (key)",
    ),
)

ASSIGNED = Step("assigned", ("ALTER TABLE work ADD COLUMN assigned TEXT NOT NULL DEFAULT ''",))

READERS = Step(
    "readers",
    (
        """CREATE TABLE readers (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            relation TEXT NOT NULL,
            view TEXT NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX readers_by_key ON readers (key, view)",
        """CREATE TABLE views (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            name_zh TEXT NOT NULL,
            name_en TEXT,
            phase TEXT NOT NULL,
            field TEXT,
            district TEXT,
            level TEXT,
            overdue INTEGER NOT NULL,
            summary TEXT NOT NULL,
            search TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX views_by_key ON views (key, center_id, phase, field, district, overdue)",
        "ALTER TABLE lines ADD COLUMN documents TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX lines_with_documents ON lines (line) WHERE documents <> ''",
        "CREATE INDEX proof_leaves_by_hash ON proof_leaves (hash)",
        "DELETE FROM lines",  # they are made anew from the log, with their documents
    ),
)

COSIGNATURES = Step(
    "cosignatures",
    (
        """CREATE TABLE proof_cosignatures (
            size INTEGER NOT NULL,
            note_sha256 TEXT NOT NULL,
            line TEXT NOT NULL,
            received_at TEXT NOT NULL,
            PRIMARY KEY (size, note_sha256, line)
        ) STRICT, WITHOUT ROWID""",
        *(
            f"""CREATE TRIGGER proof_cosignatures_are_not_{done} BEFORE {change} ON proof_cosignatures
            BEGIN SELECT RAISE(ABORT, 'ledger: what is kept here is never {done}'); END"""
            for change, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
        ),
    ),
)

CELLS = Step(
    "cells",
    (
        """CREATE TABLE cells (
            key TEXT NOT NULL,
            center_id TEXT NOT NULL,
            name_zh TEXT, name_en TEXT, phase TEXT, level TEXT, region TEXT, authority TEXT, of_the_bureau TEXT,
            field TEXT, district TEXT, host TEXT, uscc TEXT, joint_parties TEXT, industry TEXT, seat TEXT,
            approved_on TEXT, approval_number TEXT, term_basis TEXT, term_ends_on TEXT, term_earliest TEXT,
            term_latest TEXT, established_on TEXT, establishment_number TEXT, director TEXT, overdue TEXT,
            overdue_duties TEXT, overdue_since TEXT, certainly_over TEXT, next_deadline TEXT, next_due_on TEXT,
            open_corrections TEXT, disputed TEXT, unknown TEXT, imported TEXT, version TEXT, view TEXT,
            search TEXT NOT NULL,
            PRIMARY KEY (key, center_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX cells_by_center ON cells (center_id)",
        # All that the page of the register counts and lists by, so that the long rows are read by other columns alone.
        "CREATE INDEX cells_by_key ON cells (key, center_id, phase, of_the_bureau, field, district, overdue)",
    ),
)
POLICIES = Step(
    "policies",
    (
        "ALTER TABLE register ADD COLUMN basis TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX register_by_basis ON register (basis, center_id)",
        """CREATE TABLE policies (
            number INTEGER PRIMARY KEY,
            rules TEXT NOT NULL,
            settings TEXT NOT NULL,
            since TEXT NOT NULL
        ) STRICT""",
    ),
)
"""By what the rows are made: those of before don't say, and are made anew once."""

TITLES = Step("titles of documents", ("DELETE FROM lines",))
"""They are made anew from the log, and found by the titles of documents beside an event, too."""
MOVED = Step(
    "calendar entries",
    (
        """CREATE TABLE calendar_entries (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            kind TEXT NOT NULL,
            due_on TEXT NOT NULL,
            status TEXT NOT NULL,
            provisional INTEGER NOT NULL,
            assumed INTEGER NOT NULL,
            met_on TEXT,
            subject TEXT NOT NULL,
            assigned TEXT NOT NULL,
            revision INTEGER NOT NULL,
            modified_at TEXT NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
    ),
)

OVERVIEW = Step(
    "overview",
    (
        *(f"ALTER TABLE cells ADD COLUMN {column} TEXT" for column in ("in_charge", "in_doubt", "waits_for")),
        "DROP INDEX cells_by_key",
        # All that the register's page and the overview count by, so that no long row is read for it.
        "CREATE INDEX cells_by_key ON cells (key, center_id, phase, of_the_bureau, field, district, overdue, in_charge,"
        " next_due_on, in_doubt, waits_for, view)",
        """CREATE TABLE processing_times (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            step TEXT NOT NULL,
            year INTEGER NOT NULL,
            days INTEGER NOT NULL,
            begun_on TEXT NOT NULL,
            done_on TEXT NOT NULL,
            shown INTEGER NOT NULL,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX processing_times_by_step ON processing_times (step, year, days, shown)",
        # A year's annual reports, and the centers that lived before this record and may owe one.
        "CREATE INDEX clocks_of_reports ON clocks (key, center_id, status, kind) WHERE kind = 'annual_report'",
        "CREATE INDEX cells_imported ON cells (key, phase, approved_on, established_on, center_id, imported,"
        " of_the_bureau) WHERE imported = 'true' AND of_the_bureau = 'true'",
        # What was decided lately, among all that the clocks recorded.
        "CREATE INDEX lines_of_decisions ON lines (recorded_at) WHERE kind = 'event' AND role <> 'system'",
    ),
)

LISTS = Step(
    "lists",
    (
        """CREATE TABLE deadline_cells (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            name_zh TEXT, host TEXT, district TEXT, duty TEXT, kind TEXT, subject TEXT, clause TEXT,
            due TEXT, met_on TEXT, status TEXT, earliest TEXT, latest TEXT, assumed TEXT,
            provisional TEXT, phase TEXT, region TEXT, authority TEXT, of_the_bureau TEXT, name_en TEXT,
            listed TEXT NOT NULL,
            days_late INTEGER,
            late_since INTEGER,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        # All that the page of deadlines counts and lists by when it opens.
        "CREATE INDEX deadline_cells_by_day ON deadline_cells (listed, center_id, key, status, district, kind, due)",
        "CREATE INDEX deadline_cells_by_status"
        " ON deadline_cells (status, listed, center_id, key, district, kind, due, days_late, late_since)",
        """CREATE TABLE work_cells (
            center_id TEXT NOT NULL,
            key TEXT NOT NULL,
            name_zh TEXT, host TEXT, district TEXT, decision TEXT, subject TEXT, clause TEXT, role TEXT,
            whom TEXT, since TEXT, due TEXT, overdue TEXT, latest TEXT, assumed TEXT, provisional TEXT,
            officers TEXT, phase TEXT, region TEXT, name_en TEXT,
            late_since INTEGER,
            PRIMARY KEY (center_id, key)
        ) STRICT, WITHOUT ROWID""",
        "DROP INDEX cells_by_key",
        "CREATE INDEX cells_by_key"
        " ON cells (key, center_id, phase, of_the_bureau, field, district, overdue, in_charge, next_due_on,"
        " in_doubt, waits_for, view, certainly_over)",
    ),
)
"""Deadlines and work as lists with cells of their own; what the register counts beside its phases."""

COUNTS = Step(
    "counts",
    (
        # How many lines there are of a clause or of a role, without a look at any.
        *(f"CREATE INDEX lines_by_{column} ON lines ({column})" for column in ("clause", "role")),
        # What the overview counts, in groups as they lie there; first what no list is asked by, so that these go on
        # by the index in which centers are in their order.
        "CREATE INDEX cells_counted"
        " ON cells (key, waits_for, in_doubt, of_the_bureau, in_charge, district, phase, overdue)",
        "CREATE INDEX clocks_by_due ON clocks (due_on, status)",
    ),
)

STEPS = (
    LOG,
    ONLY_APPEND,
    READ_MODEL,
    PROOF,
    ONLY_APPEND_PROOF,
    DOCUMENTS,
    WORK,
    LINES,
    CALENDAR,
    ORDER,
    FORMS,
    NUMBERS,
    FORMER_NAMES,
    ASSIGNED,
    READERS,
    COSIGNATURES,
    ORPHANS,
    CELLS,
    POLICIES,
    TITLES,
    MOVED,
    OVERVIEW,
    LISTS,
    COUNTS,
)

GUARDS = frozenset(
    statement.split()[2] for step in STEPS for statement in step.statements if statement.startswith("CREATE TRIGGER")
)
"""The triggers without which the file could be rewritten."""
