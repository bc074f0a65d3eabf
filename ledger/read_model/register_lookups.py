"""What a decision asks of the register: which centers have or had a name or a lead, which acts bear a number.

Best effort: the read model shows what is committed. Of two decisions at the same instant, each on a center of its own,
neither sees the other, and both may be recorded without a doubt. Whoever isn't of the bureau is answered from the
centers that they see, and of a public one from what the public register has of it: no doubt tells of any other.
"""

from datetime import date

from domain.context import NumberedAct, RegisteredCenter
from domain.kernel.records import PartialDay
from domain.values.center_names import core_of_name, is_nearly_the_same
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import compact_code
from ledger.read_model.pages import Conditions, anywhere
from ledger.read_model.scope import Scope
from ledger.recorder import LedgerRecorder

COLUMNS = "center_id, register.name_zh, lead_form"
CENTERS, FORMER = "register", "former_names JOIN register USING (center_id)"
NUMBERED = "SELECT center_id, name_zh, event, number, effective_on FROM numbers JOIN register USING (center_id)"
_A_DAY = len("2023-03-07")


class RegisterLookups:
    """The register as decisions see it (``domain.context.Register``), over the read model's rows; ``scope`` is that of
    whoever decides, ``None`` for whom nothing is hidden from.
    """

    def __init__(self, recorder: LedgerRecorder, scope: Scope | None = None) -> None:
        self._recorder, self._scope = recorder, scope

    def has_center(self, center_id: str) -> bool:
        """Whether there is a center of this id."""
        return bool(self._centers(CENTERS, "center_id = :center_id", center_id=center_id))

    def centers_like(self, name: str) -> list[RegisteredCenter]:
        """The centers whose own name, or whose lead's name, is the same in any spelling."""
        return self._centers(CENTERS, "(name_form = :form OR lead_form = :form)", form=comparing_form(name))

    def centers_nearly_named(self, name: str) -> list[RegisteredCenter]:
        """The centers of nearly the same name, as far as what tells it apart stands in one piece in theirs."""
        core = core_of_name(name)
        found = self._centers(CENTERS, "name_form LIKE :core ESCAPE '!'", core=anywhere(core)) if core else []
        return [center for center in found if is_nearly_the_same(center.name_zh, name)]

    def centers_formerly_named(self, name: str) -> list[RegisteredCenter]:
        """The centers that bore this name, in any spelling, and bear another now."""
        return self._centers(FORMER, "key = :form", form=comparing_form(name))

    def centers_of(self, uscc: str) -> list[RegisteredCenter]:
        """The centers whose lead has this unified social credit code."""
        filters = Conditions()
        filters.add("lead = :lead", lead=compact_code(uscc))
        if self._scope:
            self._scope.narrow_centers(filters)
        return self._found(CENTERS, filters)

    def acts_numbered(self, number: str) -> list[NumberedAct]:
        """The acts that bear this document number, by its official form."""
        filters = Conditions()
        filters.add("number = :number", number=number)
        if self._scope:
            self._scope.narrow_acts(filters)
        rows = self._recorder.rows(f"{NUMBERED}{filters.where} ORDER BY center_id, event", filters.values)
        return [NumberedAct(center, name, event, borne, _day(on)) for center, name, event, borne, on in rows]

    def _centers(self, table: str, condition: str, **values: str) -> list[RegisteredCenter]:
        filters = Conditions()
        filters.add(condition, **values)
        if self._scope:
            self._scope.narrow_known(filters)
        return self._found(table, filters)

    def _found(self, table: str, filters: Conditions) -> list[RegisteredCenter]:
        lead = self._scope.known_of_concerned("lead", filters) if self._scope else "lead"
        statement = f"SELECT {COLUMNS}, {lead} FROM {table}{filters.where} ORDER BY center_id"
        return [RegisteredCenter(*row) for row in self._recorder.rows(statement, filters.values)]


def _day(text: str | None) -> PartialDay | None:
    return date.fromisoformat(text) if text is not None and len(text) == _A_DAY else text
