"""What the center itself brings into a form: what there is to choose from, and what stands there already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, JsonValue
from starlette.datastructures import QueryParams

from api.console.decide.forms.answers import Answers, as_texts
from api.console.decide.forms.groups import Group
from api.console.decide.forms.on_behalf import ON_BEHALF
from api.console.decide.forms.questions import AnyQuestion, Choice, Choices, Option, Options
from api.http.language import Language, say
from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.vocabulary import ClockKind, ConsentingAuthority, FollowUpOutcome, IssueKind, Stage
from domain.kernel.base import Label
from domain.kernel.roles import Actor
from domain.powers.access import superior_acted_for
from domain.reviews.rules import STAGE_OF
from domain.supervision.follow_ups import may_be_followed_up, waiting_for
from domain.supervision.grounds import standing_grounds
from domain.supervision.overdue import not_brought_up
from domain.supervision.rectification import is_unjudged
from domain.values.comparing_form import same_name
from domain.values.districts import is_special_bureau
from domain.values.partial_days import in_words
from domain.wording.deadlines import duty_name, followed_since_words

DEADLINES, PROBLEMS, PROPOSAL = "deadlines", "problems", "proposal_id"
LONGEST_SUBJECT = 60
"""Characters of an order's or a correction's own words that a choice shows."""

Listed = Callable[[Center], Iterable[Option]]


def with_choices(form: Group, center: Center | None, overdue: Sequence[Deadline] = ()) -> Group:
    """The form with the center's own orders, matters, corrections, experts and ``overdue`` duties to choose from, where
    it has any.
    """
    if center is None:
        return form
    named = (question for question in form.inside if question.name != DEADLINES or overdue)
    return replace(form, inside=tuple(_chosen(question, center, overdue) for question in named))


def _chosen(question: AnyQuestion, center: Center, overdue: Sequence[Deadline]) -> AnyQuestion:
    if question.name == DEADLINES:
        options = tuple(_duty(duty, center) for duty in overdue)
        return Choices(
            name=DEADLINES, label=question.label, hint=question.hint, required=False, groups=(Options(None, options),)
        )
    listed = _LISTED.get(question.name)
    options = tuple(listed(center)) if listed else ()
    if question.name == "about":
        options += tuple(
            _of_kind(IssueKind.OVERDUE.label, _duty(duty, center)) for duty in not_brought_up(center, overdue)
        )
    if not options:
        return question
    only = options[0].code if len(options) == 1 and question.required else ""
    return Choice(
        name=question.name,
        label=question.label,
        hint=question.hint,
        required=question.required,
        default=only,
        groups=(Options(None, options),),
    )


def _orders(center: Center) -> Iterable[Option]:
    """What nobody has judged yet."""
    return [_option(order.id, order.problems) for order in center.rectifications if is_unjudged(order)]


def _rejected_orders(center: Center) -> Iterable[Option]:
    """What another order may give another chance."""
    return [_option(order.id, order.problems) for order in center.rectifications if order.status == "rejected"]


def _grounds(center: Center) -> Iterable[Option]:
    """What a center can be revoked on: the evaluation, or an order that was rejected."""
    return [
        _option(ground.id, ground.subject) if ground.subject else Option(ground.id, ClockKind.EVALUATION.label)
        for ground in standing_grounds(center)
    ]


def _duty(duty: Deadline, center: Center) -> Option:
    """An overdue duty, with its day, and since when this record follows the center where that is within its year."""
    name, day, since = duty_name(duty.key), in_words(duty.due_on or date.max), followed_since_words(duty.key, center)
    subject = f"“{duty.subject[:LONGEST_SUBJECT]}”" if duty.subject else ""
    zh, en = f"{name.zh}{subject}，应于{day.zh}前完成", f"{name.en} {subject}".rstrip() + f", was due by {day.en}"
    return Option(duty.key, Label(f"{zh}（{since.zh}）", f"{en} ({since.en})") if since else Label(zh, en))


def _matters(center: Center) -> Iterable[Option]:
    return [_option(subject.id, subject.title) for subject in center.major_matters if subject.notified_on is None]


def _organisations(center: Center) -> Iterable[Option]:
    return [_option(party.uscc, party.name) for party in center.organisations()]


def _problems(center: Center) -> Iterable[Option]:
    """What supervision has found and nobody has followed up yet."""
    issues = (issue for issue in center.supervision_issues if issue.kind is IssueKind.PROBLEM and issue.is_open)
    return [_option(issue.id, issue.content) for issue in issues]


def _proposed_orders(center: Center) -> Iterable[Option]:
    return [_option(issue.id, issue.content) for issue in waiting_for(center, FollowUpOutcome.ORDER_PROPOSED)]


def _issues(center: Center) -> Iterable[Option]:
    """What the officer may say about, each with its kind, by which the outcome is."""
    issues = [issue for issue in center.supervision_issues if may_be_followed_up(issue)]
    return [_of_kind(issue.kind.label, _option(issue.id, issue.content)) for issue in issues]


def _corrections(center: Center) -> Iterable[Option]:
    return [_option(one.id, str(one.content.get("what_was_wrong", ""))) for one in center.corrections]


def _undoings(center: Center) -> Iterable[Option]:
    return [_option(one.id, one.proposal.reason) for one in center.undoings]


def _experts(center: Center) -> Iterable[Option]:
    stage = STAGE_OF.get(center.phase)
    experts = center.review(stage).experts if stage else ()
    return [
        Option(one.id, Label(f"{one.name}（{one.organisation}）", f"{one.name}, {one.organisation}")) for one in experts
    ]


def _stages(center: Center) -> Iterable[Option]:
    stage = STAGE_OF.get(center.phase)
    return [Option(stage.value, stage.label)] if stage else []


_LISTED: dict[str, Listed] = {
    "rectification_id": _orders,
    "follows": _rejected_orders,
    "ground": _grounds,
    "matter_id": _matters,
    "predecessor": _organisations,
    "basis": _problems,
    "about": _issues,
    "proposal_id": _proposed_orders,
    "correction_id": _corrections,
    "undoing_id": _undoings,
    "expert_id": _experts,
    "stage": _stages,
}


def _of_kind(kind: Label, option: Option) -> Option:
    return option._replace(label=Label(f"{kind.zh}：{option.label.zh}", f"{kind.en}: {option.label.en}"))


def _option(code: str, words: str) -> Option:
    short = words if len(words) <= LONGEST_SUBJECT else f"{words[:LONGEST_SUBJECT]}…"
    return Option(code, Label(f"{short}（{code}）", f"{short} ({code})"))


def first_answers(form: Group, type_: str, center: Center | None, actor: Actor, today: date) -> Answers:
    """What stands in the form when it is first shown."""
    answers = form.blank()
    is_own = not any(question.name == ON_BEHALF and question.required for question in form.inside)
    known: dict[str, JsonValue] = {
        **({"effective_on": today.isoformat()} if is_own else {}),  # of a paper that was handed in: the day on it
        **_standing(type_, center, actor),
    }
    for question in form.inside:
        if question.name in known:
            answers[question.name] = question.answer(known[question.name])
    return answers


def with_given(answers: Answers, given: QueryParams, center: Center | None = None) -> Answers:
    """With the answers that the address of the page brings along: which order, which record, which overdue duties; with
    the only proposal that waits, where none is named and nothing else is said; and with what is proposed.
    """
    texts = {name: text for name, text in given.items() if isinstance(answers.get(name), str)}
    named = given.getlist(DEADLINES) if DEADLINES in answers else []
    found = answers | texts | ({DEADLINES: named} if named else {})
    waiting = list(waiting_for(center, FollowUpOutcome.ORDER_PROPOSED)) if center else []
    if len(waiting) == 1 and all(found.get(name) == "" for name in (PROPOSAL, PROBLEMS, "due_on")):
        found |= {PROPOSAL: waiting[0].id}
    return with_proposed(found, center)


def with_proposed(answers: Answers, center: Center | None) -> Answers:
    """With what the proposal that is chosen says should be put right, and by when, where nothing is answered yet."""
    waiting = waiting_for(center, FollowUpOutcome.ORDER_PROPOSED) if center else ()
    proposal = next((one for one in waiting if one.id == answers.get(PROPOSAL)), None)
    if proposal is None:
        return answers
    proposed = {PROBLEMS: proposal.content, "due_on": proposal.due_on.isoformat() if proposal.due_on else ""}
    return answers | {name: text for name, text in proposed.items() if answers.get(name) == ""}


def with_named_problems(form: Group, answers: Answers, language: Language) -> Answers:
    """With the overdue duties that are chosen as the problems, in words that whoever proposes may take over."""
    if DEADLINES not in answers or answers.get(PROBLEMS) != "":
        return answers
    chosen, question = as_texts(answers[DEADLINES]), form.of(DEADLINES)
    options = question.options if isinstance(question, Choices) else ()
    problems = [say(option.label, language) for option in options if option.code in chosen]
    return answers | {PROBLEMS: "\n".join(problems)}


def _standing(type_: str, center: Center | None, actor: Actor) -> Mapping[str, JsonValue]:
    if center is None:
        return {}
    if type_ == "record_consent":
        return _consenting(center, actor)
    if type_ in _STANDING:
        return _STANDING[type_](center)
    own = (option.code for option in _experts(center) if same_name(option.code, actor.id))
    return {"expert_id": expert_id} if (expert_id := next(own, None)) else {}


def _consenting(center: Center, actor: Actor) -> Mapping[str, JsonValue]:
    """3.4.1: a superior body that answers for itself; else what the government of the lead's district, where it is one,
    is called: that it was that one is for people to choose.
    """
    superior = superior_acted_for(center, actor)
    if superior is not None:
        return {"authority_kind": ConsentingAuthority.SUPERIOR_BODY.value, "authority": superior.name}
    if center.lead is None or is_special_bureau(center.lead.district):
        return {}
    return {"authority": f"{center.lead.district.label.zh}人民政府"}


def _parties(center: Center) -> Mapping[str, JsonValue]:
    parties = center.parties()
    return parties.model_dump(mode="json", exclude_none=True) if parties else {}


def _alliance(center: Center) -> Mapping[str, JsonValue]:
    return {"name": center.alliance_name or "", "members": _as_sent(center.alliance)}


def _name(center: Center) -> Mapping[str, JsonValue]:
    """The Chinese name alone: an English one that nobody states stays as it is."""
    return {"name_zh": center.name_zh}


def _scope(center: Center) -> Mapping[str, JsonValue]:
    field = center.field.model_dump(mode="json", exclude_none=True) if center.field else {}
    return {"field": field, "industry_scope": center.industry_scope or ""}


def _panel(center: Center) -> Mapping[str, JsonValue]:
    """The panel that stands, to be changed; else as many rows as a panel needs."""
    stage: Stage | None = STAGE_OF.get(center.phase)
    review = center.review(stage) if stage else None
    if review is None or not review.experts:
        return {"experts": [{}, {}, {}]}
    rows = (
        {**one.model_dump(mode="json", exclude_none=True), "leads": one.id == review.lead} for one in review.experts
    )
    return {"experts": [*rows]}


def _as_sent(models: Iterable[BaseModel]) -> list[JsonValue]:
    return [model.model_dump(mode="json", exclude_none=True) for model in models]


def _proposed(center: Center) -> Mapping[str, JsonValue]:
    """The new end that the officer proposes; the outcome is for whoever decides to choose."""
    new_end = center.evaluation_proposed and center.evaluation_proposed.new_term_ends_on
    return {"new_term_ends_on": new_end.isoformat()} if new_end else {}


def _served(center: Center) -> Mapping[str, JsonValue]:
    return {"recipient": center.lead.name} if center.lead else {}


_STANDING: dict[str, Callable[[Center], Mapping[str, JsonValue]]] = {
    "amend_organisations": _parties,
    "change_alliance": _alliance,
    "appoint_experts": _panel,
    "record_service": _served,
    "decide_on_evaluation": _proposed,
    "rename_center": _name,
    "change_scope": _scope,
}
"""By decision: what of the center stands in its form at first."""
