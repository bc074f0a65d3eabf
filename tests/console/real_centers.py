"""Real centers as their files have them, imported into a house's ledger."""

from pathlib import Path

from clock import utc_now
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House

MORE = Path(__file__).parents[1] / "importing" / "more-centers.json"
"""Nine more, whose reports say what the twelve that ship do not: no date, a score, partners, an authority."""
FILES = (SEED, MORE)


def imported(house: House, *files: Path) -> None:
    """Every center of these files on the register; of all of them, if none is named."""
    for file in files or FILES:
        intake = Importer(house.installation.ledger, house.settings.policy, file.name, utc_now())
        intake.write(intake.plan(read_centers(file)))
