"""The step after which PostgreSQL lets go of a document that nothing in the log names, and of no other."""

from ledger.postgres.locks import LOCK
from ledger.steps import Step

GONE = "23H01"
"""The SQLSTATE, of the class of integrity, of a receipt that speaks of a document which is not held."""

UNNAMED_ALONE = f"""CREATE FUNCTION ledger.keep_named_documents() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, ledger, pg_temp AS $$
            DECLARE
                name bytea := convert_to(OLD.sha256, 'UTF8');
            BEGIN
                PERFORM pg_advisory_xact_lock({LOCK});
                IF TG_OP = 'DELETE'
                        AND NOT EXISTS (SELECT FROM events WHERE position(name IN state) > 0)
                        AND NOT EXISTS (SELECT FROM receipts WHERE position(name IN body) > 0) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'ledger: nothing in % that the log names is ever changed', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$"""
"""Looked for in the stored bytes themselves, wherever in them, while nobody appends."""

HELD = f"""CREATE FUNCTION ledger.check_held_documents() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, ledger, pg_temp AS $$
            BEGIN
                IF position('"documents_held":['::bytea IN NEW.body) > 0 AND EXISTS (
                        SELECT FROM regexp_matches(substring(
                            convert_from(NEW.body, 'UTF8') FROM '"documents_held":\\[([^]]*)'), '[^",]+', 'g') AS said
                        WHERE NOT EXISTS (SELECT FROM documents WHERE sha256 = said[1])) THEN
                    RAISE EXCEPTION 'ledger: a document that a receipt speaks of is not held'
                        USING ERRCODE = '{GONE}';
                END IF;
                RETURN NEW;
            END $$"""
"""A document may go between the look of whoever decides and the record: the receipt would say what is not so."""

REMOVE = f"""CREATE FUNCTION ledger.remove_document(old_sha256 text, old_added_at text) RETURNS boolean
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock({LOCK});
                DELETE FROM documents WHERE sha256 = old_sha256 AND added_at = old_added_at;
                RETURN FOUND;
            EXCEPTION WHEN restrict_violation THEN
                RETURN false;
            END $$"""

ORPHANS = Step(
    "orphans",
    (
        UNNAMED_ALONE,
        HELD,
        REMOVE,
        "DROP TRIGGER documents_keep_each ON ledger.documents",
        """CREATE TRIGGER documents_keep_each BEFORE UPDATE OR DELETE ON ledger.documents
            FOR EACH ROW EXECUTE FUNCTION ledger.keep_named_documents()""",
        """CREATE TRIGGER receipts_check_held BEFORE INSERT ON ledger.receipts
            FOR EACH ROW EXECUTE FUNCTION ledger.check_held_documents()""",
        "ALTER TABLE ledger.documents ENABLE ALWAYS TRIGGER documents_keep_each",
        "ALTER TABLE ledger.receipts ENABLE ALWAYS TRIGGER receipts_check_held",
        "REVOKE ALL ON FUNCTION ledger.keep_named_documents, ledger.check_held_documents, ledger.remove_document"
        " FROM PUBLIC",
    ),
)
