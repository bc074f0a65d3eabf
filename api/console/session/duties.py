"""What each role comes to the console for, where people choose one."""

from domain.kernel.base import Label
from domain.kernel.roles import Role

DUTIES: dict[Role, Label] = {
    Role.APPLICANT: Label(
        "申报和承建中心的单位：调研、申报、筹建、报送、告知",
        "The organisation that applies for and builds a center: research, application, construction, reports",
    ),
    Role.DISTRICT: Label(
        "区市场监管局、上级主管部门：答复支持与同意、日常监督",
        "The district's authority, or a superior body: support, consent, daily supervision",
    ),
    Role.EXPERT: Label("评审专家：提出意见、出具评审与验收报告", "A reviewer: opinions, review and acceptance reports"),
    Role.OFFICER: Label(
        "市局经办人：委派专家、审查、评估、整改",
        "The bureau's case officer: panels, review, evaluation, rectification",
    ),
    Role.APPROVER: Label(
        "市局审批人：批准筹建、批准成立、撤销、确认更正",
        "The bureau's approver: approval, establishment, revocation, corrections",
    ),
    Role.AUDITOR: Label("审计人员：查阅、回放、核验、取证", "An auditor: reads, replays, verifies, takes evidence"),
    Role.OPERATOR: Label("运维人员：查看各部件与流程", "An operator: watches the parts and the workflows"),
}
"""What each role comes here for."""
