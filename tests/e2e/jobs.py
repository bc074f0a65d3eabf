"""The jobs that are counted at the console: how many clicks and typed fields each takes, and might take at most."""

from typing import NamedTuple


class Job(NamedTuple):
    """One job, by its name in ``docs/jobs.md``: who does it, from which page, and where it ends.

    ``formerly`` is what was counted before the console helped with it, or what it lacked; ``limit`` what it may take;
    both in words, and a dash where nobody counted or no limit was set.
    """

    by: str
    way: str
    formerly: str
    limit: str
    clicks: int
    fields: int


JOBS = {
    "visit on six topics": Job(
        "District", "from its form to the receipt", "10 clicks, 12 fields", "3 clicks, 7 fields", 3, 6
    ),
    "panel of three": Job("Officer", "from its form to the receipt", "10 to 13 fields", "4 fields", 6, 3),
    "prompted order": Job(
        "Approver",
        "from the proposal in my work to the receipt",
        "5 clicks, 2 fields, not prompted",
        "3 clicks",
        3,
        1,
    ),
    "corrected date": Job("Officer", "from the page of the center to the receipt", "–", "–", 4, 2),
    "overdue of a district": Job(
        "Officer", "from my work to the file with what is overdue", "the file named the next deadline alone", "–", 3, 0
    ),
    "who has not reported": Job("Officer", "from my work to the file of the year", "no such list", "–", 2, 0),
    "what was known on a day": Job(
        "Officer", "from my work to the file over all centers", "center by center, no list of then", "–", 4, 1
    ),
    "bundle of all": Job(
        "Auditor", "from my work to the command that takes it", "the command of one center alone was shown", "–", 2, 0
    ),
}
