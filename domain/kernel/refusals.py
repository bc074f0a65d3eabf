"""Why a decision was refused: a stable code, the clause that says no, and what a person reads in either language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from domain.kernel.base import Label

_PLAIN: TypeAdapter[Mapping[str, object]] = TypeAdapter(Mapping[str, object])


class Kind(StrEnum):
    """What sort of no it is."""

    NOT_NOW = "not_now"
    """The center's state does not allow it."""
    NOT_YOURS = "not_yours"
    """Another role, another organisation, another panel."""
    WRONG_CONTENT = "wrong_content"
    """What was said breaks a rule, whenever it is said."""
    UNKNOWN = "unknown"
    """There is no such center."""


class Refusal(Exception):
    """A rule said no. ``code`` is a key of ``REASONS``, ``clause`` a key of ``CLAUSES``."""

    def __init__(self, code: str, clause: str, **params: Any) -> None:
        super().__init__(code, clause, params)
        self.code = code
        self.clause = clause
        self.params = params

    def plain(self) -> dict[str, Any]:
        """As JSON has it, where another refusal names it."""
        return {"code": self.code, "clause": self.clause, "params": _PLAIN.dump_python(self.params, mode="json")}

    def __eq__(self, other: object) -> bool:
        """Two refusals are one when code, clause and parameters are."""
        return isinstance(other, Refusal) and self.args == other.args

    __hash__ = Exception.__hash__


@dataclass(frozen=True, slots=True)
class Reason:
    """A code's meaning: its kind, its title, and the sentence with the parameters in braces."""

    kind: Kind
    title: Label
    detail: Label
