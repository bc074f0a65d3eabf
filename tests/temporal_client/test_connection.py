"""Temporal by TLS: who may come in does, and everybody else is told what to set; nobody waits for ever."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import SecretStr

import cli
from embedded.temporal import until_ready
from ledger.opening import open_ledger
from settings import Settings
from temporal_client.client import connect
from temporal_client.connection import OF_OUR_OWN, ConnectionWrong, connection_of, identity, settings_to_blame
from temporal_client.workers import ALIVE, queue
from tests.embedded.service import ROOT, environment
from tests.lives import commands
from tests.temporal import KEY, Installation, Server, running_server, settings_for, until
from tests.temporal_client.tls import Authority, Pair, tls_proxy
from tests.writing import make_ledger

NAME = "temporal.example"
pytestmark = pytest.mark.real_time


class Secured(NamedTuple):
    """A server behind TLS that lets in whoever shows a certificate of ``ours``, at two ports of the loopback: the
    certificate of one is for its address, that of the other for ``NAME``.
    """

    port: int
    port_of_name: int
    plain: Server
    ours: Authority
    theirs: Authority
    client: Pair
    stranger: Pair

    def settings(self, **changes: Any) -> Settings:
        """Those that lead in, but for the changes; ``None`` leaves one out."""
        right = {
            "temporal_address": f"127.0.0.1:{self.port}",
            "temporal_tls_ca": self.ours.ca,
            "temporal_tls_certificate": self.client.certificate,
            "temporal_tls_key": self.client.key,
        }
        return Settings.model_validate({name: value for name, value in (right | changes).items() if value is not None})


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    ours, theirs = Authority(folder, "ours"), Authority(folder, "theirs")
    with (
        running_server() as server,
        tls_proxy(server.port, ours.pair("127.0.0.1"), ours.ca) as port,
        tls_proxy(server.port, ours.pair(NAME), ours.ca) as port_of_name,
    ):
        asyncio.run(_ready(server))
        yield Secured(port, port_of_name, server, ours, theirs, ours.pair("worker"), theirs.pair("stranger"))


async def _ready(server: Server) -> None:
    await until_ready(Settings(temporal_address=server.address))


@pytest.fixture
async def house(tmp_path: Path, secured: Secured) -> AsyncIterator[Installation]:
    """An installation that reaches Temporal by TLS."""
    own = settings_for(tmp_path, f"127.0.0.1:{secured.port}")
    settings = secured.settings().model_copy(update=own.model_dump(exclude_unset=True))
    make_ledger(settings.ledger)
    ledger = open_ledger(settings.ledger)
    try:
        yield Installation(settings, await connect(settings, "worker"), ledger)
    finally:
        ledger.close()


async def test_a_center_lives_by_tls_as_in_plain_and_its_worker_is_known_by_name(house: Installation) -> None:
    async with house.working():
        await house.take("c-by-tls", {**commands()["register_center"], "center_id": "c-by-tls"})

        async def polls() -> list[str] | None:
            return [worker.identity for worker in (await queue(house.client, house.settings, ALIVE)).workers] or None

        assert await until(polls) == [identity("worker")]
    assert identity("worker").startswith("worker@")


async def test_the_name_in_the_certificate_may_be_another_than_that_of_the_address(secured: Secured) -> None:
    settings = secured.settings(temporal_address=f"127.0.0.1:{secured.port_of_name}", temporal_tls_server_name=NAME)
    assert await (await connect(settings)).service_client.check_health()
    assert settings_to_blame(settings) is None


def refusals(secured: Secured) -> Mapping[str, tuple[Settings, str]]:
    """Settings that don't lead in, and what is said of each."""
    nothing = {"temporal_tls_certificate": None, "temporal_tls_key": None}
    stranger = {
        "temporal_tls_certificate": secured.stranger.certificate,
        "temporal_tls_key": secured.stranger.key,
    }
    return {
        "no client certificate": (secured.settings(**nothing), "set HENGXU_TEMPORAL_TLS_CERTIFICATE and"),
        "a stranger's": (secured.settings(**stranger), "set HENGXU_TEMPORAL_TLS_CERTIFICATE and"),
        "a strange authority": (secured.settings(temporal_tls_ca=secured.theirs.ca), "set HENGXU_TEMPORAL_TLS_CA"),
        "this machine's authorities": (
            secured.settings(temporal_tls_ca=None),
            "set HENGXU_TEMPORAL_TLS_CA",
        ),
        "the certificate of another name": (
            secured.settings(temporal_address=f"127.0.0.1:{secured.port_of_name}"),
            "set HENGXU_TEMPORAL_TLS_SERVER_NAME",
        ),
        "another name": (
            secured.settings(temporal_tls_server_name="other.example"),
            "set HENGXU_TEMPORAL_TLS_SERVER_NAME",
        ),
        "in plain": (Settings(temporal_address=f"127.0.0.1:{secured.port}"), "set HENGXU_TEMPORAL_TLS=true"),
        "a server in plain": (
            secured.settings(temporal_address=secured.plain.address),
            "remove HENGXU_TEMPORAL_TLS",
        ),
    }


WAYS = (
    *("no client certificate", "a stranger's", "a strange authority", "this machine's authorities"),
    *("the certificate of another name", "another name", "in plain", "a server in plain"),
)


@pytest.mark.parametrize("way", WAYS)
async def test_who_does_not_come_in_is_told_what_to_set_and_does_not_wait(secured: Secured, way: str) -> None:
    settings, remedy = refusals(secured)[way]
    async with asyncio.timeout(10):
        with pytest.raises(RuntimeError) as failed:
            await connect(settings)
    blame = settings_to_blame(settings, failed.value)
    assert blame is not None
    assert remedy in blame.en
    assert remedy.split()[1] in blame.zh


async def test_an_ended_certificate_is_called_that(secured: Secured) -> None:
    with tls_proxy(secured.plain.port, secured.ours.pair("127.0.0.1", days=-1)) as port:
        blame = settings_to_blame(secured.settings(temporal_address=f"127.0.0.1:{port}"))
    assert blame is not None
    assert "has expired" in blame.en


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere.invalid:7233", "no port"])
def test_a_server_that_is_away_is_waited_for(secured: Secured, address: str) -> None:
    assert settings_to_blame(secured.settings(temporal_address=address)) is None
    assert settings_to_blame(Settings(temporal_address=address)) is None


def variables(settings: Settings, data: Path) -> dict[str, str]:
    """The settings as an environment has them, with what else a program needs."""
    given = {f"HENGXU_{name.upper()}": str(value) for name, value in settings.model_dump(exclude_unset=True).items()}
    return given | {"HENGXU_DATA": str(data), "HENGXU_SIGNING_KEY": KEY}


def test_a_worker_without_its_certificate_ends_with_the_remedy(secured: Secured, tmp_path: Path) -> None:
    settings, remedy = refusals(secured)["no client certificate"]
    make_ledger(Settings(data=tmp_path).ledger)
    ended = subprocess.run(
        [sys.executable, "-m", "worker"],
        cwd=ROOT,
        env=environment() | variables(settings, tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert remedy in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["serve", "recover", "reconcile"])
def test_an_api_and_commands_without_the_certificate_end_with_the_remedy(
    secured: Secured,
    tmp_path: Path,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings, remedy = refusals(secured)["no client certificate"]
    make_ledger(Settings(data=tmp_path).ledger)
    for name, value in variables(settings, tmp_path).items():
        monkeypatch.setenv(name, value)
    assert cli.run([command]) == 2
    assert remedy in capsys.readouterr().err


def test_the_installation_of_one_machine_has_its_own_temporal_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_TEMPORAL_TLS", "true")
    assert cli.run(["up", "--data", str(tmp_path / "data")]) == 2
    assert "brings its own Temporal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("temporal_tls_ca", None, "No such file"),
        ("temporal_tls_ca", "no certificate", "has to be PEM"),
        ("temporal_tls_certificate", "no certificate", "has to be PEM"),
        ("temporal_tls_key", None, "No such file"),
        ("temporal_tls_key", "no key", "has to be PEM"),
    ],
)
def test_a_file_of_no_use_is_named_with_its_setting(
    secured: Secured, tmp_path: Path, part: str, content: str | None, reason: str
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.touch(0o600)
        file.write_text(content)
    with pytest.raises(ConnectionWrong, match=reason) as wrong:
        connection_of(secured.settings(**{part: file}))
    assert f"HENGXU_{part.upper()}" in wrong.value.sentence.zh


def test_a_key_goes_with_its_certificate_and_is_its_owners_alone(secured: Secured, tmp_path: Path) -> None:
    with pytest.raises(ConnectionWrong, match="belong together"):
        connection_of(secured.settings(temporal_tls_key=None))
    with pytest.raises(ConnectionWrong, match="KEY_VALUES_MISMATCH"):
        connection_of(secured.settings(temporal_tls_key=secured.stranger.key))
    shown = tmp_path / "shown.key"
    shown.write_bytes(secured.client.key.read_bytes())
    shown.chmod(0o644)
    with pytest.raises(ConnectionWrong, match="nobody but its owner"):
        connection_of(secured.settings(temporal_tls_key=shown))


def test_a_server_of_our_own_is_reached_in_plain_whatever_is_set_of_another(secured: Secured) -> None:
    elsewhere = secured.settings(temporal_tls_server_name=NAME, temporal_api_key=SecretStr("a key")).model_dump()
    named = {name for name in Settings.model_fields if name.startswith("temporal_tls") or name == "temporal_api_key"}
    assert named == OF_OUR_OWN.keys()
    assert not Settings.model_validate(elsewhere | dict(OF_OUR_OWN)).temporal_speaks_tls


def test_an_api_key_never_goes_in_plain() -> None:
    settings = Settings(temporal_api_key=SecretStr("a key that opens"))
    assert settings.temporal_speaks_tls
    assert connection_of(settings).tls
    assert connection_of(settings).api_key == "a key that opens"
    assert connection_of(Settings()) == (False, None)


async def test_an_api_key_that_is_not_taken_is_called_that(secured: Secured) -> None:
    refusing = await asyncio.start_server(_unauthenticated, "127.0.0.1", 0)
    port = refusing.sockets[0].getsockname()[1]
    async with refusing:
        with tls_proxy(port, secured.ours.pair("127.0.0.1")) as secure:
            settings = secured.settings(
                temporal_address=f"127.0.0.1:{secure}", temporal_api_key=SecretStr("a key of last year")
            )
            with pytest.raises(RuntimeError, match="no such key") as failed:
                await connect(settings)
            blame = settings_to_blame(settings, failed.value)
    assert blame is not None
    assert "HENGXU_TEMPORAL_API_KEY" in blame.en
    assert "a key of last year" not in blame.en + str(failed.value)


async def _unauthenticated(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """HTTP/2 as far as it takes to answer the first request with gRPC's UNAUTHENTICATED."""
    await reader.readexactly(24)
    writer.write(_frame(4, 0, 0, b""))
    while True:
        head = await reader.readexactly(9)
        await reader.readexactly(int.from_bytes(head[:3]))
        if head[3] == 1:
            break
    fields = {"content-type": "application/grpc", "grpc-status": "16", "grpc-message": "no such key"}
    literal = b"".join(b"\0%c%s%c%s" % (len(n), n.encode(), len(v), v.encode()) for n, v in fields.items())
    writer.write(_frame(1, 5, int.from_bytes(head[5:9]), b"\x88" + literal))
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload
