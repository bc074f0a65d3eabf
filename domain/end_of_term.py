"""When a center's construction term ends: known from a paper, within the range of 3.5.1, or no more than assumed."""

from datetime import date
from typing import NamedTuple

from domain.center import Center
from domain.guideline.phases import BUILDING
from domain.guideline.policy import Policy
from domain.imported.unknowns import possible_term
from domain.kernel.base import LabeledEnum


class TermBasis(LabeledEnum):
    """On what the end of a term rests."""

    CERTAIN = "certain", "确定", "Certain"
    RANGE = "range", "按三（五）1的区间", "Range of 3.5.1"
    ASSUMED = "assumed", "推定", "Assumed"


class EndOfTerm(NamedTuple):
    """A certain end has its day, any other the earliest and the latest that it may have: they are never mixed."""

    basis: TermBasis
    on: date | None = None
    earliest: date | None = None
    latest: date | None = None


def end_of_term(center: Center, policy: Policy) -> EndOfTerm | None:
    """The end of the term in force. Unreported, it lies within the range of 3.5.1 (24 to 36 months) while the center is
    built; of an approval from before the guideline, to which 3.5.1 doesn't apply, that is an assumption. ``None`` where
    there is nothing to go by.
    """
    if center.term_ends_on is not None:
        return EndOfTerm(TermBasis.CERTAIN, on=center.term_ends_on)
    possible = possible_term(center, policy) if center.phase in BUILDING else None
    if possible is None:
        return None
    basis = TermBasis.ASSUMED if possible.is_assumed else TermBasis.RANGE
    return EndOfTerm(basis, None, possible.earliest, possible.latest)
