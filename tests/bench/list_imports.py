"""A workbook of 2,000 centers, as an office keeps them, into a fresh ledger: read, looked at, taken up. Beside it the
same content as JSON, and how long openpyxl takes to read the workbook's cells.
"""

import json
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from clock import utc_now
from domain.guideline.policy import Policy
from importing.importer import Importer
from importing.reading import read_content
from importing.review import review, take_up
from importing.sheets.table import read_book
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.bench.measure import Finding, in_turn
from tests.importing.lists import office_row, office_workbook
from tests.importing.sheets.workbooks import saved

ROWS = 2_000
DAYS = ("2019-05-17", "2019年5月", "2019", "2018—2019", "2019年5月前")
NAME = "centers.xlsx"


def list_imports() -> list[Finding]:
    """Rows a second of each step."""
    workbook = saved(office_workbook(office_row(n, f"上海市第{n}产业计量测试中心", DAYS[n % 5]) for n in range(ROWS)))
    as_json = _as_json(workbook)
    cells = in_turn("cells of a workbook of 2,000 rows", "rows/s", lambda: _rate(lambda: read_book(workbook)),
        lambda: _rate(lambda: _by_openpyxl(workbook)), against="openpyxl", rounds=3)  # fmt: skip
    rows = in_turn("rows of it, each with its places", "rows/s", lambda: _rate(lambda: read_content(workbook, NAME)),
        lambda: _rate(lambda: read_content(as_json, "centers.json")), against="JSON", rounds=3)  # fmt: skip
    return [cells, rows, *_into_ledger(workbook)]


def _into_ledger(workbook: bytes) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        settings = LedgerSettings(url=f"sqlite:///{Path(folder) / 'ledger.sqlite3'}")
        migrate(settings)
        ledger = open_ledger(settings)
        importer = Importer(ledger, Policy(), NAME, utc_now())
        shown = review(importer, workbook).fingerprint
        looked_at = _rate(lambda: review(importer, workbook))
        taken_up = _rate(lambda: take_up(importer, workbook, shown))
        again = _rate(lambda: take_up(importer, workbook, shown))
        ledger.close()
    return [
        Finding("import of 2,000 rows, looked at", "rows/s", looked_at),
        Finding("import of 2,000 rows, taken up in one transaction", "rows/s", taken_up),
        Finding("import of 2,000 rows that are on record", "rows/s", again),
    ]


def _rate(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return ROWS / (time.perf_counter() - start)


def _by_openpyxl(workbook: bytes) -> None:
    for sheet in load_workbook(BytesIO(workbook), read_only=True, data_only=True).worksheets:
        list(sheet.iter_rows(values_only=True))


def _as_json(workbook: bytes) -> bytes:
    rows = read_content(workbook, NAME).rows.values()
    return json.dumps({"centers": [json.loads(row.canonical) for row in rows]}, ensure_ascii=False).encode()
