"""批准筹建: the application and its review, the document with its term, and the clocks that begin (3.4.2)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import DOCUMENTS, Arrangement, FormPart, Scene
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import Choice, Option, Options
from domain.application import messages as m
from domain.center import Center
from domain.deadlines.clock import AWAITED
from domain.deadlines.clocks import CLOCKS, is_under_clocks
from domain.deadlines.forecast import NEVER_RECORDED
from domain.decider import evolve
from domain.guideline.policy import LONGEST_TERM
from domain.guideline.vocabulary import Stage
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.values.partial_days import add_months, in_words, start_of_day
from domain.working_calendar.working_days import WorkingCalendar

_MONTHS_OF_A_YEAR = 12
_MOST_TERMS = 37
"""Usual terms to choose from; where the house has more, the months are typed."""
_LONGEST_OFFERED = 60
"""Months of the longest unusual term to choose from."""


class Beginning(NamedTuple):
    """A clock that begins with the approval, and when it is due."""

    label: Label
    clause: str
    due: Label


def _asked(scene: Scene) -> Group:
    """The term is chosen with its last day in sight."""
    question = scene.form.of("term_months")
    months = range(scene.policy.term_min_months, scene.policy.term_max_months + 1)
    answer = scene.answers["term_months"]
    offered = {*months, *range(1, _LONGEST_OFFERED + 1)}
    if len(months) > _MOST_TERMS or answer not in ("", *map(str, offered)):
        return scene.form
    on = scene.effective_on
    words = in_words(on)
    hint = Label(
        f"一般为 {months[0]} 至 {months[-1]} 个月（三（五）1）；其他期限须确认并说明理由。"
        f"期满日按{words.zh}生效推算，以核对页所示为准。",
        f"Generally {months[0]} to {months[-1]} months (3.5.1); another term is confirmed with a reason. Last days are "
        f"reckoned from {words.en}; the check page has the final one.",
    )
    label = Label("筹建期", "Term of construction")
    return scene.form.with_(
        Choice(name=question.name, label=label, hint=hint, groups=tuple(_terms(months, on)), default=question.default)
    )


def _terms(usual: range, on: date) -> Iterator[Options]:
    """The usual terms first, then others."""
    yield Options(None, tuple(_term(number, on) for number in usual))
    others = [number for number in range(1, _LONGEST_OFFERED + 1) if number not in usual]
    yield Options(
        Label("其他期限（须确认）", "Other terms, to be confirmed"), tuple(_term(number, on) for number in others)
    )


def _term(months: int, on: date) -> Option:
    ends_on = in_words(add_months(on, months))
    years, rest = divmod(months, _MONTHS_OF_A_YEAR)
    zh, en = ("", "") if rest else (f"（{years} 年）", f" ({years} years)")
    return Option(str(months), Label(f"{months} 个月{zh}，至{ends_on.zh}", f"{months} months{en}, until {ends_on.en}"))


def _context(scene: Scene) -> Mapping[str, object]:
    center, stage = scene.center, Stage.APPLICATION
    records = dossier.of_stage(scene.background.records, stage)
    months = _months(scene)
    return {
        "center": center,
        "review": center.review(stage),
        "materials": dossier.materials(scene.background, stage),
        "consent": dossier.last_of(records, m.ConsentGiven),
        "meeting": dossier.last_of(records, m.ReviewMeetingHeld),
        "site": dossier.last_of(records, m.SiteInspected),
        "report": dossier.last_of(records, m.ReviewReportIssued),
        "opinions": dossier.opinions(records, stage),
        "names": {expert.id: expert.name for expert in center.review(stage).experts},
        "starts_on": scene.effective_on,
        "months": months,
        "ends_on": add_months(scene.effective_on, months) if months else None,
        "clocks": list(_beginnings(scene, months)),
    }


def _months(scene: Scene) -> int | None:
    """The term that was chosen, where it is one at all."""
    answer = scene.answers["term_months"]
    return next((months for months in range(1, LONGEST_TERM + 1) if str(months) == answer), None)


def _beginnings(scene: Scene, months: int | None) -> Iterator[Beginning]:
    policy = scene.policy
    approved = _approved(scene, months or policy.term_min_months)
    approved = approved if months else approved.but(terms=())
    if not is_under_clocks(approved, policy):
        return
    for clock in CLOCKS:
        if clock.begins_with_approval is not None:
            for deadline in clock.deadlines(approved, policy, WorkingCalendar()):
                if deadline.status in AWAITED:
                    due = clock.begins_with_approval(deadline, policy)
                    yield Beginning(clock.kind.label, clock.kind.clause, due)


def _approved(scene: Scene, months: int) -> Center:
    """The center as it would stand upon the approval; nothing of it is recorded, and no clock asks for the number."""
    center, on = scene.center, scene.effective_on
    words: dict[str, Any] = {"document_number": None, "term_months": months, "term_ends_on": add_months(on, months)}
    record = Record[Event].model_construct(
        center_id=center.center_id,
        version=center.version + 1,
        effective_on=on,
        recorded_at=start_of_day(scene.today),
        actor=scene.actor,
        command_id=NEVER_RECORDED,
        event=m.ConstructionApproved.model_construct(**words),
    )
    return evolve(center, record)


ARRANGEMENT = Arrangement(
    parts=(
        FormPart(
            "paper", Label("批准文件与筹建期", "Document and term"), ("document_number", "effective_on", "term_months")
        ),
        DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
