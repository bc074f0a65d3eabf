"""The life of a center as phases, and which events lead from one to the next."""

from domain.kernel.base import LabeledEnum


class Phase(LabeledEnum):
    """Where a center stands. A rectification order is an overlay, not a phase. ``unknown`` is that of a center of which
    no report and no paper says what it has come to.
    """

    INCUBATION = "incubation", "筹建培育", "Incubation"
    APPLICATION = "application", "申报评审", "Application"
    CONSTRUCTION = "construction", "筹建", "Construction"
    ACCEPTANCE = "acceptance", "筹建验收", "Acceptance"
    OPERATION = "operation", "成立运行", "Operation"
    WITHDRAWN = "withdrawn", "撤回", "Withdrawn"
    REVOKED = "revoked", "撤销", "Revoked"
    RELINQUISHED = "relinquished", "注销", "Relinquished"
    UNKNOWN = "unknown", "阶段不详", "Phase unknown"


BEFORE_APPROVAL = (Phase.INCUBATION, Phase.APPLICATION)
IN_REVIEW = (Phase.APPLICATION, Phase.ACCEPTANCE)
"""While a panel reviews what was handed in."""
BUILDING = (Phase.CONSTRUCTION, Phase.ACCEPTANCE)
"""The duties of construction go on through acceptance."""
SUPERVISED = (*BUILDING, Phase.OPERATION)
"""From approval to construct on."""
ENDED = (Phase.WITHDRAWN, Phase.REVOKED, Phase.RELINQUISHED)
LIFE = (*BEFORE_APPROVAL, *SUPERVISED)
"""The phases of a life in their order, without its ends."""
NOT_KNOWN_AS_APPROVED = (*BEFORE_APPROVAL, Phase.UNKNOWN)
LIVING = (*LIFE, Phase.UNKNOWN)
ORDER = (Phase.UNKNOWN, *LIFE, *ENDED)
"""Each phase is proven by more than those before it: a report leads a center on and never back."""
ANY_PHASE = tuple(Phase)
