"""What the fields of every command are called on a form, and what helps to fill them in.

A name stands under its field's, or under ``Model.field`` where one word is used for two things; what a center's own
fields and the contents of events are called already is taken from there.
"""

from pydantic import BaseModel

from domain.kernel.base import Label
from domain.wording.event_fields import CONTENT_NAMES

_NAMES: dict[str, Label] = {
    "Command.effective_on": Label("生效日期", "Takes effect on"),
    "Command.documents": Label("附件", "Documents"),
    "Command.note": Label("备注", "Note"),
    "DocumentRef.sha256": Label("文件", "File"),
    "DocumentRef.title": Label("文件名称", "Title of the file"),
    "PartyEvidence.document": Label("佐证文件", "File of evidence"),
    "PartyEvidence.uscc": Label("承建单位统一社会信用代码", "Credit code of the party"),
    "SubmitApplication.evidence": Label("各承建方佐证", "Evidence of each party"),
    "Organisation.name": Label("单位名称", "Name of the organisation"),
    "Organisation.kind": Label("单位类型", "Kind of organisation"),
    "Parties.lead": Label("主要承建单位", "Lead organisation"),
    "JointParty.tasks": Label("承担任务", "Tasks"),
    "JointParty.responsibilities": Label("责任义务", "Responsibilities"),
    "Responsibility.duty": Label("责任内容", "What it answers for"),
    "RegisterCenter.center_id": Label("网址代号", "Short name for addresses"),
    "RegisterCenter.name_zh": Label("中心名称", "Name in Chinese"),
    "RegisterCenter.name_en": Label("中心英文名称", "Name in English"),
    "RegisterCenter.field": Label("服务领域", "Field of service"),
    "FieldOfService.branch": Label("产业分支", "Branch"),
    "CapabilityGap.kind": Label("缺口类型", "Kind of gap"),
    "CapabilityGap.plan": Label("解决方案", "Plan"),
    "CapabilityGap.quantity": Label("被测参量", "Quantity measured"),
    "SubmitIndustryResearch.first_plan": Label("建设初步设想", "First plan"),
    "SubmitIndustryResearch.gaps": Label("瓶颈问题（测不了、测不全、测不准）", "Gaps in what can be measured"),
    "ReportPreliminaryPlan.plan": Label("建设初步方案", "Preliminary plan"),
    "RecordSupport.granted": Label("是否支持", "Does the authority support it?"),
    "RecordConsent.given": Label("是否同意申报", "Is consent given?"),
    "SubmitApplication.consent_needed": Label("是否须经区政府或上级主管部门同意", "Is consent needed?"),
    "SubmitApplication.tasks": Label("任务书：四项主要任务", "Task book: the four main tasks"),
    "ApplicantStrength.upstream": Label("集聚的上游单位", "Upstream units gathered"),
    "ApplicantStrength.midstream": Label("集聚的中游单位", "Midstream units gathered"),
    "ApplicantStrength.downstream": Label("集聚的下游单位", "Downstream units gathered"),
    "FourTasks.needs_analysis": Label("产业计量测试需求分析", "Analysis of measurement needs"),
    "FourTasks.research": Label("计量测试技术研究", "Research in measurement"),
    "FourTasks.services": Label("全溯源链、全寿命周期、全产业链服务", "Services along the whole chain"),
    "FourTasks.alliance": Label("产业计量测试联盟", "Alliance"),
    "Panel.experts": Label("专家组成员", "Members of the panel"),
    "Panel.lead": Label("专家组组长（编号）", "Lead of the panel (id)"),
    "Expert.id": Label("专家编号", "Expert's id"),
    "Expert.name": Label("姓名", "Name"),
    "Expert.organisation": Label("工作单位", "Employer"),
    "Expert.uscc": Label("工作单位统一社会信用代码", "Employer's credit code"),
    "IssueReviewReport.expert_id": Label("出具报告的专家组组长", "Lead who issues the report"),
    "ReportOnSiteAcceptance.expert_id": Label("出具报告的专家组组长", "Lead who issues the report"),
    "RequestSupplement.items": Label("需补充的材料", "What is to be added"),
    "SubmitSupplement.summary": Label("补充情况", "What was added"),
    "HoldReviewMeeting.departments": Label("参会的相关部门", "Departments that took part"),
    "InspectSite.findings": Label("审查情况", "What was found"),
    "AppointDirector.name": Label("主任姓名", "Name of the director"),
    "AppointDirector.title": Label("职务职称", "Title"),
    "Alliance.name": Label("联盟名称", "Name of the alliance"),
    "Alliance.members": Label("联盟成员单位", "Members of the alliance"),
    "AllianceMember.name": Label("单位名称", "Name of the organisation"),
    "CompleteSelfInspection.items": Label("现场验收核查表", "Checklist of the on-site acceptance"),
    "ChecklistItem.item": Label("核查项目", "Item"),
    "ChecklistItem.conforms": Label("是否符合", "Does it conform?"),
    "ApplyForAcceptance.acceptance_application": Label("验收申请书", "Application for acceptance"),
    "ApplyForAcceptance.construction_summary": Label("筹建工作总结报告", "Summary report on construction"),
    "ApplyForAcceptance.capability_plan": Label("能力后续建设规划", "Plan for further capability"),
    "ReportOnSiteAcceptance.findings": Label("验收情况", "What was found"),
    "ReportOnSiteAcceptance.revisions": Label("需修订完善的内容", "What is to be revised"),
    "SubmitRevision.summary": Label("修订情况", "What was revised"),
    "HoldExchange.topic": Label("活动主题", "Topic"),
    "HoldExchange.summary": Label("活动情况", "What took place"),
    "HoldExchange.participants": Label("参加人数", "Number of participants"),
    "UpdateListing.platform": Label("平台名称", "Platform"),
    "UpdateListing.address": Label("网址", "Web address"),
    "UpdateListing.content": Label("展示内容", "What is shown"),
    "AdoptSharingRules.instruments": Label("开放共享的仪器设备", "Instruments open to share"),
    "AdoptSharingRules.sites": Label("开放共享的场地", "Sites open to share"),
    "AdoptSharingRules.conditions": Label("共享条件", "Conditions of sharing"),
    "EvaluateConstruction.outcome": Label("评估结论", "Outcome"),
    "EvaluateConstruction.summary": Label("总结评估情况", "Summary of the evaluation"),
    "EvaluateConstruction.new_term_ends_on": Label("新的筹建期满日", "New end of the term"),
    "AnnualReport.year": Label("报送年度", "Year of the report"),
    "AnnualReport.needs": Label("产业计量测试需求分析", "Measurement needs"),
    "AnnualReport.research": Label("计量测试技术研究", "Research"),
    "AnnualReport.services": Label("计量测试服务", "Services"),
    "AnnualReport.alliance": Label("联盟、联合创新与成果转化", "Alliance, joint innovation, transfer of results"),
    "AnnualReport.cases": Label("计量测试服务典型案例", "Typical cases of measurement service"),
    "NeedsSection.gaps": Label("新的瓶颈问题", "Gaps found"),
    "ResearchSection.items": Label("研究项目", "Pieces of research"),
    "ResearchItem.topic": Label("研究方向", "Topic"),
    "ResearchItem.title": Label("项目名称", "Title"),
    "ResearchItem.result": Label("成果", "Result"),
    "ServicesSection.items": Label("服务项目", "Services"),
    "ServiceItem.life_stage": Label("产品寿命阶段", "Stage of the product's life"),
    "ServiceItem.kind": Label("服务类型", "Kind of service"),
    "TypicalCase.title": Label("案例名称", "Title of the case"),
    "TypicalCase.description": Label("案例介绍", "Description"),
    "NotifyMajorMatter.title": Label("事项名称", "Matter"),
    "NotifyMajorMatter.matter_id": Label("监督记录中的重大事项", "Matter found by supervision"),
    "RecordSupervision.findings": Label("监督情况", "Findings"),
    "Finding.topic": Label("监督内容", "Topic"),
    "Finding.problem": Label("是否存在问题", "Is there a problem?"),
    "RecordSupervision.unreported_matter": Label("发现未告知的重大事项", "Major matter that was never notified"),
    "UnreportedMatter.title": Label("事项名称", "Matter"),
    "Commend.kinds": Label("支持措施", "Kinds of support"),
    "OrderRectification.problems": Label("存在的问题", "What has to be put right"),
    "OrderRectification.due_on": Label("整改期限", "Due on"),
    "RectificationAnswer.measures": Label("整改措施及结果", "What was done"),
    "ReportRectification.rectification_id": Label("整改要求", "Order of rectification"),
    "JudgeRectification.rectification_id": Label("整改要求", "Order of rectification"),
    "JudgeRectification.outcome": Label("判定结果", "Judgment"),
    "AmendOrganisations.reason": Label("变更原因", "Reason for the change"),
    "CorrectRecord.position": Label("所更正记录的台账位置", "Position of the record in the ledger"),
    "CorrectRecord.corrected_effective_on": Label("正确的生效日期", "Right day of effect"),
    "ConfirmCorrection.correction_id": Label("待确认的更正", "Correction that waits"),
    "ConfirmCorrection.verdict": Label("是否确认", "Verdict"),
    "CompleteRecord.source": Label("资料来源", "Source"),
    "HolidayNotice.year": Label("通知年份", "Year of the notice"),
    "HolidayNotice.number": Label("通知文号", "Number of the notice"),
    "HolidayNotice.issued_on": Label("印发日期", "Issued on"),
    "HolidayNotice.holidays": Label("放假日期", "Days off"),
    "HolidayNotice.working_weekends": Label("调休上班日期", "Weekend days worked"),
}

_HINTS: dict[str, Label] = {
    "Command.effective_on": Label("文件上的成文日期；不晚于今天。", "The date on the paper; today at the latest."),
    "Command.documents": Label("与本决定有关的文件。", "Files that belong to this decision."),
    "DocumentRef.sha256": Label(
        "选择文件，或填写已存文件的 SHA-256 摘要（64 位）。",
        "Choose a file, or enter the SHA-256 digest (64 characters) of one that is kept already.",
    ),
    "PartyEvidence.document": Label(
        "选择文件，或填写已存文件的 SHA-256 摘要（64 位）。",
        "Choose a file, or enter the SHA-256 digest (64 characters) of one that is kept already.",
    ),
    "uscc": Label("18 位。", "18 characters."),
    "document_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "approval_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "establishment_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "HolidayNotice.number": Label("如：国办发明电〔2025〕7号", "Such as 国办发明电〔2025〕7号"),
    "ApproveConstruction.term_months": Label("24 至 36 个月（三（五）1）。", "24 to 36 months (3.5.1)."),
    "Parties.joint": Label(
        "联合建设的，逐一列明各方任务和责任（三（一）1）。",
        "Where the center is built jointly: each party with its tasks and responsibilities (3.1.1).",
    ),
    "Parties.cooperation_mechanism": Label(
        "联合建设的必填（三（一）1）。", "Needed where it is built jointly (3.1.1)."
    ),
    "RegisterCenter.center_id": Label(
        "小写字母、数字和连字符，如 sh-submarine-cables；不填则自动生成，此后不再变更。",
        "Lower-case letters, digits and hyphens, such as sh-submarine-cables; made for you if left empty. It never "
        "changes.",
    ),
    "FieldOfService.other": Label(
        "仅“其他重要产业”填写（三（二）4）。", "Only for an other important industry (3.2.4)."
    ),
    "SubmitApplication.evidence": Label(
        "联合建设的，各方在人员、资金、设备、项目、知识产权五方面逐一提供（三（四）1）。",
        "Where the center is built jointly: each party on personnel, funds, equipment, projects and intellectual "
        "property (3.4.1).",
    ),
    "Panel.experts": Label(
        "至少 3 人；不得来自承建单位（内部规则）。",
        "At least 3; none may belong to an organisation that builds the center (house rule).",
    ),
    "Panel.lead": Label("填写上列成员之一的编号。", "The id of one of these members."),
    "Expert.id": Label("专家登录时使用的编号。", "The id the expert signs in with."),
    "HoldReviewMeeting.departments": Label("每行一个部门（三（四）2）。", "One on each line (3.4.2)."),
    "RequestSupplement.items": Label("每行一项。", "One on each line."),
    "ReportOnSiteAcceptance.revisions": Label("每行一项。", "One on each line."),
    "CompleteSelfInspection.items": Label(
        "各项均符合后，方可提出验收申请（三（五）2）。", "Acceptance is applied for once every item conforms (3.5.2)."
    ),
    "AnnualReport.year": Label("每年 11 月底前报送（五（二））。", "Due by the end of November each year (5.2)."),
    "AnnualReport.cases": Label("至少一个（五（二））。", "At least one (5.2)."),
    "EvaluateConstruction.new_term_ends_on": Label(
        "仅结论为“后续支持”且延长筹建期时填写。", "Only with continued support, and where the term is extended."
    ),
    "NotifyMajorMatter.happened_on": Label(
        "自该日起 5 个工作日内告知（五（二））。", "Notified within 5 working days of it (5.2)."
    ),
    "HoldExchange.topic": Label(
        "每年至少两次（四（二））；生效日期填活动当日。",
        "Two or more in each year (4.2); it takes effect on the day it was held.",
    ),
    "RecordSupervision.unreported_matter": Label(
        "没有则不填；填写后自发生之日起计时（五（三））。",
        "Leave it empty if there is none; its clock counts from the day it happened (5.3).",
    ),
    "CorrectRecord.corrected": Label(
        "只填写有误的项目；原记录不会改写。", "Only what was wrong; the record itself is never rewritten."
    ),
    "HolidayNotice.holidays": Label("每行一天，如 2027-01-01。", "One on each line, such as 2027-01-01."),
    "HolidayNotice.working_weekends": Label("每行一天，如 2027-01-01。", "One on each line, such as 2027-01-01."),
}

ASKED_BY_RULE = frozenset({"cases", "departments"})
"""Fields that a command's model can do without and its rule cannot (3.4.2, 5.2)."""
YES, NO = Label("是", "Yes"), Label("否", "No")
AFFIRMATIONS: dict[str, tuple[Label, Label]] = {
    "": (YES, NO),
    "granted": (Label("支持", "It supports it"), Label("暂不支持", "It does not, for now")),
    "given": (Label("同意", "It is given"), Label("不同意", "It is refused")),
    "conforms": (Label("符合", "It conforms"), Label("不符合", "It does not conform")),
    "consent_needed": (Label("须经同意", "It is needed"), Label("无须同意", "It is not needed")),
}
"""Yes and no in the words of the question."""


def label_of(model: type[BaseModel], name: str) -> Label:
    """What a field of this model is called. Raises ``KeyError`` for one that nobody has named."""
    return _of(_NAMES, model, name) or CONTENT_NAMES[name]


def hint_of(model: type[BaseModel], name: str) -> Label | None:
    """What helps to fill the field in."""
    return _of(_HINTS, model, name)


def _of(table: dict[str, Label], model: type[BaseModel], name: str) -> Label | None:
    keys = (*(f"{one.__name__}.{name}" for one in model.__mro__), name)
    return next((table[key] for key in keys if key in table), None)
