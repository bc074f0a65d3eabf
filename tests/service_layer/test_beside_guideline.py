"""Whatever is decided by whomever on whatever day, the desk answers as a small model of the guideline does, and what is
on record is what the model says of the center.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.decider import fold
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.correction import as_read
from domain.kernel.roles import PEOPLE, Actor, Role
from domain.replay import replay
from domain.wording.doubts import DOUBTS
from ledger.read_model.projection import project
from ledger.receipts import Receipt
from service_layer.envelope import Envelope
from service_layer.queries import center_now, working_calendar
from service_layer.recording import Delivery
from tests.lives import ACTORS, BY_EXPERT, CENTER_ID, EXPERTS, LEAD, START, Body, Step, commands, noon, path_to
from tests.service_layer.guideline_model import EVALUATION, Case, Due
from tests.service_layer.guideline_rows import APPROVED, ROWS, Act, Answer
from tests.service_layer.recorders import at, opened

FOURTH = {"id": "expert-4", "name": "吴专家", "organisation": "复旦大学"}
OF_THE_LEAD = {"id": "of-the-lead", "name": "钱专家", "organisation": LEAD["name"]}
EXPERTS_BY_ID = {one["id"]: one for one in (*EXPERTS, FOURTH, OF_THE_LEAD)}
THREE = tuple(one["id"] for one in EXPERTS)
PANELS = (THREE, (*THREE, "expert-4"), THREE[1:], (*THREE, "of-the-lead"))
YES_OR_NO = (True, True, False)
SAYS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "record_support": {"granted": YES_OR_NO},
    "appoint_experts": {"experts": PANELS},
    "give_opinion": {"expert": (*THREE, "expert-4")},
    "hold_pre_review": {"passed": YES_OR_NO},
    "submit_application": {"consent_needed": (False, True)},
    "record_consent": {"given": YES_OR_NO},
    "issue_review_report": {"expert": ("expert-1", "expert-1", "expert-2"), "passed": YES_OR_NO},
    "approve_construction": {"months": (36, 24, 30, 23, 37, 1, 601)},
    "hold_exchange": {"topic": ("海缆寿命评价", "动态缆")},
    "complete_self_inspection": {"conforms": YES_OR_NO},
    "report_on_site_acceptance": {
        "expert": ("expert-1", "expert-1", "expert-2"),
        "passed": YES_OR_NO,
        "revisions": (True, False),
    },
    "judge_rectification": {"accepted": (False, True)},
}
"""What an act may say, the usual first; what depends on the day is in ``Desk.says``."""
BACK = (0, 0, 0, 0, 0, 1, 10, 100, 400, -1)
"""How many days before today a paper may bear."""
PASSING = (1, 1, 7, 7, 30, 90, 200)
TROUBLES = (
    (),
    ("order_rectification", "record_service"),
    ("order_rectification", "record_service", "report_rectification", "judge_rectification"),
    ("evaluate_construction", "decide_on_evaluation", "give_notice_of_revocation", "record_service"),
    (
        "order_rectification",
        "record_service",
        "report_rectification",
        "judge_rectification",
        "give_notice_of_revocation",
    ),
)
"""What went wrong with a center before anything else is decided about it."""
STARTS = (Phase.INCUBATION, Phase.APPLICATION, Phase.CONSTRUCTION, Phase.ACCEPTANCE, Phase.OPERATION)


class Desk(RuleBasedStateMachine):
    """The house's desk over a ledger in a file, and beside it the model; centers ``start`` in a phase."""

    start: Phase

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = Path(self.open.enter_context(TemporaryDirectory()))
        self.recorder = self.open.enter_context(opened(folder))
        self.ledger = self.recorder.ledger
        paper, _ = self.ledger.documents.keep(b"paper", "application/pdf", None, "applicant-1")
        self.paper = paper.sha256
        self.case = Case()
        self.today = START
        self.sent = 0
        self.numbers: dict[int, int] = {}
        """By the model's number of an act: its version."""

    def teardown(self) -> None:
        self.open.close()

    @initialize(data=st.data(), consent=st.booleans(), trouble=st.sampled_from(TROUBLES))
    def begin(self, data: st.DataObject, consent: bool, trouble: Sequence[str]) -> None:
        """A center on its usual way into a phase, on which many a thing is tried amiss, perhaps with one verdict that
        isn't favourable, and there in some trouble.
        """
        register, *steps = path_to(self.start)
        self.send(register.body, ACTORS[Role.APPLICANT], confirmed=True)
        self.case.facts["registered"] = self.case.latest = self.today
        verdicts = [place for place, step in enumerate(steps) if self.against(self.usual(step, consent))]
        failing = data.draw(st.sampled_from((None, *verdicts)), "fails at")
        for place, step in enumerate(steps):
            self.today = date.fromisoformat(step.body["effective_on"])
            amiss = data.draw(st.sampled_from(self.amiss(steps[place : place + 2], consent)), "amiss")
            if self.case.answer(amiss) is not Answer.TAKEN:
                self.do(amiss, confirmed=False)
            if place == failing:
                usual = self.usual(step, consent)
                self.do(usual._replace(says={**usual.says, **self.against(usual)}), confirmed=True)
            elif consent or step.body["type"] != "record_consent":
                self.do(self.usual(step, consent), confirmed=True)
        for name in trouble if self.case.phase in APPROVED.split() else ():
            if self.possible(name):
                self.do(self.possible(name)[0], confirmed=True)

    def usual(self, step: Step, consent: bool) -> Act:
        """A step of the usual way today."""
        name, stage = str(step.body["type"]), step.body.get("stage")
        otherwise = {"expert": step.body.get("expert_id"), "consent_needed": consent}
        return self.act(f"{name}/{stage}" if stage else name, step.role.value, otherwise)

    def against(self, act: Act) -> dict[str, bool]:
        """What a verdict says that isn't favourable."""
        return {word: False for word, values in self.says(act.row).items() if values is YES_OR_NO}

    def amiss(self, steps: Sequence[Step], consent: bool) -> list[Act]:
        """What may go wrong with a step: it is the next one already, bears an earlier day, or says what is unusual."""
        own, *following = [self.usual(step, consent) for step in steps]
        unusual = [{word: value} for word, values in self.says(own.row).items() for value in values[1:]]
        early = own._replace(on=self.today - timedelta(days=8))
        return [*following, early, *(own._replace(says={**own.says, **otherwise}) for otherwise in unusual)]

    def says(self, row: str) -> Mapping[str, Sequence[Any]]:
        """What an act may say today, the usual first."""
        name, _, stage = row.partition("/")
        orders = tuple(order.number for order in reversed(self.case.orders)) or (0,)
        days = tuple(self.today - timedelta(days=back) for back in (3, 0, 40, -1))
        ahead = tuple(self.today + timedelta(days=days) for days in (60, 20, 1, 0, -5, 2000))
        ends = (
            (None, *(self.case.terms[-1][0] + timedelta(days=days) for days in (180, 500, 0)))
            if self.case.terms
            else (None,)
        )
        evaluation = {"outcome": ("revocation", "continued_support", "rectification"), "new_end": ends}
        of_the_day: dict[str, Mapping[str, Sequence[Any]]] = {
            "submit_annual_report": {"year": (self.today.year, self.today.year - 1, self.today.year + 1)},
            "notify_major_matter": {"happened_on": days},
            "record_supervision": {"happened_on": (None, *days)},
            "order_rectification": {"due_on": ahead},
            "report_rectification": {"order": orders},
            "judge_rectification": {"order": orders},
            "give_notice_of_revocation": {"ground": (*self.case.grounds(), *orders, EVALUATION)},
            "record_service": {"order": (*orders, None)},
            "evaluate_construction": evaluation,
            "decide_on_evaluation": evaluation,
        }
        of_its_stage: Mapping[str, Sequence[Any]] = {"stage": (stage,)} if stage else {}
        return {**SAYS.get(name, {}), **of_the_day.get(name, {}), **of_its_stage}

    @rule(days=st.sampled_from(PASSING))
    def pass_days(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.let_clocks_run()
        self.compare()

    @rule(data=st.data(), role=st.sampled_from(PEOPLE), row=st.sampled_from(sorted(ROWS)), confirmed=st.booleans())
    def decide_anything(self, data: st.DataObject, role: Role, row: str, confirmed: bool) -> None:
        """Any decision by anybody, in its phase or out of it."""
        otherwise = {field: data.draw(st.sampled_from(values), field) for field, values in self.says(row).items()}
        back = data.draw(st.sampled_from(BACK), "days back")
        self.do(self.act(row, role.value, otherwise, back), confirmed=confirmed)

    @rule(data=st.data(), confirmed=st.booleans())
    def decide_perhaps_too_soon(self, data: st.DataObject, confirmed: bool) -> None:
        """Some decision of this phase by whose it is, whatever has to come before."""
        rows = [row for row in ROWS if self.case.phase in ROWS[row].phases.split()]
        row = data.draw(st.sampled_from(rows), "decision")
        otherwise = {word: data.draw(st.sampled_from(values), word) for word, values in self.says(row).items()}
        back = data.draw(st.sampled_from(BACK), "days back")
        self.do(self.act(row, ROWS[row].roles.split()[-1], otherwise, back), confirmed=confirmed)

    @rule(data=st.data(), confirmed=st.booleans())
    @precondition(lambda self: self.rows_open())
    def decide_next(self, data: st.DataObject, confirmed: bool) -> None:
        """Some decision that the guideline has today, perhaps upon confirmation, by whose it is."""
        row = data.draw(st.sampled_from(self.rows_open()), "decision")
        self.do(data.draw(st.sampled_from(self.possible(row)), "act"), confirmed=confirmed)

    def rows_open(self) -> list[str]:
        return [row for row in ROWS if self.possible(row)]

    def possible(self, row: str) -> list[Act]:
        """What may be decided today by whose it is, usual but for one thing."""
        [role, *_] = ROWS[row].roles.split()
        unusual = [{field: value} for field, values in self.says(row).items() for value in values[1:]]
        acts = [self.act(row, role, otherwise) for otherwise in ({}, *unusual)] + [self.act(row, role, {}, back=1)]
        return [act for act in acts if self.case.answer(act) is not Answer.REFUSED]

    def act(self, row: str, role: str, otherwise: Mapping[str, Any], back: int = 0) -> Act:
        """An act that says what is usual, but for what is otherwise."""
        usual = {field: values[0] for field, values in self.says(row).items()}
        says = usual | {field: value for field, value in otherwise.items() if field in usual}
        return Act(row.partition("/")[0], role, self.today - timedelta(days=back), self.today, says)

    def do(self, act: Act, *, confirmed: bool) -> None:
        """Decide it at the desk and in the model, and compare."""
        expected = self.case.answer(act)
        if expected is Answer.ASKED and confirmed:
            expected = Answer.TAKEN
        head, version = self.ledger.head(), self.ledger.version(CENTER_ID)
        receipt = self.send(self.body(act), self.actor(act), confirmed=confirmed)
        assert answer_of(receipt) is expected, (act, receipt.refusal)
        if expected is Answer.TAKEN:
            self.numbers[len(self.numbers) + 1] = version + 1
            self.case.take(act)
        else:
            assert (self.ledger.head(), self.ledger.version(CENTER_ID)) == (head, version)
        self.let_clocks_run()
        self.compare()

    def send(self, body: Body, actor: Actor, *, confirmed: bool) -> Receipt:
        """The receipt, which is the same whenever the same is sent again."""
        self.sent += 1
        if confirmed:
            body = body | {"confirmed": {"doubts": list(DOUBTS), "reason": "据书面材料"}}
        else:
            body = {name: value for name, value in body.items() if name != "confirmed"}
        now = noon(self.today)
        envelope = self.recorder.signer.sign(
            Envelope(
                stream=CENTER_ID,
                command_id=f"c{self.sent}",
                command=json.dumps(body, default=str),
                actor=actor,
                sent_at=now,
            )
        )
        delivery = Delivery(CENTER_ID, "decide", envelope.model_dump_json(), now)
        receipt = at(self.recorder, now).receive(delivery)
        head = self.ledger.head()
        assert at(self.recorder, now).receive(delivery) == receipt == self.ledger.receipt(f"c{self.sent}")
        assert self.ledger.head() == head
        return receipt

    def actor(self, act: Act) -> Actor:
        expert = act.says.get("expert")
        if act.role != "expert" or expert is None:
            return ACTORS[Role(act.role)]
        return BY_EXPERT.get(expert, ACTORS[Role.EXPERT].model_copy(update={"id": expert, "name": "吴专家"}))

    def body(self, act: Act) -> Body:
        """The act as it goes over the wire."""
        body = commands()[act.name] | {"effective_on": act.on.isoformat()}
        if "document_number" in body:
            body["document_number"] = f"沪市监计量〔{act.on.year}〕{self.sent + 1}号"
        for word, value in act.says.items():
            is_about = word in ("order", "ground")
            body |= self.about(act.name, word, value) if is_about else on_the_wire(act.name, word, value)
        named: Body = held_by_the_house(body, self.paper)
        return named

    def about(self, name: str, word: str, value: int | str | None) -> Body:
        """The act of before that this one is about: an order by its number, the last notice without one."""
        if isinstance(value, str):
            return {word: value}
        number = self.case.notice.number if value is None and self.case.notice else value
        version = self.numbers.get(number or 0, 0)
        if name == "record_service":
            found = [record.position for record in self.ledger.history(CENTER_ID) if record.version == version]
            return {"position": found[0] if found else self.ledger.head() + 1}
        return {"ground" if word == "ground" else "rectification_id": f"r{version}"}

    def let_clocks_run(self) -> None:
        now = noon(self.today)
        while at(self.recorder, now).record_passed_time(CENTER_ID, now) is not None:
            pass

    def compare(self) -> None:
        center, case = self.center(), self.case
        assert center.phase.value == case.phase
        assert center.approved_on == case.facts.get("approval")
        assert center.established_on == case.facts.get("establishment")
        assert center.ended_on == case.facts.get("end")
        assert [*center.terms] == [end for end, _ in case.terms]
        assert [order_of(order) for order in center.rectifications] == [
            (f"r{self.numbers[order.number]}", order.due_on, order.accepted) for order in case.orders
        ]
        calendar = working_calendar(self.ledger)
        found = [
            Due(due.kind.value, due.due_on, due.status.value, due.met_on, due.days_late)
            for due in deadlines(center, self.recorder.policy, calendar)
            if due.status is not ClockStatus.FALLEN and due.due_on is not None
        ]
        assert sorted(found, key=str) == sorted(case.dues(self.today), key=str)

    def center(self) -> Center:
        """The center as it stands, which is what its log says however it is read."""
        records = self.ledger.history(CENTER_ID)
        assert [record.version for record in records] == list(range(1, len(records) + 1))
        assert [record.position for record in records] == list(range(1, self.ledger.head() + 1))
        center = center_now(self.ledger, CENTER_ID)
        assert center == replay(records) == fold(None, as_read(records))
        assert center is not None
        rows = project(records, self.recorder.policy, working_calendar(self.ledger))
        assert rows is not None
        [item] = self.ledger.read_model.find_centers().items
        assert item == json.loads(rows.center.summary)
        return center


def held_by_the_house(body: Any, paper: str) -> Any:
    """The same with a paper that the house holds for each that it names."""
    if isinstance(body, dict):
        return {name: paper if name == "sha256" else held_by_the_house(value, paper) for name, value in body.items()}
    return [held_by_the_house(one, paper) for one in body] if isinstance(body, list | tuple) else body


def on_the_wire(name: str, word: str, value: Any) -> Body:
    """What an act of the model says, as the interface has it."""
    if word == "experts":
        return {"lead": value[0], "experts": [EXPERTS_BY_ID[one] for one in value]}
    if word == "happened_on" and name == "record_supervision":
        return {"unreported_matter": value and {"title": "试验水池停用", "happened_on": value}}
    fields: dict[str, Body] = {
        "passed": {"verdict": "pass" if value else "fail"},
        "granted": {"granted": value, "reason": "据书面材料"},
        "given": {"given": value, "reason": "据书面材料"},
        "expert": {"expert_id": value},
        "months": {"term_months": value},
        "conforms": {"items": [{"item": "人员能力", "conforms": value}]},
        "revisions": {"revisions": ["补充不确定度评定"] if value else []},
        "accepted": {"outcome": "accepted" if value else "rejected"},
        "new_end": {"new_term_ends_on": value},
    }
    return fields.get(word, {word: value})


def answer_of(receipt: Receipt) -> Answer:
    if receipt.refusal is None:
        return Answer.TAKEN
    return Answer.ASKED if receipt.refusal.code == "needs_confirmation" else Answer.REFUSED


def order_of(order: Any) -> tuple[str, date, bool | None]:
    return order.id, order.due_on, {"accepted": True, "rejected": False}.get(order.status)


def so_many(examples: int, steps: int) -> settings:
    """So many centers with so many steps each, always the same."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


BOUNDED, LONG = so_many(5, 8), so_many(100, 60)


def desk_of(phase: Phase) -> type[Desk]:
    """Desks to which centers come in that phase."""
    return type(f"DeskIn{phase.name.title()}", (Desk,), {"start": phase})


@pytest.mark.parametrize("phase", STARTS)
def test_the_desk_answers_as_the_guideline_does(phase: Phase) -> None:
    run_state_machine_as_test(desk_of(phase), settings=BOUNDED)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("phase", STARTS)
def test_the_desk_answers_as_the_guideline_does_however_long_it_goes_on(phase: Phase) -> None:
    run_state_machine_as_test(desk_of(phase), settings=LONG)
