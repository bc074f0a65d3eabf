"""The program as its next release could be, with one step more in its schema: ``python -m tests.deploy.next_release
worker`` is its worker, anything else a command of its ``hengxu``.

The step is of the kind that an older worker can't write by: the function that appends takes one value more.
"""

import sys
from unittest.mock import patch

import cli
import worker
from ledger.postgres import recorder
from ledger.postgres.order import APPEND
from ledger.postgres.schema import STEPS
from ledger.steps import Step

LINES = "effective_on, recorded_at"
STEP = Step(
    "of the next release",
    (
        "ALTER TABLE read_model.register ADD COLUMN source text",
        "DROP FUNCTION ledger.append(text, text, bigint, text[], bytea[], bytea, jsonb, jsonb)",
        APPEND.replace("new_lines jsonb,", "new_lines jsonb, new_source text,").replace(LINES, f"{LINES}, search"),
        "REVOKE ALL ON FUNCTION ledger.append FROM PUBLIC",
    ),
)


def main() -> None:
    """One command of the next release."""
    steps, append = (*STEPS, STEP), f"{recorder.APPEND.removesuffix(')')}, 'next')"
    with (
        patch("ledger.postgres.migrations.STEPS", steps),
        patch.object(recorder.PostgresRecorder, "STEPS", steps),
        patch.object(recorder, "APPEND", append),
    ):
        worker.main() if sys.argv[1:] == ["worker"] else cli.main()


if __name__ == "__main__":
    main()
