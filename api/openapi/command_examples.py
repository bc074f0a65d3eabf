"""A valid body of every decision, as the OpenAPI document shows it: the life of a center that doesn't exist.

Ids of orders, corrections, undoings and proposals stand for those that the center's page shows; positions for those of
its history; digests for those under which the files were taken.
"""

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]


def _file(title: str, digit: str) -> Body:
    return {"sha256": digit * 64, "title": title}


LEAD: Body = {
    "name": "示例计量测试研究院",
    "uscc": "123100004250000064",
    "kind": "metrology_institution",
    "district": "xuhui",
}
SUCCESSOR: Body = LEAD | {"name": "示例计量检测研究总院", "uscc": "123100004250001295"}
MEMBERS: list[Body] = [{"name": "示例复合材料有限公司", "chain_position": "midstream", "uscc": "91310000132203002T"}]
EXPERTS: list[Body] = [
    {"id": "expert-1", "name": "陈某", "organisation": "示例大学"},
    {"id": "expert-2", "name": "林某", "organisation": "示例理工学院"},
    {"id": "expert-3", "name": "周某", "organisation": "示例计量科学研究院"},
]

_INCUBATION: dict[str, Body] = {
    "register_center": {
        "center_id": "example-center",
        "name_zh": "上海市新材料产业计量测试中心（示例）",
        "name_en": "Shanghai Metrology Center for New Materials (example)",
        "lead": LEAD,
        "field": {"field": "new_materials", "branch": "key_strategic_materials"},
        "industry_scope": "高性能复合材料全产业链的计量测试",
        "effective_on": "2026-01-05",
    },
    "submit_industry_research": {
        "scope": "高性能复合材料",
        "current_state": "产能居全国前列",
        "trends_domestic": "向航空航天延伸",
        "trends_abroad": "热塑性复合材料",
        "gaps": [
            {
                "kind": "unmeasurable",
                "quantity": "层间剪切强度的在线测量",
                "chain_position": "midstream",
                "plan": "研制在线装置",
            }
        ],
        "first_plan": "三年建成",
    },
    "record_support": {"granted": True, "reason": "符合本区产业布局"},
    "report_preliminary_plan": {"plan": "分两期建设"},
    "conclude_guidance": {
        "intent": "意向明确",
        "industry_boundaries": "限于高性能复合材料",
        "application_requirements": "已逐项说明",
    },
    "hold_pre_review": {"improvements": "补充技术路线图", "summary": "符合要求", "verdict": "pass"},
}
_APPLICATION: dict[str, Body] = {
    "submit_application": {
        "application_form": _file("筹建申报书", "a"),
        "task_book": _file("筹建任务书", "b"),
        "strength": dict.fromkeys(
            ("innovation", "service", "influence", "upstream", "midstream", "downstream"), "见申报书第二部分"
        ),
        "tasks": dict.fromkeys(("needs_analysis", "research", "services", "alliance"), "按年度推进"),
        "consent_needed": True,
    },
    "require_consent": {"reason": "项目用地须由区人民政府协调"},
    "record_consent": {
        "given": True,
        "authority_kind": "district_government",
        "authority": "示例区人民政府",
        "document": _file("区人民政府同意函", "c"),
    },
    "appoint_experts": {"stage": "application", "experts": EXPERTS, "lead": "expert-1"},
    "give_opinion": {"stage": "application", "expert_id": "expert-1", "opinion": "补充设备清单"},
    "recuse_expert": {"stage": "application", "expert_id": "expert-2", "reason": "近亲属在承建单位任职"},
    "request_supplement": {"stage": "application", "items": ["设备清单"]},
    "submit_supplement": {"stage": "application", "summary": "已补充设备清单"},
    "complete_preliminary_review": {"stage": "application", "conclusion": "材料齐全"},
    "hold_review_meeting": {"departments": ["市经济信息化委"], "minutes": "专家质询与答辩"},
    "record_advice": {"advice": "补充在役工况的测量方案", "given_by": ["陈某"]},
    "inspect_site": {"findings": "条件具备"},
    "issue_review_report": {
        "expert_id": "expert-1",
        "necessity": "必要",
        "feasibility": "可行",
        "sufficiency": "充分",
        "verdict": "pass",
    },
    "approve_construction": {"document_number": "沪市监计量〔2026〕15号", "term_months": 36},
    "decline_construction": {"document_number": "沪市监计量〔2026〕16号", "reason": "服务能力不足"},
}
_CONSTRUCTION: dict[str, Body] = {
    "form_alliance": {"name": "复合材料产业计量测试联盟（示例）", "members": MEMBERS},
    "change_alliance": {"name": "复合材料产业计量测试联盟（示例）", "members": MEMBERS},
    "dissolve_alliance": {"reason": "成员单位另组联盟"},
    "adopt_sharing_rules": {"instruments": "万能试验机及夹具", "sites": "环境试验室"},
    "complete_self_inspection": {"items": [{"item": "人员能力", "conforms": True}]},
    "apply_for_acceptance": {
        "acceptance_application": _file("验收申请书", "d"),
        "construction_summary": _file("筹建工作总结报告", "e"),
        "capability_plan": _file("能力后续建设规划", "f"),
    },
    "withdraw_acceptance_application": {"reason": "环境试验室改造未完成"},
    "report_on_site_acceptance": {
        "expert_id": "expert-1",
        "verdict": "pass",
        "findings": "符合要求",
        "revisions": ["补充不确定度评定"],
    },
    "submit_revision": {"summary": "已按专家意见修订"},
    "confirm_revision": {"conclusion": "修订完成"},
    "approve_establishment": {"document_number": "沪市监计量〔2026〕40号"},
    "appoint_director": {"name": "张某"},
    "record_vacancy": {"acting": "钱某", "reason": "原主任调离"},
    "hold_exchange": {"topic": "复合材料寿命评价", "summary": "现场互动"},
    "update_listing": {"platform": "长三角产业计量云平台", "content": "中心与联盟成员信息"},
}
_SUPERVISION: dict[str, Body] = {
    "evaluate_construction": {"outcome": "continued_support", "summary": "进展良好"},
    "decide_on_evaluation": {
        "outcome": "continued_support",
        "document_number": "沪市监计量〔2026〕66号",
        "reason": "能力建设按计划推进",
    },
    "submit_annual_report": {
        "year": 2025,
        **{name: {"summary": "按计划推进"} for name in ("needs", "research", "services", "alliance")},
        "cases": [{"title": "层间剪切强度在线测量", "description": "为生产线提供在线测量"}],
    },
    "notify_major_matter": {"title": "环境试验室停用", "description": "检修两周", "happened_on": "2026-01-12"},
    "record_supervision": {"findings": [{"topic": "operation", "finding": "运行正常"}]},
    "propose_rectification": {"problems": "主标准器逾期未检定"},
    "propose_recommendation": {"kinds": ["publicity"], "reason": "服务产业成效显著"},
    "follow_up": {"about": "p1", "outcome": "order_proposed", "reason": "问题属实"},
    "commend": {"kinds": ["publicity"], "reason": "成效显著"},
    "order_rectification": {
        "document_number": "沪市监计量〔2026〕71号",
        "problems": "主标准器未溯源",
        "due_on": "2027-06-30",
    },
    "extend_rectification": {
        "rectification_id": "r1",
        "due_on": "2027-09-30",
        "document_number": "沪市监计量〔2027〕75号",
        "reason": "溯源机构排期",
    },
    "report_rectification": {"rectification_id": "r1", "measures": "已送校准"},
    "judge_rectification": {"rectification_id": "r1", "outcome": "accepted", "reason": "已整改到位"},
    "give_notice_of_revocation": {
        "ground": "evaluation",
        "reason": "筹建进展不足",
        "hearing": "可自送达之日起五个工作日内申请听证",
    },
    "record_statement": {"kind": "statement", "text": "设备已全部到位", "made_by": "张某"},
    "revoke_center": {"document_number": "沪市监计量〔2027〕88号", "reason": "整改后仍达不到要求"},
}
_CHANGES: dict[str, Body] = {
    "rename_center": {
        "name_zh": "上海市复合材料产业计量测试中心（示例）",
        "document_number": "沪市监计量〔2026〕31号",
        "reason": "与产业名称一致",
    },
    "change_scope": {
        "field": {"field": "high_end_equipment"},
        "industry_scope": "复合材料及其成型装备",
        "reason": "服务范围扩大",
    },
    "amend_organisations": {"lead": LEAD | {"name": "示例计量院"}, "reason": "更名"},
    "record_merger": {"predecessor": LEAD["uscc"], "successor": SUCCESSOR, "reason": "机构改革合并设立"},
    "withdraw": {"reason": "另行申报"},
    "relinquish": {"reason": "承建单位业务调整"},
    "take_back_relinquishment": {"reason": "业务调整已取消"},
    "record_relinquishment": {"document_number": "沪市监计量〔2026〕51号"},
}
_HOUSEKEEPING: dict[str, Body] = {
    "assign_officer": {
        "lead": {"id": "officer-1", "name": "李某"},
        "assisting": [{"id": "officer-2", "name": "赵某"}],
        "reason": "处内分工",
    },
    "record_service": {
        "position": 48,
        "manner": "direct",
        "recipient": LEAD["name"],
        "document": _file("送达回证", "0"),
    },
    "complete_record": {
        "approval_number": "沪市监计量[2023]0100号",
        "term_ends_on": "2026-05-17",
        "source": "批复文件",
    },
    "add_reports": {
        "facts": [{"kind": "unveiled", "date": "2023-06-18", "certainty": "reported", "source": "示例日报"}],
        "details": {"seat": "上海市徐汇区", "district": "xuhui", "industry": "复合材料", "source": "示例日报"},
    },
    "begin_backfill": {"reason": "补录移交前的纸质档案"},
    "finish_backfill": {"followed_from": "2025-01-01"},
    "correct_record": {
        "position": 48,
        "what_was_wrong": "名称有误",
        "corrected": {"name_zh": "上海市新型材料产业计量测试中心（示例）"},
    },
    "take_back_correction": {"correction_id": "c1", "reason": "另行核实"},
    "confirm_correction": {"correction_id": "c1", "verdict": "pass"},
    "undo": {"position": 48, "kind": "entry_error", "effect": "annuls", "reason": "录入了其他中心的材料"},
    "confirm_undo": {"undoing_id": "u3", "verdict": "pass"},
}
_BUREAU: dict[str, Body] = {
    "enter_holiday_notice": {
        "notice": {
            "year": 2027,
            "number": "国办发明电〔2026〕8号",
            "issued_on": "2026-11-05",
            "holidays": ["2027-01-01", "2027-10-01"],
            "working_weekends": ["2027-10-09"],
        }
    },
    "name_deputy": {
        "deputy": {"id": "officer-2", "name": "孙某"},
        "deputy_for": {"id": "approver-1", "name": "王某"},
        "role": "approver",
        "begins_on": "2026-12-01",
        "ends_on": "2026-12-14",
        "document": _file("代理通知", "0"),
        "reason": "年休假",
    },
    "end_deputy": {"deputyship_id": "d1", "reason": "提前销假"},
}

EXAMPLES: Mapping[str, Body] = {
    type_: {"type": type_, **body}
    for chapter in (
        _INCUBATION,
        _APPLICATION,
        _CONSTRUCTION,
        _SUPERVISION,
        _CHANGES,
        _HOUSEKEEPING,
        _BUREAU,
    )
    for type_, body in chapter.items()
}
"""By the command's type."""
