"""Further reports of a center that lived before this record: added by an officer, never against what is settled."""

from datetime import date

import pytest

from domain.guideline.phases import Phase
from domain.imported.facts import ReportAdded
from domain.imported.unknowns import disputed
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from tests.domain.occasions import NOVEMBER, imported
from tests.lives import ACTORS, Body, Life, commands, life_in, noon

ANYONE = ACTORS[Role.APPLICANT].model_copy(update={"anyone": True})


def report(kind: str, on: str, **changes: str) -> Body:
    return {"kind": kind, "date": on, "certainty": "reported", "source": "新民晚报"} | changes


def adding(*facts: Body) -> Body:
    return commands()["add_reports"] | {"facts": list(facts)}


def doubts_of(life: Life, body: Body) -> list[str]:
    refusal = life.ask(body)
    return [doubt["code"] for doubt in refusal.params["doubts"]] if isinstance(refusal, Refusal) else []


def completed() -> Life:
    """An imported center whose approval the papers have settled."""
    return imported().take(commands()["complete_record"] | {"approved_on": "2022-05-20"})


def test_a_report_is_on_record_beside_those_of_the_import_with_the_day_that_it_tells() -> None:
    life = imported().take(adding(report("unveiled", "2022-06-18"), report("target_completion", "2025-12")))
    assert [fact.kind.value for fact in life.center.facts] == [
        "construction_approved",
        "unveiled",
        "target_completion",
    ]
    added = [record for record in life.records if isinstance(record.event, ReportAdded)]
    assert [record.effective_on for record in added] == [date(2022, 6, 18), NOVEMBER]


def test_a_report_that_is_more_precise_is_known_and_asks_nothing() -> None:
    body = adding(report("construction_approved", "2022-05-17"))
    life = imported()
    assert doubts_of(life, body) == []
    assert life.take(body).center.approved_on == date(2022, 5, 17)


def test_a_report_that_contradicts_another_is_asked_about_and_disputes_it() -> None:
    body = adding(report("construction_approved", "2022-08-01"))
    life = imported()
    assert doubts_of(life, body) == ["report_contradicts"]
    life.take(body)
    assert (life.center.approved_on, disputed(life.center)) == (None, ("approved_on",))


def test_what_papers_have_settled_stays_whatever_is_reported() -> None:
    body = adding(report("construction_approved", "2022-08-01"))
    life = completed()
    assert doubts_of(life, body) == ["report_contradicts"]
    life.take(body)
    assert (life.center.approved_on, life.center.began_by) == (date(2022, 5, 20), date(2022, 5, 20))
    assert disputed(life.center) == ()


def test_a_report_of_a_later_phase_is_asked_about_and_leads_there() -> None:
    body = adding(report("established", "2023-10"))
    life = imported()
    assert doubts_of(life, body) == ["report_moves_the_center"]
    life.take(body)
    assert (life.center.phase, life.center.established_on) == (Phase.OPERATION, "2023-10")


def test_a_report_of_an_earlier_phase_moves_nothing() -> None:
    life = imported().take(adding(report("established", "2023-10")))
    body = adding(report("accepted_on_site", "2023-09"))
    assert doubts_of(life, body) == []
    life.take(body)
    assert (life.center.phase, life.center.on_site) == (Phase.OPERATION, None)


@pytest.mark.parametrize("again", [{}, {"source": "新民 晚报"}, {"note": "另有说明"}])
def test_the_same_report_is_on_record_once(again: Body) -> None:
    life = imported().take(adding(report("unveiled", "2022-06-18")))
    refusal = Refusal("report_on_record", "record", fact="unveiled", date="2022-06-18")
    assert life.ask(adding(report("unveiled", "2022-06-18", **again))) == refusal
    assert imported().ask(adding(*[report("unveiled", "2022-06-18")] * 2)) == refusal
    assert not isinstance(life.ask(adding(report("unveiled", "2022-06-18", source="另一报纸"))), Refusal)


def test_what_the_bureau_decides_about_its_own_center_since_the_import_is_no_report() -> None:
    life = imported()
    life.now = noon(date(2024, 3, 1))
    body = adding(report("established", "2024-02-01"))
    assert life.ask(body) == Refusal("report_of_own_decision", "record", fact="established", date="2024-02-01")
    life.state = life.center.but(region="福建")
    assert life.take(body).center.phase is Phase.OPERATION


def test_nothing_is_reported_of_a_day_to_come_or_against_the_order_of_days() -> None:
    future = imported().ask(adding(report("established", "2024-02-01")))
    assert future == Refusal("fact_in_the_future", "record", fact="established", date="2024-02-01")
    for life in (imported(), completed()):
        refusal = life.ask(adding(report("established", "2021")))
        assert isinstance(refusal, Refusal)
        assert refusal.code == "facts_out_of_order"


def test_no_approval_is_reported_after_what_rests_on_it() -> None:
    facts = [report("established", "2023-10")]
    life = Life(now=noon(NOVEMBER)).take(commands()["import_center"] | {"facts": facts})
    life.take(commands()["record_supervision"] | {"effective_on": "2022-06-10"}, ACTORS[Role.OFFICER])
    refusal = life.ask(adding(report("construction_approved", "2022-08-01")))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["event"]) == ("approval_after_what_rests_on_it", "SupervisionRecorded")


def test_a_center_that_was_registered_here_has_no_reports() -> None:
    refusal = life_in(Phase.CONSTRUCTION).ask(adding(report("unveiled", "2023-04-01")))
    assert refusal == Refusal("nothing_unknown", "record")


def test_a_dissolved_alliance_is_not_formed_again_by_a_report() -> None:
    life = imported().take(adding(report("alliance_formed", "2022-09")))
    assert life.center.alliance_formed_on == "2022-09"
    life.take(commands()["dissolve_alliance"], ANYONE)
    life.take(adding(report("alliance_formed", "2022-09-08")))
    assert life.center.alliance_formed_on is None


def test_a_report_that_is_undone_is_none() -> None:
    life = imported().take(adding(report("established", "2023-10")))
    life.take(commands()["undo"] | {"position": life.position_of("ReportAdded")})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    assert (life.center.phase, len(life.center.facts)) == (Phase.CONSTRUCTION, 1)
