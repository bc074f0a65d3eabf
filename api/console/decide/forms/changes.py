"""What a button changes in the answers before they are shown again: a row more, a row less, a file kept."""

from collections.abc import Iterator
from typing import Any

from starlette.datastructures import FormData, UploadFile

from api.app_state import AppState
from api.console.decide.forms.questions import Answers, Digest, Group, Question, Rows, walk
from api.resources.documents import keep, received_part

_NOTHING: tuple[Question | None, Any] = (None, [])
FILE = ".file"
"""What the name of a digest's own file ends with."""


def add_row(form: Group, answers: Answers, name: str) -> None:
    """One row more in the list of that name, if there is one and it takes more."""
    question, answer = _named(form, answers).get(name, _NOTHING)
    if isinstance(question, Rows) and len(answer) < question.most:
        answer.append(question.each.blank())


def remove_row(form: Group, answers: Answers, name: str) -> None:
    """Without that row, if it is there: ``joint.1``."""
    outer, _, place = name.rpartition(".")
    question, answer = _named(form, answers).get(outer, _NOTHING)
    if isinstance(question, Rows) and place.isdecimal() and int(place) < len(answer):
        del answer[int(place)]


async def keep_files(app_state: AppState, form: Group, answers: Answers, sent: FormData, by: str) -> None:
    """Every file that was sent is kept, its digest put in its place, and its own name where no title was given.

    ``Problem`` where the house can't keep it.
    """
    named = _named(form, answers)
    for name, part in _files(sent):
        question, _ = named.get(name, _NOTHING)
        if isinstance(question, Digest):
            beside = _beside(answers, name)
            body, _is_new = await keep(app_state, await received_part(part, beside.get("title", "")), by)
            beside[question.name] = body.sha256
            if beside.get("title") == "":
                beside["title"] = body.title or body.sha256


def _files(sent: FormData) -> Iterator[tuple[str, UploadFile]]:
    for name, part in sent.multi_items():
        if isinstance(part, UploadFile) and name.endswith(FILE) and part.size:
            yield name.removesuffix(FILE), part


def _named(form: Group, answers: Answers) -> dict[str, tuple[Question | None, Any]]:
    named: dict[str, tuple[Question | None, Any]] = {}

    def found(question: Question, name: str, answer: Any) -> None:
        named[name] = (question, answer)

    walk(form, answers, found)
    return named


def _beside(answers: Answers, name: str) -> dict[str, Any]:
    """The answers among which the one of that name stands."""
    inner: Any = answers
    for part in name.split(".")[:-1]:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]
    found: dict[str, Any] = inner
    return found
