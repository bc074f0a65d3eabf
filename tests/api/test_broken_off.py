"""Somebody leaves in the middle of an upload: that is no error of anybody's, and nothing of it is kept."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import httpx
import pytest

from api.console.frame.session.sessions import COOKIE
from clock import utc_now
from domain.kernel.roles import Role
from ledger.opening import open_ledger
from office.opening import open_office
from tests.api.house import V1
from tests.api.serving import Served, served_alone
from tests.lives import ACTORS
from tests.temporal import PATIENCE

BOUNDARY = "b"
PART = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()
ENOUGH_FOR_A_FILE_ON_DISK = bytes(3_000_000)
"""More than is held in memory of a part of a form."""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("broken-off")
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TMPDIR", str(folder / "tmp"))
        with served_alone(folder) as served:
            yield served


def break_off(served: Served, path: str, kind: str, begun: bytes, **headers: str) -> None:
    """A request that announces more than it sends before its sender has gone."""
    named = {
        "Host": f"127.0.0.1:{served.settings.port}",
        "Content-Type": kind,
        "Content-Length": str(len(begun) + 1_000),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    with socket.create_connection(("127.0.0.1", served.settings.port), PATIENCE) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + begun)


def requests(served: Served) -> float:
    """How many have ended, as the service counts."""
    lines = httpx.get(f"{served.url}/metrics", trust_env=False).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("hengxu_requests_total"))


FORM = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.mark.parametrize(
    ("path", "kind", "begun"),
    [
        (f"{V1}/documents", "application/pdf", ENOUGH_FOR_A_FILE_ON_DISK),
        (f"{V1}/documents", FORM, PART + ENOUGH_FOR_A_FILE_ON_DISK),
        (f"{V1}/centers", "application/json", b'{"type":'),
        ("/console/decide/register_center", FORM, PART + ENOUGH_FOR_A_FILE_ON_DISK),
        ("/console/sign-out", FORM, PART),
    ],
    ids=["a body", "a form", "a decision", "a form of the console", "another form of the console"],
)
def test_what_is_broken_off_leaves_no_error_and_no_file(serving: Served, path: str, kind: str, begun: bytes) -> None:
    headers = serving.bearer(Role.APPLICANT) | {"Cookie": cookie(serving)}
    before, logged = requests(serving), serving.logged()
    break_off(serving, path, kind, begun, **headers)
    deadline = time.monotonic() + PATIENCE
    while requests(serving) < before + 2:  # the one, and the look of a moment ago
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert serving.logged() == logged
    assert list((serving.log.parent / "tmp").iterdir()) == []
    with closing(open_ledger(serving.settings.ledger)) as ledger:
        assert ledger.documents.count() == 0
    assert httpx.get(f"{serving.url}/livez", trust_env=False).status_code == 200


def cookie(served: Served) -> str:
    """That of somebody who is signed in to the console."""
    with closing(open_office(served.settings.office)) as office:
        session = office.sessions.begin(ACTORS[Role.APPLICANT], utc_now() + timedelta(hours=1))
    return f"{COOKIE}={session}"
