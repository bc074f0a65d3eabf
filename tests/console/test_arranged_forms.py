"""Forms arranged by hand ask the very questions of their command, and say what the ledger and the rules say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.console.decide.forms.answers import Answers
from api.console.decide.forms.arranged.arrangement import Arranged, Background, FormPart, Scene, Settled
from api.console.decide.forms.arranged.corrections.record_form import RecordForm, record_at
from api.console.decide.forms.arranged.table import ARRANGEMENTS, arranged, by_answers
from api.console.decide.forms.from_center import first_answers, with_choices
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import RightValues
from api.console.decide.forms.questions import AnyQuestion, Choice
from api.console.frame.pages import FOLDER
from domain.application.messages import ConstructionApproved, ReviewReportIssued
from domain.deadlines.clocks import deadlines
from domain.decider import PEOPLE_DECIDE
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.correction import as_corrected
from domain.housekeeping.messages import CorrectionProposed
from domain.incubation.messages import PreReviewHeld
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor, Role
from domain.reviews.rules import STAGE_OF
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import heard_out, rejected, under_construction
from tests.domain.test_any_history import HISTORIES, history
from tests.lives import ACTORS, LEAD, ROLE_OF, Body, Life, annual_report, commands, life_before, life_in, noon, placed

FORMS = {decision.type: form_of(decision.command) for decision in PEOPLE_DECIDE}
TODAY = date(2024, 11, 23)


def scene_of(life: Life, type_: str, actor: Actor | None = None, answered: Body | None = None) -> Scene:
    """The form as somebody finds it in that life, with some answers changed."""
    decider = actor or ACTORS[ROLE_OF[type_]]
    background = Background(life.records, frozenset())
    given = {name: [str(value)] for name, value in (answered or {}).items()}
    form = by_answers(type_, with_choices(FORMS[type_], life.center), background, given)
    answers: Answers = first_answers(form, type_, life.center, decider, TODAY) | (answered or {})
    return Scene(form, answers, life.center, background, decider, life.policy, TODAY)


def shown(scene: Scene, type_: str) -> dict[str, AnyQuestion]:
    """The questions as they are shown, by name."""
    return {question.name: question for _, questions in arranged(type_, scene).parts for question in questions}


def context(life: Life, type_: str, **answered: Any) -> Mapping[str, Any]:
    return arranged(type_, scene_of(life, type_, answered=answered)).context


def options(question: AnyQuestion) -> dict[str, str]:
    assert isinstance(question, Choice)
    return {option.code: option.label.zh for option in question.options}


@pytest.mark.parametrize("type_", ARRANGEMENTS)
def test_every_field_of_its_command_stands_in_one_part_and_no_other_does(type_: str) -> None:
    parts = ARRANGEMENTS[type_].parts
    names = [name for part in parts for name in part.names]
    assert sorted(names) == sorted(question.name for question in FORMS[type_].inside)
    assert len({part.key for part in parts}) == len(parts)


@pytest.mark.parametrize("part", [part for one in ARRANGEMENTS.values() for part in one.parts], ids=lambda one: one.key)
def test_every_part_has_a_heading_in_both_languages(part: FormPart) -> None:
    assert part.heading.zh != part.heading.en
    assert all(part.heading)


def test_every_arrangement_has_its_template_and_no_template_is_left_over() -> None:
    parts_of_all = {"form", "dossier", "consequences"}
    found = {file.stem for file in (FOLDER / "decide/forms/arranged").rglob("*.html")}
    assert found - parts_of_all == {type_ for type_, one in ARRANGEMENTS.items() if one.context}


def life_in_notice() -> Life:
    """A rejected order, of which notice is given and served; the time for a statement has passed."""
    life = under_construction()
    return heard_out(life, rejected(life))


LIVES = {
    "approve_construction": life_before("approve_construction"),
    "appoint_experts": life_before("appoint_experts", "application"),
    "give_opinion": life_before("give_opinion", "acceptance"),
    "submit_annual_report": life_in(Phase.CONSTRUCTION),
    "record_service": life_in(Phase.REVOKED),
    "revoke_center": life_in_notice(),
    "correct_record": life_in(Phase.CONSTRUCTION),
    "confirm_correction": life_in(Phase.CONSTRUCTION).take(commands()["correct_record"]),
    "undo": life_in(Phase.CONSTRUCTION),
    "confirm_undo": life_in(Phase.CONSTRUCTION).take(commands()["undo"]),
    "record_supervision": life_in(Phase.CONSTRUCTION),
    "complete_self_inspection": life_before("complete_self_inspection"),
    "evaluate_construction": life_in(Phase.CONSTRUCTION),
    "decide_on_evaluation": under_construction().take(commands()["evaluate_construction"]),
    "issue_review_report": life_before("issue_review_report"),
    "approve_establishment": life_before("approve_establishment"),
}


OTHERWISE: dict[str, Body] = {"record_service": {"position": "CenterRevoked"}}


@pytest.mark.parametrize("type_", ARRANGEMENTS)
def test_what_is_shown_can_still_be_answered_as_before(type_: str) -> None:
    scene = scene_of(LIVES[type_], type_)
    questions = shown(scene, type_)
    body = placed(commands()[type_] | OTHERWISE.get(type_, {}), LIVES[type_].position_of)
    stage = STAGE_OF.get(LIVES[type_].center.phase)
    answers = scene.form.answer({**body, "stage": stage.value if stage else ""})
    for name, question in questions.items():
        if isinstance(question, Choice) and name not in {"year", "correction_id", "undoing_id", "stance"}:
            assert answers[name] in options(question), name


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("type_", ARRANGEMENTS)
def test_a_form_can_be_shown_in_whatever_phase_its_center_is(type_: str, phase: Phase) -> None:
    assert isinstance(arranged(type_, scene_of(life_in(phase), type_)), Arranged)


def test_the_term_is_chosen_with_its_last_day_in_sight() -> None:
    scene = scene_of(LIVES["approve_construction"], "approve_construction", answered={"effective_on": "2024-02-29"})
    terms = options(shown(scene, "approve_construction")["term_months"])
    usual, others = range(24, 37), (*range(1, 24), *range(37, 61))
    assert list(terms) == [str(months) for months in (*usual, *others)]
    assert terms["24"] == "24 个月（2 年），至2026年2月28日"
    assert terms["25"] == "25 个月，至2026年3月29日"


def test_a_day_that_is_none_leaves_the_last_days_at_those_from_today() -> None:
    for wrong in ("", "2024-13-01", "0001-01-01"):
        scene = scene_of(LIVES["approve_construction"], "approve_construction", answered={"effective_on": wrong})
        terms = options(shown(scene, "approve_construction")["term_months"])
        assert terms["36"] == "36 个月（3 年），至2027年11月23日"


def test_a_term_that_is_no_choice_stays_as_typed() -> None:
    typed = scene_of(LIVES["approve_construction"], "approve_construction", answered={"term_months": "72"})
    assert shown(typed, "approve_construction")["term_months"].KIND == "number"
    scene = scene_of(LIVES["approve_construction"], "approve_construction")
    wide = replace(scene, policy=Policy(term_max_months=120))
    assert shown(wide, "approve_construction")["term_months"].KIND == "number"


def test_the_clocks_that_an_approval_entered_late_begins_are_those_that_begin() -> None:
    life = life_before("approve_construction")
    body = commands()["approve_construction"] | {"effective_on": "2023-04-04"}
    view = context(life, "approve_construction", effective_on="2023-04-04", term_months="36")
    life.now = noon(TODAY)
    life.take(body)
    begun = [due for due in deadlines(life.center, life.policy, WorkingCalendar()) if due.status is ClockStatus.OPEN]
    assert view["ends_on"] == life.center.term_ends_on
    assert {clock.label for clock in view["clocks"]} == {due.kind.label for due in begun}
    assert [clock.due.zh for clock in view["clocks"]] == [
        "首次于2024年11月30日前，此后每年",
        "2024年起每年至少 2 次",
        "2026年4月4日前，提前 90 天启动",
    ]


def test_before_the_term_is_chosen_nobody_says_when_it_ends() -> None:
    view = context(LIVES["approve_construction"], "approve_construction")
    assert (view["months"], view["ends_on"]) == (None, None)
    assert view["clocks"][-1].due.zh == "筹建期满前，提前 90 天启动"


def test_an_application_after_a_declined_one_is_judged_by_its_own_review() -> None:
    life = life_before("approve_construction").take(commands()["decline_construction"])
    life.take(commands()["submit_application"])
    view = context(life, "approve_construction")
    assert (view["report"], view["meeting"], view["opinions"]) == (None, None, [])
    assert [type(material.record.event).__name__ for material in view["materials"]] == [
        "PreReviewHeld",
        "ApplicationSubmitted",
    ]


def test_an_expert_signs_as_nobody_else_and_the_stage_is_the_open_one() -> None:
    questions = shown(scene_of(LIVES["give_opinion"], "give_opinion"), "give_opinion")
    assert (questions["stage"].KIND, questions["expert_id"].KIND) == ("settled", "settled")
    anyone = ACTORS[ROLE_OF["give_opinion"]].model_copy(update={"anyone": True})
    questions = shown(scene_of(LIVES["give_opinion"], "give_opinion", anyone), "give_opinion")
    assert len(options(questions["expert_id"])) == 3


def test_materials_for_an_expert_are_those_of_the_stage() -> None:
    view = context(LIVES["give_opinion"], "give_opinion")
    handed_in = [type(material.record.event).__name__ for material in view["materials"]]
    assert handed_in == ["SelfInspectionCompleted", "AcceptanceApplied"]
    titles = [paper.title.zh for paper, _ in view["materials"][-1].documents]
    assert titles == ["验收申请书", "筹建工作总结报告", "能力后续建设规划"]
    later = life_before("complete_preliminary_review", "acceptance")
    assert "SupplementSubmitted" in [
        type(material.record.event).__name__ for material in context(later, "give_opinion")["materials"]
    ]


def test_the_clause_of_a_panel_is_that_of_its_stage() -> None:
    for stage, clause in (("guidance", "3.3.3"), ("application", "3.4.2"), ("acceptance", "3.5.3")):
        life = life_before("appoint_experts", stage)
        assert arranged("appoint_experts", scene_of(life, "appoint_experts")).clause == clause


def test_the_years_to_report_are_those_since_the_approval_that_are_not_reported() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(TODAY)
    assert options(shown(scene_of(life, "submit_annual_report"), "submit_annual_report")["year"]) == {
        "2023": "2023年度（2023年11月30日前报送，已逾期）",
        "2024": "2024年度（2024年11月30日前报送）",
    }
    life.take(annual_report(2023))
    year = shown(scene_of(life, "submit_annual_report"), "submit_annual_report")["year"]
    assert isinstance(year, Settled), "there is no other to choose"
    assert year.option.code == "2024"


def test_a_year_that_nobody_has_to_report_has_no_due_day() -> None:
    life = life_in(Phase.OPERATION, policy=Policy(annual_report_in_operation=False))
    years = options(shown(scene_of(life, "submit_annual_report"), "submit_annual_report")["year"])
    assert years["2024"] == "2024年度"


def test_a_center_whose_approval_nobody_knows_types_the_year() -> None:
    life = life_in(Phase.CONSTRUCTION)
    scene = scene_of(life, "submit_annual_report")
    unknown = replace(scene, center=life.center.but(approved_on=None))
    assert shown(unknown, "submit_annual_report")["year"].KIND == "number"


def test_last_years_report_lies_beside_this_years() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(TODAY)
    item = {"topic": "online", "title": "阻抗在线测量", "result": "样机一台"}
    life.take(annual_report(2023, research={"summary": "两项研究", "items": [item]}))
    view = context(life, "submit_annual_report", year="2024")
    assert view["year_before"] == 2023
    research = view["said_before"]["research"]
    assert (research.summary, [line.zh for line in research.items]) == (
        "两项研究",
        ["在线计量 · 阻抗在线测量 · 样机一台"],
    )
    assert [line.en for line in research.items] == ["Online metrology · 阻抗在线测量 · 样机一台"]
    assert view["said_before"]["cases"].items[0].zh.startswith("海缆阻抗在线测量")
    assert context(life, "submit_annual_report", year="2023")["year_before"] is None


def test_the_exchanges_of_the_year_that_is_reported_are_listed() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(TODAY)
    for day, topic in (("2023-10-10", "往年的"), ("2024-05-06", "今年的")):
        life.take(commands()["hold_exchange"] | {"effective_on": day, "topic": topic})
    exchanges = context(life, "submit_annual_report", year="2024")["exchanges"]
    assert [record.event.topic for record in exchanges] == ["今年的"]


def test_whoever_corrects_chooses_the_record_and_its_fields_by_their_names() -> None:
    life = life_in(Phase.CONSTRUCTION)
    scene = scene_of(life, "correct_record", answered={"position": "1"})
    questions = shown(scene, "correct_record")
    assert options(questions["position"])["1"] == "2022年11月1日 登记中心（第 1 号事件）"
    corrected = questions["corrected"]
    assert isinstance(corrected, RecordForm)
    assert {part.name: part.label.zh for part in corrected.inside}["industry_scope"] == "产业范围"
    assert corrected.blank()["name_zh"] == life.center.name_zh
    values = {field.name: field.value for field in arranged("correct_record", scene).context["fields"]}
    assert values["name_zh"] == life.center.name_zh
    assert values["field"].startswith('{"field": "high_end_equipment"')


def every_record() -> list[Record[Event]]:
    lives = (history(name) for name in HISTORIES)
    return [one for records in lives for one in records if record_at([one], str(one.position))]


@pytest.mark.parametrize("kind", sorted({type(one.event).__name__ for one in every_record()}))
def test_a_records_own_form_is_filled_in_with_how_it_reads_and_corrects_nothing_by_itself(kind: str) -> None:
    for record in every_record():
        if type(record.event).__name__ == kind:
            form = RecordForm.of_record("corrected", Label("正确内容", "What is right"), record)
            sent = _sent(form)
            assert form.value(form.read(sent, "corrected")) == {}
            assert form.value(form.read({}, "corrected")) == {}


def _sent(form: RecordForm, **typed: str) -> dict[str, list[str]]:
    """As a browser sends the form back, with these fields typed otherwise."""
    sent: dict[str, list[str]] = {}
    for name, text in form.flat(form.blank(), "corrected"):
        sent.setdefault(name, []).append(text)
    return sent | {f"corrected.{name}": [text] for name, text in typed.items()}


def test_what_is_typed_otherwise_is_the_correction_and_what_is_cleared_says_nothing() -> None:
    life = life_in(Phase.INCUBATION, {"register_center": {"name_en": "Submarine Cables"}})
    form = RecordForm.of_record("corrected", Label("正确内容", "What is right"), life.records[0])
    typed = form.read(_sent(form, name_zh="上海市海底电缆产业计量测试中心", name_en=""), "corrected")
    assert form.value(typed) == {"name_zh": "上海市海底电缆产业计量测试中心", "name_en": None}
    assert [part.name for part, _ in form.changed(typed)] == ["name_zh", "name_en"]


def test_the_fields_of_a_record_that_was_chosen_before_are_not_those_of_another() -> None:
    life = life_in(Phase.CONSTRUCTION)
    of_registration, of_approval = (
        RecordForm.of_record("corrected", Label("正确内容", "What is right"), life.records[place]) for place in (0, -1)
    )
    sent = _sent(of_registration, name_zh="另一名称")
    assert of_approval.read(sent, "corrected") == of_approval.blank()


def test_values_typed_by_the_names_of_fields_before_the_record_was_known_are_taken_over() -> None:
    life = life_in(Phase.CONSTRUCTION)
    form = RecordForm.of_record("corrected", Label("正确内容", "What is right"), life.records[-1])
    sent = {"corrected.n": ["1"], "corrected.0.name": ["term_months"], "corrected.0.value": ["24"]}
    assert form.value(form.read(sent, "corrected")) == {"term_months": 24}


def test_a_record_that_is_not_chosen_yet_leaves_the_names_to_be_typed() -> None:
    life = life_in(Phase.CONSTRUCTION).take(commands()["correct_record"])
    questions = shown(scene_of(life, "correct_record"), "correct_record")
    corrected = questions["corrected"]
    assert isinstance(corrected, RightValues)
    assert corrected.each.of("name").KIND == "line"
    last = life.records[-1].position
    assert str(last) not in options(questions["position"])


def test_a_record_is_corrected_from_how_it_reads_by_now() -> None:
    life = life_in(Phase.CONSTRUCTION).take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    records = as_corrected(life.records)
    scene = replace(
        scene_of(life, "correct_record", answered={"position": "1"}), background=Background(records, frozenset())
    )
    values = {field.name: field.value for field in arranged("correct_record", scene).context["fields"]}
    assert values["name_zh"] == commands()["correct_record"]["corrected"]["name_zh"]


def test_whoever_confirms_a_correction_sees_how_the_record_reads_and_how_it_is_to_read() -> None:
    lead = commands()["register_center"]["lead"]
    right = {
        "corrected": {"lead": lead | {"name": "上海计量院"}, "name_en": "A new name"},
        "corrected_effective_on": "2022-10-31",
    }
    life = life_in(Phase.CONSTRUCTION).take(commands()["correct_record"] | right)
    scene = scene_of(life, "confirm_correction")
    assert shown(scene, "confirm_correction")["correction_id"].KIND == "settled"
    (proposal,) = arranged("confirm_correction", scene).context["proposals"]
    read = {change.label.zh: [words.zh if words else None for words in change[1:]] for change in proposal.changes}
    assert read == {"主要承建单位 · 单位名称": [lead["name"], "上海计量院"], "英文名称": [None, "A new name"]}
    assert (proposal.record.effective_on, proposal.corrected.effective_on) == (date(2022, 11, 1), date(2022, 10, 31))


def test_what_is_confirmed_stands_beside_all_that_was_corrected_before() -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = next(one.position for one in life.records if isinstance(one.event, ConstructionApproved))
    for right in ({"term_months": 24}, {"document_number": "沪市监计量〔2023〕88号"}):
        life.take(commands()["correct_record"] | {"position": position, "corrected": right})
        if "term_months" in right:
            life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    read = replace(scene_of(life, "confirm_correction"), background=Background(as_corrected(life.records), frozenset()))
    (proposal,) = arranged("confirm_correction", read).context["proposals"]
    assert [change.label.zh for change in proposal.changes] == ["文号"]


def test_what_is_another_persons_act_is_not_among_the_fields_to_correct() -> None:
    life = life_before("approve_construction")
    position = {type(one.event): str(one.position) for one in life.records}
    pre_review = scene_of(life, "correct_record", answered={"position": position[PreReviewHeld]})
    corrected = shown(pre_review, "correct_record")["corrected"]
    assert isinstance(corrected, RecordForm)
    assert {part.name for part in corrected.inside} == {"improvements", "summary"}
    report = scene_of(life, "correct_record", answered={"position": position[ReviewReportIssued]})
    corrected = shown(report, "correct_record")["corrected"]
    assert isinstance(corrected, RecordForm)
    assert corrected.inside == ()
    view = arranged("correct_record", report).context
    assert (view["way"].label.zh, len(view["reserved"])) == ("由批准人不予批准筹建，重新申报后由新的专家组评审", 7)
    assert {field.name for field in view["fields"]} >= {"verdict"}


def test_a_correction_of_another_persons_act_offers_nothing_but_to_turn_it_down() -> None:
    life = life_before("approve_construction")
    position = next(one.position for one in life.records if isinstance(one.event, ReviewReportIssued))
    content = {"position": position, "corrected_version": position, "correction_id": "c-old", "what_was_wrong": "有误"}
    proposed = CorrectionProposed.model_validate(content | {"corrected": {"verdict": "fail"}})
    life.record([proposed], ACTORS[Role.OFFICER], TODAY)
    scene = scene_of(life, "confirm_correction")
    assert list(options(shown(scene, "confirm_correction")["verdict"])) == ["fail"]
    (proposal,) = arranged("confirm_correction", scene).context["proposals"]
    assert proposal.reserved.fields == ("verdict",)
    life.take(commands()["correct_record"])
    other = scene_of(life, "confirm_correction", answered={"correction_id": life.center.corrections[-1].id})
    assert list(options(shown(other, "confirm_correction")["verdict"])) == ["pass", "fail"]


def asked(life: Life, type_: str) -> dict[str, AnyQuestion]:
    """The questions of a form that nobody has arranged, by name."""
    return {question.name: question for question in scene_of(life, type_).form.inside}


def test_what_supervision_brought_up_and_the_parties_are_chosen_from() -> None:
    problem = {"topic": "operation", "finding": "标准器逾期", "problem": True}
    life = life_in(Phase.CONSTRUCTION).take(commands()["record_supervision"] | {"findings": [problem]})
    issue = life.center.supervision_issues[-1].id
    offered = {issue: f"标准器逾期（{issue}）"}
    assert options(asked(life, "propose_rectification")["basis"]) == offered
    assert options(asked(life, "follow_up")["about"]) == {issue: f"监督发现的问题：{offered[issue]}"}
    assert not isinstance(asked(life, "order_rectification")["proposal_id"], Choice)
    life.take(commands()["follow_up"] | {"about": issue})
    assert options(asked(life, "order_rectification")["proposal_id"]) == offered
    assert list(options(asked(life, "record_merger")["predecessor"])) == [LEAD["uscc"]]


def test_whoever_revokes_reads_the_notice_and_what_was_said_and_answers_that() -> None:
    life = life_in_notice()
    assert not shown(scene_of(life, "revoke_center"), "revoke_center")["answer_to_statement"].required
    life.take(commands()["record_statement"])
    found = context(life, "revoke_center")
    assert found["notice"].event.reason == commands()["give_notice_of_revocation"]["reason"]
    assert found["order"].problems == commands()["order_rectification"]["problems"]
    assert found["served_on"] == life.center.served[found["notice"].version]
    assert [record.event.text for record in found["statements"]] == [commands()["record_statement"]["text"]]
    assert shown(scene_of(life, "revoke_center"), "revoke_center")["answer_to_statement"].required


def dossier_of(type_: str) -> dict[str, str]:
    """Each sheet beside the form with all its words."""
    sheets = arranged(type_, scene_of(LIVES[type_], type_)).dossier
    return {
        sheet.key: " ".join(
            line.text.zh + (line.tag.zh if line.tag else "") for fact in sheet.facts for line in fact.lines
        )
        for sheet in sheets
    }


def test_beside_an_evaluation_lie_the_duties_and_what_supervision_found() -> None:
    sheets = dossier_of("evaluate_construction")
    assert set(sheets) == {"duties", "supervised"}
    assert "年度筹建情况报送" in sheets["duties"]
    assert "未到期" in sheets["duties"]


def test_beside_the_decision_on_an_evaluation_lies_what_is_proposed() -> None:
    proposed = commands()["evaluate_construction"]
    assert proposed["summary"] in dossier_of("decide_on_evaluation")["proposed"]
    undecided = arranged("decide_on_evaluation", scene_of(LIVES["evaluate_construction"], "decide_on_evaluation"))
    assert "proposed" not in {sheet.key for sheet in undecided.dossier}


def test_beside_the_report_of_a_review_lie_the_materials_and_the_opinions() -> None:
    sheets = dossier_of("issue_review_report")
    assert "提交筹建申报" in sheets["materials"]
    assert commands()["give_opinion"]["opinion"] in sheets["opinions"]


def test_beside_an_establishment_lies_the_acceptance_with_its_revision() -> None:
    sheets = dossier_of("approve_establishment")
    assert {"出具现场验收报告通过", "确认修订完成"} <= {word for word in sheets["accepted"].split() if word}
