"""Centers in review and under construction, those who are related to each, and what betrays what of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from ledger.application import Ledger
from service_layer.deciding import context_of, decided
from service_layer.entries import RequestedDecision
from service_layer.stream_types import stream_type_of
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    ROLE_OF,
    SUCCESSOR,
    SUPERIOR,
    Body,
    command_of,
    commands,
    confirming,
    path_to,
    placed,
)
from tests.writing import NO_DIGEST

DOCS = Path(__file__).parents[2] / "docs" / "visibility.md"
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""When everything is recorded."""
BEGINNING = date(2025, 9, 1)
"""So that no day lies far back: what is unusual is the panel, of which a party might be the employer."""
LEAVING: Body = {
    "name": "上海市电缆研究所",
    "uscc": "1231000040000000X8",
    "kind": "research_institute",
    "district": "chongming",
}
"""The party that leaves."""

Columns = Mapping[str, tuple[str, ...]]
READERS: dict[str, Actor] = {
    "officer": Actor(id="officer-9", name="旁经办", role=Role.OFFICER),
    "approver": Actor(id="approver-9", name="旁审批", role=Role.APPROVER),
    "auditor": ACTORS[Role.AUDITOR],
    "operator": ACTORS[Role.OPERATOR],
    "lead": Actor(id="lead-2", name="牵头同事", role=Role.APPLICANT, org=LEAD["uscc"]),
    "joint": Actor(id="joint-1", name="联合", role=Role.APPLICANT, org=PARTNER["uscc"]),
    "district of the lead": Actor(id="district-2", name="浦东", role=Role.DISTRICT, district="pudong"),
    "district of the joint party": Actor(id="district-3", name="闵行", role=Role.DISTRICT, district="minhang"),
    "superior body": BY_SUPERIOR,
    "member of the panel": Actor(id="judge-1", name="组潜甲", role=Role.EXPERT),
    "member of a past panel": Actor(id="guide-1", name="导潜甲", role=Role.EXPERT),
    "member of the other's past panel": Actor(id="elder-1", name="导明甲", role=Role.EXPERT),
    "former party": Actor(id="leaving-1", name="离开", role=Role.APPLICANT, org=LEAVING["uscc"]),
    "applicant of another center": Actor(id="other-1", name="他人", role=Role.APPLICANT, org=SUCCESSOR["uscc"]),
    "foreign district": Actor(id="district-4", name="徐汇", role=Role.DISTRICT, district="xuhui"),
    "foreign body": Actor(id="body-1", name="他局", role=Role.DISTRICT, org="12310000425000001L"),
    "foreign expert": Actor(id="foreign-1", name="外专家", role=Role.EXPERT),
}
OF_ALL: Columns = {
    "Bureau": ("officer", "approver", "auditor"),
    "Lead": ("lead",),
    "Joint party": ("joint",),
    "Supervisor": ("district of the lead", "district of the joint party", "superior body"),
    "Former party": ("former party",),
    "Operator": ("operator",),
}
STRANGERS = ("applicant of another center", "foreign district", "foreign body", "foreign expert")


@dataclass(frozen=True)
class Setting:
    """A center of the house: what betrays what of it, and who is related to it by the columns of its table."""

    center: str
    sign: str
    """A character that stands in every marker."""
    table: str
    """The heading of its table."""
    columns: Columns
    until: Phase
    is_closed: bool

    def allowed(self, word: str) -> set[str]:
        """The kinds of markers that the word of the table lets through."""
        closed = {"panel", "own", "opinion"} if self.is_closed else set()
        return {
            "all": {"name", "record", "later", "evidence", "panel", "guidance", "opinion", "own", "reason"},
            "record": {"name", "record", "later", "evidence", "guidance", *closed},
            "joint": {"name", "record", "later", "guidance", *closed},
            "panel": {"name", "record", "later", "evidence", "guidance", "panel", "own"},
            "then": {"name", "record"},
            "public": {"name"},
            "public, own": {"name", "guidance"},
            "own": {"name", "guidance"},
        }.get(word, set())

    def markers(self) -> dict[str, tuple[str, ...]]:
        """By kind, what stands nowhere else in the house. ``own`` is the opinion of the panel's first member, and
        ``opinion`` that of its second.
        """
        sign = self.sign
        return {
            "name": (f"{sign}产业计量",),
            "record": (f"记{sign}",),
            "later": (f"后{sign}",),
            "evidence": (f"证{sign}",),
            "guidance": (f"导{sign}",),
            "panel": (f"组{sign}",),
            "own": (f"见一{sign}",),
            "opinion": (f"见二{sign}",),
            "reason": (f"由{sign}",),
        }

    def betrayed(self, text: str, word: str) -> set[str]:
        """The markers in the text that the word doesn't let through."""
        allowed = self.allowed(word)
        kinds = self.markers().items()
        return {marker for kind, markers in kinds for marker in markers if kind not in allowed and marker in text}


HIDDEN = Setting(
    "t-hidden",
    "潜",
    "A center in review",
    {
        **OF_ALL,
        "Panel": ("member of the panel",),
        "Past panel": ("member of a past panel",),
        "Others": (*STRANGERS, "member of the other's past panel"),
    },
    Phase.CONSTRUCTION,
    is_closed=False,
)
PUBLIC = Setting(
    "t-public",
    "明",
    "A center under construction",
    {
        **OF_ALL,
        "Past panel": ("member of the other's past panel",),
        "Others": (*STRANGERS, "member of the panel", "member of a past panel"),
    },
    Phase.CONSTRUCTION,
    is_closed=True,
)
FILE = {HIDDEN.center: "文件潜", PUBLIC.center: "文件明"}
EXPERTS = {
    (HIDDEN.center, "guidance"): ("guide", "导潜"),
    (HIDDEN.center, "application"): ("judge", "组潜"),
    (PUBLIC.center, "guidance"): ("elder", "导明"),
    (PUBLIC.center, "application"): ("senior", "组明"),
}
WITHOUT_A_STAGE = {"issue_review_report": "application"}
WORDS = {
    "complete_preliminary_review": "conclusion",
    "hold_review_meeting": "minutes",
    "inspect_site": "findings",
    "issue_review_report": "necessity",
}


def tables() -> dict[str, dict[str, dict[str, str]]]:
    """Of each heading of the document: by route and column, the word that stands there."""
    sections = re.split(r"^## ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {section.splitlines()[0]: dict(_rows(section)) for section in sections}


def _rows(section: str) -> Iterator[tuple[str, dict[str, str]]]:
    lines = [line.strip("| ").split("|") for line in section.splitlines() if line.startswith("|")]
    heads = [head.strip() for head in lines[0]]
    for line in lines[2:]:
        cells = [cell.strip() for cell in line]
        yield cells[0].strip("`"), dict(zip(heads[1:], cells[1:], strict=False))


def settle(ledger: Ledger, *settings: Setting) -> None:
    """Puts a center of somebody else on record, and then the lives of these."""
    other = commands()["register_center"] | {
        "center_id": "t-other",
        "name_zh": "上海市旁人产业计量测试中心",
        "lead": SUCCESSOR,
        "field": {"field": "photonic_chips"},
    }
    _record(ledger, "t-other", [(READERS["applicant of another center"], confirming(other))])
    for setting in settings:
        sha256 = ledger.documents.keep(FILE[setting.center].encode(), "text/plain", "a", "applicant-1")[0].sha256
        _record(ledger, setting.center, list(_life(setting, sha256)))


def _life(setting: Setting, sha256: str) -> Iterator[tuple[Actor, Body]]:
    """Each decision with who takes it: until the report is issued, or until construction is approved."""
    steps = path_to(setting.until, BEGINNING)
    for step in steps if setting.is_closed else steps[:-1]:
        body = _body_of(setting, step.body, sha256)
        yield _taker(body), body
        if body["type"] == "submit_industry_research":
            amended: Body = {"type": "amend_organisations", **_parties(JOINT_PARTY), "reason": "调整"}
            yield ACTORS[Role.OFFICER], _with_reason(setting, amended | {"effective_on": body["effective_on"]})


def _parties(*joint: Body) -> Body:
    return {"lead": LEAD | {"superior": SUPERIOR}, "joint": list(joint), "cooperation_mechanism": "联席会议"}


def _body_of(setting: Setting, body: Body, sha256: str) -> Body:
    sign, kind = setting.sign, body["type"]
    changed = dict(body)
    if kind == "register_center":
        leaving = JOINT_PARTY | {"organisation": LEAVING}
        changed |= {
            "center_id": setting.center,
            "name_zh": f"上海市{sign}产业计量测试中心",
            **_parties(JOINT_PARTY, leaving),
        }
    if kind == "submit_industry_research":
        changed["scope"] = f"记{sign}"
    if kind == "submit_application":
        changed["application_form"] = {"sha256": sha256, "title": f"后{sign}申报书"}
        changed["evidence"] = [
            one | ({"statement": f"证{sign}"} if one["uscc"] == LEAD["uscc"] else {}) for one in EVIDENCE
        ]
    if (stage := body.get("stage", WITHOUT_A_STAGE.get(kind))) is not None:
        changed |= _of_panel(setting, kind, stage, body)
    if kind in WORDS:
        changed[WORDS[kind]] = f"组{sign}"
    return _with_reason(setting, changed)


def _of_panel(setting: Setting, kind: str, stage: str, body: Body) -> Body:
    ids, name = EXPERTS[setting.center, stage]
    changed: Body = {}
    if kind == "appoint_experts":
        members = zip("甲乙丙", body["experts"], strict=True)
        changed["experts"] = [
            expert | {"id": f"{ids}-{place}", "name": f"{name}{letter}", "organisation": f"{PARTNER['name']}检测部"}
            for place, (letter, expert) in enumerate(members, start=1)
        ]
        changed["lead"] = f"{ids}-1"
    if "expert_id" in body:
        changed["expert_id"] = body["expert_id"].replace("expert", ids)
    if kind == "give_opinion":
        opening = f"见{'一' if body['expert_id'] == 'expert-1' else '二'}" if stage == "application" else "导"
        changed["opinion"] = f"{opening}{setting.sign}"
    return changed


def _with_reason(setting: Setting, body: Body) -> Body:
    """The reason for which the bureau confirms what is unusual."""
    confirmed = confirming(body)
    is_bureaus = ROLE_OF[body["type"]] in (Role.OFFICER, Role.APPROVER)
    return confirmed | {"confirmed": confirmed["confirmed"] | {"reason": f"由{setting.sign}" if is_bureaus else "补录"}}


def _taker(body: Body) -> Actor:
    role = ROLE_OF[body["type"]]
    if role is Role.EXPERT:
        (ids, name), place = next(
            ((ids, name), body["expert_id"][-1]) for ids, name in EXPERTS.values() if body["expert_id"].startswith(ids)
        )
        return Actor(id=f"{ids}-{place}", name=f"{name}{'甲乙丙'[int(place) - 1]}", role=Role.EXPERT)
    return ACTORS[role]


def _record(ledger: Ledger, center: str, taken: list[tuple[Actor, Body]]) -> None:
    numbers = count(1)
    for actor, body in taken:
        refusal = take(ledger, center, actor, body, f"{center}-{next(numbers)}")
        assert refusal is None, (body["type"], refusal)


def take(ledger: Ledger, center: str, actor: Actor, body: Body, command_id: str) -> Refusal | None:
    """Takes the decision as a worker does; its refusal, which is on record too."""
    command = command_of(placed(body, lambda event: _position_of(ledger, center, event)))
    requested = RequestedDecision(center, command_id, body["type"], actor, NO_DIGEST, NOW)
    current = ledger.current(center, stream_type_of(center).fold)
    entry = decided(ledger, requested, command, current, context_of(ledger, Policy(), center, actor, NOW))
    ledger.append(*entry)
    note = entry.receipt.refusal
    return None if note is None else Refusal(note.code, note.clause or "", **note.params)


def _position_of(ledger: Ledger, center: str, event: str) -> int:
    return next(one.position for one in reversed(ledger.history(center)) if one.event.wire_name() == event)
