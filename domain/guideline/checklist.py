"""What the guideline itself asks of a center that applies for acceptance, item by item (3.5.2).

The checklist (现场验收核查表) is the bureau's own paper, which changes without this program; these are the items that
follow from the guideline's own words, from which a self-inspection may begin.
"""

from typing import NamedTuple

from domain.kernel.base import Label


class ChecklistEntry(NamedTuple):
    """One item, with the clause that asks for it. The record holds its Chinese words."""

    clause: str
    label: Label


CHECKLIST = (
    ChecklistEntry(
        "2.1", Label("产业计量测试需求分析和量值保证方案", "Analysis of the industry's needs and plan to meet them")
    ),
    ChecklistEntry(
        "2.2",
        Label(
            "计量测试技术研究、校准方法和仪器仪表研制", "Research, calibration methods and development of instruments"
        ),
    ),
    ChecklistEntry(
        "2.3", Label("全寿命周期、全产业链计量测试服务", "Services over the whole life cycle and the whole chain")
    ),
    ChecklistEntry(
        "2.4", Label("依托联盟的协同创新和成果转化", "Joint innovation and transfer of results in the alliance")
    ),
    ChecklistEntry("3.5.1", Label("筹建任务书所列任务完成情况", "Completion of the tasks of the task book")),
    ChecklistEntry("4.1", Label("主任负责制", "The director in charge")),
    ChecklistEntry(
        "4.2",
        Label(
            "产业计量测试联盟和每年两次以上技术交流", "The alliance, and two technical exchanges in every year at least"
        ),
    ),
    ChecklistEntry("4.3", Label("互联网平台展示和信息更新", "What is shown on a platform, and kept current")),
    ChecklistEntry("4.4", Label("开放共享制度", "Rules of open sharing")),
    ChecklistEntry("5.2", Label("年度筹建情况报送和重大事项告知", "Annual reports, and notices of major matters")),
)
"""In the guideline's order."""
