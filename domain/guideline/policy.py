"""The numbers of the rules: what the guideline sets, and what it leaves to the house, each by name."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from domain.kernel.base import Label, Model, invalid
from domain.kernel.records import DecidedUnder

LONGEST_TERM = 600
"""Months beyond which no term is believed."""
_TEN_YEARS = 3650
_A_YEAR_WITHOUT_LEAP_DAY = 2023


GUIDELINE = "沪市监计量〔2023〕213号"
EDITION = 4
"""The edition of the defaults below; one that changes makes a new edition, and its old value stands in ``EARLIER``."""
_ONCE = {"clocks_for_other_regions": True, "panel_opinions_percent": 0}
EARLIER: dict[int, dict[str, Any]] = {1: _ONCE, 2: _ONCE}
"""By edition: the defaults that were others then. What was recorded before there were editions is of the first."""


class Policy(Model):
    """The numbers by which the rules are applied; what is not set has the guideline's or the house's own value."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    evaluation_lead_days: int = Field(default=90, ge=1, le=_TEN_YEARS)
    """Days before the end of the term at which the evaluation opens."""

    reminder_days: tuple[int, ...] = (30, 7, 1)
    """Days before a due day on which a reminder falls due; most distant first, each once."""

    reminder_hour: int = Field(default=9, ge=0, le=23)
    """The full hour, Asia/Shanghai, at which reminders fall due."""

    panel_minimum: int = Field(default=3, ge=1)
    """The fewest experts that make a panel."""

    panel_opinions_percent: int = Field(default=50, ge=0, le=99)
    """The share of a panel, in percent, of which more has to have given an opinion before a preliminary review ends."""

    term_min_months: int = Field(default=24, ge=1, le=LONGEST_TERM)
    """The shortest term of construction, in months."""

    term_max_months: int = Field(default=36, ge=1, le=LONGEST_TERM)
    """The longest term of construction, in months."""

    exchanges_per_year: int = Field(default=2, ge=1)
    """The technical exchanges to be held in each full calendar year, at least."""

    major_matter_working_days: int = Field(default=5, ge=1, le=250)
    """Working days within which a major matter is notified in writing."""

    annual_report_month_day: tuple[int, int] = (11, 30)
    """Month and day by whose end the annual report is due."""

    annual_report_in_operation: bool = True
    """Whether the annual report goes on once the center is established."""

    clocks_for_other_regions: bool = False
    """Whether clocks count for centers of the register that belong to another authority too."""

    unusual_days_back: int = Field(default=365, ge=1, le=_TEN_YEARS)
    """Days before the day of recording beyond which the day of a decision is asked about."""

    unusual_years_ahead: int = Field(default=5, ge=1, le=100)
    """Years after the day of a decision beyond which a day that it sets is asked about."""

    unusual_extension_months: int = Field(default=12, ge=1, le=LONGEST_TERM)
    """Months after the former end of the term beyond which a new end is asked about."""

    unusual_establishment_months: int = Field(default=12, ge=0, le=LONGEST_TERM)
    """Months after the approval within which an establishment is asked about."""

    unusual_evaluation_days: int = Field(default=365, ge=1, le=_TEN_YEARS)
    """Days before the end of the term beyond which an evaluation is asked about."""

    unusual_report_days: int = Field(default=120, ge=1, le=_TEN_YEARS)
    """Days before its due day beyond which an annual report is asked about."""

    backfill_days: int = Field(default=30, ge=1, le=_TEN_YEARS)
    """Days within which a history that is entered late should be entered."""

    deputy_days: int = Field(default=180, ge=1, le=_TEN_YEARS)
    """The longest period for which a deputy is named at a time, in days."""

    statement_working_days: int = Field(default=5, ge=1, le=250)
    """Working days, from the day after its service, within which a center can answer a notice of revocation."""

    @field_validator("reminder_days")
    @classmethod
    def _most_distant_first(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= day <= _TEN_YEARS for day in days):
            raise invalid(
                "reminder_not_ahead", "提醒应提前1天至10年", "A reminder falls due between one day and ten years ahead"
            )
        return tuple(sorted(set(days), reverse=True))

    @field_validator("annual_report_month_day")
    @classmethod
    def _day_of_every_year(cls, month_day: tuple[int, int]) -> tuple[int, int]:
        try:
            date(_A_YEAR_WITHOUT_LEAP_DAY, *month_day)
        except ValueError:
            raise invalid(
                "no_day_of_every_year", "不是每年都有的日期", "This month and day do not exist in every year"
            ) from None
        return month_day

    @model_validator(mode="after")
    def _shortest_term_is_not_longer_than_the_longest(self) -> Self:
        if self.term_min_months > self.term_max_months:
            raise invalid("term_bounds", "最短筹建期长于最长筹建期", "The shortest term is longer than the longest")
        return self

    def decided_under(self) -> DecidedUnder:
        """What stands beside a decision: the guideline, the edition of these defaults, and what is set otherwise."""
        return DecidedUnder(guideline=GUIDELINE, policy=EDITION, settings=self._set_otherwise())

    def _set_otherwise(self) -> dict[str, Any]:
        plain, defaults = self.model_dump(mode="json"), Policy.model_construct().model_dump(mode="json")
        return {name: value for name, value in plain.items() if value != defaults[name]}

    def annual_report_due(self, year: int) -> date:
        """5.2: the day by whose end the report of that year is due."""
        return date(year, *self.annual_report_month_day)


def policy_under(under: DecidedUnder | None) -> Policy:
    """The numbers by which something was decided; those of the first edition for what doesn't say. What another version
    of the program wrote and this one doesn't take is passed over.
    """
    return _as_far_as_taken(EARLIER.get(edition_of(under), {}), under.settings if under else {})


def _as_far_as_taken(earlier: Mapping[str, Any], settings: Mapping[str, Any]) -> Policy:
    try:
        return Policy.model_validate({**earlier, **settings})
    except ValidationError as wrong:
        faulty = {error["loc"][0] for error in wrong.errors() if error["loc"]} or settings
        return _as_far_as_taken(earlier, {name: value for name, value in settings.items() if name not in faulty})


AUTHORITY_ASKED_SINCE = 3
"""The first edition under which it was asked to which authority a center belongs."""
POWERS_ASKED_SINCE = 4
"""The first edition under which acts that change rights are the approver's, the lead alone speaks for the center, times
that run against a party run from service, and a center is revoked upon notice alone (ADR 23, 24).
"""


def edition_of(under: DecidedUnder | None) -> int:
    """The edition of the defaults under which something was decided; the first for what doesn't say."""
    return under.policy if under else 1


class PolicyRule(NamedTuple):
    """One number of ``Policy``: its name, the clause that sets it or ``house``, and its label."""

    name: str
    clause: str
    label: Label


POLICY_RULES: tuple[PolicyRule, ...] = (
    PolicyRule(
        "evaluation_lead_days",
        "house",
        Label("筹建期满前启动总结评估的天数", "Days before the end of the term at which the evaluation opens"),
    ),
    PolicyRule(
        "reminder_days",
        "house",
        Label("提醒到期的提前天数", "Days before a due day on which reminders fall due"),
    ),
    PolicyRule(
        "reminder_hour",
        "house",
        Label("提醒到期的整点（北京时间）", "Hour at which reminders fall due (Asia/Shanghai)"),
    ),
    PolicyRule("panel_minimum", "house", Label("专家组最少人数", "Fewest experts of a panel")),
    PolicyRule(
        "panel_opinions_percent",
        "house",
        Label("完成初步审查须超过专家组多大比例提出意见（%）", "Share of a panel beyond which it has to be heard (%)"),
    ),
    PolicyRule("term_min_months", "3.5.1", Label("最短筹建时间（月）", "Shortest term of construction (months)")),
    PolicyRule("term_max_months", "3.5.1", Label("最长筹建时间（月）", "Longest term of construction (months)")),
    PolicyRule(
        "exchanges_per_year",
        "4.2",
        Label("每年技术交流与互动活动最少次数", "Technical exchanges in each calendar year, at least"),
    ),
    PolicyRule(
        "major_matter_working_days",
        "5.2",
        Label("重大事项书面告知时限（工作日）", "Working days within which a major matter is notified"),
    ),
    PolicyRule(
        "annual_report_month_day",
        "5.2",
        Label("年度筹建情况报送截止日", "Month and day by whose end the annual report is due"),
    ),
    PolicyRule(
        "annual_report_in_operation",
        "house",
        Label("批准成立后继续每年报送", "The annual report goes on after establishment"),
    ),
    PolicyRule(
        "clocks_for_other_regions",
        "house",
        Label("由其他机关主管的中心同样计时", "Clocks count for centers of other authorities too"),
    ),
    PolicyRule(
        "unusual_days_back",
        "house",
        Label("所载日期早于办理日多少天以上须确认", "Days back beyond which the day of a decision is confirmed"),
    ),
    PolicyRule(
        "unusual_years_ahead",
        "house",
        Label("所定期限超过多少年须确认", "Years ahead beyond which a day that is set is confirmed"),
    ),
    PolicyRule(
        "unusual_extension_months",
        "house",
        Label("筹建期延长超过多少个月须确认", "Months beyond which an extension is confirmed"),
    ),
    PolicyRule(
        "unusual_establishment_months",
        "house",
        Label("批准筹建后不足多少个月批准成立须确认", "Months after approval within which establishment is confirmed"),
    ),
    PolicyRule(
        "unusual_evaluation_days",
        "house",
        Label(
            "距筹建期满多少天以上的总结评估须确认",
            "Days before the end of the term beyond which an evaluation is confirmed",
        ),
    ),
    PolicyRule(
        "unusual_report_days",
        "house",
        Label("距截止日多少天以上的年度报送须确认", "Days before its due day beyond which a report is confirmed"),
    ),
    PolicyRule(
        "backfill_days",
        "house",
        Label("补录历史资料的时限（天）", "Days within which a history that is entered late should be entered"),
    ),
    PolicyRule("deputy_days", "house", Label("每次指定代理最长天数", "Longest period of a deputy at a time (days)")),
    PolicyRule(
        "statement_working_days",
        "house",
        Label(
            "拟撤销告知送达后陈述、申辩的时限（工作日）",
            "Working days after service within which a notice of revocation can be answered",
        ),
    ),
)
"""Every number of ``Policy``, in its order."""

_YES, _NO = Label("是", "Yes"), Label("否", "No")
_MONTH_AND_DAY = "annual_report_month_day"


def number_in_words(name: str, value: Any) -> Label:
    """A number of the rules as people read it, by its name: as it stands in ``Policy``, or as it was recorded."""
    if isinstance(value, bool):
        return _YES if value else _NO
    values = tuple(value) if isinstance(value, list | tuple) else (value,)
    if name == _MONTH_AND_DAY and (day := _day_of_a_year(values)):
        return Label(f"{day.month}月{day.day}日", f"{day.day} {day:%B}")
    text = tuple(map(str, values))
    return Label("、".join(text), ", ".join(text))


def _day_of_a_year(month_day: tuple[Any, ...]) -> date | None:
    try:
        return date(_A_YEAR_WITHOUT_LEAP_DAY, *month_day)
    except (TypeError, ValueError):
        return None


def numbers_in_words(settings: Mapping[str, Any]) -> list[Label]:
    """Each number that is set otherwise than its default, with its label."""
    labels = {rule.name: rule.label for rule in POLICY_RULES}
    numbers = [(labels.get(name, Label(name, name)), number_in_words(name, value)) for name, value in settings.items()]
    return [Label(f"{label.zh}：{number.zh}", f"{label.en}: {number.en}") for label, number in numbers]


def differing_numbers(policy: Policy, settings: Mapping[str, Any]) -> Iterator[Label]:
    """Each number that is another one in ``settings``, which hold what is set otherwise than the defaults."""
    ours, defaults = policy.model_dump(mode="json"), Policy.model_construct().model_dump(mode="json")
    for rule in POLICY_RULES:
        name, label = rule.name, rule.label
        theirs = settings.get(name, defaults[name])
        if ours[name] != theirs:
            our, their = number_in_words(name, ours[name]), number_in_words(name, theirs)
            yield Label(f"{label.zh}：此处{our.zh}，现行{their.zh}", f"{label.en}: {our.en} rather than {their.en}")


_OF_SEVERAL = {
    "reminder_days": Label(
        f"天数列表，每项为 1 至 {_TEN_YEARS} 的整数", f"a list of whole numbers, each from 1 to {_TEN_YEARS}"
    ),
    _MONTH_AND_DAY: Label("[月, 日]，每年都有的一天", "[month, day], of a day that every year has"),
}


def values_of(name: str) -> Label:
    """What a number may be."""
    if name in _OF_SEVERAL:
        return _OF_SEVERAL[name]
    field = Policy.model_fields[name]
    if field.annotation is bool:
        return Label("true 或 false", "true or false")
    bounds = {part: getattr(one, part) for one in field.metadata for part in ("ge", "le") if hasattr(one, part)}
    if "le" in bounds:
        return Label("{ge} 至 {le} 的整数".format(**bounds), "a whole number from {ge} to {le}".format(**bounds))
    return Label("不小于 {ge} 的整数".format(**bounds), "a whole number, {ge} or more".format(**bounds))
