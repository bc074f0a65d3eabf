"""What a decision asks of the register: which centers have or had a name or a lead, which acts bear a number.

Best effort: the read model shows what is committed. Of two decisions at the same instant, each on a center of its own,
neither sees the other, and both may be recorded without a doubt.
"""

from datetime import date

from domain.context import NumberedAct, RegisteredCenter
from domain.kernel.records import PartialDay
from domain.values.center_names import core_of_name, is_nearly_the_same
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import compact_code
from ledger.read_model.pages import anywhere
from ledger.recorder import LedgerRecorder

CENTERS = "SELECT center_id, name_zh, lead_form, lead FROM register WHERE {condition} ORDER BY center_id"
LIKE = CENTERS.format(condition="name_form = :form OR lead_form = :form")
NEARLY = CENTERS.format(condition="name_form LIKE :core ESCAPE '!'")
BY_ID = "SELECT 1 FROM register WHERE center_id = :center_id"
OF = CENTERS.format(condition="lead = :lead")
NUMBERED = (
    "SELECT center_id, name_zh, event, number, effective_on FROM numbers JOIN register USING (center_id)"
    " WHERE number = :number ORDER BY center_id, event"
)
FORMERLY = (
    "SELECT center_id, register.name_zh, lead_form, lead FROM former_names JOIN register USING (center_id)"
    " WHERE key = :form ORDER BY center_id"
)
_A_DAY = len("2023-03-07")


class RegisterLookups:
    """The register as decisions see it (``domain.context.Register``), over the read model's rows."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def has_center(self, center_id: str) -> bool:
        """Whether there is a center of this id."""
        return bool(self._recorder.rows(BY_ID, {"center_id": center_id}))

    def centers_like(self, name: str) -> list[RegisteredCenter]:
        """The centers whose own name, or whose lead's name, is the same in any spelling."""
        return self._centers(LIKE, form=comparing_form(name))

    def centers_nearly_named(self, name: str) -> list[RegisteredCenter]:
        """The centers of nearly the same name, as far as what tells it apart stands in one piece in theirs."""
        core = core_of_name(name)
        found = self._centers(NEARLY, core=anywhere(core)) if core else []
        return [center for center in found if is_nearly_the_same(center.name_zh, name)]

    def centers_formerly_named(self, name: str) -> list[RegisteredCenter]:
        """The centers that bore this name, in any spelling, and bear another now."""
        return self._centers(FORMERLY, form=comparing_form(name))

    def centers_of(self, uscc: str) -> list[RegisteredCenter]:
        """The centers whose lead has this unified social credit code."""
        return self._centers(OF, lead=compact_code(uscc))

    def acts_numbered(self, number: str) -> list[NumberedAct]:
        """The acts that bear this document number, by its official form."""
        rows = self._recorder.rows(NUMBERED, {"number": number})
        return [NumberedAct(center, name, event, borne, _day(on)) for center, name, event, borne, on in rows]

    def _centers(self, statement: str, **values: str) -> list[RegisteredCenter]:
        return [RegisteredCenter(*row) for row in self._recorder.rows(statement, values)]


def _day(text: str | None) -> PartialDay | None:
    return date.fromisoformat(text) if text is not None and len(text) == _A_DAY else text
