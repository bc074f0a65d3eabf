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
BY_HAND = {"restore"}
LONG_RUNNING = SERVICES.keys() - ONE_SHOTS - BY_HAND
OURS = ("api", "worker", "migrate", "backup", "restore")
"""Services of our own image."""
SECRET = re.compile(r"PASSWORD|PWD|SECRET|_KEY$|^HENGXU_URL$|LEDGER.*_URL$|OIDC_(ISSUER|AUDIENCE|CLIENT)")
EXACT_TAG = re.compile(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$")
OF_EMBEDDED = {"data", "temporal_ui_url"}
"""Settings that nothing in a container reads."""
OF_BACKUPS = {"backup_url", "backup_folder", "backup_every", "backups_kept"}
OF_ANOTHER_TEMPORAL = {
    *("temporal_tls", "temporal_tls_ca", "temporal_tls_certificate", "temporal_tls_key", "temporal_tls_server_name"),
    "temporal_api_key",
}
"""How another Temporal is reached than the one that Compose brings, on a network of its own."""
WITH_METRICS: dict[str, Any] = yaml.safe_load((ROOT / "ops" / "compose-metrics.yml").read_text(encoding="utf-8"))
"""What is laid over it where Prometheus reads the worker."""
OF_METRICS = {"temporal_metrics_port"}
OF_SOME_SERVICES = {
    "signing_key",
    "oidc_client_secret",
    "ledger_owner_url",
    "office_url",
    "temporal_keys_file",
    "host",
    "port",
    "worker_health_port",
    "checkpoint_key",
    *OF_BACKUPS,
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
    assert all(re.search(r":\d+\.\d+(\.\d+)?-[a-z-]+$", base) for base in bases)


def test_backups_are_made_by_programs_of_the_servers_own_release() -> None:
    assert f"FROM {SERVICES['postgres']['image']} AS postgres" in dockerfile()
    major = re.search(r"postgres:(\d+)", SERVICES["postgres"]["image"])
    assert major
    assert f"/usr/lib/postgresql/{major[1]}/bin/pg_dump" in dockerfile()
    assert re.search(r"^ENV PATH=\S*:/opt/postgres:", dockerfile(), re.MULTILINE)


def test_our_image_carries_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {SERVICES[name]["image"] for name in OURS} == {f"hengxu:{project['version']}"}


def test_every_secret_is_required_from_the_environment() -> None:
    secrets = {(name, key): value for name, key, value in settings() if SECRET.search(key) and key != KEY_FILE}
    assert len(secrets) > 10
    assert {place for place, value in secrets.items() if not re.search(r"\$\{\w+:\?[^}]+\}", value)} == set()


def test_every_setting_of_ours_is_one_that_the_program_reads() -> None:
    given = {key.removeprefix("HENGXU_").lower() for _, key, _ in settings() if key.startswith("HENGXU_")}
    assert given == Settings.model_fields.keys() - OF_EMBEDDED - OF_ANOTHER_TEMPORAL - OF_METRICS


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_compose_passes_every_setting(name: str) -> None:
    passed = SERVICES[name]["environment"].keys()
    expected = Settings.model_fields.keys() - OF_EMBEDDED - OF_ANOTHER_TEMPORAL - OF_SOME_SERVICES - OF_METRICS
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


def test_with_metrics_the_worker_shows_them_to_the_other_services_and_to_nobody_else() -> None:
    (name,) = WITH_METRICS["services"]
    laid_over = WITH_METRICS["services"][name]
    assert name == "worker"
    assert laid_over.keys() == {"environment", "volumes"}
    assert all(volume.endswith(":ro") for volume in laid_over["volumes"])
    assert {variable(field) for field in OF_METRICS} < laid_over["environment"].keys()
    assert unknown_variables(laid_over["environment"], Settings.model_fields) == {}
    assert "ports" not in SERVICES["worker"]


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


USERS_OF_SECRETS = {
    "POSTGRES_PASSWORD": {"postgres"},
    "TEMPORAL_DB_PASSWORD": {"postgres", "temporal-schema", "temporal"},
    "LEDGER_OWNER_PASSWORD": {"postgres", "migrate", "restore"},
    "LEDGER_APP_PASSWORD": {"postgres", "migrate", "restore", "api", "worker"},
    "OFFICE_PASSWORD": {"postgres", "migrate", "restore", "api"},
    "BACKUP_PASSWORD": {"postgres", "backup"},
    "HENGXU_SIGNING_KEY": {"api", "worker", "restore"},
    "HENGXU_OIDC_CLIENT_SECRET": {"api"},
}
"""PostgreSQL's init script creates the roles."""


def test_each_secret_is_handed_to_those_that_use_it_and_to_nobody_else() -> None:
    named = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|_KEY))\b", TEXT)
    assert set(named) == USERS_OF_SECRETS.keys()
    for secret, users in USERS_OF_SECRETS.items():
        assert {name for name, _, value in settings() if f"${{{secret}:" in value} == users, secret


def test_a_restore_is_begun_by_hand_alone_and_nothing_waits_for_it() -> None:
    restore = SERVICES["restore"]
    assert (restore["profiles"], restore["restart"], dependents_on("restore")) == (["restore"], "no", [])


def test_backups_hold_no_key_and_no_password_but_that_of_the_role_that_reads() -> None:
    backup = SERVICES["backup"]
    assert {variable(field) for field in (*OF_BACKUPS, "ledger_url")} == backup["environment"].keys()
    named = set(re.findall(r"\$\{(\w+)", str(backup["environment"])))
    assert named == {"BACKUP_PASSWORD", "HENGXU_BACKUP_EVERY", "HENGXU_BACKUPS_KEPT"}
    assert "checkpoint-key" not in str(backup["volumes"])


def test_backups_are_where_they_are_restored_from_and_what_nobody_sets_is_as_the_program_has_it() -> None:
    environment = SERVICES["backup"]["environment"]
    (mounted,) = SERVICES["backup"]["volumes"]
    folder = environment["HENGXU_BACKUP_FOLDER"]
    assert mounted == f"${{HENGXU_BACKUPS:-backups}}:{folder}"
    assert mounted in SERVICES["restore"]["volumes"]
    assert "backups" in COMPOSE["volumes"]
    assert re.search(rf"install .*--mode=700 .*{re.escape(folder)}", dockerfile())
    for field in ("backup_every", "backups_kept"):
        default = as_written(int(Settings.model_fields[field].default))
        assert environment[variable(field)] == f"${{{variable(field)}:-{default}}}"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_no_privilege_and_its_bounds(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 512
    assert service["cpu_shares"] > 0
    assert "/tmp" in service["tmpfs"]


def test_nothing_can_write_to_its_image_but_temporals_pages() -> None:
    assert {name for name, service in SERVICES.items() if not service["read_only"]} == {"temporal-ui"}
    assert "/var/run/postgresql" in SERVICES["postgres"]["tmpfs"]  # where its socket lies


def test_what_keeps_the_centers_gets_the_processors_before_what_is_looked_at() -> None:
    weights = {name: SERVICES[name]["cpu_shares"] for name in LONG_RUNNING}
    assert min(weights["postgres"], weights["temporal"]) > weights["api"] == weights["worker"] > weights["temporal-ui"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_log_fills_the_disk(name: str) -> None:
    options = SERVICES[name]["logging"]["options"]
    assert int(options["max-size"].removesuffix("m")) * int(options["max-file"]) <= 100


def test_nothing_runs_as_root() -> None:
    """Temporal's server and tools are made to run as a user of their own, 1000."""
    assert re.search(r"^USER 10001:10001$", dockerfile(), re.MULTILINE)
    users = {name: service["user"] for name, service in SERVICES.items() if "user" in service}
    assert users == {"postgres": "999:999", "temporal-ui": "5000:5000"}


def test_the_image_is_installed_from_hashes_and_holds_no_secret() -> None:
    assert "--require-hashes" in dockerfile()
    assert not re.search(r"^(ARG|ENV) .*(PASSWORD|SECRET|KEY)", dockerfile(), re.MULTILINE)


def test_the_worker_and_a_restore_alone_reach_the_checkpoint_key() -> None:
    holders = {name: Path(value) for name, key, value in settings() if key == KEY_FILE}
    assert holders.keys() == {"worker", "restore"}
    (mounted,) = SERVICES["worker"]["volumes"]
    volume, folder = mounted.split(":")
    assert volume in COMPOSE["volumes"]
    assert holders["worker"].parent == Path(folder)
    assert re.search(rf"install .*--owner=hengxu .*--mode=700 .*{re.escape(folder)}$", dockerfile(), re.MULTILINE)
    assert not any(volume in str(service.get("volumes")) for name, service in SERVICES.items() if name not in holders)


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
