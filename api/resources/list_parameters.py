"""The parameters of a list, made from its table of columns: the same for API, console and files.

A word that is none is refused with what comes nearest, as a parameter that there isn't is everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from inspect import Parameter as Argument
from inspect import Signature
from typing import Annotated, Any, NamedTuple

from fastapi import Query
from pydantic import AwareDatetime, BeforeValidator

from api.http.known_parameters import nearest
from domain.kernel.base import LabeledEnum, invalid
from domain.kernel.messages import Day
from domain.values.partial_days import SHANGHAI
from ledger.read_model.columns import COLUMNS
from ledger.read_model.register_filters import PARAMETERS, SORTS, Parameter
from service_layer.past_lists import Then

SOUGHT = (
    "Words of names, organisations, persons, ids, credit codes or document numbers, in any spelling; all have to match"
)
LONGEST = 200


class RegisterQuestion(NamedTuple):
    """Which centers, in which order, and when: what is ``asked`` of columns by the names of the parameters, those alone
    that ask something; the rest as ``ReadModel.find_centers`` has it. ``as_of`` is a day in Asia/Shanghai, ``known_at``
    an instant.
    """

    asked: Mapping[str, Any]
    q: str | None = None
    missing: str | None = None
    sort: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def then(self) -> Then | None:
        """The moment that is asked about; ``None`` for now."""
        return Then(self.as_of, self.known_at) if self.as_of or self.known_at else None

    @property
    def named(self) -> dict[str, Any]:
        """As parameters, in their order; ``None`` where one asks nothing."""
        return {name: self._value(name) for name in NAMES}

    @property
    def filters(self) -> dict[str, Any]:
        """As the lists take what narrows them."""
        return {**self.asked, "q": self.q, "missing": self.missing}

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.asked) or self.q is not None or self.missing is not None

    @property
    def given(self) -> dict[str, Any]:
        """Those parameters alone that ask something, in the order of all."""
        own = {name: value for name, value in zip(self._fields[1:], self[1:], strict=True) if value is not None}
        found = {**self.asked, **own}
        return {name: found[name] for name in sorted(found, key=PLACES.__getitem__)}

    def but(self, **changes: Any) -> "RegisterQuestion":
        """The same with other values of parameters."""
        own = {name: value for name, value in changes.items() if name in self._fields}
        asked = {**self.asked, **{name: value for name, value in changes.items() if name not in self._fields}}
        return self._replace(asked={name: value for name, value in asked.items() if value is not None}, **own)

    def _value(self, name: str) -> Any:
        return getattr(self, name) if name in self._fields else self.asked.get(name)


def _question(given: Mapping[str, Any]) -> RegisterQuestion:
    own = {name: given.get(name) for name in RegisterQuestion._fields if name != "asked"}
    others = {name: given.get(name) for name in NAMES if name not in RegisterQuestion._fields}
    return RegisterQuestion({name: value for name, value in others.items() if value is not None}, **own)


def _known(words: Iterable[str]) -> BeforeValidator:
    """One of the words; what is none is answered with the nearest, or with all."""
    known = list(map(str, words))

    def check(given: object) -> object:
        if given is None or given in known or not isinstance(given, str):
            return given
        zh, en = f"没有“{given}”", f"There is no “{given}”"
        if near := nearest(given, known):
            raise invalid("enum", f"{zh}；最接近的是“{near}”", f"{en}; the nearest is “{near}”")
        listed = ", ".join(known)
        raise invalid("enum", f"{zh}；应为以下之一：{listed}", f"{en}; one of these: {listed}")

    return BeforeValidator(check)


def _type_of(parameter: Parameter) -> Any:
    words: type[LabeledEnum] | None = parameter.words
    if words is not None:
        return Annotated[words | None, _known(words)]
    return {str: str, date: Day, bool: bool}[parameter.value_type] | None


def _queries() -> Iterator[tuple[str, Any, Any]]:
    """By name, what a parameter may be, and what is said of it."""
    for parameter in PARAMETERS:
        longest = LONGEST if parameter.value_type is str and parameter.words is None else None
        yield parameter.name, _type_of(parameter), Query(description=parameter.label.en, max_length=longest)
    yield "q", str | None, Query(max_length=LONGEST, description=SOUGHT)
    columns = [column.name for column in COLUMNS]
    yield (
        "missing",
        Annotated[str | None, _known(columns)],
        Query(description="A column of which nothing is known, or told", json_schema_extra={"enum": columns}),
    )
    yield (
        "sort",
        Annotated[str | None, _known(SORTS)],
        Query(
            description="By which column, from its greatest value with a minus before; what is unknown comes last",
            json_schema_extra={"enum": list(SORTS)},
        ),
    )
    yield "as_of", Day | None, Query(description="In force on that day")
    yield "known_at", AwareDatetime | None, Query(description="As recorded until that instant")


QUERIES = tuple(_queries())
NAMES = tuple(name for name, *_ in QUERIES)
PLACES = {name: place for place, name in enumerate(NAMES)}


def _typed(name: str, blank: BeforeValidator) -> BeforeValidator:
    """As a form sends it, which has no place for a zone: an instant that is typed there is of Shanghai."""
    return BeforeValidator(lambda given: _in_shanghai(blank.func(given))) if name == "known_at" else blank  # type: ignore[call-arg]


def _in_shanghai(given: object) -> object:
    try:
        instant = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return given
    return given if instant is None or instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def register_question(
    *, blank: BeforeValidator | None = None, without: Iterable[str] = ()
) -> Callable[..., RegisterQuestion]:
    """What a route depends on that has no use for those parameters ``without`` which it is. ``blank``, where a form
    sends what was left open as an empty text, makes nothing of it.
    """

    def asked(**given: Any) -> RegisterQuestion:
        return _question(given)

    arguments = []
    for name, kind, query in (one for one in QUERIES if one[0] not in without):
        annotation = Annotated[kind, query, _typed(name, blank)] if blank else Annotated[kind, query]
        arguments.append(Argument(name, Argument.KEYWORD_ONLY, default=None, annotation=annotation))
    asked.__signature__ = Signature(arguments)  # type: ignore[attr-defined]
    return asked
