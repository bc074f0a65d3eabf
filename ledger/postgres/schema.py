"""The ledger's schema in PostgreSQL, in numbered steps that never change once released.

The owner's role takes the steps. The application's role may read, call the owner's functions ``ledger.append``,
``ledger.keep_document``, ``ledger.remove_document``, ``ledger.grow_proof`` and ``ledger.note_witnessed``, and write
the read model.
"""

from ledger.postgres.locks import LOCK
from ledger.postgres.order import KEPT, ORDER
from ledger.postgres.orphans import ORPHANS
from ledger.postgres.read_model import (
    ASSIGNED,
    CALENDAR,
    CELLS,
    COUNTS,
    FORMER_NAMES,
    FORMS,
    LINES,
    LISTS,
    MOVED,
    NUMBERS,
    OVERVIEW,
    POLICIES,
    READERS,
    TITLES,
    WORK,
)
from ledger.steps import Step

LOG = Step(
    "log",
    (
        "CREATE SCHEMA ledger",
        """CREATE TABLE ledger.schema_steps (
            step bigint PRIMARY KEY,
            name text NOT NULL,
            taken_at timestamptz NOT NULL DEFAULT now()
        )""",
        """CREATE TABLE ledger.events (
            position bigint PRIMARY KEY CHECK (position > 0),
            stream text COLLATE "C" NOT NULL,
            version bigint NOT NULL CHECK (version > 0),
            topic text COLLATE "C" NOT NULL,
            state bytea NOT NULL,
            UNIQUE (stream, version)
        )""",
        """CREATE TABLE ledger.receipts (
            number bigint PRIMARY KEY CHECK (number > 0),
            command_id text COLLATE "C" NOT NULL UNIQUE,
            stream text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            head bigint NOT NULL,
            body bytea NOT NULL
        )""",
    ),
)

ONLY_APPEND = Step(
    "only append",
    (
        """CREATE FUNCTION ledger.refuse_change() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                RAISE EXCEPTION 'ledger: nothing in % is ever changed', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$""",
        """CREATE TRIGGER events_keep_each BEFORE UPDATE OR DELETE ON ledger.events
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
        """CREATE TRIGGER events_keep_all BEFORE TRUNCATE ON ledger.events
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
        """CREATE TRIGGER receipts_keep_each BEFORE UPDATE OR DELETE ON ledger.receipts
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
        """CREATE TRIGGER receipts_keep_all BEFORE TRUNCATE ON ledger.receipts
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
        "ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER events_keep_each",
        "ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER events_keep_all",
        "ALTER TABLE ledger.receipts ENABLE ALWAYS TRIGGER receipts_keep_each",
        "ALTER TABLE ledger.receipts ENABLE ALWAYS TRIGGER receipts_keep_all",
        f"""CREATE FUNCTION ledger.append(
                new_command_id text, new_stream text, new_version bigint, topics text[], states bytea[],
                new_body bytea, new_rows jsonb,
                OUT outcome text, OUT last_position bigint, OUT known_body bytea)
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
            DECLARE
                base bigint := new_version - cardinality(topics);
                head bigint;
            BEGIN
                IF cardinality(topics) <> cardinality(states) THEN
                    RAISE EXCEPTION 'ledger: each event has one topic and one state';
                END IF;
                PERFORM pg_advisory_xact_lock({LOCK});
                SELECT 'known', e.position, r.body INTO outcome, last_position, known_body
                    FROM receipts r LEFT JOIN events e ON e.stream = r.stream AND e.version = r.version
                    WHERE r.command_id = new_command_id;
                IF FOUND THEN
                    RETURN;
                END IF;
                outcome := 'recorded';
                last_position := 0;
                IF cardinality(topics) > 0 THEN
                    SELECT coalesce(max(version), 0) INTO head FROM events WHERE stream = new_stream;
                    IF head <> base THEN
                        outcome := 'moved';
                        last_position := head;
                        RETURN;
                    END IF;
                    SELECT coalesce(max(position), 0) INTO last_position FROM events;
                    INSERT INTO events (position, stream, version, topic, state)
                        SELECT last_position + n, new_stream, base + n, topics[n], states[n]
                        FROM generate_series(1, cardinality(topics)) AS n;
                    last_position := last_position + cardinality(topics);
                END IF;
                INSERT INTO receipts (number, command_id, stream, version, head, body)
                    SELECT coalesce(max(number), 0) + 1, new_command_id, new_stream, new_version,
                        (SELECT coalesce(max(position), 0) FROM events), new_body
                    FROM receipts;
                IF new_rows IS NOT NULL THEN
                    PERFORM put(new_rows);
                END IF;
            END $$""",
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC",
    ),
)

READ_MODEL = Step(
    "read model",
    (
        "CREATE SCHEMA read_model",
        """CREATE TABLE read_model.register (
            center_id text COLLATE "C" PRIMARY KEY,
            name_zh text NOT NULL,
            name_en text,
            phase text NOT NULL,
            field text,
            district text,
            level text,
            version bigint NOT NULL,
            overdue boolean NOT NULL,
            next_due_on date,
            summary text NOT NULL,
            search text NOT NULL
        )""",
        """CREATE TABLE read_model.clocks (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            kind text NOT NULL,
            clause text NOT NULL,
            due_on date,
            status text NOT NULL,
            provisional boolean NOT NULL,
            body text NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX clocks_by_day ON read_model.clocks (coalesce(due_on, DATE '9999-12-31'), center_id, key)",
        """CREATE FUNCTION read_model.put(new_rows jsonb) RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog, read_model, pg_temp AS $$
            BEGIN
                INSERT INTO register SELECT * FROM jsonb_populate_record(NULL::register, new_rows->'center')
                    ON CONFLICT (center_id) DO UPDATE SET
                        (name_zh, name_en, phase, field, district, level, version, overdue, next_due_on, summary,
                         search)
                        = (excluded.name_zh, excluded.name_en, excluded.phase, excluded.field, excluded.district,
                           excluded.level, excluded.version, excluded.overdue, excluded.next_due_on, excluded.summary,
                           excluded.search)
                    WHERE register IS DISTINCT FROM excluded;
                DELETE FROM clocks WHERE center_id = new_rows#>>'{center,center_id}'
                    AND key NOT IN (SELECT clock->>'key' FROM jsonb_array_elements(new_rows->'clocks') AS clock);
                INSERT INTO clocks SELECT * FROM jsonb_populate_recordset(NULL::clocks, new_rows->'clocks')
                    ON CONFLICT (center_id, key) DO UPDATE SET
                        (kind, clause, due_on, status, provisional, body)
                        = (excluded.kind, excluded.clause, excluded.due_on, excluded.status, excluded.provisional,
                           excluded.body)
                    WHERE clocks IS DISTINCT FROM excluded;
            END $$""",
        f"""CREATE FUNCTION read_model.put_at(new_rows jsonb, at_version bigint) RETURNS boolean
            LANGUAGE plpgsql SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock({LOCK});
                IF at_version <> (SELECT coalesce(max(version), 0) FROM events
                                  WHERE stream = new_rows#>>'{{center,center_id}}') THEN
                    RETURN false;
                END IF;
                PERFORM put(new_rows);
                RETURN true;
            END $$""",
        """CREATE FUNCTION read_model.forget() RETURNS void
            LANGUAGE sql SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
                DELETE FROM register WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1);
                DELETE FROM clocks WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1);
            $$""",
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA read_model FROM PUBLIC",
    ),
)

PROOFS = ("proof_leaves", "proof_tiles", "proof_checkpoints")

PROOF = Step(
    "proof",
    (
        """CREATE TABLE ledger.proof_leaves (
            leaf bigint PRIMARY KEY CHECK (leaf >= 0),
            position bigint NOT NULL,
            number bigint NOT NULL,
            hash bytea NOT NULL
        )""",
        "CREATE INDEX proof_leaves_by_position ON ledger.proof_leaves (position)",
        """CREATE TABLE ledger.proof_tiles (
            level bigint NOT NULL CHECK (level > 0),
            tile bigint NOT NULL CHECK (tile >= 0),
            hash bytea NOT NULL,
            PRIMARY KEY (level, tile)
        )""",
        """CREATE TABLE ledger.proof_checkpoints (
            size bigint PRIMARY KEY CHECK (size > 0),
            note bytea NOT NULL,
            made_at text NOT NULL
        )""",
        """CREATE TABLE ledger.proof_witnessed (
            place text COLLATE "C" NOT NULL,
            size bigint NOT NULL,
            witnessed_at text NOT NULL,
            PRIMARY KEY (place, size)
        )""",
    ),
)

ONLY_APPEND_PROOF = Step(
    "only append to the proof",
    tuple(
        statement
        for table in PROOFS
        for statement in (
            f"""CREATE TRIGGER {table}_keep_each BEFORE UPDATE OR DELETE ON ledger.{table}
                FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
            f"""CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON ledger.{table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
            f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {table}_keep_each",
            f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {table}_keep_all",
        )
    ),
)

DOCUMENTS = Step(
    "documents",
    (
        """CREATE TABLE ledger.documents (
            sha256 text COLLATE "C" PRIMARY KEY CHECK (length(sha256) = 64),
            size bigint NOT NULL CHECK (size = length(content)),
            media_type text NOT NULL,
            title text,
            added_by text NOT NULL,
            added_at text NOT NULL,
            content bytea NOT NULL
        )""",
        """CREATE TRIGGER documents_keep_each BEFORE UPDATE OR DELETE ON ledger.documents
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
        """CREATE TRIGGER documents_keep_all BEFORE TRUNCATE ON ledger.documents
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
        "ALTER TABLE ledger.documents ENABLE ALWAYS TRIGGER documents_keep_each",
        "ALTER TABLE ledger.documents ENABLE ALWAYS TRIGGER documents_keep_all",
        """CREATE FUNCTION ledger.keep_document(
                new_content bytea, new_media_type text, new_title text, new_added_by text, new_added_at text)
            RETURNS boolean
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
            BEGIN
                INSERT INTO documents (sha256, size, media_type, title, added_by, added_at, content)
                    VALUES (encode(sha256(new_content), 'hex'), length(new_content), new_media_type, new_title,
                        new_added_by, new_added_at, new_content)
                    ON CONFLICT DO NOTHING;
                RETURN FOUND;
            END $$""",
        "REVOKE ALL ON FUNCTION ledger.keep_document FROM PUBLIC",
    ),
)

COSIGNATURES = Step(
    "cosignatures",
    (
        """CREATE TABLE ledger.proof_cosignatures (
            size bigint NOT NULL,
            note_sha256 text COLLATE "C" NOT NULL,
            line text COLLATE "C" NOT NULL CHECK (length(line) < 1000),
            received_at text NOT NULL,
            PRIMARY KEY (size, note_sha256, line)
        )""",
        """CREATE TRIGGER proof_cosignatures_keep_each BEFORE UPDATE OR DELETE ON ledger.proof_cosignatures
            FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
        """CREATE TRIGGER proof_cosignatures_keep_all BEFORE TRUNCATE ON ledger.proof_cosignatures
            FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
        "ALTER TABLE ledger.proof_cosignatures ENABLE ALWAYS TRIGGER proof_cosignatures_keep_each",
        "ALTER TABLE ledger.proof_cosignatures ENABLE ALWAYS TRIGGER proof_cosignatures_keep_all",
        """CREATE FUNCTION ledger.keep_cosignature(
                new_size bigint, new_note_sha256 text, new_line text, new_received_at text) RETURNS boolean
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
            BEGIN
                IF NOT EXISTS (SELECT FROM proof_checkpoints AS c
                        WHERE c.size = new_size AND encode(sha256(c.note), 'hex') = new_note_sha256) THEN
                    RAISE EXCEPTION 'ledger: a cosignature is of a checkpoint' USING ERRCODE = 'check_violation';
                END IF;
                INSERT INTO proof_cosignatures VALUES (new_size, new_note_sha256, new_line, new_received_at)
                    ON CONFLICT DO NOTHING;
                RETURN FOUND;
            END $$""",
        "REVOKE ALL ON FUNCTION ledger.keep_cosignature FROM PUBLIC",
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

GUARDED = ("events", "receipts", *PROOFS, "documents", *KEPT, "proof_cosignatures")
"""The tables that only grow; of documents those may go that nothing names."""
CHECK_OF_HELD = "receipts_check_held"
GUARDS = frozenset(f"{table}_keep_{what}" for table in GUARDED for what in ("each", "all")) | {CHECK_OF_HELD}
"""The triggers without which the log could be rewritten."""

DOORS = ("append", "keep_document", "remove_document", "grow_proof", "note_witnessed", "keep_cosignature")
"""The functions through which alone anything is written to the guarded tables, topics apart."""
RIGHTS = (
    "GRANT USAGE ON SCHEMA ledger, read_model TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO {role}",
    *(f"GRANT EXECUTE ON FUNCTION ledger.{function} TO {{role}}" for function in DOORS),
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA read_model TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA read_model TO {role}",
)
"""All that the application's role may do, given anew at each migration."""
