"""What every command carries, and the small values that commands and events share."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self, cast

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, StringConstraints

from domain.kernel.base import Model, invalid
from domain.kernel.stated import Stated, StatedAs
from domain.kernel.visible_text import check_line, check_text

Line = Annotated[str, StringConstraints(min_length=1, max_length=200), StatedAs(check_line)]
"""A name or a title."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000), StatedAs(check_text)]
"""A passage of prose."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""A short name for use in addresses."""
CALENDAR = "calendar"
"""The stream of working days, which is no center's."""
DEPUTIES = "bureau.deputies"
"""The stream of deputies, which is no center's; no center's id has a point in it."""
BUREAU_STREAMS = (CALENDAR, DEPUTIES)
"""The streams that concern the bureau and all centers, and are no center's."""


def _is_no_calendar(center_id: str) -> str:
    if center_id == CALENDAR:
        raise invalid("id_reserved", "calendar 是工作日历的名称", "calendar is the name of the working calendar")
    return center_id


CenterId = Annotated[Slug, AfterValidator(_is_no_calendar)]
"""The short name of a center."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def _written_as_a_day_of_our_times(value: Any) -> Any:
    """Digits are no day, though pydantic would read them as a timestamp; and no reckoning runs out of the calendar."""
    if isinstance(value, date):
        year = value.year
    elif isinstance(value, str) and _ISO_DAY.match(value):
        year = int(value[:4])
    else:
        raise invalid("not_a_day", "日期应写作 YYYY-MM-DD", "A day is written YYYY-MM-DD")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise invalid("day_out_of_range", "日期应在1900年至2200年之间", "A day lies between 1900 and 2200")
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day_of_our_times)]
"""A day that somebody typed, ``YYYY-MM-DD``, Asia/Shanghai."""


class DocumentRef(Model):
    """A file that a decision refers to, named by its digest."""

    sha256: Sha256
    title: Line


def documents_in(value: Any) -> Iterator[DocumentRef]:
    """The files that a command names, wherever in it."""
    if isinstance(value, DocumentRef):
        yield value
    elif isinstance(value, Model):
        for _, part in value:
            yield from documents_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from documents_in(part)


class Confirmation(Model):
    """The doubts, by their codes, that whoever decides confirms, and why. ``confirms`` is the command id under which
    they were asked; left out, the request brings its confirmation along.
    """

    confirms: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")] | None = None
    doubts: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...], Field(max_length=200)
    ]
    reason: Text


class OnBehalfOf(Model):
    """Whose paper an officer enters on their behalf (代录): the organisation that handed it in, by name or credit
    code; the day on which the bureau received it (Asia/Shanghai); and the paper.
    """

    organisation: Line
    received_on: Day
    document: DocumentRef


class IncompleteCommand(Exception):
    """A field of a command is read in which nothing right is stated yet."""


class Command(Stated):
    """A decision somebody asks for, in the imperative.

    ``effective_on`` is the day it takes effect (Asia/Shanghai; 成文日期); left out, it is the day on which the decision
    was handed in: that of sending, or the day of receipt that an entry on behalf states.
    """

    effective_on: Day | None = None
    documents: Annotated[tuple[DocumentRef, ...], Field(max_length=50)] = ()
    note: Text | None = None
    confirmed: Confirmation | None = None
    on_behalf_of: OnBehalfOf | None = None
    _open: frozenset[str] = PrivateAttr(default=frozenset())

    @classmethod
    def incomplete(cls, stated: Mapping[str, Any], left_open: Collection[str]) -> Self:
        """The command as far as it is stated. Whoever reads a field that is ``left_open``, by whatever way, meets
        ``IncompleteCommand``: what a rule says without it holds whatever will stand there.
        """
        values: dict[str, Any] = {**stated, "_open": frozenset(left_open)}
        command = cast("Self", cls.model_construct(**values))
        for name in left_open:
            command.__dict__.pop(name, None)  # its default
        return command

    def check_complete(self, without: Collection[str] = ()) -> None:
        """Raises ``IncompleteCommand`` where one of its fields, but for these, is left open."""
        if left_open := self._open.difference(without):
            raise IncompleteCommand(*sorted(left_open))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """What isn't there: ``AttributeError``, which ``getattr`` with a default passes over, unless left open."""
            if name in type(self).model_fields and name in self._open:
                raise IncompleteCommand(name)
            return super().__getattr__(name)
