"""`hengxu decide`: a decision through the API, as whoever the token names."""

import json
import sys
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

from domain.decider import DECISION_OF, LABELS
from domain.guideline.clauses import citation
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.wording.fields import path_label
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, WRONG_USE, CommandError, print_error, print_json, print_line
from terminal.finding_centers import center_among
from terminal.language import words
from terminal.layout import fitting
from terminal.service import Service, Wrong
from terminal.token import Bounds, issue

STDIN = "-"
AS_JSON = ":="
"""Between a member's name and its value where that is JSON, and no text."""
NEEDS_CONFIRMATION = "needs_confirmation"
FOUND = 1_000


class Deciding(NamedTuple):
    """How a decision is asked for: from a ``file`` or of the ``type`` with ``members``, under which ``key``, only tried
    or not, confirming the doubts that were asked under another key for a ``reason``.
    """

    file: Path | None
    type: str | None
    members: Sequence[str]
    key: str | None
    dry_run: bool
    confirm: str | None
    reason: str | None


def bearer_of(
    settings: Settings, bearer: str | None, token_file: Path | None, role: Role | None, name: str | None
) -> str:
    """The token by which somebody decides: their own, or one of an embedded installation's role. Nobody signs as
    anybody without. Raises ``CommandError``.
    """
    if token_file is not None and role is not None:
        raise CommandError(wording.ONE_CREDENTIAL())
    if token_file is not None:
        return _token_in(token_file)
    if role is not None:
        return issue(settings, role, Bounds(name=name), None)
    if bearer:
        return bearer
    raise CommandError(wording.WHO_DECIDES())


def _token_in(file: Path) -> str:
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise CommandError(wording.FILE_UNREADABLE(file=file, reason=error)) from None
    if not token:
        raise CommandError(wording.NO_TOKEN_IN(file=file))
    return token


def decide_about(service: Service, text: str, deciding: Deciding, *, as_json: bool) -> int:
    """0 where it is recorded, or would be; 1 where a rule says no, or nobody has answered yet."""
    body = _body(deciding)
    center_id = _center(service, text)
    if deciding.confirm is not None:
        body["confirmed"] = _confirmation(service, deciding.confirm, deciding.reason)
    path = f"/centers/{quote(center_id, safe='')}/decisions"
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    if deciding.dry_run:
        answer = service.post(path, content, headers, dry_run="true")
        return _show_trial(answer, center_id, body.get("type"), as_json=as_json)
    key = deciding.key or f"decide-{uuid4().hex[:16]}"
    if not as_json:
        print_error(words(wording.SENDING(key=key)))
    answer = service.post(path, content, {**headers, "Idempotency-Key": key})
    return _show(answer, center_id, body.get("type"), key, as_json=as_json)


def _body(deciding: Deciding) -> dict[str, Any]:
    """From the file, or of named members. Raises ``CommandError``."""
    if (deciding.file is None) == (deciding.type is None):
        raise CommandError(wording.WHAT_IS_DECIDED())
    if deciding.file is not None:
        if deciding.members:
            raise CommandError(wording.WHAT_IS_DECIDED())
        return _read(deciding.file)
    if deciding.type not in (known := [decision.type for decision in DECISION_OF.values()]):
        raise CommandError(wording.NO_DECISION(type=deciding.type, types=", ".join(known)))
    return {"type": deciding.type, **dict(map(_member, deciding.members))}


def _read(file: Path) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if str(file) == STDIN else file.read_text(encoding="utf-8-sig")
        found = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CommandError(wording.FILE_UNREADABLE(file=file, reason=reason)) from None
    if not isinstance(found, dict):
        raise CommandError(wording.NO_DECISION_IN(file=file))
    return found


def _member(text: str) -> tuple[str, Any]:
    """``name=text``, or ``name:=JSON``."""
    name, is_set, value = text.partition("=")
    if not is_set or not name.rstrip(":"):
        raise CommandError(wording.NO_MEMBER(text=text))
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except ValueError as error:
        raise CommandError(wording.NO_JSON_MEMBER(text=text, fault=error)) from None


def _center(service: Service, text: str) -> str:
    """The center that is meant, of those that the bearer sees."""
    if not isinstance(service.get(f"/centers/{quote(text, safe='')}"), Wrong):
        return text
    answer = service.get("/centers", q=text, limit=str(FOUND))
    if isinstance(answer, Wrong):
        raise CommandError(answer.sentence)
    return center_among(text, answer.json()["items"])


def _confirmation(service: Service, key: str, reason: str | None) -> dict[str, Any]:
    """Those doubts that were asked under that key, and were shown then."""
    if not reason:
        raise CommandError(wording.WHY_CONFIRMED())
    answer = service.get(f"/receipts/{quote(key, safe='')}")
    if isinstance(answer, Wrong):
        raise CommandError(answer.sentence)
    refusal = answer.json().get("refusal") or {}
    if refusal.get("code") != NEEDS_CONFIRMATION:
        raise CommandError(wording.NOTHING_TO_CONFIRM(key=key))
    return {"confirms": key, "doubts": [doubt["code"] for doubt in refusal["doubts"]], "reason": reason}


def _show_trial(answer: Any, center_id: str, body_type: Any, *, as_json: bool) -> int:
    if isinstance(answer, Wrong):
        return _refuse(answer, body_type, None, as_json=as_json)
    body = answer.json()
    if as_json:
        print_json(body)
    else:
        label = LABELS.get(body["command_type"], Label(body["command_type"], body["command_type"]))
        print_line(words(wording.WOULD_BE_RECORDED(center=center_id, decision=words(label))))
    return DONE


def _show(answer: Any, center_id: str, body_type: Any, key: str, *, as_json: bool) -> int:
    if isinstance(answer, Wrong):
        return _refuse(answer, body_type, key, as_json=as_json)
    is_recorded = answer.status_code != HTTPStatus.ACCEPTED
    receipt = answer.json()
    if as_json:
        print_json(receipt)
        return DONE if is_recorded else NO
    if not is_recorded:
        print_line(words(wording.DECISION_ACCEPTED(key=key)))
        return NO
    actor = receipt["actor"]
    named = {
        "center": center_id,
        "version": receipt["version"],
        "name": actor["name"],
        "role": words(Role(actor["role"]).label),
    }
    print_line(words(wording.DECISION_RECORDED(receipt=receipt["command_id"], **named)))
    for event in receipt["events"]:
        print_line(f"  #{event['version']} {event['type']} ({event['clause']})")
    return DONE


def _refuse(wrong: Wrong, body_type: Any, key: str | None, *, as_json: bool) -> int:
    model = next((decision.command for decision in DECISION_OF.values() if decision.type == body_type), None)
    body = wrong.body or {}
    status = (
        NO if wrong.status in (HTTPStatus.CONFLICT, HTTPStatus.FORBIDDEN, HTTPStatus.PRECONDITION_FAILED) else WRONG_USE
    )
    if as_json:
        print_json({**body, **wrong.sentence._asdict()})
        return status
    clause = f" ({words(citation(body['clause']))})" if body.get("clause") else ""
    sentence = wording.DOUBTFUL() if body.get("code") == NEEDS_CONFIRMATION else wrong.sentence
    for line in fitting(f"{words(sentence)}{clause}"):
        print_error(line)
    for doubt in body.get("doubts") or ():
        for line in fitting(
            f"  {doubt['code']}: {words(Label(**doubt['sentence']))} ({words(citation(doubt['clause']))})"
        ):
            print_error(line)
    for place, why in wrong.items:
        print_error(
            f"  {place} ({words(path_label(model, place))}): {words(why)}" if model else f"  {place}: {words(why)}"
        )
    if body.get("code") == NEEDS_CONFIRMATION and key is not None:
        print_error(words(wording.CONFIRM_SO(key=key)))
    return status
