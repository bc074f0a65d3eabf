"""Forms whose dossier says all that stands around them: evaluation, the report of a review, establishment."""

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart
from api.console.decide.forms.arranged.sheets.facts import (
    accepted,
    handed_in,
    opinions,
    proposed_outcome,
    supervised,
    term_and_duties,
)
from domain.kernel.base import Label

DOSSIERS: dict[str, Arrangement] = {
    "evaluate_construction": Arrangement(
        parts=(
            FormPart("evaluation", Label("评估与建议", "Evaluation"), ("outcome", "summary", "new_term_ends_on")),
            DATE_AND_DOCUMENTS,
        ),
        dossier=(term_and_duties, supervised),
    ),
    "decide_on_evaluation": Arrangement(
        parts=(
            FormPart(
                "decision", Label("决定", "Decision"), ("outcome", "document_number", "reason", "new_term_ends_on")
            ),
            DATE_AND_DOCUMENTS,
        ),
        dossier=(proposed_outcome, term_and_duties, supervised),
    ),
    "issue_review_report": Arrangement(
        parts=(
            FormPart(
                "report",
                Label("评审结论", "Conclusion"),
                ("expert_id", "necessity", "feasibility", "sufficiency", "verdict", "signed_by", "dissents"),
            ),
            DATE_AND_DOCUMENTS,
        ),
        dossier=(handed_in, opinions),
    ),
    "approve_establishment": Arrangement(
        parts=(FormPart("paper", Label("批准文件", "Document"), ("document_number",)), DATE_AND_DOCUMENTS),
        dossier=(accepted, handed_in, opinions),
    ),
}
"""By the decision's name on the wire."""
