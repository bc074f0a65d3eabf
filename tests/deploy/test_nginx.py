"""The sample of a proxy with TLS: what matters in it is read here, and its syntax by nginx where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.app import SENDING
from settings import Settings
from tests.temporal_client.tls import Authority

SAMPLE = Path(__file__).parents[2] / "ops" / "nginx.conf"
LINES = [line.split("#")[0].strip() for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
TEXT = "\n".join(line for line in LINES if line)
UNITS = {"m": 2**20, "k": 2**10, "s": 1, "h": 3600}
ADDRESSES_OF_FILES = (
    "/api/v1/documents",
    "/api/v1/annual-reports",
    "/console/imports",
    "/console/reports",
    "/console/decide/register_center",
    "/console/centers/sh-submarine-cables/decide/submit_application",
    "/console/calendar/notices/new",
    "/console/deputies/new",
)
LONGEST_WAIT = 60
"""Seconds that HENGXU_RECEIPT_WAIT may be."""


def location(pattern: str) -> str:
    """What stands between the braces of a location."""
    found = re.search(rf"location {re.escape(pattern)} \{{\n(.*?)\n\}}", TEXT, re.DOTALL)
    assert found, pattern
    return found[1]


def amount(name: str, text: str = TEXT) -> int:
    """The number of a directive, in bytes or seconds."""
    found = re.search(rf"^{name} (\d+)([a-z])?;", text, re.MULTILINE)
    assert found, name
    return int(found[1]) * UNITS.get(found[2] or "s", 1)


def of_files() -> str:
    """The pattern of the addresses at which files come in."""
    (pattern,) = (found for found in re.findall(r"^location ~ (\S+) \{", TEXT, re.MULTILINE) if "documents" in found)
    return str(pattern)


def test_only_tls_of_today_is_spoken_and_everything_else_is_led_there() -> None:
    assert re.search(r"^ssl_protocols TLSv1\.2 TLSv1\.3;$", TEXT, re.MULTILINE)
    assert re.search(r"^return 301 https://(?!\$host)\S+;$", TEXT, re.MULTILINE)
    assert "Strict-Transport-Security" in TEXT


def test_bodies_are_bounded_a_little_wider_than_the_program_bounds_them() -> None:
    limits = Settings()
    files = location(f"~ {of_files()}")
    assert limits.body_limit < amount("client_max_body_size") <= 3 * limits.body_limit
    assert limits.document_limit < amount("client_max_body_size", files) <= 1.2 * limits.document_limit
    assert "proxy_request_buffering off;" in files


def test_files_come_in_wherever_the_program_takes_them() -> None:
    for address in ADDRESSES_OF_FILES:
        assert re.match(of_files(), address)
    assert all(any(re.fullmatch(place, address) for address in ADDRESSES_OF_FILES) for place in SENDING)
    assert all(any(re.fullmatch(place, address) for place in SENDING) for address in ADDRESSES_OF_FILES)


def test_what_a_caller_says_of_itself_is_set_anew() -> None:
    headers = dict(re.findall(r"^proxy_set_header (\S+) (\S+);$", TEXT, re.MULTILINE))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["Forwarded"] == '""'
    inherited = [name for name in re.findall(r"location [^{]*\{\n(.*?)\n\}", TEXT, re.DOTALL) if "set_header" in name]
    assert inherited == []  # one in a location would undo all above it


def test_a_receipt_is_waited_for_and_a_decision_is_never_sent_twice() -> None:
    assert amount("proxy_read_timeout") > LONGEST_WAIT
    assert "proxy_next_upstream off;" in TEXT


def test_the_stream_of_events_is_passed_on_at_once_and_may_be_quiet() -> None:
    stream = location("= /api/v1/events/stream")
    assert "proxy_buffering off;" in stream
    assert amount("proxy_read_timeout", stream) >= 3600


def test_metrics_and_readiness_are_for_the_inside() -> None:
    assert "deny all;" in location("~ ^/(readyz|metrics)$")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
def test_nginx_takes_it(tmp_path: Path) -> None:
    pair = Authority(tmp_path, "ours").pair("hengxu.example.cn")
    sample = SAMPLE.read_text(encoding="utf-8")
    sample = sample.replace("/etc/nginx/tls/hengxu.crt", str(pair.certificate))
    sample = sample.replace("/etc/nginx/tls/hengxu.key", str(pair.key))
    sample = re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>1\g<2>", sample)
    kept = " ".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {kept}\n{sample}\n}}"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    checked = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
