"""What helps people to fill a field in, by the field's name or by ``Model.field`` as its label stands."""

from domain.kernel.base import Label

HINTS: dict[str, Label] = {
    "effective_on": Label("文件上的成文日期；不晚于今天。", "The date on the paper; today at the latest."),
    "followed_from": Label(
        "自该日起照常计时；此前未曾报送的，记为“未登记”，不作逾期。",
        "From this day on the clocks run as usual; what was never reported from before it is not missed, but not on "
        "record.",
    ),
    "documents": Label("与本决定有关的文件。", "Files that belong to this decision."),
    "sha256": Label(
        "选择文件，或填写已存文件的 SHA-256 摘要（64 位）。",
        "Choose a file, or enter the SHA-256 digest (64 characters) of one that is kept already.",
    ),
    "predecessor": Label(
        "本中心接续的原中心的编号：撤回后重新申报的，或者级别已变更的。没有的不填。",
        "The id of the center that this one follows, which was withdrawn or rose to another level; empty where there "
        "is none.",
    ),
    "manner": Label(
        "电子送达须附受送达人的同意确认书；公告送达的，生效日期填公告期满之日。",
        "Electronic service takes the recipient's consent; by public announcement it is served on the day on which "
        "the announcement has run its time.",
    ),
    "RecordService.effective_on": Label(
        "送达之日，即送达回证所载日期；不晚于今天。", "The day of service, as its proof says; today at the latest."
    ),
    "ServiceContent.consent": Label("仅电子送达填写。", "Of electronic service alone."),
    "Deputyship.deputy": Label(
        "代理期间以另一角色办理的本局人员；其登录编号可在历史记录的“经手人编号”中查到。",
        "Who of the bureau decides in the other's role meanwhile; the id is the one they sign in with.",
    ),
    "Deputyship.deputy_for": Label("休假、出差等期间不能办理的人员。", "Who is on leave or away meanwhile."),
    "Deputyship.begins_on": Label("代理的第一天。", "The first day of the deputyship."),
    "Deputyship.ends_on": Label("代理的最后一天（含当日）。", "The last day of the deputyship, which is counted in."),
    "Deputyship.document_number": Label("没有文号的不填。", "Empty where the paper has none."),
    "deputyship_id": Label("代理名单中的编号，如 d3。", "As in the list of deputies, such as d3."),
    "EndDeputy.effective_on": Label("自该日起不再代理：今天。", "From this day on it holds no more: today."),
    "NoticeContent.hearing": Label(
        "要求听证的权利、期限和联系方式。", "The right to a hearing, until when, and whom to ask for it."
    ),
    "answer_to_statement": Label(
        "当事人已陈述、申辩或者举行过听证的必填，未提出的不填。",
        "Needed where the center was heard; empty where it said nothing.",
    ),
    "StatementContent.kind": Label(
        "听证由市局举行并记录；申请听证的，举行后方可撤销，撤回申请或者无正当理由不参加的为放弃听证。",
        "The bureau holds the hearing and records it; one that was asked for is held before a revocation, unless the "
        "center takes that back or stays away without good reason.",
    ),
    "Renaming.name_en": Label("不填则沿用现有英文名称。", "Left empty, the present English name stays."),
    "Renaming.document_number": Label(
        "有批准或通知文件的填写，如：沪市监计量〔2023〕213号", "Where a paper says so, such as 沪市监计量〔2023〕213号"
    ),
    "ScopeChange.field": Label(
        "表单中已填现有领域；不变的保持原样。", "The form has the present one; leave it where it stays."
    ),
    "ScopeChange.industry_scope": Label(
        "表单中已填现有范围；不变的保持原样。", "The form has the present one; leave it where it stays."
    ),
    "ScopeChange.document_number": Label(
        "有批准或通知文件的填写，如：沪市监计量〔2023〕213号", "Where a paper says so, such as 沪市监计量〔2023〕213号"
    ),
    "Relinquishment.reason": Label(
        "申请后，年度报送等各项义务照常，至市局办理注销为止；办理前可以撤回。",
        "Until the bureau records it, reports and other duties go on, and it may be taken back.",
    ),
    "on_behalf_of": Label(
        "材料由没有账号的单位书面提交、由您录入的填写；是否逾期按收到日期计算（五（二））。材料没有日期的，不填生效日期，以收到日期为准。",
        "For a paper handed in by somebody without an account, which you enter; whether it is late goes by the day of "
        "receipt (5.2). One that bears no date takes effect on that day: leave the day of effect empty.",
    ),
    "OnBehalfOf.organisation": Label(
        "以其名义提交的单位名称，承建单位也可填统一社会信用代码。",
        "The organisation whose paper it is, by its name; a party by its credit code too.",
    ),
    "received_on": Label(
        "市局收文章上的日期；不早于文件的成文日期，不晚于今天。",
        "The day on the bureau's stamp of receipt: not before the date on the paper, today at the latest.",
    ),
    "OnBehalfOf.document": Label("收到的材料原件的扫描件。", "A scan of the paper as it was received."),
    "uscc": Label("18 位。", "18 characters."),
    "document_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "approval_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "establishment_number": Label("如：沪市监计量〔2023〕213号", "Such as 沪市监计量〔2023〕213号"),
    "number": Label("如：国办发明电〔2025〕7号", "Such as 国办发明电〔2025〕7号"),
    "term_months": Label("24 至 36 个月（三（五）1）。", "24 to 36 months (3.5.1)."),
    "joint": Label(
        "联合建设的，逐一列明各方任务和责任（三（一）1）。",
        "Where the center is built jointly: each party with its tasks and responsibilities (3.1.1).",
    ),
    "cooperation_mechanism": Label("联合建设的必填（三（一）1）。", "Needed where it is built jointly (3.1.1)."),
    "center_id": Label(
        "小写字母、数字和连字符，如 sh-submarine-cables；不填则自动生成，此后不再变更。",
        "Lower-case letters, digits and hyphens, such as sh-submarine-cables; made for you if left empty. It never "
        "changes.",
    ),
    "other": Label("仅“其他重要产业”填写（三（二）4）。", "Only for an other important industry (3.2.4)."),
    "superior": Label(
        "有上级主管部门的填写：其与辖区市场监管部门均可答复是否支持，并可对中心开展日常监督（三（三）2、五（三））。没有的不填。",
        "Where the organisation has one: it may answer for support as the district does, and supervises the center "
        "(3.3.2, 5.3). Empty where there is none.",
    ),
    "RecordSupport.reason": Label("不予支持的必填。", "Needed where it is declined."),
    "RecordConsent.reason": Label("不同意的必填。", "Needed where it is refused."),
    "RecordConsent.document": Label(
        "答复机关出具的书面意见（三（四）1）。", "What the authority answered in writing (3.4.1)."
    ),
    "RecordConsent.authority": Label("如：浦东新区人民政府", "Such as 浦东新区人民政府"),
    "Amendment.evidence": Label(
        "申报筹建之后新增的联合承建单位，须在人员、资金、设备、项目、知识产权五方面逐一提供（三（四）1）；没有新增的不填。",
        "Of a joint party that joins after the application: on personnel, funds, equipment, projects and intellectual "
        "property (3.4.1). Empty where none joins.",
    ),
    "evidence": Label(
        "联合建设的，各方在人员、资金、设备、项目、知识产权五方面逐一提供（三（四）1）。",
        "Where the center is built jointly: each party on personnel, funds, equipment, projects and intellectual "
        "property (3.4.1).",
    ),
    "experts": Label(
        "至少 3 人；不得来自承建单位（内部规则）。",
        "At least 3; none may belong to an organisation that builds the center (house rule).",
    ),
    "Panel.lead": Label("填写上列成员之一的编号。", "The id of one of these members."),
    "Expert.id": Label("专家登录时使用的编号。", "The id the expert signs in with."),
    "Officer.id": Label("经办人登录时使用的编号。", "The id the officer signs in with."),
    "Merger.predecessor": Label(
        "被合并的承建单位；其任务和责任由承继单位承担。",
        "The party that was merged; the successor has its tasks and responsibilities.",
    ),
    "acting": Label(
        "代理主任主持日常工作；申请验收前仍须任命主任（四（一））。",
        "Who acts for the time being; a director is still appointed before acceptance is applied for (4.1).",
    ),
    "departments": Label("每行一个部门（三（四）2）。", "One on each line (3.4.2)."),
    "SupplementRequest.items": Label("每行一项。", "One on each line."),
    "revisions": Label("每行一项。", "One on each line."),
    "SelfInspection.items": Label(
        "各项均符合后，方可提出验收申请（三（五）2）。", "Acceptance is applied for once every item conforms (3.5.2)."
    ),
    "AnnualReport.year": Label("每年 11 月底前报送（五（二））。", "Due by the end of November each year (5.2)."),
    "cases": Label("至少一个（五（二））。", "At least one (5.2)."),
    "new_term_ends_on": Label(
        "仅结论为“后续支持”且延长筹建期时填写。", "Only with continued support, and where the term is extended."
    ),
    "DecideOnEvaluation.outcome": Label(
        "市局经办建议的结论已列出；另作决定的，须确认并说明理由。“拟撤销”只启动告知程序，不撤销中心资格。",
        "The case officer's proposal stands here; another outcome is confirmed with a reason. Intended revocation "
        "opens the notice, and revokes nothing.",
    ),
    "EvaluateConstruction.outcome": Label("建议的结论，由审批人员决定。", "A proposal; the approver decides on it."),
    "OrderRectification.due_on": Label(
        "应晚于登记之日；期限自送达起算（五（三））。",
        "After the day on which it is entered; the time runs from service (5.3).",
    ),
    "follows": Label(
        "判定不合格后另行给予机会的，指明原整改要求；没有的不填。",
        "To give another chance after a rejection: the rejected order; empty where there is none.",
    ),
    "ExtendRectification.due_on": Label(
        "应晚于原期限和登记之日。", "After the former due day, and after the day on which it is entered."
    ),
    "JudgeRectification.outcome": Label(
        "期限届满仍未报告的，核查后判定；只有判定不合格才是撤销的依据（五（三））。",
        "After the due day it is checked and judged though nobody reported; only a rejection is a ground to revoke "
        "(5.3).",
    ),
    "NotifyMajorMatter.matter_id": Label(
        "监督已发现的事项填其编号；不填的，按发生日期和名称比对并入。",
        "The number of a matter that supervision found; left empty, it is matched by its day and title.",
    ),
    "Exchange.topic": Label(
        "每年至少两次（四（二））；生效日期填活动当日。",
        "Two or more in each year (4.2); it takes effect on the day it was held.",
    ),
    "unreported_matter": Label(
        "没有则不填；填写后自发生之日起计时（五（三））。",
        "Leave it empty if there is none; its clock counts from the day it happened (5.3).",
    ),
    "basis": Label(
        "监督记录已发现该问题的，选择该记录；没有的不填。",
        "The supervision that found the problem; empty where there was none.",
    ),
    "RectificationContent.proposal_id": Label(
        "已提请责令整改的监督事项；不据其责令的不填。",
        "What supervision brought up and an order is proposed on; empty where it is given on none.",
    ),
    "about": Label(
        "监督发现的问题、区局的提议，或者逾期未完成、不提请责令整改的义务。",
        "A problem that supervision found, what a district has proposed, or an overdue duty on which no order is "
        "proposed.",
    ),
    "deadlines": Label("本提议所针对的逾期未完成的义务。", "The overdue duties that the proposal is about."),
    "FollowUpDecision.outcome": Label(
        "提请责令整改的，转审批决定；予以宣传推荐的，随后办理“宣传推广与支持”。",
        "A proposed order goes to the approver; a recommendation is followed by the commendation.",
    ),
    "corrected": Label(
        "只填写有误的项目；原记录不会改写。", "Only what was wrong; the record itself is never rewritten."
    ),
    "holidays": Label("每行一天，如 2027-01-01。", "One on each line, such as 2027-01-01."),
    "working_weekends": Label("每行一天，如 2027-01-01。", "One on each line, such as 2027-01-01."),
}
