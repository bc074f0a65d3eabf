"""5.2, 5.3: a major matter that supervision found, and that the center notifies without naming it."""

from dataclasses import replace
from datetime import date

from domain.decider import decide
from domain.guideline.policy import POWERS_ASKED_SINCE
from domain.kernel.refusals import Refusal
from domain.supervision.messages import MajorMatterNotified
from tests.domain.occasions import under_construction
from tests.lives import Body, Life, command_of, commands, taken_by

TITLE = "主任离职"


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def with_a_found_matter() -> tuple[Life, str]:
    found = {"title": TITLE, "happened_on": "2023-11-10"}
    life = under_construction().take(of("record_supervision", unreported_matter=found))
    return life, life.center.major_matters[-1].id


def test_a_found_matter_that_is_notified_without_its_number_is_matched_by_day_and_title() -> None:
    life, matter = with_a_found_matter()
    title = f"{TITLE[:2]}\u200b {TITLE[2:]}"
    life.take(of("notify_major_matter", title=title, happened_on="2023-11-10"))
    assert [(item.id, item.notified_on) for item in life.center.major_matters] == [(matter, date(2023, 11, 20))]


def test_what_was_notified_is_matched_no_more() -> None:
    life, matter = with_a_found_matter()
    notice = of("notify_major_matter", title=TITLE, happened_on="2023-11-10")
    life.take(notice).take(notice)
    assert [item.id for item in life.center.major_matters] == [matter, f"m{life.center.version}"]


def test_a_matter_of_the_day_of_a_found_one_under_another_title_is_asked_about_and_stays_apart() -> None:
    life, matter = with_a_found_matter()
    notice = of("notify_major_matter", title="设备事故", happened_on="2023-11-10")
    refusal = life.ask(notice)
    assert isinstance(refusal, Refusal)
    assert [(doubt["code"], doubt["params"]["matter"]) for doubt in refusal.params["doubts"]] == [
        ("matter_perhaps_found", matter)
    ]
    assert not isinstance(life.ask(notice | {"matter_id": matter}), Refusal)
    life.take(notice)
    assert [item.notified_on for item in life.center.major_matters] == [None, date(2023, 11, 20)]


def test_what_was_notified_before_matters_were_matched_stays_as_it_was_decided() -> None:
    life, _ = with_a_found_matter()
    notice = of("notify_major_matter", title=TITLE, happened_on="2023-11-10")
    context = replace(life.context(taken_by(notice)), edition=POWERS_ASKED_SINCE - 1)
    decided = decide(command_of(notice), life.center, context)
    assert not isinstance(decided, Refusal)
    [event] = decided
    assert isinstance(event, MajorMatterNotified)
    assert event.matter_id == f"m{life.center.version + 1}"


def test_a_matched_notice_stands_by_itself_once_the_supervision_that_found_its_matter_is_undone() -> None:
    life, _ = with_a_found_matter()
    life.take(of("notify_major_matter", title=TITLE, happened_on="2023-11-10"))
    undo = of("undo", position=life.position_of("SupervisionRecorded"), kind="entry_error")
    life.take(undo).take(of("confirm_undo", undoing_id=f"u{len(life.records)}"))
    assert [(item.title, item.notified_on) for item in life.center.major_matters] == [(TITLE, date(2023, 11, 20))]


def test_a_matched_notice_whose_own_day_is_put_right_is_of_a_matter_of_its_own() -> None:
    life, matter = with_a_found_matter()
    life.take(of("notify_major_matter", title=TITLE, happened_on="2023-11-10"))
    position = life.position_of("MajorMatterNotified")
    life.take(of("correct_record", position=position, corrected={"happened_on": "2023-11-13"}))
    life.take(of("confirm_correction", correction_id=life.center.corrections[0].id))
    assert [(item.id, item.happened_on, item.notified_on) for item in life.center.major_matters] == [
        (matter, date(2023, 11, 10), None),
        (f"m{position}", date(2023, 11, 13), date(2023, 11, 20)),
    ]
