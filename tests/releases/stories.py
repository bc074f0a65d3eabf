"""What the log of a release tells: lives through every phase, with every kind of event.

Each story is a generator: it yields the day on which it goes on. Odd ones are in ``tests/releases/oddities.py``.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Role
from importing.importer import Importer
from importing.reading import read_centers
from tests.importing.conftest import SEED
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    EVIDENCE,
    EXPERTS,
    JOINT_PARTY,
    LEAD,
    START,
    SUPERIOR,
    TIME_FOR_A_STATEMENT,
    Body,
    Step,
    annual_report,
    commands,
    document,
    evaluation,
    path_to,
    revocation,
)
from tests.releases.chronicle import Chronicle, Telling

SAY = commands()
Story = Callable[[Chronicle], Telling]
JOINTLY = {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会每季度召开一次"}
TASK_BOOK, MINUTES = "筹建任务书（签章）".encode() + bytes(range(256)), "验收会议纪要".encode()
"""Two files that the house holds."""


def anyone(role: Role) -> Actor:
    """Somebody of that role who may speak for every organisation."""
    return ACTORS[role].model_copy(update={"anyone": True})


def held(content: bytes, title: str) -> Body:
    """A reference to a file that the house holds."""
    return {"sha256": sha256(content).hexdigest(), "title": title}


def walk(log: Chronicle, center: str, steps: Iterable[Step], by: Actor | None = None) -> Telling:
    """One decision after the other, each on its day; ``by`` speaks in the applicant's place."""
    for step in steps:
        yield date.fromisoformat(step.body["effective_on"])
        named = {"center_id": center} if step.body["type"] == "register_center" else {}
        log.take(center, step.body | named, by if step.role is Role.APPLICANT else None)


def lead(
    log: Chronicle, center: str, phase: Phase, start: date = START, changes: Mapping[str, Body] | None = None
) -> Telling:
    """The way into a phase."""
    return walk(log, center, path_to(phase, start, changes=changes))


def established(log: Chronicle) -> Telling:
    """Jointly from the register to establishment, and then supervised for years; some files are held, some not."""
    center = "sh-established"
    log.keep(TASK_BOOK, "筹建任务书")
    log.keep(MINUTES, "纪要")
    changes: dict[str, Body] = {
        "register_center": JOINTLY,
        "submit_application": {"evidence": EVIDENCE, "task_book": held(TASK_BOOK, "筹建任务书")},
        "approve_establishment": {"documents": [held(MINUTES, "验收会议纪要"), document("未存入的文件", "f")]},
        "appoint_director": {"note": "依托单位任命", "title": "研究员"},
    }
    yield from lead(log, center, Phase.OPERATION, changes=changes)
    yield date(2023, 9, 12)
    found = {"title": "主任离职", "happened_on": "2023-09-01"}
    log.take(center, SAY["record_supervision"] | {"unreported_matter": found})
    log.pass_time(center)
    yield date(2023, 9, 20)
    matter = log.center(center).major_matters[0].id
    log.take(center, SAY["notify_major_matter"] | found | {"matter_id": matter})
    log.take(center, SAY["notify_major_matter"])
    yield date(2023, 11, 23)
    log.pass_time(center)
    for name in (
        "change_alliance",
        "dissolve_alliance",
        "form_alliance",
        "record_vacancy",
        "commend",
        "update_listing",
    ):
        log.take(center, SAY[name])
    log.take(center, annual_report(2023))
    log.take(center, SAY["propose_recommendation"])
    log.take(center, SAY["propose_rectification"])
    proposal = log.center(center).supervision_issues[-1].id
    log.take(center, SAY["follow_up"] | {"about": proposal})
    yield from _ordered_twice(log, center)
    yield date(2025, 1, 3)
    log.pass_time(center)
    log.take(center, SAY["amend_organisations"] | JOINTLY)
    log.take(center, SAY["record_merger"])


def _ordered_twice(log: Chronicle, center: str) -> Telling:
    """One order is answered late and accepted; another is answered in time and rejected."""
    yield date(2024, 2, 1)
    log.take(center, SAY["order_rectification"] | {"due_on": "2024-03-31"})
    log.take(center, SAY["record_service"] | {"position": "RectificationOrdered"})
    order = {"rectification_id": log.center(center).rectifications[-1].id}
    yield date(2024, 3, 25)
    log.pass_time(center)
    yield date(2024, 4, 5)
    log.pass_time(center)
    log.take(center, SAY["report_rectification"] | order)
    log.take(center, SAY["judge_rectification"] | order)
    log.take(center, SAY["order_rectification"] | {"due_on": "2024-05-31"})
    log.take(center, SAY["record_service"] | {"position": "RectificationOrdered"})
    order = {"rectification_id": log.center(center).rectifications[-1].id}
    yield date(2024, 5, 8)
    log.take(center, SAY["extend_rectification"] | order | {"due_on": "2024-06-28"})
    yield date(2024, 5, 20)
    log.take(center, SAY["report_rectification"] | order)
    log.take(center, SAY["judge_rectification"] | order | {"outcome": "rejected"})


def declined(log: Chronicle) -> Telling:
    """Support and consent are refused first, the construction is declined, and the applicant gives up. A superior body
    supports too, and the bureau finds consent necessary where the applicant did not.
    """
    center = "sh-declined"
    below: dict[str, Body] = {
        "register_center": {"lead": LEAD | {"superior": SUPERIOR}},
        "submit_application": {"consent_needed": False},
    }
    for step in path_to(Phase.APPLICATION, date(2023, 1, 4), changes=below):
        if step.body["type"] == "record_support":
            log.take(center, SAY["record_support"] | {"granted": False, "reason": "产业基础不足"})
            log.take(center, SAY["record_support"], BY_SUPERIOR)
        yield from walk(log, center, [step])
    log.take(center, SAY["require_consent"])
    log.take(center, SAY["record_consent"] | {"given": False, "reason": "待区政府研究"})
    yield date(2023, 6, 1)
    log.take(center, SAY["record_consent"])
    log.take(center, SAY["record_advice"])
    log.take(center, SAY["decline_construction"])
    yield date(2023, 7, 3)
    log.take(center, SAY["withdraw"])


def withdrawn(log: Chronicle) -> Telling:
    """Given up a week later, and corrected after its end: a first proposal is taken back."""
    center = "sh-withdrawn"
    yield from lead(log, center, Phase.WITHDRAWN, date(2023, 2, 1))
    yield date(2023, 3, 1)
    proposal = SAY["correct_record"] | {"position": log.position(center, "CenterRegistered")}
    log.take(center, proposal)
    log.take(center, SAY["take_back_correction"] | {"correction_id": log.center(center).corrections[0].id})
    log.take(center, proposal | {"note": "再次提出"})
    log.take(center, SAY["confirm_correction"] | {"correction_id": log.center(center).corrections[0].id})


def incubating(log: Chronicle) -> Telling:
    """Registered, with the research handed in, and given into an officer's hands."""
    yield from walk(log, "sh-incubating", path_to(Phase.APPLICATION, date(2025, 3, 3))[:2])
    log.take("sh-incubating", SAY["assign_officer"])


def in_acceptance(log: Chronicle) -> Telling:
    """On the way to its acceptance, with a round of supplement open."""
    center = "sh-in-acceptance"
    steps = path_to(Phase.OPERATION, date(2025, 1, 6))
    opened = [step.body["type"] for step in steps].index("request_supplement", 20)
    yield from walk(log, center, steps[: opened + 1])
    for name in ("recuse_expert", "appoint_experts"):
        experts = {"experts": [*EXPERTS[::2], EXPERTS[1] | {"id": "expert-4", "name": "吴专家"}]}
        log.take(center, SAY[name] | {"stage": "acceptance"} | (experts if name == "appoint_experts" else {}))
    log.pass_time(center)


def revoked_by_evaluation(log: Chronicle) -> Telling:
    """Evaluated badly, and revoked."""
    yield from lead(log, "sh-revoked-by-evaluation", Phase.REVOKED)


def revoked_unrectified(log: Chronicle) -> Telling:
    """An order isn't answered: reminders, the missed day, the officer's judgment; noticed, heard and revoked."""
    center = "sh-revoked-unrectified"
    yield from lead(log, center, Phase.CONSTRUCTION)
    yield date(2023, 5, 4)
    log.take(center, SAY["order_rectification"] | {"due_on": "2023-06-30"})
    log.take(center, SAY["record_service"] | {"position": "RectificationOrdered"})
    for day in (date(2023, 6, 24), date(2023, 7, 3)):
        yield day
        log.pass_time(center)
    order = log.center(center).rectifications[-1].id
    log.take(center, SAY["judge_rectification"] | {"rectification_id": order, "outcome": "rejected"})
    notice, service, revoke = revocation(order, answer_to_statement="逾期未整改属实，不予采纳")
    for body in (notice, service, SAY["record_statement"]):
        log.take(center, body)
    yield date(2023, 7, 3) + TIME_FOR_A_STATEMENT
    log.take(center, revoke)
    log.take(center, SAY["record_service"] | {"position": "CenterRevoked"})


def undone(log: Chronicle) -> Telling:
    """Revoked; a court annuls that, and an order is found unlawful; an evaluation is withdrawn, an exchange never took
    place, one proposal is turned down.
    """
    center = "sh-undone"
    yield from lead(log, center, Phase.REVOKED)
    court = {"kind": "judgment", "deciding_body": "上海市第一中级人民法院", "served_on": "2023-05-30"}
    yield date(2023, 6, 1)
    for number, verdict in (("（2023）沪01行初11号", "fail"), ("（2023）沪01行初12号", "pass")):
        paper = court | {"effect": "annuls", "deciding_number": number}
        _undo(log, center, "CenterRevoked", paper, verdict=verdict, reason="依送达的判决")
    yield date(2023, 6, 5)
    log.take(center, SAY["order_rectification"] | {"due_on": "2023-09-30"})
    log.take(center, SAY["hold_exchange"])
    yield date(2023, 7, 3)
    above = {"kind": "reconsideration", "deciding_body": "上海市人民政府", "deciding_number": "沪府复〔2023〕8号"}
    unlawful = above | {"effect": "confirms_unlawful", "served_on": "2023-07-01"}
    _undo(log, center, "RectificationOrdered", unlawful)
    _undo(log, center, "ExchangeHeld", {"kind": "entry_error"})
    withdrawn_from = {"kind": "withdrawn", "document_number": "沪市监撤〔2023〕3号", "withdrawn_from": "2023-07-01"}
    _undo(log, center, "ConstructionEvaluated", withdrawn_from)


def _undo(log: Chronicle, center: str, event: str, paper: Body, **confirmed: str) -> None:
    body = {"type": "undo", "reason": "据书面材料"} | paper
    log.take(center, body | {"position": log.position(center, event)})
    undoing = {"undoing_id": log.center(center).undoings[0].id}
    log.take(center, SAY["confirm_undo"] | undoing | confirmed)


def given_up(log: Chronicle) -> Telling:
    """Renamed, of another scope, its acceptance application taken back; the lead gives up, at first for a week."""
    center = "sh-given-up"
    yield from lead(log, center, Phase.ACCEPTANCE)
    yield date(2023, 9, 4)
    for name in ("rename_center", "withdraw_acceptance_application", "change_scope", "relinquish"):
        log.take(center, SAY[name])
    yield date(2023, 9, 11)
    for name in ("take_back_relinquishment", "relinquish"):
        log.take(center, SAY[name])
    yield date(2023, 9, 18)
    log.take(center, SAY["record_relinquishment"])


def expired(log: Chronicle) -> Telling:
    """Its term ends unevaluated, and is extended afterwards."""
    center = "sh-term-expired"
    yield from lead(log, center, Phase.CONSTRUCTION, changes={"approve_construction": {"term_months": 24}})
    for day in (date(2024, 1, 2), date(2024, 12, 12), date(2025, 3, 20)):
        yield day
        log.pass_time(center)
    for body in evaluation(new_term_ends_on="2027-03-31"):
        log.take(center, body)


def imported(log: Chronicle) -> Telling:
    """The real centers: of national ones and of those of other provinces the record is kept true, and no more."""
    yield date(2025, 10, 9)
    intake = Importer(log.ledger, Policy(), SEED.name, log.now)
    intake.write(intake.plan(read_centers(SEED)))
    centers = [center["id"] for center in json.loads(SEED.read_text(encoding="utf-8"))["centers"]]
    yield date(2025, 11, 24)
    log.pass_time(*centers)
    log.take("sh-beidou", annual_report(2025), anyone(Role.APPLICANT))
    log.ask("sh-icv-national", annual_report(2025), anyone(Role.APPLICANT))
    log.take("sh-icv-national", SAY["add_reports"])
    log.take("sh-icv-national", {"type": "complete_record", "name_en": "ICV Center", "source": "网站"})
    papers = {"approval_number": "沪市监计量[2023]0100号", "term_ends_on": "2026-05-17", "source": "示例：批复文件"}
    log.take("sh-space-energy", SAY["complete_record"] | papers | {"parties": {"lead": LEAD}})
    settled = {"established_on": "2024-05-13", "establishment_number": "沪市监计量〔2024〕90号", "source": "批复文件"}
    log.take("sh-intelligent-lighting", {"type": "complete_record"} | settled)
    for day in (date(2025, 12, 2), date(2026, 1, 2), date(2026, 5, 20), date(2027, 5, 20)):
        yield day
        log.pass_time(*centers)


def backfilled(log: Chronicle) -> Telling:
    """Years of papers of one center are entered in a week."""
    center = "sh-backfilled"
    yield date(2025, 9, 1)
    for step in path_to(Phase.CONSTRUCTION, date(2022, 1, 4)):
        if step.body["type"] == "submit_industry_research":
            log.take(center, SAY["begin_backfill"])
        named = {"center_id": center} if step.body["type"] == "register_center" else {}
        log.take(center, step.body | named)
    log.take(center, annual_report(2023, effective_on="2023-12-04"))
    yield date(2025, 9, 8)
    log.take(center, SAY["finish_backfill"] | {"followed_from": "2025-01-01"})
    yield date(2026, 1, 5)
    log.pass_time(center)


def told_of_holidays(log: Chronicle) -> Telling:
    """A notice is entered, amended, and entered in vain."""
    yield date(2025, 11, 20)
    notice = {"year": 2027, "number": "国办发明电〔2025〕7号", "issued_on": "2025-11-20", "holidays": ["2027-01-01"]}
    amended = notice | {"holidays": ["2027-01-01", "2027-02-08"], "working_weekends": ["2027-02-06"]}
    for stated in (notice, amended, amended):
        log.ask("calendar", {"type": "enter_holiday_notice", "notice": stated}, ACTORS[Role.OFFICER])


def deputized(log: Chronicle) -> Telling:
    """A deputy is named, approves a correction, asks for too much, and is a deputy no more."""
    center, officer = "sh-deputized", Actor(id="officer-2", name="孙经办", role=Role.OFFICER)
    period = {"begins_on": "2026-01-05", "ends_on": "2026-01-16"}
    naming = {
        "type": "name_deputy",
        "deputy": {"id": officer.id, "name": officer.name},
        "deputy_for": {"id": ACTORS[Role.APPROVER].id, "name": ACTORS[Role.APPROVER].name},
        "role": "approver",
        **period,
        "document": document("代理通知"),
        "reason": "年休假",
    }
    ending = {"type": "end_deputy", "deputyship_id": "d1", "reason": "提前销假"}
    confirmation = SAY["confirm_correction"] | {"correction_id": "c2"}
    yield date(2026, 1, 5)
    receipt = log.take(center, SAY["register_center"] | {"center_id": center})
    log.take(center, SAY["correct_record"] | {"position": receipt.events[0].position})
    for asked in (naming, naming):
        log.ask(DEPUTIES, asked, ACTORS[Role.APPROVER])
    log.ask(center, confirmation, ACTORS[Role.OFFICER])
    log.take(center, confirmation, officer)
    yield date(2026, 1, 12)
    log.ask(DEPUTIES, ending, ACTORS[Role.APPROVER])
    log.ask(center, SAY["confirm_correction"] | {"correction_id": "c9"}, officer)


STORIES: tuple[Story, ...] = (
    established,
    declined,
    withdrawn,
    incubating,
    in_acceptance,
    revoked_by_evaluation,
    revoked_unrectified,
    undone,
    given_up,
    expired,
    imported,
    backfilled,
    told_of_holidays,
    deputized,
)
