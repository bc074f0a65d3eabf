"""What a line of a history says of an event beside its kind: number, term, result, name. A row for each kind.

``ESSENCE`` says which parts make it, in their order; a part without anything to say, or withheld from the reader, is
left out. ``LABEL_IS_ENOUGH`` names the kinds whose label says it all.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.attributes import in_words
from domain.changes import messages as changes
from domain.deputies import messages as deputies
from domain.housekeeping import backfill, service
from domain.housekeeping import messages as housekeeping
from domain.imported import facts as imported
from domain.incubation import messages as incubation
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event, Record
from domain.management import messages as management
from domain.names_in_history import NOBODY, Names
from domain.reviews import messages as reviews
from domain.supervision import clock_facts as clocks
from domain.supervision import messages as supervision
from domain.supervision import notice_messages as notices
from domain.values.partial_days import in_words as day_in_words
from domain.wording.codes import code_in_words
from domain.wording.deadlines import duty_name
from domain.wording.fields import path_label
from domain.working_calendar import messages as working_calendar

Part = Callable[[Event, Names], Label | None]
"""One part of an event's essence; ``None`` where it has nothing to say."""
LONGEST = 48
"""Signs of a text that a line shows."""


def essence(record: Record[Event], names: Names = NOBODY) -> list[Label]:
    """The parts in words, names for ids, without what is withheld from the reader."""
    parts = (part(record.event, names) for part in ESSENCE.get(type(record.event), ()))
    return [part for part in parts if part is not None and part.zh]


def _at(event: Event, path: str) -> Any:
    value: Any = event
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _plain(text: str) -> Label:
    return Label(text, text)


def shortened(text: str) -> str:
    """As much of a text as a line has room for, its lines made one."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"


def _value(path: str) -> Part:
    """A field as people read it: a number, a name, a term of the vocabulary, a text made short."""

    def part(event: Event, names: Names) -> Label | None:
        value = _at(event, path)
        if value in (None, "", ()):
            return None
        if isinstance(value, LabeledEnum):
            return value.label
        named = names.of(path.rpartition(".")[2], value) or (value if isinstance(value, str) else None)
        if named is not None:
            return code_in_words(path, value) or _plain(shortened(named))
        return day_in_words(value) if isinstance(value, date) else in_words(value)

    return part


def _in(path: str, sentence: Label) -> Part:
    """A field within a few words: ``{}`` stands for it."""
    value = _value(path)

    def part(event: Event, names: Names) -> Label | None:
        words = value(event, names)
        return Label(sentence.zh.format(words.zh), sentence.en.format(words.en)) if words else None

    return part


def _count(path: str, zh: str, one: str, many: str) -> Part:
    """How many there are, or how long it lasts; nothing is stated of none."""

    def part(event: Event, _names: Names) -> Label | None:
        value = _at(event, path)
        number = len(value) if isinstance(value, tuple) else value
        return Label(zh.format(number), (one if number == 1 else many).format(number)) if number else None

    return part


def _panel(event: Event, _names: Names) -> Label | None:
    """The members of a panel, who leads it marked."""
    experts, lead = getattr(event, "experts", None) or (), getattr(event, "lead", None)
    members = [(one.name, one.id == lead) for one in experts]
    zh = "、".join(f"{name}（组长）" if leads else name for name, leads in members)
    en = ", ".join(f"{name} (lead)" if leads else name for name, leads in members)
    return Label(zh, en) if members else None


def _conformity(event: Event, _names: Names) -> Label | None:
    """How many items of the checklist there are, and how many don't conform (3.5.2)."""
    items = getattr(event, "items", None) or ()
    others = sum(not item.conforms for item in items)
    if not others:
        return Label(f"核查 {len(items)} 项，均符合", f"{len(items)} checked, all conform")
    return Label(f"核查 {len(items)} 项，不符合 {others} 项", f"{len(items)} checked, not conforming: {others}")


def _problems(event: Event, _names: Names) -> Label | None:
    """The problems that supervision found, else what it found of the first topic."""
    findings = getattr(event, "findings", None) or ()
    problems = [one.finding for one in findings if one.problem]
    if problems:
        text = shortened("；".join(problems))
        return Label(f"发现问题：{text}", f"problems found: {text}")
    return Label(findings[0].topic.label.zh, findings[0].topic.label.en) if findings else None


def _duties(event: Event, _names: Names) -> Label | None:
    """The overdue duties that a proposal is about."""
    keys = getattr(event, "deadlines", None) or ()
    words = [duty_name(key) for key in keys]
    return Label("、".join(one.zh for one in words), ", ".join(one.en for one in words)) if words else None


def _duty(event: Event, _names: Names) -> Label | None:
    return duty_name(str(getattr(event, "key", "")))


def _act(event: Event, names: Names) -> Label | None:
    """The kind of the record that a correction or an undoing is about."""
    version = getattr(event, "corrected_version", None) or next(iter(getattr(event, "undone", None) or ()), None)
    return names.act(version) if version is not None else None


def _completed(event: Event, _names: Names) -> Label | None:
    """What a paper has completed, each with its value where that is short."""
    given = [name for name in _OF_PAPERS if getattr(event, name, None) is not None]
    labels = [(path_label(type(event), name), _value(name)(event, NOBODY)) for name in given]
    words = [Label(f"{name.zh}{value.zh}", f"{name.en} {value.en}") for name, value in labels if value is not None]
    if getattr(event, "parties", None) is not None:
        words.append(path_label(type(event), "parties"))
    return Label("、".join(one.zh for one in words), ", ".join(one.en for one in words)) if words else None


_OF_PAPERS = (
    "approved_on",
    "approval_number",
    "term_ends_on",
    "established_on",
    "establishment_number",
    "name_en",
    "field_in_words",
)
LATE = _count("days_late", "迟 {} 天", "{} day late", "{} days late")
NUMBER, REASON, STAGE, EXPERT = _value("document_number"), _value("reason"), _value("stage"), _value("expert_id")
ORDER = _value("rectification_id")
OUTCOME, VERDICT = _value("outcome"), _value("verdict")
DUE = _in("due_on", Label("限{}前", "by {}"))
PASSED = _in("due_on", Label("应于{}前完成", "due by {}"))
AN_UNDOING = (_act, _value("kind"), NUMBER, _value("deciding_body"), _value("deciding_number"))
A_CORRECTION = (_act, _value("what_was_wrong"))
A_REPORT = (_value("kind"), _value("certainty"))
A_NOTICE = (_value("notice.number"), _in("notice.year", Label("{}年", "for {}")))
AN_ALLIANCE = (_value("name"), _count("members", "成员 {} 家", "{} member", "{} members"))

ESSENCE: dict[type[Event], tuple[Part, ...]] = {
    incubation.CenterRegistered: (_value("lead.name"),),
    incubation.IndustryResearchSubmitted: (_value("scope"),),
    incubation.SupportGranted: (_value("answered_by.name"),),
    incubation.SupportDeclined: (_value("answered_by.name"), REASON),
    incubation.PreliminaryPlanReported: (_value("plan"),),
    incubation.GuidanceConcluded: (_value("intent"),),
    incubation.PreReviewHeld: (VERDICT,),
    reviews.ExpertsAppointed: (STAGE, _panel),
    reviews.ExpertOpinionGiven: (STAGE, EXPERT, _value("stance"), _value("opinion")),
    reviews.ExpertRecused: (STAGE, EXPERT, REASON),
    reviews.SupplementRequested: (STAGE, _value("items")),
    reviews.SupplementSubmitted: (STAGE, _value("summary")),
    reviews.PreliminaryReviewCompleted: (STAGE, _value("conclusion")),
    application.ConsentRequired: (REASON,),
    application.ConsentGiven: (_value("authority"),),
    application.ConsentRefused: (_value("authority"), REASON),
    application.ReviewMeetingHeld: (_value("departments"),),
    application.SiteInspected: (_value("findings"),),
    application.AdviceRecorded: (_value("advice"),),
    application.ReviewReportIssued: (VERDICT, EXPERT),
    application.ConstructionApproved: (NUMBER, _count("term_months", "{}个月", "{} month", "{} months")),
    application.ConstructionDeclined: (NUMBER, REASON),
    acceptance.AllianceFormed: AN_ALLIANCE,
    acceptance.AllianceChanged: AN_ALLIANCE,
    acceptance.AllianceDissolved: (REASON,),
    acceptance.SelfInspectionCompleted: (_conformity,),
    acceptance.AcceptanceApplicationWithdrawn: (REASON,),
    acceptance.OnSiteAcceptanceReported: (
        VERDICT,
        EXPERT,
        _count("revisions", "须修订 {} 项", "{} revision asked for", "{} revisions asked for"),
    ),
    acceptance.RevisionSubmitted: (_value("summary"),),
    acceptance.RevisionConfirmed: (_value("conclusion"),),
    acceptance.CenterEstablished: (NUMBER,),
    management.DirectorAppointed: (_value("name"),),
    management.DirectorVacancyRecorded: (_in("acting", Label("代理主任 {}", "{} acts")), REASON),
    management.ExchangeHeld: (_value("topic"),),
    management.ListingUpdated: (_value("platform"),),
    supervision.ConstructionEvaluated: (
        OUTCOME,
        _in("new_term_ends_on", Label("拟延长至{}", "to be extended to {}")),
        LATE,
    ),
    supervision.EvaluationDecided: (NUMBER, OUTCOME, LATE),
    supervision.TermExtended: (_in("term_ends_on", Label("至{}", "to {}")),),
    supervision.AnnualReportSubmitted: (_in("year", Label("{}年度", "for {}")), LATE),
    supervision.MajorMatterNotified: (
        _value("title"),
        _in("happened_on", Label("发生于{}", "happened on {}")),
        LATE,
    ),
    supervision.SupervisionRecorded: (_problems, _value("unreported_matter.title")),
    supervision.CenterCommended: (_value("kinds"),),
    supervision.RectificationOrdered: (NUMBER, DUE, _value("problems")),
    supervision.RectificationExtended: (NUMBER, DUE, ORDER),
    supervision.RectificationReported: (ORDER, LATE),
    supervision.RectificationAccepted: (ORDER,),
    supervision.RectificationRejected: (ORDER, REASON),
    notices.RevocationNoticed: (NUMBER, _value("ground")),
    notices.StatementRecorded: (_value("kind"), _value("made_by")),
    supervision.CenterRevoked: (NUMBER, REASON),
    supervision.RectificationProposed: (_duties, _value("problems"), DUE),
    supervision.RecommendationProposed: (_value("kinds"), REASON),
    supervision.FollowUpDecided: (_value("about"), OUTCOME),
    clocks.ReminderSent: (_duty, _in("due_on", Label("{}到期", "due on {}"))),
    clocks.DeadlineMissed: (_duty, PASSED),
    clocks.EvaluationOpened: (_duty, PASSED),
    clocks.TermExpired: (_in("due_on", Label("至{}", "on {}")),),
    clocks.UnknownTermExpired: (_in("due_on", Label("最迟{}", "on {} at the latest")),),
    changes.CenterRenamed: (_value("name_zh"), NUMBER),
    changes.ScopeChanged: (_value("field.field"), _value("industry_scope"), NUMBER),
    changes.RelinquishmentDeclared: (REASON,),
    changes.RelinquishmentTakenBack: (REASON,),
    changes.CenterRelinquished: (NUMBER, REASON),
    housekeeping.CenterWithdrawn: (REASON,),
    housekeeping.OrganisationsAmended: (_value("lead.name"), REASON),
    housekeeping.MergerRecorded: (
        _value("predecessor_name"),
        _in("successor.name", Label("由{}承继", "succeeded by {}")),
    ),
    housekeeping.OfficerAssigned: (
        _in("lead.name", Label("主办 {}", "{} leads")),
        _count("assisting", "协办 {} 人", "{} assists", "{} assist"),
    ),
    housekeeping.CorrectionProposed: A_CORRECTION,
    housekeeping.RecordCorrected: A_CORRECTION,
    housekeeping.CorrectionTurnedDown: (REASON,),
    housekeeping.CorrectionTakenBack: (REASON,),
    housekeeping.UndoingProposed: AN_UNDOING,
    housekeeping.ActUndone: AN_UNDOING,
    housekeeping.ActFoundUnlawful: AN_UNDOING,
    housekeeping.UndoingTurnedDown: (REASON,),
    housekeeping.RecordCompleted: (_completed,),
    imported.CenterImported: (_in("source", Label("来源 {}", "from {}")),),
    imported.FactImported: A_REPORT,
    imported.ReportAdded: A_REPORT,
    imported.DetailsReported: (_value("host"), _value("industry"), _value("seat")),
    backfill.BackfillBegun: (REASON, _in("finish_by", Label("应于{}前完成", "to be finished by {}"))),
    backfill.BackfillFinished: (_in("followed_from", Label("自{}起计时", "clocks run from {}")),),
    service.ServiceRecorded: (_value("act"), _value("manner"), _value("recipient")),
    working_calendar.HolidayNoticeEntered: A_NOTICE,
    working_calendar.HolidayNoticeAmended: A_NOTICE,
    deputies.DeputyNamed: (_value("deputy.name"), _in("deputy_for.name", Label("代{}", "for {}"))),
    deputies.DeputyEnded: (REASON,),
}
LABEL_IS_ENOUGH: frozenset[type[Event]] = frozenset(
    {application.ApplicationSubmitted, acceptance.AcceptanceApplied, management.SharingRulesAdopted}
)
"""Kinds of which a line says no more: their contents are papers and long texts."""


def kinds() -> Iterator[type[Event]]:
    """Every kind of event about which something is said here."""
    yield from ESSENCE
    yield from LABEL_IS_ENOUGH


SENTENCE_MARK: Mapping[str, str] = {"zh": "，", "en": ", "}
"""What stands between two parts."""
