"""What a list was asked, in words: the filters and the order of which a file gives account."""

from typing import Any

from api.exports.made import Asked, Made
from api.resources.list_parameters import ListQuestion
from clock import utc_now
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.roles import Actor
from domain.wording.values import NO, YES
from ledger.read_model.list_table import DESCENDING


def made_by(actor: Actor, title: Label, which: ListQuestion, *besides: Asked) -> Made:
    """The account of a file that is made now of the lines that ``which`` finds, and of what is asked ``besides``."""
    return Made(title, actor, utc_now(), (*besides, *filters_of(which)), which.as_of, which.known_at)


def filters_of(which: ListQuestion) -> tuple[Asked, ...]:
    """What is asked, but for the moment."""
    return tuple(
        Asked(name, _spelled(value), *_in_words(which, name, value))
        for name, value in which.given.items()
        if name not in ("as_of", "known_at")
    )


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_words(which: ListQuestion, name: str, value: Any) -> tuple[Label, Label]:
    columns, label = which.parameters.columns, which.parameters.labels[name]
    if name == "missing":
        return label, columns[value].heading
    if name == "sort":
        heading = columns[value.removeprefix(DESCENDING)].heading
        descending = Label(f"{heading.zh}（降序）", f"{heading.en} (descending)")
        return label, descending if value.startswith(DESCENDING) else heading
    if isinstance(value, LabeledEnum):
        return label, value.label
    if isinstance(value, bool):
        return label, YES if value else NO
    return label, Label(str(value), str(value))
