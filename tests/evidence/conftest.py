"""A ledger with a whole life and some refusals in it, signed; and bundles of it."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from domain.guideline.policy import Policy
from domain.kernel.doubts import ConfirmedDoubt, ConfirmedDoubts
from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from evidence.bundle import export
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from service_layer.entries import RequestedDecision, refused
from tests.domain.test_any_history import history
from tests.importing.conftest import NOW, SEED
from tests.ledger.conftest import postgres, postgres_settings
from tests.lives import ACTORS, CENTER_ID
from tests.writing import NO_DIGEST, receipt_for

__all__ = ["postgres", "postgres_settings"]

REFUSED_AFTER = (5, 18)
"""After these events a revocation was asked for, and refused."""
PAPER, PAPER_ELSEWHERE = "会议纪要".encode() + bytes(range(256)), b"kept elsewhere"
STRAY = b"named by nobody"
"""The house holds the first, which an event names, and the last, which none does; the second is another's."""


def ref(content: bytes, title: str) -> DocumentRef:
    return DocumentRef(sha256=sha256(content).hexdigest(), title=title)


CONFIRMED = ConfirmedDoubts(
    doubts=(
        ConfirmedDoubt(code="day_long_ago", clause="house", params={"effective_on": "2022-02-28"}),
        ConfirmedDoubt(code="of_a_newer_release", clause="house"),
    ),
    reason="按纸质材料补录",
)
ON_BEHALF_OF = OnBehalfOf(organisation="某计量院", received_on=date(2022, 3, 2), document=ref(PAPER, "来件"))
BESIDE: dict[int, dict[str, Any]] = {
    3: {"documents": (ref(PAPER, "论证会纪要"),)},
    4: {"confirmed": CONFIRMED, "decided_under": Policy().decided_under(), "on_behalf_of": ON_BEHALF_OF},
    7: {"documents": (ref(PAPER_ELSEWHERE, "另存的文件"), ref(PAPER, "同一纪要"))},
}
"""By version: what stands beside the event. But for the fourth they are as older releases wrote them."""


class House:
    """A ledger, its keys, and how to get a bundle out of it."""

    def __init__(self, folder: Path, settings: LedgerSettings | None = None) -> None:
        self.folder, self.file = folder, folder / "ledger.sqlite3"
        settings = settings or LedgerSettings(url=f"sqlite:///{self.file}")
        migrate(settings)
        self.ledger, self.keys = open_ledger(settings), KeyFile(folder / "keys" / "checkpoint-key")
        self._tell(self.ledger)
        self.sign()

    def sign(self) -> None:
        """Bring everything under a checkpoint."""
        self.ledger.proof.projection(self.keys, "metrology.example/hengxu").follow()

    def bundle(self, center_id: str | None, name: str = "bundle.zip", *, sm3: bool = False) -> Path:
        """The evidence as an archive."""
        return export(self.ledger, self.keys.verifier_keys(), center_id, self.folder / name, sm3=sm3).path

    @staticmethod
    def _tell(ledger: Ledger) -> None:
        intake = Importer(ledger, Policy(), SEED.name, NOW)
        intake.write(intake.plan(read_centers(SEED)))
        for content in (PAPER, STRAY):
            ledger.documents.keep(content, "application/pdf", None, "officer")
        for _, decided in groupby(history("everything"), lambda record: record.command_id):
            records = [one.model_copy(update=BESIDE.get(one.version, {})) for one in decided]
            held = ledger.documents.held({paper.sha256 for record in records for paper in record.documents})
            ledger.append(records, receipt_for(records, "told", held))
            record = records[-1]
            if record.version in REFUSED_AFTER:
                refusal = Refusal("no_ground_for_revocation", "5.3")
                again = RequestedDecision(
                    CENTER_ID,
                    f"no-{record.version}",
                    "revoke_center",
                    ACTORS[Role.APPROVER],
                    NO_DIGEST,
                    record.recorded_at,
                )
                ledger.refuse(refused(again, record.version, refusal))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("house"))
    yield built
    built.ledger.close()


@pytest.fixture(scope="module")
def bundles(house: House) -> dict[str, Path]:
    """Of one center, and of the whole log."""
    return {"center": house.bundle(CENTER_ID, "center.zip"), "all": house.bundle(None, "all.zip")}


@pytest.fixture(params=["center", "all"])
def bundle(request: pytest.FixtureRequest, bundles: dict[str, Path]) -> Path:
    return bundles[request.param]


@pytest.fixture
def unpack(tmp_path: Path) -> Callable[[Path], Path]:
    """The folder into which a bundle was unpacked."""

    def into(bundle: Path) -> Path:
        folder = tmp_path / "unpacked"
        with ZipFile(bundle) as packed:
            packed.extractall(folder)
        return folder

    return into
