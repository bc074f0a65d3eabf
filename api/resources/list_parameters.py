"""The parameters of a list, made from its table of columns: the same for API, console and files.

A word that is none is refused with what comes nearest, as a parameter that there isn't is everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from inspect import Parameter as Argument
from inspect import Signature
from typing import Annotated, Any

from fastapi import Query
from fastapi.dependencies.models import Dependant
from pydantic import AwareDatetime, BeforeValidator

from api.http.known_parameters import nearest
from domain.kernel.base import Label, LabeledEnum, invalid
from domain.kernel.messages import Day
from domain.values.partial_days import SHANGHAI
from ledger.read_model.columns import REGISTER
from ledger.read_model.deadline_columns import DEADLINES
from ledger.read_model.list_table import Column, ListTable, Parameter
from ledger.read_model.work_columns import WORK
from service_layer.past_lists import Then

SOUGHT = (
    "Words of names, organisations, persons, ids, credit codes or document numbers, in any spelling; all have to match"
)
LONGEST = 200
MOST = 1_000_000
"""Of a number that is asked for."""
OWN = {
    "q": Label("名称、单位、人员或文号", "Name, organisation, person or document number"),
    "missing": Label("缺少", "Not known"),
    "sort": Label("排序", "Order"),
    "as_of": Label("某日生效的情况", "In force on a day"),
    "known_at": Label("截至某时刻已记录的情况", "As recorded until an instant"),
}
"""Parameters that every list has, with what they are called on its page."""


@dataclass(frozen=True, eq=False)
class ListParameters:
    """What a list can be asked: by its own columns, by those of the register about its centers, and by what every list
    can be asked.
    """

    table: ListTable
    centers: ListTable | None = None

    @cached_property
    def of_columns(self) -> dict[str, Parameter]:
        """The parameters of columns, by name; the list's own come first, and before others of that name."""
        centers = self.centers.parameter_of if self.centers else {}
        own = self.table.column_of
        return self.table.parameter_of | {name: one for name, one in centers.items() if one.column.name not in own}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name, the list's own first."""
        centers = self.centers.column_of if self.centers else {}
        own = self.table.column_of
        return own | {name: column for name, column in centers.items() if name not in own}

    @cached_property
    def queries(self) -> dict[str, tuple[Any, Any]]:
        """By name, what a parameter may be, and what is said of it."""
        return dict(self._queries())

    @cached_property
    def labels(self) -> dict[str, Label]:
        """By name, what a parameter is called on the page of the list and in its files."""
        return {name: one.label for name, one in self.of_columns.items()} | OWN

    @cached_property
    def places(self) -> dict[str, int]:
        """The order of the parameters, by name."""
        return {name: place for place, name in enumerate(self.queries)}

    def _queries(self) -> Iterator[tuple[str, tuple[Any, Any]]]:
        for name, parameter in self.of_columns.items():
            yield name, (_type_of(parameter), _described(parameter))
        yield "q", (str | None, Query(max_length=LONGEST, description=SOUGHT))
        columns = list(self.columns)
        known = Query(description="A column of which nothing is known, or told", json_schema_extra={"enum": columns})
        yield "missing", (Annotated[str | None, _known(columns)], known)
        sorted_by = Query(
            description="By which column, from its greatest value with a minus before; what is unknown comes last",
            json_schema_extra={"enum": list(self.table.sorts)},
        )
        yield "sort", (Annotated[str | None, _known(self.table.sorts)], sorted_by)
        yield "as_of", (Day | None, Query(description="In force on that day"))
        yield "known_at", (AwareDatetime | None, Query(description="As recorded until that instant"))


OF_CENTERS = ListParameters(REGISTER)
OF_DEADLINES = ListParameters(DEADLINES, REGISTER)
OF_WORK = ListParameters(WORK, REGISTER)


@dataclass(frozen=True)
class ListQuestion:
    """Which lines of a list, in which order, and when: what is ``asked`` of columns by the names of the parameters,
    those alone that ask something; ``q`` and ``missing`` as ``ReadModel.find_centers`` has them. ``as_of`` is a day in
    Asia/Shanghai, ``known_at`` an instant.
    """

    asked: Mapping[str, Any]
    q: str | None = None
    missing: str | None = None
    sort: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    parameters: ListParameters = OF_CENTERS

    @property
    def then(self) -> Then | None:
        """The moment that is asked about; ``None`` for now."""
        return Then(self.as_of, self.known_at) if self.as_of or self.known_at else None

    @property
    def named(self) -> dict[str, Any]:
        """As parameters, in their order; ``None`` where one asks nothing."""
        return {name: self._value(name) for name in self.parameters.queries}

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
        return {name: value for name, value in self.named.items() if value is not None}

    def but(self, **changes: Any) -> "ListQuestion":
        """The same with other values of parameters."""
        own = {name: value for name, value in changes.items() if name in OWN}
        asked = {**self.asked, **{name: value for name, value in changes.items() if name not in OWN}}
        return replace(self, asked={name: value for name, value in asked.items() if value is not None}, **own)

    def _value(self, name: str) -> Any:
        return getattr(self, name) if name in OWN else self.asked.get(name)


def _question(parameters: ListParameters, given: Mapping[str, Any]) -> ListQuestion:
    own = {name: given.get(name) for name in OWN}
    asked = {name: given.get(name) for name in parameters.of_columns}
    return ListQuestion(
        {name: value for name, value in asked.items() if value is not None}, **own, parameters=parameters
    )


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
    return {str: str, date: Day, bool: bool, int: int}[parameter.value_type] | None


def _described(parameter: Parameter) -> Any:
    about = parameter.column.about
    description = f"{parameter.label.en}. {about}" if about else parameter.label.en
    if parameter.value_type is int:
        return Query(description=description, ge=0, le=MOST)
    is_text = parameter.value_type is str and parameter.words is None
    return Query(description=description, max_length=LONGEST if is_text else None)


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
) -> Callable[..., ListQuestion]:
    """``list_question`` about the register."""
    return list_question(OF_CENTERS, blank=blank, without=without)


def list_question(
    parameters: ListParameters, *, blank: BeforeValidator | None = None, without: Iterable[str] = ()
) -> Callable[..., ListQuestion]:
    """What a route of a list depends on that has no use for those parameters ``without`` which it is. ``blank``, where
    a form sends what was left open as an empty text, makes nothing of it.
    """

    def asked(**given: Any) -> ListQuestion:
        return _question(parameters, given)

    arguments = []
    for name, (kind, query) in parameters.queries.items():
        if name in without:
            continue
        annotation = Annotated[kind, query, _typed(name, blank)] if blank else Annotated[kind, query]
        arguments.append(Argument(name, Argument.KEYWORD_ONLY, default=None, annotation=annotation))
    asked.__signature__ = Signature(arguments)  # type: ignore[attr-defined]
    asked.labels = parameters.labels  # type: ignore[attr-defined]
    return asked


def labels_asked_by(dependant: Dependant) -> dict[str, Label]:
    """What the parameters of the list are called that a route depends on; nothing where it is none."""
    found: dict[str, Label] = getattr(dependant.call, "labels", {})
    for further in dependant.dependencies:
        found = found | labels_asked_by(further)
    return found
