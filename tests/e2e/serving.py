"""The console in front of a ledger that a test has written, with no Temporal: ready in a few seconds."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import httpx

from api.auth.tokens import LIFETIME
from clock import utc_now
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.application import Entry, Ledger
from ledger.read_model.projection import rows_of
from office.opening import open_office
from service_layer.queries import working_calendar
from settings import Settings
from tests.bench.processes import environment_of, running
from tests.embedded.service import until
from tests.lives import ACTORS, Life
from tests.writing import receipt_for


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address at which the ledger's console answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running(environment_of(settings, HENGXU_PORT=str(port)), "-m", "cli", "serve"):
        until(lambda: answers(address), "the service answers")
        yield address


def answers(address: str) -> bool:
    """Whether the service runs."""
    try:
        return httpx.get(f"{address}/livez").is_success
    except httpx.HTTPError:
        return False


def session_of(settings: Settings, role: Role) -> str:
    """The session of somebody who has signed in."""
    with closing(open_office(settings.office)) as office:
        return office.sessions.begin(ACTORS[role], utc_now() + LIFETIME)


def take_up(
    ledger: Ledger, settings: Settings, center_id: str, life: Life, recorded: Mapping[str, Any] | None = None
) -> None:
    """The life under another id; ``recorded`` is laid over how each of its events was recorded."""
    center = life.center.but(center_id=center_id)
    one = {"command_id": uuid4().hex, "center_id": center_id, **(recorded or {})}
    records = [record.model_copy(update=one) for record in life.records]
    ledger.append_all(
        [Entry(records, receipt_for(records), rows_of(center, settings.policy, working_calendar(ledger)))]
    )
