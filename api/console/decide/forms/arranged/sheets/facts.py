"""The sheets of a dossier: term and duties, what supervision found, a review, an acceptance, a proposal."""

from collections.abc import Iterable, Sequence
from typing import Any

from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import Fact, Line, Scene, Sheet
from api.console.decide.forms.arranged.dossier import stage_of
from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.deadlines.clocks import deadlines
from domain.guideline.vocabulary import ClockStatus, IssueKind, Stage, Stance, Verdict
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event, Record
from domain.reviews.messages import ExpertOpinionGiven
from domain.supervision import messages as supervision
from domain.values.partial_days import in_words
from domain.wording.deadlines import duty_name
from domain.wording.values import RECTIFICATION_STATUSES

_TONES: dict[LabeledEnum, str] = {
    Verdict.PASS: "good",
    Verdict.FAIL: "late",
    Stance.OBJECTS: "late",
    ClockStatus.MET: "good",
    ClockStatus.MISSED: "late",
}


def term_and_duties(scene: Scene) -> Sheet:
    """5.1, 5.2, 4.2: the term, and every duty with a day, by how it stands."""
    center = scene.center
    ends = [Line(in_words(center.term_ends_on))] if center.term_ends_on else []
    dues = [due for due in deadlines(center, scene.policy, scene.background.calendar) if due.counts and due.last_day]
    lines = [
        _tagged(_joined(duty_name(due.key), in_words(due.last_day)), due.status)
        for due in dues
        if due.last_day is not None
    ]
    return Sheet(
        "duties",
        Label("筹建期与时限", "Term and duties"),
        (Fact(Label("筹建期满", "Term ends"), tuple(ends)), Fact(Label("时限", "Duties"), tuple(lines))),
    )


def supervised(scene: Scene) -> Sheet:
    """5.3: what supervision found, and the orders that were given."""
    problems = [one for one in scene.center.supervision_issues if one.kind is IssueKind.PROBLEM]
    orders = scene.center.rectifications
    return Sheet(
        "supervised",
        Label("监督与整改", "Supervision and rectification"),
        (
            Fact(
                Label("发现的问题", "Problems found"), tuple(Line(_same(one.content), quoted=True) for one in problems)
            ),
            Fact(
                Label("责令整改", "Orders"),
                tuple(Line(_same(one.problems), tag=RECTIFICATION_STATUSES[one.status]) for one in orders),
            ),
            Fact(Label("年度报送", "Annual reports"), _linked(_all(scene, supervision.AnnualReportSubmitted))),
        ),
    )


def proposed_outcome(scene: Scene) -> Sheet | None:
    """5.1: what the officer found and proposes."""
    record = _last(scene, supervision.ConstructionEvaluated)
    if record is None:
        return None
    event: supervision.ConstructionEvaluated = record.event
    proposed = (Line(event.outcome.label, record),)
    ends = (Line(in_words(event.new_term_ends_on)),) if event.new_term_ends_on else ()
    facts = [
        Fact(Label("建议的结论", "Proposed outcome"), proposed),
        Fact(Label("评估情况", "Summary"), _quoted(event.summary)),
    ]
    more = [Fact(Label("建议的新期满日", "Proposed new end"), ends)] if ends else []
    return Sheet("proposed", Label("总结评估", "Evaluation"), (*facts, *more))


def handed_in(scene: Scene) -> Sheet:
    """3.3.3, 3.4.2, 3.5.3: what was handed in for the review."""
    found = dossier.materials(scene.background, stage_of(scene.center))
    return Sheet(
        "materials",
        Label("申报与验收材料", "Materials"),
        (Fact(Label("已提交", "Handed in"), _linked(one.record for one in found)),),
    )


def opinions(scene: Scene) -> Sheet:
    """3.4.2, 3.5.3: what the experts said, and where it was looked at."""
    stage = stage_of(scene.center)
    names = {expert.id: expert.name for expert in scene.center.review(stage).experts}
    records = dossier.of_stage(scene.background.records, stage)
    given = dossier.opinions(records, stage)
    opinions = tuple(_said(one, names.get(one.event.expert_id or "")) for one in given)
    held = [dossier.last_of(records, kind) for kind in (application.ReviewMeetingHeld, application.SiteInspected)]
    return Sheet(
        "opinions",
        Label("专家意见", "Opinions"),
        (
            Fact(Label("意见", "Opinions"), opinions),
            Fact(Label("评审会与现场审查", "Meeting and site"), _linked(one for one in held if one)),
        ),
    )


def accepted(scene: Scene) -> Sheet:
    """3.5.3: the report of the acceptance on site, what was to be revised, and whether it was."""
    records = dossier.of_stage(scene.background.records, Stage.ACCEPTANCE)
    report = dossier.last_of(records, acceptance.OnSiteAcceptanceReported)
    verdict = (_tagged(report.event.LABEL, report.event.verdict, report),) if report else ()
    findings = _quoted(report.event.findings) if report else ()
    revisions = tuple(Line(_same(one)) for one in report.event.revisions) if report else ()
    revised = [dossier.last_of(records, kind) for kind in (acceptance.RevisionSubmitted, acceptance.RevisionConfirmed)]
    return Sheet(
        "accepted",
        Label("现场验收", "Acceptance on site"),
        (
            Fact(Label("结论", "Verdict"), verdict),
            Fact(Label("验收情况", "Findings"), findings),
            Fact(Label("须修订的内容", "To be revised"), revisions),
            Fact(Label("修订与确认", "Revision"), _linked(one for one in revised if one)),
        ),
    )


def _all(scene: Scene, kind: type[Event]) -> Sequence[Record[Any]]:
    return dossier.all_of(scene.background.records, kind)


def _last(scene: Scene, kind: type[Event]) -> Record[Any] | None:
    return dossier.last_of(scene.background.records, kind)


def _linked(records: Iterable[Record[Any]]) -> tuple[Line, ...]:
    return tuple(Line(record.event.LABEL, record) for record in records)


def _quoted(text: str) -> tuple[Line, ...]:
    return (Line(_same(text), quoted=True),)


def _said(record: Record[ExpertOpinionGiven], name: str | None) -> Line:
    """An opinion in its own words; of whom, where the reader is told."""
    event = record.event
    text = Label(f"{name}：{event.opinion}", f"{name}: {event.opinion}") if name else _same(event.opinion)
    stance = event.stance
    return Line(
        text, record, stance.label if stance else None, _TONES.get(stance, "plain") if stance else "plain", True
    )


def _tagged(text: Label, status: LabeledEnum, record: Record[Any] | None = None) -> Line:
    return Line(text, record, status.label, _TONES.get(status, "plain"))


def _same(text: str) -> Label:
    return Label(text, text)


def _joined(first: Label, second: Label) -> Label:
    return Label(f"{first.zh}，{second.zh}", f"{first.en}, {second.en}")
