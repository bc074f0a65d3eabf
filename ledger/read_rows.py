"""The rows of the read model: one for each center, and one for each of its clocks."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from domain.base import Model

Text = Annotated[str, AfterValidator(lambda text: text.replace("\x00", ""))]
"""Text without the one sign that PostgreSQL cannot hold."""


class CenterRow(Model):
    """A center as the register lists it. ``summary`` is the whole list item as JSON text; ``search`` the text in
    which ``q`` is looked for (names, host, id), kept without case; ``next_due_on`` a day in Asia/Shanghai.
    """

    center_id: Text
    name_zh: Text
    name_en: Text | None = None
    phase: Text
    field: Text | None = None
    district: Text | None = None
    level: Text | None = None
    version: int
    overdue: bool = False
    next_due_on: date | None = None
    summary: Text
    search: Annotated[Text, AfterValidator(str.casefold)]


class ClockRow(Model):
    """One clock of a center, ``key`` naming it within the center. ``due_on`` is a day in Asia/Shanghai, absent where
    nobody knows it; ``body`` is the whole list item as JSON text.
    """

    center_id: Text
    key: Text
    kind: Text
    clause: Text
    due_on: date | None = None
    status: Literal["open", "met", "missed"]
    provisional: bool = False
    body: Text


class ReadRows(Model):
    """All that the read model says of one center; it replaces what was there."""

    center: CenterRow
    clocks: tuple[ClockRow, ...] = ()
