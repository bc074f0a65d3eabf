"""What a button changes in the answers before they are shown again: a row more, a row less, a file kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile

from api.console.decide.forms.answers import Answer, Answers, as_answers, as_text
from api.console.decide.forms.groups import Group, Rows, walk
from api.console.decide.forms.questions import AnyQuestion, Day, Digest
from api.console.frame.numbers import number_in
from api.console.frame.page_request import PageRequest
from api.resources.documents import file_name, keep, received_part
from domain.deadlines.counted_days import counted_from
from domain.guideline.policy import Policy
from domain.kernel.base import Label

Q = TypeVar("Q", bound=AnyQuestion)
FILE = ".file"
"""What the name of a digest's own file ends with."""


def add_row(form: Group, answers: Answers, name: str) -> str | None:
    """One row more in the list of that name, if there is one and it takes more: the name of its last row."""
    found = _rows(form, answers, name)
    if found is None:
        return None
    question, rows = found
    if len(rows) < question.most:
        rows.append(question.each.blank())
    return f"{name}.{len(rows) - 1}"


def remove_row(form: Group, answers: Answers, name: str) -> str | None:
    """Without that row, if it is there: ``joint.1``; the name of its list."""
    outer, _, place = name.rpartition(".")
    found = _rows(form, answers, outer)
    if found is None:
        return None
    _, rows = found
    number = number_in(place)
    if number is not None and number < len(rows):
        del rows[number]
    return outer


async def keep_files(
    page_request: PageRequest, form: Group, answers: Answers, sent: FormData, names: dict[str, str]
) -> None:
    """Every file that was sent is kept, its digest put in its place, and its own name where nobody typed a title, in
    the place of the name of the file before it. ``names`` by digest are those of files that came before; they are added
    to. ``Problem`` where the house can't keep it.
    """
    named = _named(form, answers)
    for name, part in _files(sent):
        question, _ = named.get(name, (form, answers))
        if isinstance(question, Digest):
            _, around = named[name.rpartition(".")[0]]
            beside = as_answers(around)
            title = as_text(beside.get("title", ""))
            is_typed = title not in {"", names.get(as_text(beside[question.name]))}
            received = await received_part(part, title if is_typed else "")
            body, _is_new = await keep(page_request.app_state, received, page_request.actor)
            names[body.sha256] = file_name(part) or body.sha256
            beside[question.name] = body.sha256
            if "title" in beside and not is_typed:
                beside["title"] = names[body.sha256]


def with_file_names(question: Q, names: Mapping[str, str]) -> Q:
    """The question with the names of files, by digest, wherever it asks for one."""
    if isinstance(question, Group):
        return replace(question, inside=tuple(with_file_names(inner, names) for inner in question.inside))
    if isinstance(question, Rows):
        return replace(question, each=with_file_names(question.each, names))
    return replace(question, names=names) if isinstance(question, Digest) else question


def with_counted_days(question: Q, decision: str, policy: Policy) -> Q:
    """The question with what the clocks count from a day said beside it, wherever it asks for one."""
    if isinstance(question, Group):
        return replace(question, inside=tuple(with_counted_days(inner, decision, policy) for inner in question.inside))
    counted = counted_from(decision, question.name, policy) if isinstance(question, Day) else None
    if counted is None:
        return question
    hint = question.hint or Label("", "")
    return replace(question, hint=Label(f"{hint.zh}{counted.zh}", f"{hint.en} {counted.en}".lstrip()))


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
