"""What decisions name and ask for is what the guideline names and asks for, in its own terms."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.guideline.vocabulary import (
    ChainPosition,
    Commendation,
    EvaluationOutcome,
    GapKind,
    LifeStage,
    OrganisationKind,
    ResearchTopic,
    ResponsibilityArea,
    ServiceKind,
    SupervisionTopic,
)
from domain.kernel.base import LabeledEnum
from tests.lives import command_of, commands

TERMS: dict[type[LabeledEnum], str] = {
    GapKind: "测不了 测不全 测不准",
    ResearchTopic: (
        "在线计量 远程计量 嵌入式计量 微观量 复杂量 动态量 多参数综合参量 校准方法 计量技术规范 仪器仪表研制"
    ),
    LifeStage: "研发 设计 试验 生产 使用 维保 再利用",
    ChainPosition: "上游 中游 下游",
    ServiceKind: "关键参数测量 仪器设备检定校准 产品测试评价 系统方案集成",
    OrganisationKind: "计量技术机构 检验检测机构 科研院所 高校 行业龙头企业",
    ResponsibilityArea: "人员 资金 设备 项目 知识产权",
    EvaluationOutcome: "后续支持 整改 拟撤销",  # 撤销 is intended by it, and decided later
    SupervisionTopic: (
        "中心运行情况 能力提升情况 融入产业情况 服务产业成效 重点科研项目执行情况 后续能力建设规划落实情况"
    ),
    Commendation: ("宣传和示范推广 优先纳入国家产业计量测试中心培育范围 项目申报 人才引进 成果转化 税收优惠"),
}

ASKED_FOR: dict[str, str] = {
    "submit_industry_research": "scope current_state trends_domestic trends_abroad gaps first_plan",
    "report_preliminary_plan": "plan",
    "conclude_guidance": "intent industry_boundaries application_requirements",
    "hold_pre_review": "improvements summary verdict",
    "submit_application": (
        "application_form task_book strength strength.innovation strength.service strength.influence"
        " strength.upstream strength.midstream strength.downstream"
        " tasks tasks.needs_analysis tasks.research tasks.services tasks.alliance"
    ),
    "issue_review_report": "necessity feasibility sufficiency verdict",
    "form_alliance": "members",
    "apply_for_acceptance": "acceptance_application construction_summary capability_plan",
    "update_listing": "platform content",
    "adopt_sharing_rules": "instruments sites",
    "submit_annual_report": "needs research services alliance",
}
"""By decision: what the guideline names of its content, each of which has to be there."""


@pytest.mark.parametrize("vocabulary", TERMS, ids=lambda vocabulary: str(vocabulary.__name__))
def test_what_is_named_bears_the_guidelines_own_terms(vocabulary: type[LabeledEnum]) -> None:
    assert [item.label.zh for item in vocabulary] == TERMS[vocabulary].split()


@pytest.mark.parametrize(("decision", "part"), [(name, part) for name in ASKED_FOR for part in ASKED_FOR[name].split()])
def test_what_the_guideline_asks_for_has_to_be_there(decision: str, part: str) -> None:
    body = commands()[decision]
    assert command_of(body).model_fields_set
    with pytest.raises(ValidationError) as wrong:
        command_of(without(body, *part.split(".")))
    assert [error["loc"] for error in wrong.value.errors()] == [tuple(part.split("."))]


def without(body: dict[str, Any], name: str, *below: str) -> dict[str, Any]:
    """The body without one part of it."""
    if below:
        return {**body, name: without(body[name], *below)}
    return {key: value for key, value in body.items() if key != name}
