"""Centers that lived before this record began: what is publicly known of them, and how sure it is."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from domain.guideline.fields import Field as FieldCode
from domain.guideline.vocabulary import Level
from domain.kernel.base import Label, LabeledEnum, Model
from domain.kernel.messages import CenterId, Command, Day, Line, Text
from domain.kernel.records import Event, PartialDay


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


class Fact(Model):
    """One reported fact, as it was reported and where."""

    kind: FactKind
    date: Annotated[PartialDay, BeforeValidator(_as_reported)]
    certainty: Certainty
    source: Text
    note: Text | None = None


class ImportedCenter(Model):
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


class FactImported(Fact, Event):
    """A reported fact of the center's past, as an import brought it."""

    TOPIC = "fact_imported:1"
    CLAUSE = "record"
    LABEL = Label("导入历史事实", "Fact imported")

    def asked(self, _version: int) -> dict[str, Any]:
        """One of the facts of its import."""
        return {"facts": (Fact.model_construct(**dict(self)),)}

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the report's own date counts
        """The date as reported, with the precision it was reported in."""
        return self.date


class AddReports(Command):
    """Add what was reported of a center that lived before this record, and that its import did not bring."""

    type: Literal["add_reports"] = "add_reports"
    facts: Annotated[tuple[Fact, ...], Field(min_length=1, max_length=100)]


class ReportAdded(Fact, Event):
    """A reported fact of the center's past, as an officer added it after the import."""

    TOPIC = "report_added:1"
    CLAUSE = "record"
    LABEL = Label("补充历史报道", "Report added")

    def asked(self, _version: int) -> dict[str, Any]:
        """One of the facts that were added with it."""
        return {"facts": (Fact.model_construct(**dict(self)),)}

    def took_effect_on(self, stated: PartialDay) -> PartialDay:
        """The date as reported; a plan for a day to come has happened on none."""
        return stated if self.kind is FactKind.TARGET_COMPLETION else self.date
