"""`hengxu calendar enter`: a year's holiday notice into the running service."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
from pydantic_core import to_json

from domain.kernel.base import Label
from domain.kernel.roles import Role
from importing.plain_yaml import read_yaml
from importing.wrong_rows import WrongRows
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, WRONG_USE, CommandError, both, print_json, print_line
from terminal.token import Bounds, issue

NOT_NOW = 409
WAIT = 70.0
"""Seconds; longer than the service waits for a receipt."""


def enter_notice(settings: Settings, file: Path, url: str | None, bearer: str | None, *, as_json: bool) -> int:
    """Post the notice as an officer; the same file twice is one notice."""
    notice = _read(file)
    base = (url or settings.url or f"http://{settings.host}:{settings.port}").rstrip("/")
    token = bearer or issue(settings, Role.OFFICER, Bounds(name="hengxu calendar enter"), None)
    answer = _post(base, notice, token)
    problem = answer.json() if answer.content else {}
    if answer.is_success:
        _show(problem, notice, as_json=as_json)
        return DONE
    detail = problem.get("detail") or problem.get("title") or answer.reason_phrase
    raise CommandError(wording.NOTICE_NOT_ENTERED(reason=detail), NO if answer.status_code == NOT_NOW else WRONG_USE)


def _read(file: Path) -> dict[str, Any]:
    try:
        notice = read_yaml(file)
    except WrongRows as wrong:
        sentence = wrong.rows[0].sentence
        raise CommandError(Label(f"{file}：{sentence.zh}", f"{file}: {sentence.en}")) from None
    if not isinstance(notice, dict):
        raise CommandError(wording.NO_NOTICE(file=file))
    return notice


def _post(base: str, notice: dict[str, Any], token: str) -> httpx.Response:
    content = to_json({"type": "enter_holiday_notice", "notice": notice})
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"notice-{hashlib.sha256(content).hexdigest()[:32]}",
    }
    try:
        return httpx.post(
            f"{base}/api/v1/calendar/notices", content=content, headers=headers, timeout=WAIT, trust_env=False
        )
    except httpx.HTTPError:
        raise CommandError(wording.NOTHING_ANSWERS(url=base)) from None


def _show(receipt: dict[str, Any], notice: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(receipt)
    else:
        print_line(f"{both(wording.NOTICE_ENTERED(year=notice.get('year')))}: {receipt.get('command_id')}")
