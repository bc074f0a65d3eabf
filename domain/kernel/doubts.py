"""What is allowed but strange: asked before it goes on record, and on record with who confirmed it and why."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter

from domain.kernel.base import Model
from domain.kernel.messages import Text

_PLAIN: TypeAdapter[Mapping[str, object]] = TypeAdapter(Mapping[str, object])


class Doubt(NamedTuple):
    """Something unusual about a decision: a stable code, a key of ``DOUBTS``; the clause or ``house``; and what fills
    its sentence. Its parameters don't change with the instant at which it is asked.
    """

    code: str
    clause: str
    params: Mapping[str, Any] = {}

    def plain(self) -> dict[str, Any]:
        """As JSON has it, in a refusal and in its receipt."""
        return {"code": self.code, "clause": self.clause, "params": _PLAIN.dump_python(self.params, mode="json")}


class ConfirmedDoubt(Model):
    """A doubt that somebody confirmed, as it was asked."""

    code: str
    clause: str
    params: dict[str, Any] = {}


class ConfirmedDoubts(Model):
    """The doubts about a decision that were confirmed with it, and why. ``confirms`` is the command id under which they
    had been asked before; ``None`` where the first request brought its confirmation along.
    """

    confirms: str | None = None
    doubts: Annotated[tuple[ConfirmedDoubt, ...], Field(min_length=1)]
    reason: Text
