"""Every line is of one form, says what is known of the request or task, and lets nobody in."""

import json
import logging
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from telemetry.context import add_to_log_context, known_fields, log_context
from telemetry.lines import FORMATTERS, JsonFormatter, PlainFormatter, line_of
from telemetry.secrets import HIDDEN, without_secrets
from telemetry.settings import LogSettings

Raised = tuple[type[BaseException], BaseException, TracebackType | None]
SECRETS = (
    "Authorization: Bearer abc.def-123",
    "https://hengxu.example/calendar.ics?key=s3cr3t&x=1",
    "GET /console/sign-in/return?code=s3cr3t&state=s3cr3t",
    "grant_type=authorization_code&client_secret=s3cr3t",
    "postgresql://hengxu_app:s3cr3t@postgres:5432/hengxu",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ.s3cr3t",
)


def record(message: str, *given: Any, error: Raised | None = None, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("hengxu.api", logging.WARNING, "file.py", 1, message, given, error)
    made.created = datetime(2026, 11, 26, 8, 0, 0, 250_000, UTC).timestamp()
    made.__dict__.update(more)
    return made


def broken(text: str) -> Raised:
    error = ValueError(text)
    return ValueError, error, None


def test_a_plain_line_says_when_how_grave_who_and_what() -> None:
    with log_context(request_id="r-1"):
        add_to_log_context(center="sh-energy", role=None)
        line = PlainFormatter().format(record("%s 条 / %s entries", 3, 3))
    assert line == "2026-11-26T08:00:00.250Z WARNING hengxu.api 3 条 / 3 entries request_id=r-1 center=sh-energy"


def test_a_line_for_programs_is_one_object_with_the_same_fields() -> None:
    with log_context(request_id="r-1"):
        add_to_log_context(command_id="c 1", role="officer")
        line = JsonFormatter().format(record("away", fields={"status": 503}, error=broken("why")))
    members = json.loads(line)
    assert "ValueError: why" in members.pop("traceback")
    assert members == {
        "time": "2026-11-26T08:00:00.250Z",
        "level": "WARNING",
        "logger": "hengxu.api",
        "message": "away",
        "request_id": "r-1",
        "command_id": "c 1",
        "role": "officer",
        "status": 503,
    }


@pytest.mark.parametrize("log_format", ["plain", "json"])
@given(text=st.text())
def test_whatever_is_logged_stays_on_its_line(log_format: str, text: str) -> None:
    with log_context(command_id=text):
        line = FORMATTERS[log_format]().format(record("%s", text))  # type: ignore[index]
    assert len(line.splitlines()) == 1


def test_no_traceback_looks_like_a_line_of_its_own() -> None:
    forged = "x\n2026-11-26T08:00:00.250Z INFO hengxu.api all is well"
    first, *rest = PlainFormatter().format(record("broken", error=broken(forged))).splitlines()
    assert first.endswith("broken")
    assert len(rest) == 2
    assert all(line.startswith("    ") for line in rest)


def test_the_sdks_own_lines_name_the_center() -> None:
    line = PlainFormatter().format(
        record("failed", temporal_activity={"workflow_id": "center/sh-energy", "attempt": 2})
    )
    assert line.endswith("failed center=sh-energy")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("log_format", ["plain", "json"])
def test_nothing_that_lets_somebody_in_is_logged(log_format: str, secret: str) -> None:
    with log_context(request_id=secret):
        logged = record(f"asked {secret}", fields={"path": secret}, error=broken(secret))
        line = FORMATTERS[log_format]().format(logged)  # type: ignore[index]
    assert HIDDEN in line
    assert not {"s3cr3t", "abc.def", "eyJ"} & {part for part in ("s3cr3t", "abc.def", "eyJ") if part in line}


def test_what_is_no_secret_is_left_as_it_is() -> None:
    text = "412 条记录等待检查点 / 412 entries wait, see https://hengxu.example/docs and key 7"
    assert without_secrets(text) == text


def test_what_was_known_of_a_request_is_forgotten_with_it() -> None:
    with log_context(request_id="r-1") as known:
        assert known_fields() == {"request_id": "r-1"}
    assert known == {}
    add_to_log_context(center="sh-energy")
    assert known_fields() == {}


def test_a_line_of_a_file_of_its_own_looks_the_same() -> None:
    line = json.loads(line_of("一个 / one", "hengxu.up", "json"))
    assert (line["logger"], line["level"], line["message"]) == ("hengxu.up", "INFO", "一个 / one")
    assert line_of("一个 / one", "hengxu.up", "plain").endswith("Z INFO hengxu.up 一个 / one")


@pytest.mark.parametrize(("name", "value"), [("HENGXU_LOG_FORMAT", "xml"), ("HENGXU_LOG_LEVEL", "loud")])
def test_a_form_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="Input should be"):
        LogSettings()


def test_how_it_is_spelled_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGXU_LOG_FORMAT", " JSON")
    monkeypatch.setenv("HENGXU_LOG_LEVEL", "Warning")
    assert (LogSettings().log_format, LogSettings().log_level) == ("json", "warning")
