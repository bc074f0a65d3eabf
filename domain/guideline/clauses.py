"""The clauses of the guideline by number, each in our own words. ``3.4.2`` stands for 三（四）2."""

from datetime import date
from typing import NamedTuple

from domain.kernel.base import Label

GUIDELINE_NUMBER = "沪市监计量〔2023〕213号"
"""The number of the guideline itself."""

GUIDELINE_ISSUED_ON = date(2023, 5, 11)

HOLDS_FROM = {GUIDELINE_NUMBER: GUIDELINE_ISSUED_ON}
"""By the number of a version of the guideline, the day from which its clauses hold: that of issue, where its text names
no other.
"""

RECORD, HOUSE = "record", "house"
"""What rests on no clause: the upkeep of the record itself, and the named rules of the house."""


class Clause(NamedTuple):
    """One clause: its number, its title, what it asks, and the day from which it holds."""

    number: str
    title: Label
    rule: Label
    holds_from: date = GUIDELINE_ISSUED_ON


_ALL = (
    Clause(
        "2.1",
        Label("产业计量测试需求分析", "Analysis of the industry's measurement needs"),
        Label(
            "摸清产业各环节的计量测试需求，找出测不了、测不全、测不准之处，并提出量值保证方案和能力提升路线。",
            "Find what the industry cannot measure, measures only in part or measures inaccurately, and plan how "
            "to close it.",
        ),
    ),
    Clause(
        "2.2",
        Label("产业计量测试技术研究", "Research in measurement technology"),
        Label(
            "研究在线、远程、嵌入式计量和微观、复杂、动态、多参数量，制定校准方法和技术规范，研制仪器仪表。",
            "Research online, remote and embedded metrology and new kinds of quantities; write calibration "
            "methods and technical specifications; develop instruments.",
        ),
    ),
    Clause(
        "2.3",
        Label("产业计量测试服务", "Measurement services for the industry"),
        Label(
            "服务覆盖产品全寿命周期和产业链上、中、下游，从关键参数测量、检定校准、测试评价直到系统方案集成。",
            "Serve the whole life of a product and the whole chain, from key parameters, verification and "
            "calibration and product testing to integrated solutions.",
        ),
    ),
    Clause(
        "2.4",
        Label("产业联盟协同创新", "Joint innovation in an alliance"),
        Label(
            "发挥产业计量测试联盟作用，以平台化服务促进上下游合作、协同创新和成果转化。",
            "Work through the alliance: platform services, cooperation along the chain, joint innovation, "
            "transfer of results.",
        ),
    ),
    Clause(
        "3.1",
        Label("申报主体", "Who may apply"),
        Label(
            "申报中心的单位应符合主体类型和能力两方面的要求。",
            "An organisation that applies is of an admitted kind and has the capability.",
        ),
    ),
    Clause(
        "3.1.1",
        Label("申报主体范围", "Kinds of applicant"),
        Label(
            "申报主体是注册在本市的五类独立法人之一；联合建设的由主要承建单位申报，写明各方任务和职责并建立协作机制。",
            "The applicant is an independent legal person of one of five kinds, registered in Shanghai; built "
            "jointly, the lead applies, each party's tasks and responsibilities are stated, and a cooperation "
            "mechanism exists.",
        ),
    ),
    Clause(
        "3.1.2",
        Label("申报主体能力", "Capability of the applicant"),
        Label(
            "申报主体在所申报产业内有创新和服务能力、有影响力，并能聚集产业链上、中、下游单位。",
            "The applicant can innovate and serve in its industry, has influence there, and gathers units along "
            "the chain.",
        ),
    ),
    Clause(
        "3.2",
        Label("服务领域", "Fields of service"),
        Label(
            "中心所服务的产业应属于所列四类领域之一。",
            "The industry that a center serves falls under one of four groups of fields.",
        ),
    ),
    Clause(
        "3.2.1",
        Label("战略性新兴产业", "Strategic emerging industries"),
        Label("列有九个战略性新兴产业及其分支。", "Nine strategic emerging industries with their branches."),
    ),
    Clause(
        "3.2.2",
        Label("未来先导产业", "Pioneering industries of the future"),
        Label("列有五个未来先导产业。", "Five pioneering industries of the future."),
    ),
    Clause(
        "3.2.3",
        Label("生产性服务业", "Producer services"),
        Label(
            "列有智能运维和节能环保两类服务。",
            "Intelligent operation and maintenance, and energy-saving and environmental services.",
        ),
    ),
    Clause(
        "3.2.4",
        Label("其他重要产业", "Other important industries"),
        Label("其他重要产业须写明产业名称。", "Any other important industry, named in words."),
    ),
    Clause(
        "3.3.1",
        Label("产业调研", "Research into the industry"),
        Label(
            "申报主体调研产业范围、现状、国内外和本市趋势及计量测试瓶颈，并拟定初步建设计划。",
            "The applicant studies the industry's scope, state, trends and measurement bottlenecks, and drafts a "
            "first plan.",
        ),
    ),
    Clause(
        "3.3.2",
        Label("争取支持", "Support of the authority"),
        Label(
            "申报主体向辖区市场监管部门或上级主管部门报告设想，取得支持。",
            "The applicant reports its idea to the district authority or superior body and gains its support.",
        ),
    ),
    Clause(
        "3.3.3",
        Label("现场指导", "On-site guidance"),
        Label(
            "取得支持后向市局报告初步方案；市局组织专家现场指导，讨论申报意向、产业范围界定和申报要求。",
            "With support granted, the preliminary plan goes to the bureau, whose experts give guidance on site: "
            "on the intent to apply, the boundaries of the industry and the requirements.",
        ),
    ),
    Clause(
        "3.3.4",
        Label("组织预评审", "Pre-review"),
        Label(
            "申报主体按专家意见完善材料，并对照评审要求自行组织预评审。",
            "The applicant improves its materials by the experts' opinions and reviews them itself against the "
            "criteria.",
        ),
    ),
    Clause(
        "3.4.1",
        Label("提出筹建申请", "Application to construct"),
        Label(
            "向市局提交筹建申报书和筹建任务书；联合申报的附各承建方责任义务的佐证，必要时须经区政府或上级主管部门同意。",
            "The application and the task book go to the bureau; a joint application carries evidence of each "
            "party's duties, and where needed the district government or superior body consents.",
        ),
    ),
    Clause(
        "3.4.2",
        Label("评审与批准筹建", "Review and approval to construct"),
        Label(
            "专家初审、补充完善后，召开评审会并现场审查，专家组出具评审报告；通过的由市局发文同意筹建。",
            "After preliminary review and supplements come the review meeting, the inspection on site and the "
            "panel's report; upon a pass the bureau approves construction by an issued document.",
        ),
    ),
    Clause(
        "3.5.1",
        Label("筹建期", "Term of construction"),
        Label(
            "筹建一般为2至3年；期间按任务书提升能力、加强产业链合作并建立联盟。",
            "Construction takes two to three years as a rule; meanwhile the center grows by its task book and "
            "forms the alliance.",
        ),
    ),
    Clause(
        "3.5.2",
        Label("自查与申请验收", "Self-inspection and application for acceptance"),
        Label(
            "完成任务后对照《现场验收核查表》自查，符合要求的提交验收申请书、筹建工作总结报告和能力后续建设规划。",
            "Its tasks done, the center inspects itself against the acceptance checklist; when all conforms it "
            "applies for acceptance with three documents.",
        ),
    ),
    Clause(
        "3.5.3",
        Label("现场验收与批准成立", "On-site acceptance and establishment"),
        Label(
            "材料初审并完善后由专家现场验收、出具报告；通过且完成资料修订的由市局发文批准成立。",
            "After preliminary review the experts accept on site and report; upon a pass and the revision of the "
            "materials the bureau establishes the center by an issued document.",
        ),
    ),
    Clause(
        "4.1",
        Label("主任负责制", "Director"),
        Label(
            "依托单位选派或聘任中心主任，由主任负责中心的服务、科研、经费、条件和人员。",
            "The host organisation appoints a director, who is in charge of services, research, funds, resources "
            "and staff.",
        ),
    ),
    Clause(
        "4.2",
        Label("产业计量测试联盟", "Alliance and exchanges"),
        Label(
            "筹建期间牵头成立联盟，每年开展两次以上技术交流与互动活动。",
            "The center founds and leads the alliance while it is built, and holds two or more technical "
            "exchanges a year.",
        ),
    ),
    Clause(
        "4.3",
        Label("互联网＋服务", "Online listing"),
        Label(
            "在公共平台展示中心、联盟成员和服务能力，并及时更新。",
            "The center, its alliance and their services are shown on a public platform and kept current.",
        ),
    ),
    Clause(
        "4.4",
        Label("开放共享", "Sharing"),
        Label(
            "建立开放共享制度，共享仪器设备和试验场地，促进成果转化。",
            "The center adopts rules by which instruments, sites and results are open to share.",
        ),
    ),
    Clause(
        "5.1",
        Label("筹建情况总结评估", "Evaluation of construction"),
        Label(
            "筹建期满前由市局总结评估，并据此决定整改、撤销或后续支持。",
            "Before the term ends the bureau evaluates construction and decides on rectification, revocation or "
            "continued support.",
        ),
    ),
    Clause(
        "5.2",
        Label("年度报送与重大事项", "Annual report and major matters"),
        Label(
            "批准筹建后每年11月底前报送筹建情况和典型案例；重大事项在5个工作日内书面告知。",
            "Once construction is approved, a report with typical service cases is due by the end of each "
            "November, and a major matter is notified in writing within five working days.",
        ),
    ),
    Clause(
        "5.3",
        Label("日常监督、激励与整改", "Supervision, commendation and rectification"),
        Label(
            "区局和主管部门日常监督；成效显著的给予支持，有问题的责令限期整改，仍达不到要求的可撤销资格。",
            "The authorities supervise day by day; what does well is supported, what has problems is ordered to "
            "rectify in time, and may be revoked if it still falls short.",
        ),
    ),
    Clause(
        RECORD,
        Label("记录管理", "Upkeep of the record"),
        Label(
            "更正、撤回和导入属于记录本身的管理：已记录的内容从不改写，只以新的记录说明。",
            "Correction, withdrawal and import concern the record itself: nothing recorded is rewritten, a new "
            "record says what changed.",
        ),
    ),
    Clause(
        HOUSE,
        Label("内部规则", "House rule"),
        Label(
            "指引未作规定之处，由具名并可查阅的内部规则补充。",
            "Where the guideline is silent, a rule of the house stands, with a name under which it can be found.",
        ),
    ),
)

CLAUSES: dict[str, Clause] = {clause.number: clause for clause in _ALL}
"""Every clause that a decision, a refusal or a clock may cite, in the guideline's order."""


def clause_sort_key(number: str) -> tuple[int, ...]:
    """Orders clause numbers as the guideline does (``3.2`` before ``3.2.1``); what is no number comes after them."""
    if number in (RECORD, HOUSE):
        return (len(CLAUSES), number == HOUSE)
    return tuple(int(part) for part in number.split("."))


_COUNT = "〇一二三四五六七八九十"


def official_number(number: str) -> str:
    """The clause as official papers cite it: ``3.4.2`` is 三（四）2."""
    chapter, *others = number.split(".")
    section = f"（{_COUNT[int(others[0])]}）" if others else ""
    return f"{_COUNT[int(chapter)]}{section}{'.'.join(others[1:])}"


def citation(number: str) -> Label:
    """How people read it where a clause is cited: 三（四）2, or 3.4.2 in English; what rests on none is named instead,
    and a number that isn't the guideline's stays as it is.
    """
    if number in (RECORD, HOUSE):
        return CLAUSES[number].title
    return Label(official_number(number), number) if number in CLAUSES else Label(number, number)
