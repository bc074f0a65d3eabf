"""Service: a decision of its own, once for each act, from which times run."""

from datetime import date
from typing import Any

import pytest

from domain.deadlines.clocks import deadlines
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, MannerOfService
from domain.housekeeping.service import ServiceRecorded
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.clock_facts import DeadlineMissed
from domain.supervision.messages import RectificationReported
from domain.work_items import WorkItem, work_items
from tests.domain.occasions import served, under_construction, with_a_served_order, with_an_order
from tests.lives import ACTORS, Body, Life, commands, document, life_before, life_in, noon


def service(life: Life, event: str = "RectificationOrdered", **changes: Any) -> Body:
    """The service of the last act of that name."""
    return commands()["record_service"] | {"position": life.position_of(event), **changes}


def awaited(life: Life) -> list[WorkItem]:
    items = work_items(life.center, (), life.policy).open
    return [item for item in items if item.decision.type == "record_service"]


def test_a_service_names_its_act_its_manner_its_day_and_its_paper() -> None:
    life, _ = with_an_order()
    served = life.take(service(life, effective_on="2023-11-22")).last(ServiceRecorded)
    version = served.act_version
    assert (served.act, version, served.manner) == ("RectificationOrdered", len(life.records) - 1, "direct")
    assert life.records[-1].effective_on == life.center.served[version] == date(2023, 11, 22)
    assert served.document.title == "送达回证"


def test_an_act_is_not_served_before_its_own_day_and_on_that_day_may_be() -> None:
    life, _ = with_an_order()
    life.take(commands()["commend"] | {"effective_on": "2023-11-21"})
    refusal = Refusal(
        "day_before_its_ground",
        "record",
        decision="record_service",
        effective_on=date(2023, 11, 19),
        event="RectificationOrdered",
        after=date(2023, 11, 20),
    )
    assert life.ask(service(life, effective_on="2023-11-19")) == refusal
    life.take(service(life, effective_on="2023-11-20"))


def test_an_act_is_served_once() -> None:
    life, _ = with_an_order()
    body = service(life)
    refusal = Refusal(
        "served_already",
        "record",
        position=body["position"],
        event="RectificationOrdered",
        date=date(2023, 11, 20),
    )
    assert life.take(body).ask(body) == refusal


def test_a_wrong_service_is_undone_and_recorded_anew() -> None:
    life, _ = with_an_order()
    body = service(life)
    life.take(body).take(commands()["undo"] | {"position": life.position_of("ServiceRecorded")})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    assert life.center.served == {}
    assert len(awaited(life)) == 1
    life.take(body)
    assert len(life.center.served) == 1


def test_a_wrong_day_of_service_is_corrected() -> None:
    life, _ = with_an_order()
    life.now = life.now.replace(day=25)
    life.take(service(life))
    proposal = {"position": life.position_of("ServiceRecorded"), "what_was_wrong": "送达日期", "corrected": {}}
    life.take(commands()["correct_record"] | proposal | {"corrected_effective_on": "2023-11-23"})
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert list(life.center.served.values()) == [date(2023, 11, 23)]


def test_what_is_served_of_an_act_falls_with_it() -> None:
    life, _ = with_an_order()
    order = life.position_of("RectificationOrdered")
    life.take(service(life)).take(commands()["undo"] | {"position": order})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    assert life.center.served == {}
    refusal = Refusal("served_act_undone", "record", position=order, event="RectificationOrdered")
    assert life.ask(commands()["record_service"] | {"position": order}) == refusal


def test_electronic_service_takes_a_recorded_consent() -> None:
    life, _ = with_an_order()
    assert life.ask(service(life, manner="electronic")) == Refusal("service_without_consent", "record")
    consented = service(life, manner="electronic", consent=document("电子送达确认书", "e"))
    assert life.take(consented).last(ServiceRecorded).manner is MannerOfService.ELECTRONIC


@pytest.mark.parametrize("event", ["ExchangeHeld", "DirectorAppointed", "ReviewReportIssued"])
def test_what_the_bureau_has_not_decided_is_nothing_that_is_served(event: str) -> None:
    life = life_in(Phase.ACCEPTANCE)
    body = service(life, event)
    assert life.ask(body) == Refusal("act_not_served", "record", position=body["position"], event=event)


def test_an_act_of_another_center_is_unknown() -> None:
    life, _ = with_an_order()
    assert life.ask(service(life) | {"position": 999}) == Refusal("served_act_unknown", "record", position=999)


def test_a_declined_application_waits_to_be_served() -> None:
    life = life_before("approve_construction").take(commands()["decline_construction"])
    [item] = awaited(life)
    assert (item.subject, item.since) == ("ConstructionDeclined", life.records[-1].effective_on)
    assert awaited(life.take(service(life, "ConstructionDeclined"))) == []


def test_an_approval_is_served_and_nobody_waits_for_it() -> None:
    life = under_construction()
    assert awaited(life) == []
    life.take(service(life, "ConstructionApproved"))
    assert len(life.center.served) == 1


def test_a_revoked_center_is_served_too() -> None:
    life = life_in(Phase.REVOKED)
    assert awaited(life.take(service(life, "CenterRevoked"))) == []


# What runs from service


def dues(life: Life) -> list[tuple[date | None, str]]:
    found = deadlines(life.center, life.policy, life.calendar)
    return [(due.due_on, due.status.value) for due in found if due.kind is ClockKind.RECTIFICATION]


def waits(life: Life) -> set[str]:
    found = work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy).open
    return {item.decision.type for item in found} & {"record_service", "report_rectification", "extend_rectification"}


DUE_ON = date(2024, 6, 30)


def test_the_time_of_an_order_that_nobody_served_does_not_run() -> None:
    life, _ = with_an_order()
    assert (dues(life), waits(life)) == ([], {"record_service"})
    missed = [fact for fact in life.pass_time(date(2024, 8, 1)) if isinstance(fact, DeadlineMissed)]
    assert ClockKind.RECTIFICATION not in {fact.kind for fact in missed}


def test_the_time_of_an_order_runs_once_it_is_served() -> None:
    life, _ = with_a_served_order()
    assert (dues(life), waits(life)) == ([(DUE_ON, "open")], {"report_rectification"})
    life.pass_time(date(2024, 7, 1))
    assert dues(life) == [(DUE_ON, "missed")]


@pytest.mark.parametrize("served_on", [DUE_ON, date(2024, 7, 3)])
def test_an_order_that_was_served_when_its_day_had_come_takes_an_extension(served_on: date) -> None:
    life, order = with_an_order()
    life.now = noon(date(2024, 7, 5))
    life.take(service(life, effective_on=served_on.isoformat()))
    assert (dues(life), waits(life)) == ([], {"extend_rectification"})
    life.take(commands()["extend_rectification"] | {"rectification_id": order})
    assert (dues(life), waits(life)) == ([], {"record_service"})
    served(life, "RectificationExtended")
    assert (dues(life), waits(life)) == ([(date(2024, 9, 30), "open")], {"report_rectification"})


def test_a_service_that_is_recorded_after_the_due_day_brings_no_miss() -> None:
    life, _ = with_an_order()
    life.pass_time(date(2024, 7, 5))
    life.take(service(life, effective_on="2023-11-22"))
    assert dues(life) == [(DUE_ON, "not_on_record")]
    life.pass_time(date(2024, 8, 1))
    assert dues(life) == [(DUE_ON, "not_on_record")]


def test_a_miss_falls_with_the_service_from_which_the_time_ran() -> None:
    life, _ = with_a_served_order()
    life.pass_time(date(2024, 7, 1))
    life.take(commands()["undo"] | {"position": life.position_of("ServiceRecorded")})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    assert dues(life) == [(DUE_ON, "fallen")]


def test_nobody_reports_late_whose_time_never_ran() -> None:
    life, order = with_an_order()
    life.now = noon(date(2024, 7, 5))
    life.take(commands()["report_rectification"] | {"rectification_id": order})
    assert life.last(RectificationReported).days_late == 0


def test_the_time_of_an_order_of_an_earlier_edition_ran_from_the_order() -> None:
    life = under_construction()
    life.edition = 3
    life.take(commands()["order_rectification"], ACTORS[Role.OFFICER])
    assert dues(life) == [(DUE_ON, "open")]
    assert awaited(life) == []
