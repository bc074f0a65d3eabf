"""The step after which a SQLite file lets go of a document that nothing in the log names, and of no other."""

from ledger.steps import Step

GONE = "ledger: a document that a receipt speaks of is not held"

UNNAMED_ALONE = """CREATE TRIGGER documents_are_not_deleted BEFORE DELETE ON documents
            WHEN EXISTS (SELECT 1 FROM events WHERE instr(state, CAST(OLD.sha256 AS BLOB)) > 0)
                OR EXISTS (SELECT 1 FROM receipts WHERE instr(body, CAST(OLD.sha256 AS BLOB)) > 0)
            BEGIN SELECT RAISE(ABORT, 'ledger: a document that the log names is never deleted'); END"""
"""Looked for in the stored bytes themselves, wherever in them: what leads no index astray can be forgotten by none."""

HELD = f"""CREATE TRIGGER receipts_are_of_held_documents BEFORE INSERT ON receipts
            WHEN instr(NEW.body, CAST('"documents_held":[' AS BLOB)) > 0
                AND EXISTS (SELECT 1 FROM json_each(CAST(NEW.body AS TEXT), '$.documents_held') AS said
                    WHERE NOT EXISTS (SELECT 1 FROM documents WHERE sha256 = said.value))
            BEGIN SELECT RAISE(ABORT, '{GONE}'); END"""
"""A document may go between the look of whoever decides and the record: the receipt would say what is not so."""

ORPHANS = Step("orphans", ("DROP TRIGGER documents_are_not_deleted", UNNAMED_ALONE, HELD))
