"""To which authority a center belongs, by its level and its region (5.3). The bureau decides about its own alone: of
others the record is kept true, and nothing more.
"""

from typing import NamedTuple

from domain.center import SHANGHAI_REGION, Center
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import Level
from domain.kernel.base import Label
from domain.values.comparing_form import comparing_form

_NAMES_OF_SHANGHAI = frozenset({comparing_form(SHANGHAI_REGION), comparing_form("上海市"), "shanghai"})
THE_BUREAU = Label("上海市市场监督管理局", "the Shanghai Municipal Administration for Market Regulation")
OF_THE_STATE = Label("国家市场监督管理总局", "the State Administration for Market Regulation")


class Authority(NamedTuple):
    """Who decides about the centers of a level in a region. Shanghai, a city at the level of a province, has one."""

    level: Level
    region: str

    @property
    def is_the_bureau(self) -> bool:
        """Whether it is the bureau whose guideline this is."""
        return self.level is not Level.NATIONAL and comparing_form(self.region) in _NAMES_OF_SHANGHAI

    @property
    def label(self) -> Label:
        """Its name; that of another region's is made of level and region, as far as they are known."""
        if self.level is Level.NATIONAL:
            return OF_THE_STATE
        if self.is_the_bureau:
            return THE_BUREAU
        zh, en = self.level.label
        return Label(f"{self.region}{zh}市场监督管理部门", f"the {en.lower()} market regulator of {self.region}")


def authority_of(center: Center) -> Authority:
    """The authority to which the center belongs."""
    return Authority(center.level, center.region)


def is_of_the_bureau(center: Center) -> bool:
    """Whether the bureau decides about the center: it is one of Shanghai, and no national one."""
    return authority_of(center).is_the_bureau


def clocks_apply_to(center: Center, policy: Policy) -> bool:
    """Whether the guideline's clocks, and its term, are those of this center; of another authority's by a house rule
    alone.
    """
    return policy.clocks_for_other_regions or is_of_the_bureau(center)
