"""Whatever shows that an installation is one of production, it opens to nobody before it names its OIDC issuer."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cli
import worker
from api.app import create_app
from api.auth.tokens import EmbeddedIssuerRefused, issue_token
from domain.kernel.roles import Role
from embedded.folder import DataFolder
from production import IdentityMissing, is_loopback, is_public_address, is_remote_database, unknown_variables
from settings import Settings
from tests.temporal import KEY

ISSUER = "HENGXU_OIDC_ISSUER"
SIGNS = {
    "HENGXU_OIDC_ISSUER": "",
    "HENGXU_OIDC_AUDIENCE": "hengxu-api",
    "HENGXU_OIDC_JWKS_URL": "https://identity.example/keys",
    "HENGXU_OIDC_CLIENT_ID": "hengxu-console",
    "HENGXU_OIDC_CLIENT_SECRET": "a secret",
    "HENGXU_OIDC_SCOPE": "openid",
    "HENGXU_LEDGER_URL": "postgresql://app@database.example/hengxu",
    "HENGXU_LEDGER_OWNER_URL": "postgresql://owner@10.0.0.7/hengxu",
    "HENGXU_OFFICE_URL": "postgresql://office@database.example/hengxu",
    "HENGXU_HOST": "0.0.0.0",
    "HENGXU_URL": "https://hengxu.example",
}
"""Each of them alone."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The folder of an embedded installation that has run before; it knows no Temporal."""
    monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.make_signing_key()
    return str(folder.path)


@pytest.mark.parametrize("name", SIGNS)
@pytest.mark.parametrize("command", [["serve"], ["up"], ["token", "approver"]], ids=" ".join)
def test_any_sign_of_production_without_an_issuer_starts_nothing_and_names_what_is_missing(
    name: str, command: list[str], data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, SIGNS[name])
    assert cli.run([*command, "--data", data]) == 2
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    zh, en = line.split(" / ")
    assert all(name in sentence and ISSUER in sentence for sentence in (zh, en))
    assert printed.out == ""
    assert SIGNS[name] not in line or not SIGNS[name]


@pytest.mark.parametrize("name", SIGNS)
def test_the_worker_and_the_application_refuse_as_the_commands_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, SIGNS[name])
    settings = Settings(data=tmp_path, signing_key=SecretStr(KEY))
    with pytest.raises(IdentityMissing, match=ISSUER):
        create_app(settings)
    with pytest.raises(IdentityMissing, match=ISSUER):
        asyncio.run(worker.work(settings))
    with pytest.raises(EmbeddedIssuerRefused, match=name):
        issue_token(settings, Role.APPROVER)


def test_half_of_an_issuer_is_told_what_it_lacks(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(ISSUER, "https://identity.example")
    assert cli.run(["serve", "--data", data]) == 2
    line = capsys.readouterr().err
    assert "HENGXU_OIDC_AUDIENCE" in line
    assert "HENGXU_OIDC_JWKS_URL" not in line  # discovery says it


def test_keys_are_fetched_over_http_and_from_no_file(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_OIDC_JWKS_URL", "file:///etc/keys")
    assert cli.run(["serve", "--data", data]) == 2
    assert "HENGXU_OIDC_JWKS_URL" in capsys.readouterr().err


def test_an_installation_on_one_machine_shows_no_sign(tmp_path: Path) -> None:
    embedded = Settings(data=tmp_path, signing_key=SecretStr(KEY), url="http://127.0.0.1:8000", host="localhost")
    assert not embedded.is_production
    assert not embedded.model_copy(update={"ledger_url": "postgresql:///hengxu?host=/run/postgresql"}).is_production
    create_app(embedded)


@pytest.mark.parametrize("name", ["HENGXU_OIDC_ISUER", "HENGXU_ODIC_ISSUER", "HENXGU_OIDC_ISSUER", "HENGXU_OIDC_X"])
@pytest.mark.parametrize("command", [["serve"], ["up"], ["token", "approver"]], ids=" ".join)
def test_a_misspelt_issuer_opens_nothing(
    name: str, command: list[str], data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "https://identity.example")
    assert cli.run([*command, "--data", data]) == 2
    assert name in capsys.readouterr().err


def test_a_worker_says_in_one_line_why_it_does_not_begin(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HENGXU_")}
    for name, value in {"HENGXU_HOST": "0.0.0.0", "HENGXU_OIDC_ISUER": "https://identity.example"}.items():
        ended = subprocess.run(
            [sys.executable, "-m", "worker"],
            env=kept | {"HENGXU_DATA": str(tmp_path), "HENGXU_SIGNING_KEY": KEY, name: value},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert ended.returncode == 1
        (line,) = ended.stderr.splitlines()
        assert name in line


def test_another_misspelt_setting_is_told_and_hinders_nobody(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_DOCUMENTS_LIMIT", "1")
    assert cli.run(["token", "officer", "--data", data]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    (line,) = printed.err.splitlines()
    assert "HENGXU_DOCUMENTS_LIMIT" in line
    assert "HENGXU_DOCUMENT_LIMIT" in line


def test_a_setting_that_is_like_no_other_is_told_too(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_COLOUR_OF_THE_CURTAINS", "1")
    assert cli.run(["token", "officer", "--data", data]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "HENGXU_COLOUR_OF_THE_CURTAINS" in line
    assert "docs/settings.md" in line


@pytest.mark.parametrize(
    "name",
    [
        "HENGXU_TOKEN",
        "HENGXU_PUBLISHED_PORT",
        "hengxu_port",
        "HENGXU_TEST_FLIPS",
        "HENGXU_BENCH_CENTERS",
        "OIDC_ISSUER",
        "PATH",
    ],
)
def test_what_is_ours_or_nobodys_is_not_told(name: str) -> None:
    assert unknown_variables([name], Settings.model_fields) == {}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LocalHost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("hengxu", False),
    ],
)
def test_only_names_and_addresses_of_this_machine_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@given(st.ip_addresses())
def test_an_address_is_loopback_as_its_standard_says(address: object) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    assert is_loopback(str(address)) is (mapped or address).is_loopback  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://localhost", False),
        ("https://127.0.0.1", True),
        ("HTTPS://localhost", True),
        ("http://hengxu.example", True),
        ("http://[nonsense", True),
    ],
)
def test_an_address_over_tls_or_of_another_machine_is_public(url: str, expected: bool) -> None:
    assert is_public_address(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////data/ledger.sqlite3", False),
        ("postgresql:///hengxu", False),
        ("postgresql:///hengxu?host=/run/postgresql", False),
        ("postgresql://app@%2Frun%2Fpostgresql/hengxu", False),
        ("postgresql://app@localhost:5432/hengxu", False),
        ("postgresql://app@[::1]/hengxu", False),
        ("postgres://app@database/hengxu", True),
        ("postgresql://app@localhost,standby.example/hengxu", True),
        ("postgresql:///hengxu?host=database.example", True),
        ("postgresql://app@localhost/hengxu?hostaddr=10.0.0.7", True),
        ("postgresql:///hengxu?service=production", True),
        ("postgresql://app@localhost/hengxu?nonsense=1", True),
    ],
)
def test_a_database_is_remote_unless_a_socket_or_the_loopback_leads_to_it(
    url: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    assert is_remote_database(url) is expected


def test_what_the_address_of_a_database_leaves_open_is_filled_in_as_libpq_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "database.example")
    assert is_remote_database("postgresql:///hengxu")
    assert not is_remote_database("postgresql://localhost/hengxu")
