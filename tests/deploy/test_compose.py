"""What docker-compose.yml promises, as far as it can be told without Docker."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import PydanticUndefined

from api.app import create_app
from guide.settings_table import as_written
from production import IdentityMissing, check_identity, unknown_variables, variable
from settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOTS = {"temporal-schema", "temporal-namespace", "migrate"}
LONG_RUNNING = SERVICES.keys() - ONE_SHOTS
SECRET = re.compile(r"PASSWORD|PWD|SECRET|_KEY$|^HENGXU_URL$|LEDGER.*_URL$|OIDC_(ISSUER|AUDIENCE|CLIENT)")
EXACT_TAG = re.compile(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$")
OF_EMBEDDED = {"data", "temporal_ui_url"}
"""Settings that nothing in a container reads."""
OF_ANOTHER_TEMPORAL = {
    *("temporal_tls", "temporal_tls_ca", "temporal_tls_certificate", "temporal_tls_key", "temporal_tls_server_name"),
    "temporal_api_key",
}
"""How another Temporal is reached than the one that Compose brings, on a network of its own."""
OF_SOME_SERVICES = {
    "ledger_owner_url",
    "office_url",
    "temporal_keys_file",
    "host",
    "port",
    "worker_health_port",
    "checkpoint_key",
}
"""Settings that not every service needs, which Compose knows by itself."""
KEY_FILE = "HENGXU_CHECKPOINT_KEY"
"""No secret but where one lies."""


def test_it_follows_the_published_compose_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    outcome = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("name", sorted(LONG_RUNNING))
def test_a_long_running_service_has_a_health_check_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONE_SHOTS))
def test_a_one_shot_is_waited_for_and_tried_again_when_it_fails(name: str) -> None:
    conditions = [service["depends_on"][name]["condition"] for service in dependents_on(name)]
    assert set(conditions) == {"service_completed_successfully"}
    assert SERVICES[name]["restart"] == "on-failure"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_image_is_pinned_to_a_release(name: str) -> None:
    assert EXACT_TAG.search(SERVICES[name]["image"])


def test_the_base_images_of_our_own_are_pinned_too() -> None:
    bases = re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE)
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-[a-z-]+$", base) for base in bases)


def test_our_image_carries_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {SERVICES[name]["image"] for name in ("api", "worker", "migrate")} == {f"hengxu:{project['version']}"}


def test_every_secret_is_required_from_the_environment() -> None:
    secrets = {(name, key): value for name, key, value in settings() if SECRET.search(key) and key != KEY_FILE}
    assert len(secrets) > 10
    assert {place for place, value in secrets.items() if not re.search(r"\$\{\w+:\?[^}]+\}", value)} == set()


def test_every_setting_of_ours_is_one_that_the_program_reads() -> None:
    given = {key.removeprefix("HENGXU_").lower() for _, key, _ in settings() if key.startswith("HENGXU_")}
    assert given == Settings.model_fields.keys() - OF_EMBEDDED - OF_ANOTHER_TEMPORAL


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_compose_passes_every_setting(name: str) -> None:
    passed = SERVICES[name]["environment"].keys()
    expected = Settings.model_fields.keys() - OF_EMBEDDED - OF_ANOTHER_TEMPORAL - OF_SOME_SERVICES
    assert {field for field in expected if variable(field) not in passed} == set()


def test_what_nobody_sets_is_as_the_program_has_it() -> None:
    for key, value in SERVICES["api"]["environment"].items():
        if found := re.fullmatch(r"\$\{(\w+):-(.*)\}", value):
            field = Settings.model_fields[key.removeprefix("HENGXU_").lower()]
            default = "" if field.default in (None, PydanticUndefined) else as_written(field.default)
            assert (found[1], found[2]) == (key, default)


@pytest.mark.parametrize("name", ["api", "worker"])
def test_what_serves_in_production_starts_with_these_settings_and_never_without_its_issuer(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {key: filled(value) for key, value in SERVICES[name]["environment"].items()}
    for key, value in given.items():
        monkeypatch.setenv(key, value)
    assert unknown_variables(given, Settings.model_fields) == {}
    check_identity(Settings())
    create_app(Settings())
    monkeypatch.delenv("HENGXU_OIDC_ISSUER")
    with pytest.raises(IdentityMissing, match="HENGXU_OIDC_ISSUER"):
        check_identity(Settings())


def test_nothing_secret_has_a_default() -> None:
    assert {name for name in with_default() if SECRET.search(name)} == set()


def test_every_variable_says_what_it_is_for_when_it_is_missing() -> None:
    named = set(re.findall(r"\$\{(\w+)", TEXT))
    explained = set(re.findall(r"\$\{(\w+):\?[^}]{10,}\}", TEXT))
    assert named - explained == with_default()


def test_every_variable_is_in_the_operators_guide() -> None:
    guide = "".join((ROOT / path).read_text(encoding="utf-8") for path in ("docs/operations.md", "docs/settings.md"))
    assert {name for name in re.findall(r"\$\{(\w+)", TEXT) if f"`{name}`" not in guide} == set()


def test_nothing_is_published_but_the_api_and_the_temporal_ui_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"api", "temporal-ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_only_the_migration_holds_the_owners_password() -> None:
    holders = {name for name, _, value in settings() if "LEDGER_OWNER_PASSWORD" in value}
    assert holders == {"postgres", "migrate"}  # PostgreSQL's init script creates the role


def test_the_api_and_the_migration_alone_reach_sessions_and_reads() -> None:
    holders = {name for name, _, value in settings() if "OFFICE_PASSWORD" in value}
    assert holders == {"postgres", "migrate", "api"}


def test_what_temporal_keeps_is_encrypted_by_keys_that_only_api_and_worker_are_handed() -> None:
    (name,) = COMPOSE["secrets"]
    readers = {service for service, key, value in settings() if key == "HENGXU_TEMPORAL_KEYS_FILE"}
    assert readers == {service for service in SERVICES if SERVICES[service].get("secrets")} == {"api", "worker"}
    for service in readers:
        assert SERVICES[service]["secrets"] == [name]
        assert SERVICES[service]["environment"]["HENGXU_TEMPORAL_KEYS_FILE"] == f"/run/secrets/{name}"
    assert re.fullmatch(r"\$\{TEMPORAL_KEYS_FILE:\?.{10,}\}", COMPOSE["secrets"][name]["file"])
    for ignored in (".gitignore", ".dockerignore"):
        assert name in (ROOT / ignored).read_text(encoding="utf-8").splitlines()


def test_the_program_runs_without_root_and_cannot_write_to_its_image() -> None:
    assert re.search(r"^USER 10001:10001$", dockerfile(), re.MULTILINE)
    for name in ("api", "worker", "migrate"):
        service = SERVICES[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_the_image_is_installed_from_hashes_and_holds_no_secret() -> None:
    assert "--require-hashes" in dockerfile()
    assert not re.search(r"^(ARG|ENV) .*(PASSWORD|SECRET|KEY)", dockerfile(), re.MULTILINE)


def test_the_worker_alone_can_write_its_checkpoint_key_and_keeps_it() -> None:
    holders = {name: Path(value) for name, key, value in settings() if key == KEY_FILE}
    assert holders.keys() == {"worker"}
    (mounted,) = SERVICES["worker"]["volumes"]
    volume, folder = mounted.split(":")
    assert volume in COMPOSE["volumes"]
    assert holders["worker"].parent == Path(folder)
    assert re.search(rf"install .*--owner=hengxu .*--mode=700 .*{re.escape(folder)}$", dockerfile(), re.MULTILINE)
    assert not any(volume in str(service.get("volumes")) for name, service in SERVICES.items() if name != "worker")


def test_checkpoints_can_leave_the_house_and_everybody_knows_where_to() -> None:
    assert "outside" in SERVICES["worker"]["networks"]
    for name in ("api", "worker"):
        assert {"HENGXU_CHECKPOINT_WITNESS", "HENGXU_CHECKPOINT_LAG"} <= SERVICES[name]["environment"].keys()


def test_every_file_that_is_mounted_exists() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())]
    assert all((ROOT / path).is_file() for path in mounted if path.startswith("./"))


def filled(value: str) -> str:
    """The value with its defaults, and an address for whatever has none."""
    defaults = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
    return re.sub(r"\$\{[^}]*\}", "https://given.example/long-enough-for-a-key", defaults)


def with_default() -> set[str]:
    """The variables that may be left out."""
    return set(re.findall(r"\$\{(\w+):?-", TEXT))


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def dependents_on(name: str) -> list[dict[str, Any]]:
    return [service for service in SERVICES.values() if name in service.get("depends_on", {})]


def settings() -> list[tuple[str, str, str]]:
    return [
        (name, key, value)
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
    ]
