"""Nothing is rewritten: a correction is proposed, confirmed by another, and changes how the record is read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind
from domain.housekeeping.correction import as_corrected, if_confirmed
from domain.housekeeping.messages import CorrectionContent, RecordCorrected
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from tests.lives import ACTORS, LEAD, START, Body, Life, annual_report, commands, life_in, noon

RENAMED = "上海市海底电缆产业计量测试中心"


def propose(**changes: object) -> Body:
    return commands()["correct_record"] | changes


def confirm(life: Life, **changes: object) -> Body:
    return commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id} | changes


def corrected(life: Life, **content: object) -> Life:
    life.take(propose(**content))
    return life.take(confirm(life))


def corrected_before_the_rule(life: Life, position: int, **content: Any) -> Life:
    """As it could be confirmed as long as no corrected event was decided on again."""
    version = next(record.version for record in life.records if record.position == position)
    fields = {"position": position, "what_was_wrong": "填写有误", "corrected": {}, **content}
    right = RecordCorrected(**fields, correction_id=f"c{len(life.records)}", corrected_version=version)
    life.record([right], ACTORS[Role.APPROVER], life.now.date())
    return life


def test_a_proposed_correction_changes_nothing_yet() -> None:
    life = life_in(Phase.INCUBATION)
    before = life.center.name_zh
    life.take(propose())
    assert (life.center.name_zh, len(life.center.corrections)) == (before, 1)


def test_a_confirmed_correction_is_how_the_record_reads_from_then_on() -> None:
    life = corrected(life_in(Phase.INCUBATION))
    assert (life.center.name_zh, life.center.corrections) == (RENAMED, ())


def test_the_event_itself_stays_as_it_was_written() -> None:
    life = life_in(Phase.INCUBATION)
    written = life.records[0].model_dump_json()
    assert corrected(life).records[0].model_dump_json() == written


def test_a_correction_that_is_turned_down_changes_nothing() -> None:
    life = life_in(Phase.INCUBATION).take(propose())
    life.take(confirm(life, verdict="fail", reason="登记无误"))
    assert (life.center.name_zh, life.center.corrections) == ("上海市海缆产业计量测试中心", ())
    assert life.events[-1].wire_name() == "CorrectionTurnedDown"


def test_whoever_proposed_does_not_confirm() -> None:
    life = life_in(Phase.INCUBATION).take(propose())
    same = ACTORS[Role.APPROVER].model_copy(update={"id": ACTORS[Role.OFFICER].id})
    correction = life.center.corrections[0].id
    refusal = Refusal("correction_by_the_same_person", "record", correction=correction)
    assert life.ask(confirm(life), same) == refusal


@pytest.mark.parametrize(
    "spelled", ["Officer-1", "officer-1\u200b", "\u3164officer-1", "ｏｆｆｉｃｅｒ－１", "officer\u00ad-1"]
)
def test_whoever_proposed_does_not_confirm_under_an_id_that_only_looks_otherwise(spelled: str) -> None:
    life = life_in(Phase.INCUBATION).take(propose())
    same = ACTORS[Role.APPROVER].model_copy(update={"id": spelled})
    refusal = life.ask(confirm(life), same)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "correction_by_the_same_person"


def test_a_corrected_field_is_held_to_what_is_stated_and_the_others_to_what_is_on_record() -> None:
    life = life_in(Phase.INCUBATION)
    registered = life.records[0]
    odd = registered.event.model_copy(update={"name_en": "\u3164"})
    life.records[0] = registered.model_copy(update={"event": odd})
    assert not isinstance(life.ask(propose()), Refusal)
    for wrong in ({"name_zh": "海缆\n中心"}, {"lead": LEAD | {"uscc": "0" * 18}}):
        refusal = life.ask(propose(corrected=wrong))
        assert isinstance(refusal, Refusal)
        assert refusal.code == "corrected_content_wrong"


def test_what_is_confirmed_was_proposed() -> None:
    life = life_in(Phase.INCUBATION)
    assert life.ask(commands()["confirm_correction"]) == Refusal("no_correction_proposed", "record")
    life.take(propose())
    unknown = Refusal("correction_unknown", "record", correction="c99")
    assert life.ask(confirm(life, correction_id="c99")) == unknown


def test_the_corrected_event_is_one_of_this_center() -> None:
    refusal = Refusal("corrected_event_unknown", "record", position=77)
    assert life_in(Phase.INCUBATION).ask(propose(position=77)) == refusal


def test_a_correction_corrects_something() -> None:
    assert life_in(Phase.INCUBATION).ask(propose(corrected={})) == Refusal("nothing_corrected", "record")


def test_a_correction_names_fields_that_the_event_has() -> None:
    refusal = Refusal("corrected_field_unknown", "record", fields=["color", "shape"], event="CenterRegistered")
    assert life_in(Phase.INCUBATION).ask(propose(corrected={"shape": 1, "color": 2})) == refusal


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"lead": {"name": "某院"}}, ["lead.district", "lead.kind", "lead.uscc"]),
        ({"name_zh": ""}, ["name_zh"]),
        ({"name_zh": None, "level": "imperial"}, ["level", "name_zh"]),
    ],
)
def test_a_corrected_event_is_still_an_event_of_its_kind(wrong: Body, fields: list[str]) -> None:
    refusal = Refusal("corrected_content_wrong", "record", fields=fields, event="CenterRegistered")
    assert life_in(Phase.INCUBATION).ask(propose(corrected=wrong)) == refusal


def test_an_event_with_a_name_of_its_own_is_refused_in_words_too() -> None:
    """A director has a name, and so has every kind of event."""
    life = life_in(Phase.OPERATION)
    position = life.position_of("DirectorAppointed")
    refusal = Refusal("corrected_content_wrong", "record", fields=["name"], event="DirectorAppointed")
    assert life.ask(propose(position=position, corrected={"name": ""})) == refusal


def test_a_correction_is_not_itself_corrected() -> None:
    life = corrected(life_in(Phase.INCUBATION))
    for position in (2, 3):
        refusal = Refusal("correction_of_a_correction", "record", position=position)
        assert life.ask(propose(position=position, corrected={"what_was_wrong": "另一处"})) == refusal


def test_a_corrected_day_lies_in_the_past() -> None:
    life = life_in(Phase.INCUBATION)
    day = {"effective_on": date(2030, 1, 1), "today": START, "field": "corrected_effective_on"}
    refusal = Refusal("effective_in_the_future", "record", **day)
    assert life.ask(propose(corrected={}, corrected_effective_on="2030-01-01")) == refusal
    assert not isinstance(life.ask(propose(corrected={}, corrected_effective_on=START)), Refusal)


def test_a_later_correction_lies_over_an_earlier_one() -> None:
    life = corrected(corrected(life_in(Phase.INCUBATION)), corrected={"name_zh": "第三个名称", "name_en": "Third"})
    assert (life.center.name_zh, life.center.name_en) == ("第三个名称", "Third")


def test_what_two_corrections_say_of_one_event_adds_up() -> None:
    life = corrected(corrected(life_in(Phase.INCUBATION)), corrected={"name_en": "Submarine Cables"})
    assert (life.center.name_zh, life.center.name_en) == (RENAMED, "Submarine Cables")


def test_a_second_correction_of_an_approval_leaves_the_first_in_force() -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = life.position_of("ConstructionApproved")
    corrected_before_the_rule(life, position, corrected={"term_ends_on": "2026-04-01"})
    corrected(life, position=position, corrected={"document_number": "沪市监计量〔2023〕88号"})
    corrected(life, position=position, corrected={}, corrected_effective_on="2023-03-06")
    center = life.center
    assert center.term_ends_on == date(2026, 4, 1)
    assert (str(center.approval_number), center.approved_on) == ("沪市监计量〔2023〕88号", date(2023, 3, 6))


def test_the_length_of_a_term_counts_from_a_day_that_another_correction_put_right() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 8, 1))
    position = life.position_of("ConstructionApproved")
    corrected(life, position=position, corrected={}, corrected_effective_on="2023-03-01")
    corrected(life, position=position, corrected={"term_months": 24})
    assert (life.center.approved_on, life.center.term_ends_on) == (date(2023, 3, 1), date(2025, 3, 1))


def test_of_one_field_the_correction_that_was_confirmed_last_counts() -> None:
    life = life_in(Phase.INCUBATION)
    for name in ("先提出的名称", "后提出的名称"):
        corrected(life, corrected={"name_zh": name})
    assert life.center.name_zh == "后提出的名称"


def test_a_day_that_was_put_right_stays_when_the_clocks_fact_is_corrected_again() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2026, 4, 1))
    position = life.position_of("TermExpired")
    corrected_before_the_rule(life, position, corrected_effective_on=date(2026, 3, 31))
    corrected_before_the_rule(life, position, corrected={"evaluated": True})
    (expired,) = (record for record in as_corrected(life.records) if record.position == position)
    assert expired.effective_on == date(2026, 3, 31)


def test_each_of_two_corrections_counts_from_the_instant_at_which_it_was_known() -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = life.position_of("ConstructionApproved")
    for day, right in ((1, {"term_ends_on": "2026-04-01"}), (8, {"document_number": "沪市监计量〔2023〕88号"})):
        life.now = noon(date(2023, 6, day))
        corrected_before_the_rule(life, position, corrected=right)
    read = []
    for known in (date(2023, 5, 31), date(2023, 6, 1), date(2023, 6, 8)):
        center = replay(life.records, as_of=date(2023, 4, 1), known_at=noon(known))
        assert center is not None
        read.append((center.term_ends_on, str(center.approval_number)[-4:]))
    assert read == [
        (date(2026, 3, 7), "215号"),
        (date(2026, 4, 1), "215号"),
        (date(2026, 4, 1), "〕88号"),
    ]


def test_a_proposal_reads_the_same_over_records_as_written_and_over_corrected_ones() -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = life.position_of("ConstructionApproved")
    corrected_before_the_rule(life, position, corrected={"term_ends_on": "2026-04-01"})
    life.take(propose(position=position, corrected={"document_number": "沪市监计量〔2023〕88号"}))
    proposal = CorrectionContent(position=position, what_was_wrong="文号", corrected={"term_months": 24})
    written, read = life.records, as_corrected(life.records)
    place = position - 1
    assert if_confirmed(written[place], proposal, written) == if_confirmed(read[place], proposal, read)


def test_what_was_known_before_the_correction_reads_uncorrected() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 6, 1))
    corrected(life)
    earlier, later = noon(date(2023, 5, 31)), noon(date(2023, 6, 1))
    assert _name(replay(life.records, known_at=earlier)) == "上海市海缆产业计量测试中心"
    assert _name(replay(life.records, known_at=later)) == RENAMED


def test_a_day_before_the_correction_reads_corrected_by_what_is_known_now() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 6, 1))
    corrected(life)
    assert _name(replay(life.records, as_of=START)) == RENAMED
    assert _name(replay(life.records, as_of=START, known_at=noon(START))) == "上海市海缆产业计量测试中心"


def test_before_its_registration_there_is_no_center() -> None:
    life = life_in(Phase.CONSTRUCTION)
    assert replay(life.records, as_of=date(2022, 10, 31)) is None
    assert replay(life.records, known_at=datetime(2022, 10, 31, tzinfo=UTC)) is None
    assert replay([]) is None
    assert replay([], as_of=START) is None


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2022, 12, 26), Phase.INCUBATION),
        (date(2022, 12, 27), Phase.APPLICATION),
        (date(2023, 3, 7), Phase.CONSTRUCTION),
    ],
)
def test_a_decision_is_in_force_from_its_own_day_on(day: date, phase: Phase) -> None:
    center = replay(life_in(Phase.OPERATION).records, as_of=day)
    assert center is not None
    assert center.phase is phase


def test_a_decision_entered_late_was_in_force_before_it_was_known() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 9, 1))
    life.take(commands()["appoint_director"] | {"effective_on": "2023-04-01"})
    in_may = replay(life.records, as_of=date(2023, 5, 1))
    as_known_in_may = replay(life.records, as_of=date(2023, 5, 1), known_at=noon(date(2023, 5, 1)))
    assert in_may is not None
    assert as_known_in_may is not None
    assert (in_may.director, as_known_in_may.director) == ("张主任", None)


def _name(center: Center | None) -> str:
    assert center is not None
    return center.name_zh


def test_the_term_runs_from_the_corrected_date_of_issue() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 8, 1))
    position = life.position_of("ConstructionApproved")
    corrected(life, position=position, corrected={}, corrected_effective_on="2023-03-01")
    assert (life.center.approved_on, life.center.term_ends_on) == (date(2023, 3, 1), date(2026, 3, 1))


def test_the_term_has_its_corrected_number_of_months() -> None:
    life = life_in(Phase.CONSTRUCTION)
    corrected(life, position=life.position_of("ConstructionApproved"), corrected={"term_months": 24})
    assert life.center.term_ends_on == date(2025, 3, 7)


def test_an_end_of_term_that_is_corrected_itself_stands() -> None:
    life = life_in(Phase.CONSTRUCTION)
    corrected_before_the_rule(life, life.position_of("ConstructionApproved"), corrected={"term_ends_on": "2026-04-01"})
    assert life.center.term_ends_on == date(2026, 4, 1)


@pytest.mark.parametrize("wrong", [{"term_months": 10**9}, {"term_months": 0}])
def test_no_correction_leads_out_of_the_calendar(wrong: Body) -> None:
    life = life_in(Phase.CONSTRUCTION)
    refusal = life.ask(propose(position=life.position_of("ConstructionApproved"), corrected=wrong))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "corrected_content_wrong"


def test_a_report_of_the_past_whose_day_was_wrong_is_late_no_more() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2024, 1, 10))
    life.take(commands()["begin_backfill"]).take(annual_report(2023)).take(commands()["finish_backfill"])
    position = life.position_of("AnnualReportSubmitted")
    corrected(life, position=position, corrected={}, corrected_effective_on="2023-11-28")
    dues = deadlines(life.center, life.policy, life.calendar)
    report = next(due for due in dues if due.kind is ClockKind.ANNUAL_REPORT)
    assert (report.met_on, report.days_late) == (date(2023, 11, 28), 0)


def test_an_exchange_counts_in_its_corrected_year() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2024, 1, 10))
    life.take(commands()["hold_exchange"])
    position = life.position_of("ExchangeHeld")
    corrected(life, position=position, corrected={}, corrected_effective_on="2023-12-20")
    assert life.center.exchanges == {2023: 1}


def test_a_history_without_corrections_is_read_as_it_is() -> None:
    records = life_in(Phase.CONSTRUCTION).records
    assert as_corrected(records) == records
