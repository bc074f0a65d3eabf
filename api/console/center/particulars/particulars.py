"""Who builds a center, its papers, its panels and what reports say of it, as panels of its page."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.console.frame.center_reader import CenterReader
from api.console.frame.page_request import PageRequest
from api.resources.center_view import CenterPage
from domain.documents_in_history import NamedDocument
from domain.guideline.vocabulary import ResponsibilityArea
from domain.reviews.messages import ExpertOpinionGiven


class ParticularPanels(NamedTuple):
    """The panels, ready to be printed; empty where there is nothing."""

    parties: Markup
    documents: Markup
    reviews: Markup
    reports: Markup


def particular_panels(
    page_request: PageRequest,
    page: CenterPage,
    reader: CenterReader,
    documents: Sequence[tuple[NamedDocument, bool]],
    opinions: Mapping[str, Sequence[ExpertOpinionGiven]],
) -> ParticularPanels:
    """What is known of the center besides where it stands; ``opinions`` are by stage, ``documents`` say whether each is
    kept.
    """
    template, panel = "center/particulars/particulars.html", page_request.panel
    return ParticularPanels(
        parties=panel(template, "parties", parties=page.organisations, areas=list(ResponsibilityArea)),
        documents=panel(template, "documents", documents=documents),
        reviews=panel(
            "center/particulars/reviews.html",
            "reviews",
            reviews=page.reviews,
            opinions=opinions,
            withheld=reader.withheld,
        ),
        reports=panel("center/particulars/reports.html", "reports", center=page),
    )
