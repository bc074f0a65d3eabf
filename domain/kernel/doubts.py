"""What is allowed but strange: asked before it goes on record, and on record with who confirmed it and why."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter

from domain.kernel.base import Model
from domain.kernel.messages import Text

_PLAIN: TypeAdapter[Mapping[str, object]] = TypeAdapter(Mapping[str, object])


class Doubt(NamedTuple):
    """Something unusual about a decision: a stable code, a key of ``DOUBTS``; the clause or ``house``; and what fills
    its sentence. Its parameters don't change with the instant at which it is asked. ``which`` are the centers and acts
    that it is about, as far as whoever is asked may see them.
    """

    code: str
    clause: str
    params: Mapping[str, Any] = {}
    which: Sequence[Mapping[str, Any]] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON has it, in a refusal and in its receipt."""
        which = {"which": self.which} if self.which else {}
        return self._with({**self.params, **which})

    def on_record(self) -> dict[str, Any]:
        """As it stands beside a decision, whose readers may see less than who was asked: without ``which``."""
        return self._with(self.params)

    def _with(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"code": self.code, "clause": self.clause, "params": _PLAIN.dump_python(params, mode="json")}


class ConfirmedDoubt(Model):
    """A doubt that somebody confirmed; of other centers it says nothing."""

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
