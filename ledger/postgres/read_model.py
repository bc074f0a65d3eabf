"""The later steps of the read model in PostgreSQL: what waits for whom, and the lines of the history.

``put`` and ``forget`` stand as they were released; a migration then makes them as ``ledger.postgres.rows`` has them.
"""

from ledger.postgres.locks import LOCK
from ledger.postgres.order import APPEND
from ledger.steps import Step

WORK = Step(
    "work",
    (
        "ALTER TABLE read_model.register ADD COLUMN shape bigint NOT NULL DEFAULT 1",
        "CREATE INDEX register_by_phase ON read_model.register (phase, field, district, overdue)",
        """CREATE TABLE read_model.work (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            decision text NOT NULL,
            clause text NOT NULL,
            role text NOT NULL,
            org text,
            district text,
            person text,
            due_on date,
            opens_on date,
            overdue boolean NOT NULL,
            urgency text COLLATE "C" NOT NULL,
            body text NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX work_by_role ON read_model.work (role, urgency, center_id, key, opens_on)",
        *(
            f"CREATE INDEX work_by_{column} ON read_model.work ({column}, role, urgency, center_id, key, opens_on)"
            f" WHERE {column} IS NOT NULL"
            for column in ("org", "district", "person")
        ),
        """CREATE OR REPLACE FUNCTION read_model.put(new_rows jsonb) RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog, read_model, pg_temp AS $$
            BEGIN
                INSERT INTO register SELECT * FROM jsonb_populate_record(NULL::register, new_rows->'center')
                    ON CONFLICT (center_id) DO UPDATE SET
                        (name_zh, name_en, phase, field, district, level, version, overdue, next_due_on, summary,
                         search, shape)
                        = (excluded.name_zh, excluded.name_en, excluded.phase, excluded.field, excluded.district,
                           excluded.level, excluded.version, excluded.overdue, excluded.next_due_on, excluded.summary,
                           excluded.search, excluded.shape)
                    WHERE register IS DISTINCT FROM excluded;
                DELETE FROM clocks WHERE center_id = new_rows#>>'{center,center_id}'
                    AND key NOT IN (SELECT clock->>'key' FROM jsonb_array_elements(new_rows->'clocks') AS clock);
                INSERT INTO clocks SELECT * FROM jsonb_populate_recordset(NULL::clocks, new_rows->'clocks')
                    ON CONFLICT (center_id, key) DO UPDATE SET
                        (kind, clause, due_on, status, provisional, body)
                        = (excluded.kind, excluded.clause, excluded.due_on, excluded.status, excluded.provisional,
                           excluded.body)
                    WHERE clocks IS DISTINCT FROM excluded;
                DELETE FROM work WHERE center_id = new_rows#>>'{center,center_id}'
                    AND key NOT IN (SELECT item->>'key' FROM jsonb_array_elements(new_rows->'work') AS item);
                INSERT INTO work SELECT * FROM jsonb_populate_recordset(NULL::work, new_rows->'work')
                    ON CONFLICT (center_id, key) DO UPDATE SET
                        (decision, clause, role, org, district, person, due_on, opens_on, overdue, urgency, body)
                        = (excluded.decision, excluded.clause, excluded.role, excluded.org, excluded.district,
                           excluded.person, excluded.due_on, excluded.opens_on, excluded.overdue, excluded.urgency,
                           excluded.body)
                    WHERE work IS DISTINCT FROM excluded;
            END $$""",
        """CREATE OR REPLACE FUNCTION read_model.forget() RETURNS void
            LANGUAGE sql SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
                DELETE FROM register WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1);
                DELETE FROM clocks WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1);
                DELETE FROM work WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1);
            $$""",
    ),
)

LINES = Step(
    "lines",
    (
        """CREATE TABLE read_model.lines (
            line bigint PRIMARY KEY,
            kind text NOT NULL,
            position bigint,
            number bigint NOT NULL,
            command_id text NOT NULL,
            stream text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            type text COLLATE "C" NOT NULL,
            code text,
            clause text COLLATE "C",
            role text COLLATE "C",
            actor_id text,
            actor_name text,
            actor text COLLATE "C",
            effective_on text,
            recorded_at text COLLATE "C" NOT NULL
        )""",
        *(
            f"CREATE INDEX lines_by_{column} ON read_model.lines ({column}, line)"
            for column in ("type", "stream", "actor")
        ),
        "CREATE INDEX lines_of_refusals ON read_model.lines (line) WHERE kind = 'refusal'",
        "DROP FUNCTION ledger.append(text, text, bigint, text[], bytea[], bytea, jsonb)",
        f"""CREATE FUNCTION ledger.append(
                new_command_id text, new_stream text, new_version bigint, topics text[], states bytea[],
                new_body bytea, new_rows jsonb, new_lines jsonb,
                OUT outcome text, OUT last_position bigint, OUT known_body bytea)
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
            DECLARE
                base bigint := new_version - cardinality(topics);
                stream_head bigint;
                log_head bigint;
                new_number bigint;
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
                SELECT coalesce(max(position), 0) INTO log_head FROM events;
                IF cardinality(topics) > 0 THEN
                    SELECT coalesce(max(version), 0) INTO stream_head FROM events WHERE stream = new_stream;
                    IF stream_head <> base THEN
                        outcome := 'moved';
                        last_position := stream_head;
                        RETURN;
                    END IF;
                    INSERT INTO events (position, stream, version, topic, state)
                        SELECT log_head + n, new_stream, base + n, topics[n], states[n]
                        FROM generate_series(1, cardinality(topics)) AS n;
                    log_head := log_head + cardinality(topics);
                    last_position := log_head;
                END IF;
                INSERT INTO receipts (number, command_id, stream, version, head, body)
                    SELECT coalesce(max(number), 0) + 1, new_command_id, new_stream, new_version, log_head, new_body
                    FROM receipts
                    RETURNING number INTO new_number;
                INSERT INTO lines (line, kind, position, number, command_id, stream, version, type, code, clause, role,
                        actor_id, actor_name, actor, effective_on, recorded_at)
                    SELECT CASE kind WHEN 'event' THEN log_head - new_version + version + new_number - 1
                            ELSE log_head + new_number END,
                        kind, CASE kind WHEN 'event' THEN log_head - new_version + version END, new_number,
                        new_command_id, new_stream, version, type, code, clause, role,
                        actor_id, actor_name, actor, effective_on, recorded_at
                    FROM jsonb_populate_recordset(NULL::lines, new_lines);
                IF new_rows IS NOT NULL THEN
                    PERFORM put(new_rows);
                END IF;
            END $$""",
        "REVOKE ALL ON FUNCTION ledger.append FROM PUBLIC",
    ),
)

CALENDAR = Step(
    "calendar",
    (
        "DROP INDEX read_model.clocks_by_day",
        "CREATE INDEX clocks_by_day ON read_model.clocks"
        " (coalesce(due_on, DATE '9999-12-31'), center_id, key, status, kind, due_on)",
    ),
)

FORMS = Step(
    "comparing forms",
    (
        "ALTER TABLE read_model.register ADD COLUMN name_form text COLLATE \"C\" NOT NULL DEFAULT ''",
        'ALTER TABLE read_model.register ADD COLUMN lead text COLLATE "C"',
        "CREATE INDEX register_by_name ON read_model.register (name_form, lead)",
        "ALTER TABLE read_model.lines ADD COLUMN search text COLLATE \"C\" NOT NULL DEFAULT ''",
        "DELETE FROM read_model.lines",
        APPEND.replace("effective_on, recorded_at", "effective_on, recorded_at, search"),
    ),
)
"""The lines are made anew from the log, with their forms, as those were that there never were."""

NUMBERS = Step(
    "numbers",
    (
        "ALTER TABLE read_model.register ADD COLUMN lead_form text COLLATE \"C\" NOT NULL DEFAULT ''",
        "CREATE INDEX register_by_lead ON read_model.register (lead)",
        "CREATE INDEX register_by_lead_form ON read_model.register (lead_form)",
        """CREATE TABLE read_model.numbers (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            event text NOT NULL,
            number text COLLATE "C" NOT NULL,
            effective_on text,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX numbers_by_number ON read_model.numbers (number)",
    ),
)

FORMER_NAMES = Step(
    "former names",
    (
        """CREATE TABLE read_model.former_names (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            name_zh text NOT NULL,
            until text NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX former_names_by_form ON read_model.former_names (key)",
    ),
)

ASSIGNED = Step(
    "assigned",
    ("ALTER TABLE read_model.work ADD COLUMN assigned text COLLATE \"C\" NOT NULL DEFAULT ''",),
)

READERS = Step(
    "readers",
    (
        """CREATE TABLE read_model.readers (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            relation text NOT NULL,
            view text COLLATE "C" NOT NULL,
            until bigint NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX readers_by_key ON read_model.readers (key, view)",
        """CREATE TABLE read_model.views (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            name_zh text NOT NULL,
            name_en text,
            phase text NOT NULL,
            field text,
            district text,
            level text,
            overdue boolean NOT NULL,
            summary text NOT NULL,
            search text NOT NULL,
            since bigint NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX views_by_key ON read_model.views (key, center_id, phase, field, district, overdue)",
        "ALTER TABLE read_model.lines ADD COLUMN documents text NOT NULL DEFAULT ''",
        "CREATE INDEX lines_with_documents ON read_model.lines (line) WHERE documents <> ''",
        "CREATE INDEX proof_leaves_by_hash ON ledger.proof_leaves (hash)",
        "DELETE FROM read_model.lines",
        APPEND.replace("effective_on, recorded_at", "effective_on, recorded_at, search, documents"),
    ),
)
"""The lines are made anew from the log, with the files that each names."""

CELLS = Step(
    "cells",
    (
        """CREATE TABLE read_model.cells (
            key text COLLATE "C" NOT NULL,
            center_id text COLLATE "C" NOT NULL,
            name_zh text COLLATE "C", name_en text COLLATE "C", phase text COLLATE "C", level text COLLATE "C",
            region text COLLATE "C", authority text COLLATE "C", of_the_bureau text COLLATE "C",
            field text COLLATE "C", district text COLLATE "C", host text COLLATE "C", uscc text COLLATE "C",
            joint_parties text COLLATE "C", industry text COLLATE "C", seat text COLLATE "C",
            approved_on text COLLATE "C", approval_number text COLLATE "C", term_basis text COLLATE "C",
            term_ends_on text COLLATE "C", term_earliest text COLLATE "C", term_latest text COLLATE "C",
            established_on text COLLATE "C", establishment_number text COLLATE "C", director text COLLATE "C",
            overdue text COLLATE "C", overdue_duties text COLLATE "C", overdue_since text COLLATE "C",
            certainly_over text COLLATE "C", next_deadline text COLLATE "C", next_due_on text COLLATE "C",
            open_corrections text COLLATE "C", disputed text COLLATE "C", unknown text COLLATE "C",
            imported text COLLATE "C", version text COLLATE "C", view text COLLATE "C",
            search text NOT NULL,
            PRIMARY KEY (key, center_id)
        )""",
        "CREATE INDEX cells_by_center ON read_model.cells (center_id)",
        "CREATE INDEX cells_by_key"
        " ON read_model.cells (key, center_id, phase, of_the_bureau, field, district, overdue)",
    ),
)
POLICIES = Step(
    "policies",
    (
        "ALTER TABLE read_model.register ADD COLUMN basis text COLLATE \"C\" NOT NULL DEFAULT ''",
        "CREATE INDEX register_by_basis ON read_model.register (basis, center_id)",
        """CREATE TABLE read_model.policies (
            number bigint PRIMARY KEY,
            rules text COLLATE "C" NOT NULL,
            settings text NOT NULL,
            since text NOT NULL
        )""",
    ),
)
"""By what the rows are made: those of before don't say, and are made anew once."""

TITLES = Step("titles of documents", ("DELETE FROM read_model.lines",))
"""They are made anew from the log, and found by the titles of documents beside an event, too."""
MOVED = Step(
    "calendar entries",
    (
        """CREATE TABLE read_model.calendar_entries (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            kind text NOT NULL,
            due_on text COLLATE "C" NOT NULL,
            status text NOT NULL,
            provisional boolean NOT NULL,
            assumed boolean NOT NULL,
            met_on text,
            subject text NOT NULL,
            assigned text COLLATE "C" NOT NULL,
            revision bigint NOT NULL,
            modified_at text COLLATE "C" NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
    ),
)

OVERVIEW = Step(
    "overview",
    (
        *(
            f'ALTER TABLE read_model.cells ADD COLUMN {column} text COLLATE "C"'
            for column in ("in_charge", "in_doubt", "waits_for")
        ),
        "DROP INDEX read_model.cells_by_key",
        "CREATE INDEX cells_by_key ON read_model.cells (key, center_id, phase, of_the_bureau, field, district, overdue,"
        " in_charge, next_due_on, in_doubt, waits_for, view)",
        """CREATE TABLE read_model.processing_times (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            step text COLLATE "C" NOT NULL,
            year bigint NOT NULL,
            days bigint NOT NULL,
            begun_on date NOT NULL,
            done_on date NOT NULL,
            shown boolean NOT NULL,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX processing_times_by_step ON read_model.processing_times (step, year, days, shown)",
        "CREATE INDEX clocks_of_reports ON read_model.clocks (key, center_id, status) WHERE kind = 'annual_report'",
        "CREATE INDEX cells_imported ON read_model.cells (key, phase, approved_on, established_on, center_id)"
        " WHERE imported = 'true' AND of_the_bureau = 'true'",
        "CREATE INDEX lines_of_decisions ON read_model.lines (recorded_at) WHERE kind = 'event' AND role <> 'system'",
    ),
)
"""What the overview counts: which centers are in charge, in doubt and waiting, and how long steps took."""

LISTS = Step(
    "lists",
    (
        """CREATE TABLE read_model.deadline_cells (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            name_zh text COLLATE "C", host text COLLATE "C", district text COLLATE "C",
            duty text COLLATE "C", kind text COLLATE "C", subject text COLLATE "C",
            clause text COLLATE "C", due text COLLATE "C", met_on text COLLATE "C",
            status text COLLATE "C", earliest text COLLATE "C", latest text COLLATE "C",
            assumed text COLLATE "C", provisional text COLLATE "C", phase text COLLATE "C",
            region text COLLATE "C", authority text COLLATE "C", of_the_bureau text COLLATE "C",
            name_en text COLLATE "C",
            listed text COLLATE "C" NOT NULL,
            days_late bigint,
            late_since bigint,
            PRIMARY KEY (center_id, key)
        )""",
        "CREATE INDEX deadline_cells_by_day"
        " ON read_model.deadline_cells (listed, center_id, key, status, district, kind, due)",
        "CREATE INDEX deadline_cells_by_status"
        " ON read_model.deadline_cells (status, listed, center_id, key, district, kind, due, days_late, late_since)",
        """CREATE TABLE read_model.work_cells (
            center_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            name_zh text COLLATE "C", host text COLLATE "C", district text COLLATE "C",
            decision text COLLATE "C", subject text COLLATE "C", clause text COLLATE "C",
            role text COLLATE "C", whom text COLLATE "C", since text COLLATE "C", due text COLLATE "C",
            overdue text COLLATE "C", latest text COLLATE "C", assumed text COLLATE "C",
            provisional text COLLATE "C", officers text COLLATE "C", phase text COLLATE "C",
            region text COLLATE "C", name_en text COLLATE "C",
            late_since bigint,
            PRIMARY KEY (center_id, key)
        )""",
        "DROP INDEX read_model.cells_by_key",
        "CREATE INDEX cells_by_key ON read_model.cells"
        " (key, center_id, phase, of_the_bureau, field, district, overdue, in_charge, next_due_on, in_doubt, waits_for,"
        " view, certainly_over)",
    ),
)
"""Deadlines and work as lists with cells of their own; what the register counts beside its phases."""

COUNTS = Step(
    "counts",
    (
        *(f"CREATE INDEX lines_by_{column} ON read_model.lines ({column}, line)" for column in ("clause", "role")),
        "CREATE INDEX cells_counted ON read_model.cells"
        " (key, waits_for, in_doubt, of_the_bureau, in_charge, district, phase, overdue)",
        "CREATE INDEX clocks_by_due ON read_model.clocks (due_on, status)",
    ),
)
"""What pages count by: the lines of a clause or a role, what the overview has in groups, and due days."""
