"""The text of pages. Templates speak Chinese, the primary language; one catalogue for each area gives the English.

``<area>.en.po`` lies beside the area's pages; ``make i18n`` brings the area's sentences into it. The words of the
domain stand in ``domain/wording`` instead.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from api.http.language import Language

FOLDER = Path(__file__).parents[1]


def read_catalog(file: Path) -> Catalog:
    """One catalogue as it was written. Raises ``PoFileError`` for what is none."""
    with file.open("rb") as content:
        return read_po(content, locale="en", abort_invalid=True)


def catalog_files() -> list[Path]:
    """The English catalogues, by area."""
    return sorted(FOLDER.rglob("*.en.po"))


@cache
def translations(language: Language) -> NullTranslations:
    """What the templates' sentences become in that language."""
    if language == "zh":
        return NullTranslations()
    whole = Catalog(locale="en")
    for file in catalog_files():
        for message in read_catalog(file):
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
