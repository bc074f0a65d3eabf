"""The closed vocabularies of the field: what a decision may name, in both languages."""

from domain.kernel.base import Label, LabeledEnum


class OrganisationKind(LabeledEnum):
    """The five kinds of legal person that may apply (3.1.1)."""

    METROLOGY_INSTITUTION = "metrology_institution", "计量技术机构", "Metrology institution"
    INSPECTION_TESTING_INSTITUTION = (
        "inspection_testing_institution",
        "检验检测机构",
        "Inspection and testing institution",
    )
    RESEARCH_INSTITUTE = "research_institute", "科研院所", "Research institute"
    UNIVERSITY = "university", "高校", "University"
    LEADING_ENTERPRISE = "leading_enterprise", "行业龙头企业", "Leading enterprise"


class SupportingAuthority(LabeledEnum):
    """Whose support is asked for: one of the two is enough (3.3.2, 辖区市场监管部门或上级主管部门)."""

    DISTRICT_BUREAU = "district_bureau", "辖区市场监管部门", "District market regulator"
    SUPERIOR_BODY = "superior_body", "上级主管部门", "Superior body"


class ConsentingAuthority(LabeledEnum):
    """Whose consent is needed where one is: one of the two is enough (3.4.1, 区人民政府或上级主管部门)."""

    DISTRICT_GOVERNMENT = "district_government", "区人民政府", "District government"
    SUPERIOR_BODY = "superior_body", "上级主管部门", "Superior body"


class ResponsibilityArea(LabeledEnum):
    """What each party of a joint application answers for, with evidence (3.4.1)."""

    PERSONNEL = "personnel", "人员", "Personnel"
    FUNDS = "funds", "资金", "Funds"
    EQUIPMENT = "equipment", "设备", "Equipment"
    PROJECTS = "projects", "项目", "Projects"
    INTELLECTUAL_PROPERTY = "intellectual_property", "知识产权", "Intellectual property"


class GapKind(LabeledEnum):
    """How an industry's measurement falls short (2.1)."""

    UNMEASURABLE = "unmeasurable", "测不了", "Cannot be measured"
    INCOMPLETELY_MEASURED = "incompletely_measured", "测不全", "Only partly measured"
    INACCURATELY_MEASURED = "inaccurately_measured", "测不准", "Measured inaccurately"


class ChainPosition(LabeledEnum):
    """Where in the industry chain a unit or a service stands (2.3, 4.2)."""

    UPSTREAM = "upstream", "上游", "Upstream"
    MIDSTREAM = "midstream", "中游", "Midstream"
    DOWNSTREAM = "downstream", "下游", "Downstream"


class LifeStage(LabeledEnum):
    """The stage of a product's life that a service supports (2.3)."""

    RESEARCH_DEVELOPMENT = "research_development", "研发", "Research and development"
    DESIGN = "design", "设计", "Design"
    TRIAL = "trial", "试验", "Trial"
    PRODUCTION = "production", "生产", "Production"
    USE = "use", "使用", "Use"
    MAINTENANCE = "maintenance", "维保", "Maintenance"
    REUSE = "reuse", "再利用", "Reuse"


class ServiceKind(LabeledEnum):
    """The links of the traceability chain that a center serves (2.3)."""

    KEY_PARAMETER_MEASUREMENT = "key_parameter_measurement", "关键参数测量", "Measurement of key parameters"
    VERIFICATION_CALIBRATION = (
        "verification_calibration",
        "仪器设备检定校准",
        "Verification and calibration of instruments",
    )
    PRODUCT_TESTING = "product_testing", "产品测试评价", "Testing and evaluation of products"
    INTEGRATED_SOLUTION = "integrated_solution", "系统方案集成", "Integrated solution"


class ResearchTopic(LabeledEnum):
    """What a center researches (2.2)."""

    ONLINE = "online", "在线计量", "Online metrology"
    REMOTE = "remote", "远程计量", "Remote metrology"
    EMBEDDED = "embedded", "嵌入式计量", "Embedded metrology"
    MICRO = "micro", "微观量", "Micro-scale quantities"
    COMPLEX = "complex", "复杂量", "Complex quantities"
    DYNAMIC = "dynamic", "动态量", "Dynamic quantities"
    MULTI_PARAMETER = "multi_parameter", "多参数综合参量", "Multi-parameter quantities"
    CALIBRATION_METHOD = "calibration_method", "校准方法", "Calibration method"
    TECHNICAL_SPECIFICATION = "technical_specification", "计量技术规范", "Technical specification of metrology"
    INSTRUMENT = "instrument", "仪器仪表研制", "Development of instruments"


class Level(LabeledEnum):
    """Who approved the center: a city, a province or the state."""

    MUNICIPAL = "municipal", "市级", "Municipal"
    PROVINCIAL = "provincial", "省级", "Provincial"
    NATIONAL = "national", "国家级", "National"


class Verdict(LabeledEnum):
    """What a review, a self-inspection or an acceptance concludes."""

    PASS = "pass", "通过", "Pass"
    FAIL = "fail", "不通过", "Fail"


class Stance(LabeledEnum):
    """How an expert's opinion stands to the proposal, where it says so."""

    SUPPORTS = "supports", "赞成", "Supports"
    RESERVES = "reserves", "保留", "Has reservations"
    OBJECTS = "objects", "反对", "Objects"


class Stage(LabeledEnum):
    """The three occasions on which the bureau appoints experts: 3.3.3, 3.4.2, 3.5.3."""

    GUIDANCE = "guidance", "现场指导", "On-site guidance"
    APPLICATION = "application", "筹建申报", "Application to construct"
    ACCEPTANCE = "acceptance", "筹建验收", "Acceptance of construction"


class EvaluationOutcome(LabeledEnum):
    """What the bureau decides upon its evaluation before the term ends (5.1). Revocation is intended by it, and comes
    with a decision of its own.
    """

    CONTINUED_SUPPORT = "continued_support", "后续支持", "Continued support"
    RECTIFICATION = "rectification", "整改", "Rectification"
    REVOCATION = "revocation", "拟撤销", "Intended revocation"


class RectificationOutcome(LabeledEnum):
    """How a reported rectification is judged (5.3)."""

    ACCEPTED = "accepted", "整改合格", "Accepted"
    REJECTED = "rejected", "整改后仍达不到要求", "Rejected"


class SupervisionTopic(LabeledEnum):
    """What daily supervision looks at (5.3)."""

    OPERATION = "operation", "中心运行情况", "Operation of the center"
    CAPABILITY_GROWTH = "capability_growth", "能力提升情况", "Growth of capability"
    INDUSTRY_INTEGRATION = "industry_integration", "融入产业情况", "Integration with the industry"
    SERVICE_EFFECT = "service_effect", "服务产业成效", "Effect of services on the industry"
    KEY_RESEARCH = "key_research", "重点科研项目执行情况", "Progress of key research projects"
    FOLLOW_UP_PLAN = "follow_up_plan", "后续能力建设规划落实情况", "Progress of the plan for further capability"


class Commendation(LabeledEnum):
    """What a center that does markedly well may receive (5.3)."""

    PUBLICITY = "publicity", "宣传和示范推广", "Publicity and demonstration"
    NATIONAL_CANDIDATE = "national_candidate", "优先纳入国家产业计量测试中心培育范围", "Candidate for a national center"
    POLICY_PROJECTS = "policy_projects", "项目申报", "Policy support: project applications"
    POLICY_TALENT = "policy_talent", "人才引进", "Policy support: recruitment of talent"
    POLICY_TRANSFER = "policy_transfer", "成果转化", "Policy support: transfer of results"
    POLICY_TAX = "policy_tax", "税收优惠", "Policy support: tax relief"


class IssueKind(LabeledEnum):
    """What supervision brings before the bureau (5.3)."""

    PROBLEM = "problem", "监督发现的问题", "Problem found by supervision"
    RECTIFICATION = "rectification", "提议责令整改", "Rectification proposed"
    RECOMMENDATION = "recommendation", "提议宣传推荐", "Recommendation proposed"
    OVERDUE = "overdue", "逾期未完成的义务", "Overdue duty"


class FollowUpOutcome(LabeledEnum):
    """What becomes of a problem that supervision found, or of a proposal (5.3)."""

    ORDER_PROPOSED = "order_proposed", "提请责令整改", "An order of rectification is proposed"
    RECOMMENDED = "recommended", "予以宣传推荐", "Recommended"
    HANDLED = "handled", "已督促处理", "Handled without an order"
    NO_ACTION = "no_action", "不予采纳", "No action"


class ClockKind(LabeledEnum):
    """The duties that have a date, each with the clause that sets its clock."""

    clause: str

    def __new__(cls, code: str, clause: str = "", zh: str = "", en: str = "") -> "ClockKind":
        """A kind from its code, its clause and its label in both languages."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.clause, member.label = clause, Label(zh, en)
        return member

    ANNUAL_REPORT = "annual_report", "5.2", "年度筹建情况报送", "Annual report"
    EXCHANGES = "exchanges", "4.2", "技术交流与互动活动", "Technical exchanges"
    EVALUATION = "evaluation", "5.1", "筹建情况总结评估", "Evaluation of construction"
    RECTIFICATION = "rectification", "5.3", "限期整改", "Rectification within its time"
    MAJOR_MATTER = "major_matter", "5.2", "重大事项书面告知", "Written notice of a major matter"


class ClockStatus(LabeledEnum):
    """Where a clock stands at an instant."""

    OPEN = "open", "未到期", "Open"
    UNDATED = "undated", "日期不详", "Day unknown"
    MET = "met", "已完成", "Met"
    MISSED = "missed", "已逾期", "Missed"
    CERTAINLY_OVER = "certainly_over", "必已届满", "Certainly over"
    NOT_ON_RECORD = "not_on_record", "未登记", "Not on record"
    FALLEN = "fallen", "已失去依据", "Fallen"


class UndoingKind(LabeledEnum):
    """Five different acts by which another act counts no more, each by its official term."""

    ENTRY_ERROR = "entry_error", "登记差错", "Entry error"
    WITHDRAWN_AB_INITIO = "withdrawn_ab_initio", "撤销", "Withdrawn from the beginning"
    WITHDRAWN = "withdrawn", "撤回", "Withdrawn from a day on"
    RECONSIDERATION = "reconsideration", "复议决定", "Decision on reconsideration"
    JUDGMENT = "judgment", "判决", "Judgment"


class UndoingEffect(LabeledEnum):
    """What becomes of the act."""

    ANNULS = "annuls", "自始无效", "Void from the beginning"
    ENDS = "ends", "自所定之日起失效", "Ends on a day"
    CHANGES = "changes", "予以变更，原行为自始不计", "Changed; as it was, void from the beginning"
    CONFIRMS_UNLAWFUL = "confirms_unlawful", "确认违法，保留效力", "Unlawful, and stands"


class MannerOfService(LabeledEnum):
    """How what the bureau decided reached a party."""

    DIRECT = "direct", "直接送达", "Direct service"
    LEFT = "left", "留置送达", "Left with the recipient"
    MAIL = "mail", "邮寄送达", "By mail"
    ENTRUSTED = "entrusted", "委托送达", "Entrusted to another authority"
    ELECTRONIC = "electronic", "电子送达", "Electronic service"
    PUBLIC = "public", "公告送达", "By public announcement"


class StatementKind(LabeledEnum):
    """What is put on record between the notice of a revocation and the revocation."""

    STATEMENT = "statement", "陈述、申辩", "Statement"
    HEARING_REQUEST = "hearing_request", "申请听证", "Request for a hearing"
    HEARING = "hearing", "举行听证", "Hearing held"
    HEARING_WAIVED = "hearing_waived", "放弃听证", "Hearing waived"
