"""The step after which PostgreSQL takes, of the log and of its proof, what is next and nothing else.

The application's role writes to neither but through functions of the owner's: they look at the log themselves, and
reckon the tree's hashes anew. Whether a known key has signed a checkpoint is for the verification to say.
"""

from ledger.postgres.locks import LOCK, PROOF_LOCK
from ledger.steps import Step

KEPT = ("topics", "proof_witnessed", "proof_set_aside")

REVOKED = """DO $$
            DECLARE
                given record;
            BEGIN
                FOR given IN SELECT DISTINCT c.oid::regclass AS name,
                        CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS grantee
                    FROM pg_class c, aclexplode(c.relacl) AS acl
                    WHERE c.relnamespace = 'ledger'::regnamespace AND acl.grantee <> c.relowner
                        AND acl.privilege_type <> 'SELECT'
                LOOP
                    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s',
                        given.name, given.grantee);
                END LOOP;
            END $$"""
"""Whoever was ever given more than to read."""

APPEND = f"""CREATE OR REPLACE FUNCTION ledger.append(
                new_command_id text, new_stream text, new_version bigint, topics text[], states bytea[],
                new_body bytea, new_rows jsonb, new_lines jsonb,
                OUT outcome text, OUT last_position bigint, OUT known_body bytea)
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
            DECLARE
                base bigint := new_version - cardinality(topics);
                unlisted text;
                stream_head bigint;
                log_head bigint;
                new_number bigint;
            BEGIN
                IF topics IS NULL OR cardinality(topics) IS DISTINCT FROM cardinality(states) THEN
                    RAISE EXCEPTION 'ledger: each event has one topic and one state';
                END IF;
                PERFORM pg_advisory_xact_lock({LOCK});
                SELECT 'known', e.position, r.body INTO outcome, last_position, known_body
                    FROM receipts r LEFT JOIN events e ON e.stream = r.stream AND e.version = r.version
                    WHERE r.command_id = new_command_id;
                IF FOUND THEN
                    RETURN;
                END IF;
                SELECT given INTO unlisted FROM unnest(topics) AS given
                    WHERE NOT EXISTS (SELECT FROM ledger.topics AS listed WHERE listed.topic = given);
                IF FOUND THEN
                    RAISE EXCEPTION 'ledger: no migration has listed the topic %', unlisted
                        USING ERRCODE = 'check_violation';
                END IF;
                SELECT coalesce(max(version), 0) INTO stream_head FROM events WHERE stream = new_stream;
                IF (base = stream_head OR cardinality(topics) = 0 AND new_version BETWEEN 0 AND stream_head)
                        IS NOT TRUE THEN
                    outcome := 'moved';
                    last_position := stream_head;
                    RETURN;
                END IF;
                outcome := 'recorded';
                last_position := 0;
                SELECT coalesce(max(position), 0) INTO log_head FROM events;
                IF cardinality(topics) > 0 THEN
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
            END $$"""

ROOT_OF = """CREATE FUNCTION ledger.root_of(hashes bytea[]) RETURNS bytea
            LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                WHILE cardinality(hashes) > 1 LOOP
                    hashes := ARRAY(
                        SELECT CASE count(*) WHEN 1 THEN string_agg(hash, '')
                            ELSE sha256('\\x01'::bytea || string_agg(hash, '' ORDER BY place)) END
                        FROM unnest(hashes) WITH ORDINALITY AS of_a_row (hash, place)
                        GROUP BY (place - 1) / 2 ORDER BY (place - 1) / 2);
                END LOOP;
                RETURN hashes[1];
            END $$"""
"""Of RFC 6962: hashes in pairs, a last one without its like as it is."""

ROW_OF = """CREATE FUNCTION ledger.tree_row(of_level bigint, from_place bigint, until_place bigint) RETURNS bytea[]
            LANGUAGE sql STABLE SET search_path = pg_catalog, ledger, pg_temp AS $$
                SELECT CASE of_level
                    WHEN 0 THEN ARRAY(SELECT hash FROM proof_leaves
                        WHERE leaf >= from_place AND leaf < until_place ORDER BY leaf)
                    ELSE ARRAY(SELECT hash FROM proof_tiles
                        WHERE level = of_level AND tile >= from_place AND tile < until_place ORDER BY tile)
                END
            $$"""

TREE_ROOT = """CREATE FUNCTION ledger.tree_root(size bigint) RETURNS bytea
            LANGUAGE plpgsql STABLE SET search_path = pg_catalog, ledger, pg_temp AS $$
            DECLARE
                rest bigint := size;
                of_level bigint := 0;
                root bytea;
            BEGIN
                WHILE rest > 0 LOOP
                    root := root_of(array_remove(tree_row(of_level, rest - rest % 256, rest) || root, NULL));
                    rest := rest / 256;
                    of_level := of_level + 1;
                END LOOP;
                RETURN root;
            END $$"""

ENTRY_HASHES = """CREATE FUNCTION ledger.entries(
                after_position bigint, after_number bigint, until_position bigint, until_number bigint)
            RETURNS TABLE (leaf bigint, place bigint, receipts_by_then bigint, hash bytea)
            LANGUAGE sql STABLE SET search_path = pg_catalog, ledger, pg_temp AS $$
                WITH taken AS (
                    SELECT *, lag(head, 1, after_position) OVER (ORDER BY number) AS head_before,
                            convert_to(command_id, 'UTF8') AS command, convert_to(stream, 'UTF8') AS of
                        FROM receipts WHERE number > after_number AND number <= until_number
                ), brought AS (
                    SELECT e.position, taken.number, e.version, e.state,
                            convert_to(e.stream, 'UTF8') AS of, convert_to(e.topic, 'UTF8') AS topic
                        FROM taken CROSS JOIN generate_series(head_before + 1, head) AS at
                            JOIN events e ON e.position = at
                        WHERE e.position > after_position AND e.position <= until_position
                )
                SELECT position + number - 2, position, number - 1, sha256('\\x00'::bytea
                        || int8send(5) || 'event'::bytea || int8send(8) || int8send(position)
                        || int8send(length(of)) || of || int8send(8) || int8send(version)
                        || int8send(length(topic)) || topic || int8send(length(state)) || state)
                    FROM brought
                UNION ALL
                SELECT head + number - 1, head, number, sha256('\\x00'::bytea
                        || int8send(7) || 'receipt'::bytea || int8send(8) || int8send(number)
                        || int8send(length(command)) || command || int8send(length(of)) || of
                        || int8send(8) || int8send(version) || int8send(8) || int8send(head)
                        || int8send(length(body)) || body)
                    FROM taken
            $$"""
"""Entries as ``ledger.proof.leaves`` has them, with their hashes."""

GROW_PROOF = f"""CREATE FUNCTION ledger.grow_proof(
                new_start bigint, new_hashes bytea[], new_note bytea, new_made_at text) RETURNS boolean
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
            DECLARE
                new_size bigint := new_start + cardinality(new_hashes);
                last record;
                ending record;
                width bigint := 1;
            BEGIN
                PERFORM pg_advisory_xact_lock({PROOF_LOCK});
                SELECT coalesce(max(leaf) + 1, 0) AS size, coalesce(max(position), 0) AS position,
                        coalesce(max(number), 0) AS number
                    INTO last FROM (SELECT * FROM proof_leaves ORDER BY leaf DESC LIMIT 1) AS newest;
                IF new_start IS DISTINCT FROM last.size THEN
                    RETURN false;
                END IF;
                SELECT number, head INTO ending FROM receipts
                    WHERE number > last.number AND number <= last.number + cardinality(new_hashes)
                        AND head + number = new_size;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'ledger: a checkpoint ends with a receipt' USING ERRCODE = 'check_violation';
                END IF;
                INSERT INTO proof_leaves (leaf, position, number, hash)
                    SELECT * FROM entries(last.position, last.number, ending.head, ending.number);
                IF tree_row(0, new_start, new_size) IS DISTINCT FROM new_hashes
                        OR (SELECT max(leaf) FROM proof_leaves) <> new_size - 1 THEN
                    RAISE EXCEPTION 'ledger: leaves are those of the next entries' USING ERRCODE = 'check_violation';
                END IF;
                FOR of_level IN 1..7 LOOP
                    width := width * 256;
                    INSERT INTO proof_tiles (level, tile, hash)
                        SELECT of_level, tile, root_of(tree_row(of_level - 1, tile * 256, tile * 256 + 256))
                        FROM generate_series(new_start / width, new_size / width - 1) AS tile;
                END LOOP;
                IF (string_to_array(convert_from(new_note, 'UTF8'), chr(10)))[2:3]
                        IS DISTINCT FROM ARRAY[new_size::text, encode(tree_root(new_size), 'base64')] THEN
                    RAISE EXCEPTION 'ledger: a checkpoint names the size and the root of all leaves'
                        USING ERRCODE = 'check_violation';
                END IF;
                INSERT INTO proof_checkpoints (size, note, made_at) VALUES (new_size, new_note, new_made_at);
                RETURN true;
            END $$"""

NOTE_WITNESSED = f"""CREATE FUNCTION ledger.note_witnessed(
                new_place text, new_size bigint, new_witnessed_at text) RETURNS boolean
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
            DECLARE
                last bigint;
            BEGIN
                PERFORM pg_advisory_xact_lock({PROOF_LOCK});
                SELECT size INTO last FROM proof_witnessed AS w WHERE place = new_place
                    AND EXISTS (SELECT FROM proof_checkpoints AS c WHERE c.size = w.size) ORDER BY size DESC LIMIT 1;
                IF new_size <= last THEN
                    RETURN false;
                END IF;
                IF new_size IS DISTINCT FROM
                        (SELECT min(size) FROM proof_checkpoints WHERE size > coalesce(last, 0)) THEN
                    RAISE EXCEPTION 'ledger: what was witnessed is the next checkpoint'
                        USING ERRCODE = 'check_violation';
                END IF;
                INSERT INTO proof_witnessed (place, size, witnessed_at)
                    VALUES (new_place, new_size, new_witnessed_at);
                RETURN true;
            END $$"""

ORDER = Step(
    "order",
    (
        'CREATE TABLE ledger.topics (topic text COLLATE "C" PRIMARY KEY)',
        """CREATE TABLE ledger.proof_set_aside (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            source text NOT NULL,
            content text NOT NULL,
            set_aside_at text NOT NULL
        )""",
        *(
            statement
            for table in KEPT
            for statement in (
                f"""CREATE TRIGGER {table}_keep_each BEFORE UPDATE OR DELETE ON ledger.{table}
                FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()""",
                f"""CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON ledger.{table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change()""",
                f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {table}_keep_each",
                f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {table}_keep_all",
            )
        ),
        REVOKED,
        APPEND,
        ROOT_OF,
        ROW_OF,
        TREE_ROOT,
        ENTRY_HASHES,
        GROW_PROOF,
        NOTE_WITNESSED,
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC",
    ),
)
