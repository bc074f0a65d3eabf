"""The step after which a SQLite file takes, of the log and of its proof, what is next and nothing else.

SQLite reckons no SHA-256: that a hash is the right one is for the verification to say.
"""

from ledger.steps import Step

LEVELS = range(1, 8)
"""Of tiles: one of the seventh stands for more leaves than there can be numbers of them."""

LISTED = """CREATE TRIGGER events_are_of_listed_topics BEFORE INSERT ON events
            WHEN NOT EXISTS (SELECT 1 FROM topics WHERE topic = NEW.topic)
            BEGIN SELECT RAISE(ABORT, 'ledger: no migration has listed this topic'); END"""

RECEIVED = """CREATE TRIGGER receipts_are_of_now BEFORE INSERT ON receipts
            WHEN NEW.head IS NOT (SELECT ifnull(max(position), 0) FROM events)
                OR NEW.version < 0
                OR NEW.version > (SELECT ifnull(max(version), 0) FROM events WHERE stream = NEW.stream)
                OR EXISTS (SELECT 1 FROM events
                    WHERE position > ifnull((SELECT head FROM receipts ORDER BY number DESC LIMIT 1), 0)
                        AND stream IS NOT NEW.stream)
                OR NEW.head > ifnull((SELECT head FROM receipts ORDER BY number DESC LIMIT 1), 0)
                    AND NEW.version IS NOT (SELECT max(version) FROM events WHERE stream = NEW.stream)
            BEGIN SELECT RAISE(ABORT, 'ledger: a receipt is of the log as it stands'); END"""

LEAVES = """CREATE TRIGGER proof_leaves_are_of_the_log BEFORE INSERT ON proof_leaves
            WHEN NEW.position + NEW.number IS NOT NEW.leaf + 1 OR length(NEW.hash) IS NOT 32
                OR NOT EXISTS (SELECT 1 FROM receipts WHERE number = NEW.number AND head = NEW.position)
                    AND NOT EXISTS (SELECT 1 FROM receipts r JOIN events e ON e.position = NEW.position
                        WHERE r.number = NEW.number + 1 AND r.head >= NEW.position AND NEW.position
                            > ifnull((SELECT head FROM receipts WHERE number = NEW.number), 0))
            BEGIN SELECT RAISE(ABORT, 'ledger: a leaf is of the next entry'); END"""

TILES = """CREATE TRIGGER proof_tiles_are_complete BEFORE INSERT ON proof_tiles
            WHEN NEW.level NOT BETWEEN 1 AND 7 OR length(NEW.hash) IS NOT 32
                OR NEW.tile IS NOT (SELECT ifnull(max(tile) + 1, 0) FROM proof_tiles WHERE level = NEW.level)
                OR NOT CASE NEW.level
                    WHEN 1 THEN EXISTS (SELECT 1 FROM proof_leaves WHERE leaf = NEW.tile * 256 + 255)
                    ELSE EXISTS (SELECT 1 FROM proof_tiles WHERE level = NEW.level - 1 AND tile = NEW.tile * 256 + 255)
                END
            BEGIN SELECT RAISE(ABORT, 'ledger: a tile is the next complete one'); END"""

TILES_LACK = " OR ".join(
    f"(SELECT ifnull(max(tile) + 1, 0) FROM proof_tiles WHERE level = {level}) IS NOT NEW.size / {1 << 8 * level}"
    for level in LEVELS
)
CHECKPOINTS = f"""CREATE TRIGGER proof_checkpoints_are_of_the_leaves BEFORE INSERT ON proof_checkpoints
            WHEN NEW.size IS NOT (SELECT max(leaf) + 1 FROM proof_leaves)
                OR instr(CAST(NEW.note AS TEXT), char(10) || NEW.size || char(10)) = 0
                OR {TILES_LACK}
            BEGIN SELECT RAISE(ABORT, 'ledger: a checkpoint is of all leaves and their tiles'); END"""

WITNESSED = """CREATE TRIGGER proof_witnessed_is_the_next BEFORE INSERT ON proof_witnessed
            WHEN NEW.size IS NOT (SELECT min(size) FROM proof_checkpoints WHERE size > ifnull(
                (SELECT size FROM proof_witnessed w WHERE place = NEW.place
                    AND EXISTS (SELECT 1 FROM proof_checkpoints c WHERE c.size = w.size)
                    ORDER BY size DESC LIMIT 1), 0))
            BEGIN SELECT RAISE(ABORT, 'ledger: what was witnessed is the next checkpoint'); END"""

ORDER = Step(
    "order",
    (
        "CREATE TABLE topics (topic TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
        """CREATE TABLE proof_set_aside (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL,
            content TEXT NOT NULL,
            set_aside_at TEXT NOT NULL
        ) STRICT""",
        LISTED,
        RECEIVED,
        LEAVES,
        TILES,
        CHECKPOINTS,
        WITNESSED,
        *(
            f"""CREATE TRIGGER {table}_are_not_{done} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, 'ledger: what is kept here is never {done}'); END"""
            for table in ("topics", "proof_witnessed", "proof_set_aside")
            for change, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
        ),
    ),
)
