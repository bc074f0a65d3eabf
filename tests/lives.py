"""Lives of centers for tests: one valid body of every decision, and the way from the register to establishment.

``commands()`` and ``path_to(phase)`` speak in bodies as they go over the wire, so that tests of the domain, of
workflows and of the API tell the same story. ``Life`` is a center's history in memory, decided on as the desk does it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import TypeAdapter

from domain.center import Center
from domain.context import Context, EmptyRegister, Register
from domain.deadlines.scheduled_facts import facts_due
from domain.decider import DECISIONS, confirmed_with, decide, signer_of
from domain.deputies.deputyships import Deputies
from domain.guideline.phases import Phase
from domain.guideline.policy import EDITION, Policy
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import Command, OnBehalfOf
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import CLOCK, Actor, Role
from domain.replay import fold_on, replay
from domain.values.partial_days import SHANGHAI
from domain.wording.doubts import DOUBTS
from domain.working_calendar.working_days import WorkingCalendar

Body = dict[str, Any]
E = TypeVar("E", bound=Event)

START = date(2022, 11, 1)
"""The day on which the lives of these tests begin, unless they say otherwise."""
A_WEEK = timedelta(days=7)

CENTER_ID = "sh-submarine-cables"
LEAD: Body = {
    "name": "上海市计量测试技术研究院",
    "uscc": "123100004250000064",
    "kind": "metrology_institution",
    "district": "pudong",
}
PARTNER: Body = {
    "name": "上海海缆制造有限公司",
    "uscc": "91310000132203002T",
    "kind": "leading_enterprise",
    "district": "minhang",
}
SUPERIOR: Body = {"name": "上海市科学技术委员会", "uscc": "11310000002425002L"}
"""A superior body that a party may name."""
SUCCESSOR: Body = {
    "name": "上海市计量检验检测研究院",
    "uscc": "123100004250001295",
    "kind": "metrology_institution",
    "district": "xuhui",
}
JOINT_PARTY: Body = {
    "organisation": PARTNER,
    "tasks": "建设海缆机械性能试验平台",
    "responsibilities": [{"area": "equipment", "duty": "提供试验装备"}],
}
AREAS = ("personnel", "funds", "equipment", "projects", "intellectual_property")
EVIDENCE = [{"uscc": party["uscc"], "area": area, "statement": "已落实"} for party in (LEAD, PARTNER) for area in AREAS]
EXPERTS: list[Body] = [
    {"id": "expert-1", "name": "陈专家", "organisation": "同济大学"},
    {"id": "expert-2", "name": "林专家", "organisation": "上海交通大学"},
    {"id": "expert-3", "name": "周专家", "organisation": "中国计量科学研究院"},
]
PANEL: Body = {"experts": EXPERTS, "lead": "expert-1"}

ACTORS: dict[Role, Actor] = {
    Role.APPLICANT: Actor(id="applicant-1", name="申报人", role=Role.APPLICANT, org=LEAD["uscc"]),
    Role.DISTRICT: Actor(id="district-1", name="区局", role=Role.DISTRICT, district="pudong"),
    Role.EXPERT: Actor(id="expert-1", name="陈专家", role=Role.EXPERT),
    Role.OFFICER: Actor(id="officer-1", name="李经办", role=Role.OFFICER),
    Role.APPROVER: Actor(id="approver-1", name="王审批", role=Role.APPROVER),
    Role.AUDITOR: Actor(id="auditor-1", name="审计", role=Role.AUDITOR),
    Role.OPERATOR: Actor(id="operator-1", name="运维", role=Role.OPERATOR),
    Role.SYSTEM: CLOCK,
}
BY_SUPERIOR = Actor(id="superior-1", name="市科委", role=Role.DISTRICT, org=SUPERIOR["uscc"])
"""Who acts for the superior body."""
BY_EXPERT: dict[str, Actor] = {
    expert["id"]: Actor(id=expert["id"], name=expert["name"], role=Role.EXPERT) for expert in EXPERTS
}
ROLE_OF: dict[str, Role] = {decision.type: decision.roles[0] for decision in DECISIONS}


def taken_by(body: Body) -> Actor:
    """By whom a decision is taken, unless a test says otherwise: an expert signs for nobody else, and what is handed in
    on paper is entered by the officer.
    """
    if "on_behalf_of" in body:
        return ACTORS[Role.OFFICER]
    role = ROLE_OF[body["type"]]
    return BY_EXPERT.get(body.get("expert_id", ""), ACTORS[role]) if role is Role.EXPERT else ACTORS[role]


def document(title: str, digit: str = "a") -> Body:
    """A reference to a file of that title."""
    return {"sha256": digit * 64, "title": title}


def next_report(day: date) -> date:
    """The first 30 November after the day (5.2)."""
    this_year = date(day.year, 11, 30)
    return this_year if day < this_year else date(day.year + 1, 11, 30)


def annual_report(year: int, **changes: Any) -> Body:
    """The report of a year, with one typical case."""
    sections = {name: {"summary": "按计划推进"} for name in ("needs", "research", "services", "alliance")}
    cases = [{"title": "海缆阻抗在线测量", "description": "为敷设船提供在线测量"}]
    return {"type": "submit_annual_report", "year": year, **sections, "cases": cases, **changes}


def evaluation(**changes: Any) -> list[Body]:
    """An evaluation and the decision on it, which follows what is proposed."""
    proposal, decision = commands()["evaluate_construction"], commands()["decide_on_evaluation"]
    return [proposal | changes, decision | changes]


def commands() -> dict[str, Body]:
    """One valid body of every decision, by its type. Ids of orders and corrections only stand for real ones."""
    return {body["type"]: body for body in _bodies()}


def _bodies() -> Iterable[Body]:
    yield from _bodies_of_incubation()
    yield from _bodies_of_application()
    yield from _bodies_of_construction()
    yield from _bodies_of_supervision()
    yield from _bodies_of_changes()
    yield from _bodies_of_any_time()


def _bodies_of_incubation() -> Iterable[Body]:
    gap = {"kind": "unmeasurable", "quantity": "海缆动态弯曲", "chain_position": "midstream", "plan": "研制在线装置"}
    yield {
        "type": "register_center",
        "center_id": CENTER_ID,
        "name_zh": "上海市海缆产业计量测试中心",
        "field": {"field": "high_end_equipment"},
        "industry_scope": "海底电缆的设计、制造、敷设与运维",
        "lead": LEAD,
    }
    yield {
        "type": "submit_industry_research",
        "scope": "海缆",
        "current_state": "产能居全国前列",
        "trends_domestic": "向深远海发展",
        "trends_abroad": "动态缆",
        "gaps": [gap],
        "first_plan": "三年建成",
    }
    yield {"type": "record_support", "granted": True}
    yield {"type": "report_preliminary_plan", "plan": "分两期建设"}
    yield {
        "type": "conclude_guidance",
        "intent": "意向明确",
        "industry_boundaries": "限于海缆",
        "application_requirements": "已说明",
    }
    yield {"type": "hold_pre_review", "improvements": "补充路线图", "summary": "符合要求", "verdict": "pass"}


def _bodies_of_application() -> Iterable[Body]:
    strength = dict.fromkeys(("innovation", "service", "influence", "upstream", "midstream", "downstream"), "较强")
    tasks = dict.fromkeys(("needs_analysis", "research", "services", "alliance"), "按年度推进")
    yield {
        "type": "submit_application",
        "application_form": document("筹建申报书"),
        "task_book": document("筹建任务书", "b"),
        "strength": strength,
        "tasks": tasks,
        "consent_needed": True,
    }
    yield {"type": "require_consent", "reason": "项目用地须由区人民政府协调"}
    yield {
        "type": "record_consent",
        "given": True,
        "authority_kind": "district_government",
        "authority": "浦东新区人民政府",
        "document": document("区人民政府同意函", "f"),
    }
    yield {"type": "appoint_experts", "stage": "application", **PANEL}
    yield {"type": "give_opinion", "stage": "application", "expert_id": "expert-1", "opinion": "补充设备清单"}
    yield {"type": "recuse_expert", "stage": "application", "expert_id": "expert-2", "reason": "近亲属在承建单位任职"}
    yield {"type": "request_supplement", "stage": "application", "items": ["设备清单"]}
    yield {"type": "submit_supplement", "stage": "application", "summary": "已补充"}
    yield {"type": "complete_preliminary_review", "stage": "application", "conclusion": "材料齐全"}
    yield {"type": "hold_review_meeting", "departments": ["市经济信息化委"], "minutes": "专家质询"}
    yield {"type": "record_advice", "advice": "补充海缆敷设工况的测量方案", "given_by": ["陈专家"]}
    yield {"type": "inspect_site", "findings": "条件具备"}
    yield {
        "type": "issue_review_report",
        "expert_id": "expert-1",
        "necessity": "必要",
        "feasibility": "可行",
        "sufficiency": "充分",
        "verdict": "pass",
    }
    yield {"type": "approve_construction", "document_number": "沪市监计量〔2023〕215号", "term_months": 36}
    yield {"type": "decline_construction", "document_number": "沪市监计量〔2023〕21号", "reason": "服务能力不足"}


def _bodies_of_construction() -> Iterable[Body]:
    members = [{"name": "上海海缆制造有限公司", "chain_position": "midstream"}]
    yield {"type": "form_alliance", "name": "海缆产业计量测试联盟", "members": members}
    yield {"type": "change_alliance", "name": "海缆产业计量测试联盟", "members": members}
    yield {"type": "dissolve_alliance", "reason": "成员单位另组联盟"}
    yield {"type": "complete_self_inspection", "items": [{"item": "人员能力", "conforms": True}]}
    yield {
        "type": "apply_for_acceptance",
        "acceptance_application": document("验收申请书", "c"),
        "construction_summary": document("筹建工作总结报告", "d"),
        "capability_plan": document("能力后续建设规划", "e"),
    }
    yield {"type": "withdraw_acceptance_application", "reason": "试验水池改造未完成"}
    yield {
        "type": "report_on_site_acceptance",
        "expert_id": "expert-1",
        "verdict": "pass",
        "findings": "符合要求",
        "revisions": ["补充不确定度评定"],
    }
    yield {"type": "submit_revision", "summary": "已修订"}
    yield {"type": "confirm_revision", "conclusion": "修订完成"}
    yield {"type": "approve_establishment", "document_number": "沪市监计量〔2023〕402号"}
    yield {"type": "appoint_director", "name": "张主任"}
    yield {"type": "record_vacancy", "acting": "钱副主任", "reason": "原主任调离"}
    yield {"type": "hold_exchange", "topic": "海缆寿命评价", "summary": "现场互动"}
    yield {"type": "update_listing", "platform": "长三角产业计量云平台", "content": "中心与联盟成员信息"}
    yield {"type": "adopt_sharing_rules", "instruments": "阻抗测量装置", "sites": "试验水池"}


def _bodies_of_supervision() -> Iterable[Body]:
    yield {"type": "evaluate_construction", "outcome": "continued_support", "summary": "进展良好"}
    yield {
        "type": "decide_on_evaluation",
        "outcome": "continued_support",
        "document_number": "沪市监计量〔2023〕66号",
        "reason": "能力建设按计划推进",
    }
    yield annual_report(2023)
    yield {"type": "notify_major_matter", "title": "试验水池停用", "description": "检修", "happened_on": "2023-09-01"}
    yield {"type": "record_supervision", "findings": [{"topic": "operation", "finding": "运行正常"}]}
    yield {"type": "propose_rectification", "problems": "阻抗标准器逾期未检定"}
    yield {"type": "propose_recommendation", "kinds": ["publicity"], "reason": "服务船厂成效显著"}
    yield {"type": "follow_up", "about": "p1", "outcome": "order_proposed", "reason": "问题属实"}
    yield {"type": "commend", "kinds": ["publicity"], "reason": "成效显著"}
    yield {
        "type": "order_rectification",
        "document_number": "沪市监计量〔2023〕71号",
        "problems": "设备未溯源",
        "due_on": "2024-06-30",
    }
    yield {
        "type": "extend_rectification",
        "rectification_id": "r1",
        "due_on": "2024-09-30",
        "document_number": "沪市监计量〔2023〕75号",
        "reason": "溯源机构排期",
    }
    yield {"type": "report_rectification", "rectification_id": "r1", "measures": "已送校"}
    yield {"type": "judge_rectification", "rectification_id": "r1", "outcome": "accepted", "reason": "已整改到位"}
    yield {
        "type": "give_notice_of_revocation",
        "ground": "evaluation",
        "reason": "筹建进展不足",
        "hearing": "可自送达之日起五个工作日内申请听证",
    }
    yield {"type": "record_statement", "kind": "statement", "text": "设备已全部到位", "made_by": "张主任"}
    yield {"type": "revoke_center", "document_number": "沪市监计量〔2024〕88号", "reason": "整改后仍达不到要求"}


def _bodies_of_changes() -> Iterable[Body]:
    yield {
        "type": "rename_center",
        "name_zh": "上海市海洋电缆产业计量测试中心",
        "document_number": "沪市监计量〔2023〕310号",
        "reason": "与产业名称一致",
    }
    yield {
        "type": "change_scope",
        "field": {"field": "new_marine_economy"},
        "industry_scope": "海底电缆和海洋观测装备",
        "reason": "服务范围扩大",
    }
    yield {"type": "relinquish", "reason": "承建单位业务调整"}
    yield {"type": "take_back_relinquishment", "reason": "业务调整已取消"}
    yield {"type": "record_relinquishment", "document_number": "沪市监计量〔2023〕511号"}


def _bodies_of_any_time() -> Iterable[Body]:
    yield {"type": "withdraw", "reason": "另行申报"}
    yield {"type": "amend_organisations", "lead": LEAD | {"name": "上海计量院"}, "reason": "更名"}
    yield {"type": "record_merger", "predecessor": LEAD["uscc"], "successor": SUCCESSOR, "reason": "机构改革合并设立"}
    yield {"type": "complete_record", "name_en": "Shanghai Center of Submarine Cables", "source": "批准文件"}
    yield {
        "type": "correct_record",
        "position": 1,
        "what_was_wrong": "名称有误",
        "corrected": {"name_zh": "上海市海底电缆产业计量测试中心"},
    }
    yield {"type": "take_back_correction", "correction_id": "c1", "reason": "另行核实"}
    yield {"type": "confirm_correction", "correction_id": "c1", "verdict": "pass"}
    yield {
        "type": "assign_officer",
        "lead": {"id": "officer-1", "name": "李经办"},
        "assisting": [{"id": "officer-2", "name": "赵经办"}],
        "reason": "处内分工",
    }
    yield {"type": "begin_backfill", "reason": "补录移交前的纸质档案"}
    yield {"type": "finish_backfill", "followed_from": "2022-06-01"}
    yield {
        "type": "record_service",
        "position": 2,
        "manner": "direct",
        "recipient": "上海市计量测试技术研究院",
        "document": document("送达回证", "f"),
    }
    yield {"type": "undo", "position": 2, "kind": "entry_error", "effect": "annuls", "reason": "录入了其他中心的材料"}
    yield {"type": "confirm_undo", "undoing_id": "u3", "verdict": "pass"}
    yield {
        "type": "add_reports",
        "facts": [{"kind": "unveiled", "date": "2022-06-18", "certainty": "reported", "source": "区报"}],
        "details": {"seat": "上海市黄浦区", "district": "huangpu", "industry": "海底电缆", "source": "区报"},
    }
    yield {
        "type": "import_center",
        "center_id": CENTER_ID,
        "name_zh": "上海市海缆产业计量测试中心",
        "level": "municipal",
        "region": "上海",
        "field": "high_end_equipment",
        "source": "新闻报道",
        "facts": [{"kind": "construction_approved", "date": "2022-05", "certainty": "approximate", "source": "报道"}],
    }


def placed(body: Body, position_of: Callable[[str], int]) -> Body:
    """The body with the position of the act that it names by the name of its event, as those of ``path_to`` do."""
    event = body.get("position")
    return body | {"position": position_of(event)} if isinstance(event, str) else body


def revocation(ground: str = "evaluation", **changes: Any) -> list[Body]:
    """A notice, its service and the revocation, for which the time of a statement has to pass."""
    bodies = commands()
    notice = bodies["give_notice_of_revocation"] | {"ground": ground}
    service = bodies["record_service"] | {"position": "RevocationNoticed"}
    return [notice, service, bodies["revoke_center"] | changes]


TIME_FOR_A_STATEMENT = timedelta(days=21)
"""In which five working days pass, whatever holidays there are."""


def confirming(body: Body, *doubts: str) -> Body:
    """The body with these doubts confirmed in advance; any that may be asked where none are named."""
    return {"confirmed": {"doubts": doubts or tuple(DOUBTS), "reason": "据书面材料补录"}, **body}


def handed_in(body: Body, received_on: date | str, organisation: str = LEAD["name"]) -> Body:
    """The body as the officer enters it: it was handed in on paper, and received on that day."""
    paper = document("来件扫描件", "f")
    return {"on_behalf_of": {"organisation": organisation, "received_on": str(received_on), "document": paper}, **body}


class Step(NamedTuple):
    """One decision on the way: who takes it, and its body with the day it takes effect."""

    role: Role
    body: Body


_REVIEW = (
    "appoint_experts give_opinion give_opinion request_supplement submit_supplement complete_preliminary_review".split()
)
_WAY: tuple[tuple[str, str | None], ...] = (
    *((name, None) for name in ("register_center", "submit_industry_research", "record_support")),
    ("report_preliminary_plan", None),
    *((name, "guidance") for name in ("appoint_experts", "give_opinion")),
    *((name, None) for name in ("conclude_guidance", "hold_pre_review", "submit_application", "record_consent")),
    *((name, "application") for name in _REVIEW),
    *((name, None) for name in ("hold_review_meeting", "inspect_site", "issue_review_report")),
    *((name, None) for name in ("approve_construction", "appoint_director", "form_alliance", "adopt_sharing_rules")),
    *((name, None) for name in ("update_listing", "hold_exchange", "hold_exchange", "complete_self_inspection")),
    ("apply_for_acceptance", None),
    *((name, "acceptance") for name in _REVIEW),
    *((name, None) for name in ("report_on_site_acceptance", "submit_revision", "confirm_revision")),
    ("approve_establishment", None),
)
_LAST_STEP = {
    Phase.INCUBATION: "register_center",
    Phase.APPLICATION: "submit_application",
    Phase.CONSTRUCTION: "approve_construction",
    Phase.ACCEPTANCE: "apply_for_acceptance",
    Phase.OPERATION: "approve_establishment",
}


_ON_THE_WAY_TO: dict[tuple[Phase, str], Body] = {
    (Phase.REVOKED, "evaluate_construction"): {"outcome": "revocation"},
    (Phase.REVOKED, "decide_on_evaluation"): {"outcome": "revocation"},
    (Phase.REVOKED, "record_service"): {"position": "RevocationNoticed"},
    (Phase.UNKNOWN, "complete_record"): {"parties": {"lead": LEAD}},
    (Phase.UNKNOWN, "import_center"): {
        "facts": [{"kind": "unveiled", "date": "2022-06-18", "certainty": "reported", "source": "区报"}]
    },
}


def path_to(
    phase: Phase, start: date = START, every: timedelta = A_WEEK, changes: Mapping[str, Body] | None = None
) -> list[Step]:
    """The decisions that lead a center from the register into the phase, one each week from ``start`` on, and the
    opinions of a panel on one day.

    ``changes`` are laid over the bodies of the types that they name.
    """
    way = _way_to(phase)
    bodies = commands()
    steps = []
    weeks = -1
    for place, (name, stage) in enumerate(way):
        staged = {"stage": stage} if stage else {}
        given = way[:place].count((name, stage)) if name == "give_opinion" else 0
        weeks += not given
        if name == "revoke_center":
            start += TIME_FOR_A_STATEMENT
        if name == "give_opinion":
            staged["expert_id"] = EXPERTS[given]["id"]
        body = bodies[name] | staged | _ON_THE_WAY_TO.get((phase, name), {}) | (changes or {}).get(name, {})
        steps.append(Step(ROLE_OF[name], confirming({"effective_on": (start + weeks * every).isoformat(), **body})))
    return steps


def _way_to(phase: Phase) -> Sequence[tuple[str, str | None]]:
    if phase is Phase.WITHDRAWN:
        return [_WAY[0], ("withdraw", None)]
    if phase is Phase.UNKNOWN:
        return [("import_center", None), ("complete_record", None)]
    if phase is Phase.REVOKED:
        names = ["evaluate_construction", "decide_on_evaluation", *(body["type"] for body in revocation())]
        return [*_way_to(Phase.CONSTRUCTION), *((name, None) for name in names)]
    if phase is Phase.RELINQUISHED:
        return [*_way_to(Phase.CONSTRUCTION), ("relinquish", None), ("record_relinquishment", None)]
    on_the_way = [name for name, _ in _WAY]
    return _WAY[: on_the_way.index(_LAST_STEP[phase]) + 1]


_COMMANDS: dict[str, TypeAdapter[Command]] = {decision.type: TypeAdapter(decision.command) for decision in DECISIONS}


def command_of(body: Body) -> Command:
    """The body as it is read off the wire."""
    return _COMMANDS[body["type"]].validate_json(json.dumps(body, default=str))


def stated(body: Body) -> dict[str, Any]:
    """What somebody answers on the form of that decision: also what its command would take for granted."""
    taken = command_of(body).model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in _filled_up(body, taken).items() if name != "type"}


def _filled_up(own: Any, taken: Any) -> Any:
    """What is one's own, with what is taken for granted beside it: choices, at any depth."""
    if isinstance(own, Mapping) and isinstance(taken, Mapping):
        choices = {name: value for name, value in taken.items() if isinstance(value, bool | str)}
        return {**choices, **{name: _filled_up(value, taken.get(name)) for name, value in own.items()}}
    if isinstance(own, list | tuple) and isinstance(taken, list):
        return [_filled_up(one, other) for one, other in zip(own, taken, strict=True)]
    return own


def noon(day: date) -> datetime:
    """Noon of the day in Shanghai, as a UTC instant."""
    return datetime.combine(day, time(12), SHANGHAI).astimezone(UTC)


@dataclass
class Life:
    """A center's history in memory. ``now`` moves on with what is decided and never goes back; ``edition`` is that of
    the house's numbers by which it is decided.
    """

    policy: Policy = field(default_factory=Policy)
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    now: datetime = field(default_factory=lambda: noon(START))
    records: list[Record[Event]] = field(default_factory=list)
    state: Center | None = None
    register: Register = field(default_factory=EmptyRegister)
    deputies: Deputies = field(default_factory=Deputies)
    edition: int = EDITION

    @property
    def center(self) -> Center:
        """The center as it stands."""
        assert self.state is not None
        return self.state

    @property
    def events(self) -> list[Event]:
        """What has happened, oldest first."""
        return [record.event for record in self.records]

    def last(self, kind: type[E]) -> E:
        """The last thing that happened, which is of that kind."""
        event = self.records[-1].event
        assert isinstance(event, kind), event
        return event

    def position_of(self, event: str) -> int:
        """Where the last event of that name stands."""
        return next(record.position for record in reversed(self.records) if record.event.wire_name() == event)

    def ask(self, body: Body, actor: Actor | None = None) -> list[Event] | Refusal:
        """What would follow from the decision, taken by whom it belongs to unless ``actor`` says otherwise."""
        context = self.context(actor or taken_by(body))
        return decide(command_of(placed(body, self.position_of)), self.state, context)

    def context(self, actor: Actor) -> Context:
        """What somebody decides in now."""
        return Context(
            actor,
            self.now,
            self.calendar,
            self.policy,
            lambda: self.records,
            register=self.register,
            deputies=self.deputies,
            edition=self.edition,
        )

    def take(self, body: Body, actor: Actor | None = None) -> Self:
        """Take the decision on the day that it names, or today."""
        body = confirming(placed(body, self.position_of))
        command = command_of(body)
        if command.effective_on:
            self.now = max(self.now, noon(command.effective_on))
        decided = self.ask(body, actor)
        assert not isinstance(decided, Refusal), decided
        context = self.context(actor or taken_by(body))
        confirmed = confirmed_with(command, self.state, context)
        signer, on = signer_of(command, context), context.effective_on(command)
        self.record(decided, signer, on, confirmed, command.on_behalf_of)
        return self

    def record(
        self,
        events: Iterable[Event],
        actor: Actor,
        day: date,
        confirmed: ConfirmedDoubts | None = None,
        on_behalf_of: OnBehalfOf | None = None,
    ) -> None:
        """Put events on record as of now, as one decision."""
        command_id = f"test-{len(self.records) + 1}"
        for event in events:
            version = len(self.records) + 1
            record: Record[Event] = Record.model_construct(
                center_id=CENTER_ID,
                version=version,
                effective_on=event.took_effect_on(day),
                recorded_at=self.now,
                actor=actor,
                command_id=command_id,
                documents=(),
                note=None,
                confirmed=confirmed,
                decided_under=self.policy.decided_under().model_copy(update={"policy": self.edition}),
                on_behalf_of=on_behalf_of,
                event=event,
                position=version,
            )
            self.records.append(record)
            self.state = replay(self.records) if event.AMENDS else fold_on(self.state, [record])

    def pass_time(self, day: date) -> list[Event]:
        """Let the clocks run to noon of the day; what they recorded, oldest first."""
        return self.pass_time_to(noon(day))

    def pass_time_to(self, instant: datetime) -> list[Event]:
        """Let the clocks run to the instant (UTC), as a workflow that wakes then does."""
        self.now = max(self.now, instant)
        before = len(self.records)
        while facts := facts_due(self.center, self.now, self.policy, self.calendar):
            self.record(facts, CLOCK, Context(CLOCK, self.now).today)
        return self.events[before:]


def live(steps: Iterable[Step], **circumstances: Any) -> Life:
    """The life in which these decisions were taken."""
    life = Life(**circumstances)
    for step in steps:
        life.take(step.body)
    return life


def life_in(phase: Phase, changes: Mapping[str, Body] | None = None, **circumstances: Any) -> Life:
    """A life that has just come into the phase."""
    return live(path_to(phase, changes=changes), **circumstances)


def life_before(name: str, stage: str | None = None, changes: Mapping[str, Body] | None = None) -> Life:
    """A life in which the decision of that name comes next on the way to establishment."""
    steps = path_to(Phase.OPERATION, changes=changes)
    place = next(
        place
        for place, step in enumerate(steps)
        if step.body["type"] == name and stage in (None, step.body.get("stage"))
    )
    return live(steps[:place])
