"""Documents come in within the quotas and past the scan, over the API and by the console's forms alike."""

import logging
import re
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from clock import utc_now
from domain.kernel.roles import Actor, Role
from office.uploads import Usage
from tests.api.house import House, assert_problem, with_settings
from tests.api.test_documents import send
from tests.lives import ACTORS, commands
from tests.temporal import until

LANGUAGES = {"zh-CN": "\u4e00-\u9fff", "en": "A-Za-z"}
SENDER = ACTORS[Role.APPLICANT]


async def usage(house: House, of: Actor = SENDER) -> Usage:
    found: Usage = await house.app.state.installation.ask_office(lambda one: one.uploads.usage(of.id, utc_now()))
    return found


def is_held(house: House, content: bytes) -> bool:
    return house.installation.ledger.documents.facts(sha256(content).hexdigest()) is not None


REFUSED = [
    ({"document_waiting_limit": 2_500}, 429, "documents_waiting", ("1000", "2500", "90")),
    ({"document_daily_limit": 2_500}, 429, "documents_of_a_day", ("2500",)),
    ({"document_total_limit": 2_500}, 507, "documents_full", ("HENGXU_DOCUMENT_TOTAL_LIMIT",)),
    ({"document_free_space": 10**18}, 507, "documents_full", ("HENGXU_DOCUMENT_TOTAL_LIMIT",)),
]


@pytest.mark.parametrize(("changes", "status", "code", "named"), REFUSED)
async def test_what_there_is_no_room_for_is_not_kept_and_the_answer_says_what_to_do(
    quiet_house: House, changes: dict[str, int], status: int, code: str, named: tuple[str, ...]
) -> None:
    assert (await send(quiet_house, b"a" * 1_000)).status_code == 201
    async with with_settings(quiet_house, **changes) as house:
        for language, signs in LANGUAGES.items():
            answer = await send(house, b"b" * 2_000, accept_language=language)
            detail = assert_problem(answer, status, code)["detail"]
            assert re.search(f"[{signs}]{{2}}", detail)
            assert all(word in detail for word in named)
            assert answer.headers.get("retry-after") == ("3600" if code == "documents_of_a_day" else None)
        assert not is_held(house, b"b" * 2_000)
        assert (await usage(house)).total == 1_000
        assert (await send(house, b"a" * 1_000)).status_code == 200, "what is held may be sent again"


async def test_a_recorded_decision_that_names_a_document_frees_the_quota_of_its_sender(house: House) -> None:
    center = await house.register()
    paper = b"research " * 200
    async with with_settings(house, document_waiting_limit=2_000) as small:
        kept = (await send(small, paper)).json()
        assert_problem(await send(small, paper + b"."), 429, "documents_waiting")
        naming = {"documents": [{"sha256": kept["sha256"], "title": "调研报告"}]}
        answer = await small.decide(center, commands()["submit_industry_research"] | naming)
        assert answer.status_code == 201, answer.text

        async def freed() -> bool | None:
            return (await usage(small)).waiting == 0 or None

        await until(freed)
        assert (await send(small, paper + b".")).status_code == 201
        assert (await usage(small)).total == 2 * len(paper) + 1


async def test_a_key_that_names_another_decision_frees_nothing(house: House) -> None:
    center, decision = await house.register(), commands()["submit_industry_research"]
    assert (await house.decide(center, decision, key="one")).status_code == 201
    kept = (await send(house, b"other paper")).json()
    naming = {"documents": [{"sha256": kept["sha256"], "title": "另一份"}]}
    assert_problem(await house.decide(center, decision | naming, key="one"), 422, "command_id_reused")
    uploads = house.app.state.installation.uploads
    await uploads.close()
    assert (await usage(house)).waiting == len(b"other paper")


SCAN = """
import os, sys, time
content = sys.stdin.buffer.read()
assert not any(name.startswith("HENGXU_") for name in os.environ)
if b"slow" in content:
    time.sleep(60)
if b"broken" in content:
    os.abort()
sys.exit(1 if b"infected" in content else 2 if b"odd" in content else 0)
"""
"""A scanner that goes by what a document says of itself."""


@pytest.fixture
async def scanning(quiet_house: House, tmp_path: Path) -> AsyncIterator[House]:
    """A house that scans."""
    script = tmp_path / "scan.py"
    script.write_text(SCAN, encoding="utf-8")
    command = (sys.executable, "-I", "-S", str(script))
    async with with_settings(quiet_house, document_scan_command=command, document_scan_timeout=5.0) as house:
        yield house


async def test_a_clean_document_is_kept_and_an_infected_one_is_not(
    scanning: House, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await send(scanning, b"clean" * 100_000)).status_code == 201
    for language, words in (("zh-CN", "未予接收"), ("en", "was not taken")):
        answer = await send(scanning, b"infected", accept_language=language)
        assert words in assert_problem(answer, 422, "document_infected")["detail"]
    assert not is_held(scanning, b"infected")
    assert (await usage(scanning)).total == 500_000
    assert SENDER.id in caplog.text


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR and one.name == "hengxu.api"]


@pytest.mark.parametrize("content", [b"odd", b"broken", b"slow"])
async def test_while_the_scan_says_nothing_no_document_is_taken_and_that_is_told_once(
    scanning: House, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    patience = 0.5 if content == b"slow" else 30.0
    async with with_settings(scanning, document_scan_timeout=patience) as house:
        for _ in range(2):
            answer = await send(house, content)
            assert_problem(answer, 503, "scanner_unavailable")
            assert answer.headers["retry-after"]
        assert not is_held(house, content)
        assert (await usage(house)).total == 0
        assert len(faults(caplog)) == 1
    async with with_settings(scanning, document_scan_timeout=30.0) as house:
        assert_problem(await send(house, b"odd"), 503, "scanner_unavailable")
        assert (await send(house, b"clean")).status_code == 201
        assert_problem(await send(house, b"odd"), 503, "scanner_unavailable")
    assert len(faults(caplog)) == 3, "told again once it had worked between"


async def test_a_scanner_that_has_gone_lets_nothing_in(quiet_house: House) -> None:
    async with with_settings(quiet_house, document_scan_command=("/nowhere/scan",)) as house:
        assert_problem(await send(house, b"clean"), 503, "scanner_unavailable")
    assert (await send(quiet_house, b"clean")).status_code == 201
    async with with_settings(quiet_house, document_scan_command=("/nowhere/scan",)) as house:
        assert (await send(house, b"clean")).status_code == 200, "it was scanned, or let in, when it came"
