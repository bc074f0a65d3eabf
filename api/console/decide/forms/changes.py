"""What a button changes in the answers before they are shown again: a row more, a row less, a file kept."""

from collections.abc import Iterator

from starlette.datastructures import FormData, UploadFile

from api.app_state import AppState
from api.console.decide.forms.answers import Answer, Answers, as_answers, as_text
from api.console.decide.forms.groups import Group, Rows, walk
from api.console.decide.forms.questions import AnyQuestion, Digest
from api.resources.documents import keep, received_part
from domain.kernel.roles import Actor

FILE = ".file"
"""What the name of a digest's own file ends with."""


def add_row(form: Group, answers: Answers, name: str) -> None:
    """One row more in the list of that name, if there is one and it takes more."""
    found = _rows(form, answers, name)
    if found is None:
        return
    question, rows = found
    if len(rows) < question.most:
        rows.append(question.each.blank())


def remove_row(form: Group, answers: Answers, name: str) -> None:
    """Without that row, if it is there: ``joint.1``."""
    outer, _, place = name.rpartition(".")
    found = _rows(form, answers, outer)
    if found is None:
        return
    _, rows = found
    if place.isdecimal() and int(place) < len(rows):
        del rows[int(place)]


async def keep_files(app_state: AppState, form: Group, answers: Answers, sent: FormData, by: Actor) -> None:
    """Every file that was sent is kept, its digest put in its place, and its own name where no title was given.

    ``Problem`` where the house can't keep it.
    """
    named = _named(form, answers)
    for name, part in _files(sent):
        question, _ = named.get(name, (form, answers))
        if isinstance(question, Digest):
            _, around = named[name.rpartition(".")[0]]
            beside = as_answers(around)
            body, _is_new = await keep(app_state, await received_part(part, as_text(beside.get("title", ""))), by)
            beside[question.name] = body.sha256
            if beside.get("title") == "":
                beside["title"] = body.title or body.sha256


def _files(sent: FormData) -> Iterator[tuple[str, UploadFile]]:
    for name, part in sent.multi_items():
        if isinstance(part, UploadFile) and name.endswith(FILE) and part.size:
            yield name.removesuffix(FILE), part


def _named(form: Group, answers: Answers) -> dict[str, tuple[AnyQuestion, Answer]]:
    named: dict[str, tuple[AnyQuestion, Answer]] = {}

    def found(question: AnyQuestion, name: str, answer: Answer) -> None:
        named[name] = (question, answer)

    walk(form, answers, found)
    return named


def _rows(form: Group, answers: Answers, name: str) -> tuple[Rows, list[Answers]] | None:
    """The list of that name and its rows, to be changed; ``None`` where no list has it."""
    question, answer = _named(form, answers).get(name, (form, answers))
    return (question, question.narrowed(answer)) if isinstance(question, Rows) else None
