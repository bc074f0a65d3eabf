"""What 0.1.0 took though it should not have, what it refused, and what was no decision at all."""

from datetime import date
from typing import Any

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.lives import ACTORS, EXPERTS, LEAD, PANEL, TIME_FOR_A_STATEMENT, Body, evaluation, path_to, revocation
from tests.releases.chronicle import Chronicle, Telling
from tests.releases.stories import SAY, Story, anyone, lead, walk

INVISIBLE, FILLER, ESCAPE = "\u200b", "\u3164", "\x1b"
"""ZERO WIDTH SPACE, HANGUL FILLER (shown as nothing, and no white space) and the beginning of a terminal's commands."""
ZEROS = "0" * 18
"""A credit code whose check character fits, and that is nobody's."""


def propose(log: Chronicle, center: str, event: str, corrected: Body) -> str:
    """The last event of that name reads otherwise, an officer says; the proposal's id, empty where it is refused."""
    body = SAY["correct_record"] | {"position": log.position(center, event), "corrected": corrected}
    receipt = log.ask(center, body)
    return f"c{receipt.version}" if receipt.outcome == "recorded" else ""


def correct(log: Chronicle, center: str, event: str, corrected: Body, **answer: Any) -> None:
    """Proposed, and answered by the approver."""
    if proposed := propose(log, center, event, corrected):
        log.ask(center, SAY["confirm_correction"] | {"correction_id": proposed} | answer)


def corrected(log: Chronicle) -> Telling:
    """Two corrections of one event, of different fields, and one turned down; a verdict and a panel read otherwise."""
    center = "sh-corrected"
    yield from lead(log, center, Phase.APPLICATION, date(2023, 2, 6))
    *way, _approval = path_to(
        Phase.CONSTRUCTION, date(2023, 2, 6), changes={"issue_review_report": {"verdict": "fail"}}
    )
    yield from walk(log, center, way[len(path_to(Phase.APPLICATION)) :])
    yield date(2023, 7, 10)
    correct(log, center, "CenterRegistered", {"name_zh": "上海市海底电缆产业计量测试中心"})
    correct(log, center, "CenterRegistered", {"industry_scope": "海底电缆的设计、制造与敷设"})
    correct(log, center, "CenterRegistered", {"name_en": "?"}, verdict="fail", reason="无依据")
    yield date(2023, 8, 1)
    correct(log, center, "ReviewReportIssued", {"verdict": "pass"})
    correct(log, center, "ExpertsAppointed", {"lead": "expert-2"})
    own = EXPERTS[0] | {"organisation": LEAD["name"]}
    correct(log, center, "ExpertsAppointed", {"experts": [own, *EXPERTS[1:]], "lead": "expert-1"})
    log.ask(center, SAY["approve_construction"])
    yield date(2024, 12, 4)
    log.pass_time(center)


def verdict_in_doubt(log: Chronicle) -> Telling:
    """Approved on a review that passed, while a correction of its verdict waits."""
    center = "sh-verdict-in-doubt"
    *way, _approval = path_to(Phase.CONSTRUCTION, date(2024, 1, 8))
    yield from walk(log, center, way)
    propose(log, center, "ReviewReportIssued", {"verdict": "fail"})
    yield date(2024, 7, 1)
    log.take(center, SAY["approve_construction"])


def strange_texts(log: Chronicle) -> Telling:
    """Signs that nobody sees, a code of zeros, an expert of the applicant's own house under an invisible difference."""
    center, name = "sh-strange-texts", SAY["register_center"]["name_zh"]
    register, *way = path_to(Phase.CONSTRUCTION, date(2023, 3, 1))
    odd = {"name_zh": name[:3] + INVISIBLE + name[3:], "lead": LEAD | {"uscc": ZEROS}, "level": "national"}
    yield date(2023, 3, 1)
    plain = register.body | {"center_id": center}
    log.either(center, plain | odd, plain, anyone(Role.APPLICANT))
    for step in way:
        if step.body["type"] == "appoint_experts":
            yield date.fromisoformat(step.body["effective_on"])
            own = EXPERTS[0] | {"organisation": LEAD["name"] + INVISIBLE}
            log.either(center, step.body | PANEL | {"experts": [own, *EXPERTS[1:]]}, step.body)
        else:
            yield from walk(log, center, [step], anyone(Role.APPLICANT))
    yield date(2023, 9, 1)
    colored = [{"topic": "operation", "finding": f"{ESCAPE}[31m运行正常{ESCAPE}[0m"}]
    log.either(center, SAY["record_supervision"] | {"findings": colored}, SAY["record_supervision"])
    director = SAY["appoint_director"]
    log.either(center, director | {"name": FILLER}, director, anyone(Role.APPLICANT))
    yield date(2025, 1, 6)
    log.pass_time(center)


def before_its_time(log: Chronicle) -> Telling:
    """An exchange and a director from before the approval; a revocation from before its evaluation."""
    center = "sh-before-its-time"
    yield from lead(log, center, Phase.CONSTRUCTION)
    yield date(2023, 5, 8)
    for name in ("hold_exchange", "appoint_director"):
        log.either(center, SAY[name] | {"effective_on": "2019-06-03"}, SAY[name])
    yield date(2023, 6, 1)
    *before, revoke = [*evaluation(outcome="revocation"), *revocation()]
    for body in before:
        log.take(center, body)
    yield date(2023, 6, 1) + TIME_FOR_A_STATEMENT
    log.either(center, revoke | {"effective_on": "2023-05-02"}, revoke)


def of_1923(log: Chronicle) -> Telling:
    """Registered in 2022 and approved, by a slip of the pen, in 1923: most of a century of duties is missed."""
    center = "sh-of-1923"
    *way, approval = path_to(Phase.CONSTRUCTION)
    yield from walk(log, center, way)
    yield date(2023, 3, 7)
    log.either(center, approval.body | {"effective_on": "1923-03-07"}, approval.body)
    log.pass_time(center, times=88)


def refused(log: Chronicle) -> Telling:
    """Decisions of all kinds that a rule refuses."""
    center = "sh-established"
    yield date(2024, 8, 1)
    log.ask(center, SAY["revoke_center"], ACTORS[Role.OFFICER])
    log.ask(center, SAY["approve_construction"])
    log.ask(center, SAY["commend"] | {"effective_on": "2030-01-01"})
    log.ask(center, SAY["commend"], expected_version=7)
    log.ask(center, SAY["commend"] | {"kinds": "publicity"})
    log.ask(center, SAY["register_center"] | {"center_id": center})
    log.ask("sh-nobody", SAY["commend"])
    log.ask("sh-withdrawn", SAY["submit_industry_research"])
    log.ask("sh-term-expired", SAY["revoke_center"])
    stranger = ACTORS[Role.APPLICANT].model_copy(update={"id": "applicant-2", "org": "91310000132203002T"})
    log.ask("sh-term-expired", SAY["hold_exchange"], stranger)


def strays(log: Chronicle) -> Telling:
    """Signals that are no decisions, to a center and to names that are none."""
    center = "sh-established"
    yield date(2024, 9, 2)
    for stream in (center, "nobody's\x00name"):
        for signal, text in (("decide", "approve it, please"), ("revoke_at_once", "{}")):
            log.hear(stream, signal, text)
    forged = log.envelope(center, SAY["commend"], ACTORS[Role.OFFICER])
    log.hear(center, "decide", forged.model_copy(update={"signature": "0" * 64}).model_dump_json())
    again = log.envelope(center, SAY["commend"] | {"reason": "另一理由"}, ACTORS[Role.OFFICER], command_id="word-0001")
    log.hear(center, "decide", again.model_dump_json())


ODDITIES: tuple[Story, ...] = (
    corrected,
    verdict_in_doubt,
    strange_texts,
    before_its_time,
    of_1923,
    refused,
    strays,
)
