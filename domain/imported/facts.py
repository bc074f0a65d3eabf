"""Centers that lived before this record began: what is publicly known of them, and how sure it is."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from domain.guideline.fields import Field as FieldCode
from domain.guideline.vocabulary import Level
from domain.kernel.base import Label, LabeledEnum, Model, invalid, is_empty
from domain.kernel.messages import CenterId, Command, Day, Line, Text
from domain.kernel.records import Event, Happened, PartialDay, Within
from domain.values.districts import District
from domain.values.partial_days import earliest, latest


class FactKind(LabeledEnum):
    """What a report says happened. Ceremonies, plans and premises are no decisions."""

    PREPARATION_STARTED = "preparation_started", "启动筹备", "Preparation started"
    PLAN_HEARD = "plan_heard", "听取筹备情况", "Plan heard"
    SITE_INSPECTED = "site_inspected", "现场审查", "Site inspected"
    CONSTRUCTION_APPROVED = "construction_approved", "批准筹建", "Construction approved"
    UNVEILED = "unveiled", "揭牌", "Unveiled"
    ALLIANCE_FORMED = "alliance_formed", "联盟成立", "Alliance formed"
    PRE_ACCEPTANCE = "pre_acceptance", "预验收", "Pre-acceptance"
    ACCEPTED_ON_SITE = "accepted_on_site", "现场验收通过", "Accepted on site"
    ESTABLISHED = "established", "批准成立", "Established"
    TARGET_COMPLETION = "target_completion", "计划建成", "Target completion"
    MOVED_IN = "moved_in", "迁入场所", "Moved in"
    AUTHORITIES_CORRESPONDED = "authorities_corresponded", "主管部门函件往来", "Letter between authorities"


class Certainty(LabeledEnum):
    """How sure a report is."""

    REPORTED = "reported", "有报道", "Reported"
    APPROXIMATE = "approximate", "大致", "Approximate"
    DISPUTED = "disputed", "有争议", "Disputed"


_MONTH_OR_YEAR = re.compile(r"[12][0-9]{3}(-[0-9]{2})?")
_A_DAY: TypeAdapter[date] = TypeAdapter(Day)


def _as_reported(value: Any) -> Any:
    """A month or a year stays what it is; anything else is a day, or nothing."""
    if isinstance(value, str) and _MONTH_OR_YEAR.fullmatch(value):
        return value
    return _A_DAY.validate_python(value)


ReportedDay = Annotated[PartialDay, BeforeValidator(_as_reported)]
Bound = Annotated[ReportedDay | None, Field(exclude_if=is_empty)]


class Fact(Model):
    """One reported fact, as it was reported and where.

    ``date`` is ``None`` where no report tells it: then ``not_before`` and ``not_after`` bound it as far as anybody
    knows, as the day of a report bounds what it tells of. ``authority`` is the one that acted, by the name that it had
    then; ``score`` what a panel gave, in the report's words. ``source`` and ``note`` are in the language in which they
    were written down, ``source_en`` and ``note_en`` the same in English where both are there.
    """

    kind: FactKind
    date: ReportedDay | None
    certainty: Certainty
    source: Text
    note: Text | None = None
    not_before: Bound = None
    not_after: Bound = None
    authority: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    score: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    source_en: Annotated[Text | None, Field(exclude_if=is_empty)] = None
    note_en: Annotated[Text | None, Field(exclude_if=is_empty)] = None

    @model_validator(mode="after")
    def _is_dated_once(self) -> Self:
        bounds = (self.not_before, self.not_after)
        if self.date is not None and any(bound is not None for bound in bounds):
            raise invalid("date_and_bounds", "已有日期的，不再填不早于、不晚于", "a date that is known has no bounds")
        reversed_bounds = self.not_before and self.not_after and latest(self.not_after) < earliest(self.not_before)
        if reversed_bounds:
            raise invalid("bounds_reversed", "“不晚于”早于“不早于”", "not_after comes before not_before")
        return self

    @property
    def happened(self) -> Happened:
        """The date, or its bounds."""
        return self.date if self.date is not None else Within(self.not_before, self.not_after)


class ReportedDetails(Model):
    """What reports say of a center beside what happened to it. ``joint_with`` are partners by the names that reports
    give; ``industry`` what it serves in its own words, where no field of 3.2 says it; ``seat`` the place (广州市),
    and ``district`` the one of Shanghai where it is.
    """

    joint_with: Annotated[tuple[Line, ...], Field(max_length=100, exclude_if=is_empty)] = ()
    industry: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    seat: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    district: Annotated[District | None, Field(exclude_if=is_empty)] = None


class ImportedCenter(ReportedDetails):
    """What is known of a center itself. ``None`` is unknown and stays so. ``predecessor`` is the id of the center that
    this one follows: a center that rises to another level is a new one.
    """

    name_zh: Line
    name_en: Line | None = None
    level: Level
    region: Line
    host: Line | None = None
    joint: bool | None = None
    field: FieldCode
    source: Text
    predecessor: CenterId | None = None


class ImportCenter(ImportedCenter, Command):
    """Take up a center with its reported history."""

    type: Literal["import_center"] = "import_center"
    center_id: CenterId
    facts: Annotated[tuple[Fact, ...], Field(max_length=500)] = ()


class CenterImported(ImportedCenter, Event):
    """A center that lived before this record is on the register."""

    TOPIC = "center_imported:1"
    CLAUSE = "record"
    LABEL = Label("导入历史中心", "Center imported")


class ReportedEvent(Fact, Event):
    """A reported fact on record. Its own date counts; of one that is not known, the last day on which it may have
    been, and else the day on which it was recorded: by then it had happened.
    """

    def asked(self, _version: int) -> dict[str, Any]:
        """One of the facts that came with it."""
        return {"facts": (Fact.model_construct(**{name: getattr(self, name) for name in Fact.model_fields}),)}

    def took_effect_on(self, stated: PartialDay) -> PartialDay:
        """As reported, with the precision it was reported in; a plan for a day to come has happened on none."""
        return self.date or self.not_after or stated

    def dated(self, _effective_on: PartialDay) -> Happened:
        """As reported: of what has no date, no more than its bounds."""
        return self.happened


class FactImported(ReportedEvent):
    """A reported fact of the center's past, as an import brought it."""

    TOPIC = "fact_imported:1"
    CLAUSE = "record"
    LABEL = Label("导入历史事实", "Fact imported")


class LaterDetails(ReportedDetails):
    """What later reports say of a center beside what happened to it, and where they say it. What they leave open is
    ``None``.
    """

    host: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    name_en: Annotated[Line | None, Field(exclude_if=is_empty)] = None
    joint: Annotated[bool | None, Field(exclude_if=is_empty)] = None
    source: Text


class AddReports(Command):
    """Add what was reported of a center that lived before this record, and that its import did not bring."""

    type: Literal["add_reports"] = "add_reports"
    facts: Annotated[tuple[Fact, ...], Field(max_length=500)] = ()
    details: LaterDetails | None = None


class DetailsReported(LaterDetails, Event):
    """Something was reported of the center beside what happened to it, after the import."""

    TOPIC = "details_reported:1"
    CLAUSE = "record"
    LABEL = Label("补充报道的基本情况", "Details reported")

    def asked(self, _version: int) -> dict[str, Any]:
        """The details that came with the reports."""
        return {"details": LaterDetails.model_construct(**{n: getattr(self, n) for n in LaterDetails.model_fields})}


class ReportAdded(ReportedEvent):
    """A reported fact of the center's past, as an officer added it after the import."""

    TOPIC = "report_added:1"
    CLAUSE = "record"
    LABEL = Label("补充历史报道", "Report added")

    def took_effect_on(self, stated: PartialDay) -> PartialDay:
        """The date as reported; a plan for a day to come has happened on none."""
        return stated if self.kind is FactKind.TARGET_COMPLETION else super().took_effect_on(stated)
