"""The rows of the read model: one for each center, and one for each of its clocks."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from domain.base import Model


class CenterRow(Model):
    """A center as the register lists it. ``summary`` is the whole list item as JSON text; ``search`` the text in
    which ``q`` is looked for (names, host, id), kept without case; ``next_due_on`` a day in Asia/Shanghai.
    """

    center_id: str
    name_zh: str
    name_en: str | None = None
    phase: str
    field: str | None = None
    district: str | None = None
    level: str | None = None
    version: int
    overdue: bool = False
    next_due_on: date | None = None
    summary: str
    search: Annotated[str, AfterValidator(str.casefold)]


class ClockRow(Model):
    """One clock of a center, ``key`` naming it within the center. ``due_on`` is a day in Asia/Shanghai, absent where
    nobody knows it; ``body`` is the whole list item as JSON text.
    """

    center_id: str
    key: str
    kind: str
    clause: str
    due_on: date | None = None
    status: Literal["open", "met", "missed"]
    provisional: bool = False
    body: str


class ReadRows(Model):
    """All that the read model says of one center; it replaces what was there."""

    center: CenterRow
    clocks: tuple[ClockRow, ...] = ()
