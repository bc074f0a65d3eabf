"""What every model of the domain is made of."""

from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """An immutable value: no field beyond those named, no text with blank ends."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def is_empty(value: object) -> bool:
    """Whether a value says nothing, so that ``exclude_if`` leaves it out of what is stored."""
    return not value


OptionalText = Annotated[str | None, Field(exclude_if=is_empty)]
"""A text that is left out where there is none."""


class TolerantModel(Model):
    """A value that one version of the program writes into a history and another reads: its fields keep their names, and
    one that the reader doesn't know is passed over.
    """

    model_config = ConfigDict(extra="ignore")


class StreamMessage(TolerantModel):
    """What is sent about a stream, a center's or the calendar's; its JSON has called it ``center_id`` since 0.1.0."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    stream: Annotated[str, Field(alias="center_id")]


class Label(NamedTuple):
    """One term in both languages; the official Chinese term is the primary one."""

    zh: str
    en: str


class LabeledEnum(StrEnum):
    """A closed vocabulary: each member is its code on the wire and carries its label."""

    label: Label

    def __new__(cls, code: str, zh: str = "", en: str = "") -> "LabeledEnum":
        """A member from its code and its label in both languages."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = Label(zh, en)
        return member

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[Any]) -> str:
        raise TypeError(f"{name} needs its code written out")


def invalid(code: str, zh: str, en: str) -> PydanticCustomError:
    """What a validator raises: a stable ``code`` and the reason in both languages.

    It is a ``ValueError``; pydantic carries ``code`` as the error's type and ``zh``, ``en`` as its context.
    """
    return PydanticCustomError(code, "{zh} / {en}", {"zh": zh, "en": en})
