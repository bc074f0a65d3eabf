"""The file of reported centers: its shape, and the command that each row becomes."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import Field, StrictBool, ValidationInfo, field_validator

from domain.guideline.fields import Field as FieldCode
from domain.guideline.vocabulary import Level
from domain.imported.facts import Fact, FactKind, ImportCenter, ReportedDetails
from domain.kernel.base import Model, invalid
from domain.kernel.messages import CenterId, Line
from domain.kernel.stated import Stated
from domain.values.partial_days import Precision, precision


class ReportedFact(Fact):
    """One report. ``precision`` repeats what the date shows, so that a slip of the pen is found."""

    kind: Annotated[FactKind, Field(alias="event")]
    precision: Precision | None = None

    @field_validator("precision")
    @classmethod
    def _says_what_the_date_shows(cls, stated: Precision | None, info: ValidationInfo) -> Precision | None:
        day = info.data.get("date")
        if stated is not None and day is not None and precision(day) != stated:
            shown = precision(day)
            raise invalid(
                "precision_differs", f"日期的精度是 {shown}，不是 {stated}", f"the date shows a {shown}, no {stated}"
            )
        return stated


class ReportedCenter(Stated, ReportedDetails):
    """One row. What is ``null`` or absent is unknown."""

    id: CenterId
    name_zh: Line
    name_en: Line | None = None
    level: Level
    region: Line
    host: Line | None = None
    joint: StrictBool | None = None
    field: FieldCode
    predecessor: CenterId | None = None
    facts: Annotated[tuple[ReportedFact, ...], Field(max_length=500)] = ()

    def command(self, source: str) -> ImportCenter:
        """The decision to take it up; ``source`` names the file."""
        facts = [Fact.model_validate(fact.model_dump(exclude={"precision"}, by_alias=False)) for fact in self.facts]
        own = self.model_dump(exclude={"id", "facts"})
        return ImportCenter.model_validate({**own, "center_id": self.id, "source": source, "facts": facts})

    @property
    def canonical(self) -> bytes:
        """The row's content, the same however the file is laid out."""
        stated = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def command_id(self) -> str:
        """Names this row's import once and for all."""
        return f"import:{self.id}:{hashlib.sha256(self.canonical).hexdigest()[:16]}"


class CentersFile(Model):
    """The whole file, its rows unread. ``about``, ``precision``, ``certainty`` and ``events`` are for its reader."""

    about: str | None = None
    precision: list[str] | None = None
    certainty: list[str] | None = None
    events: dict[str, Any] | None = None
    centers: list[Any]
