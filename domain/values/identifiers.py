"""Who an organisation is and which paper is meant: unified social credit codes and official document numbers."""

import re
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field, GetJsonSchemaHandler, computed_field, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from domain.kernel.base import Model, invalid


def check(code: str) -> str:
    """The unified social credit code in its compact form: 18 characters, upper case, no separators.

    Raises ``ValueError``, in both languages, for a wrong length, a wrong character or a wrong check character.
    """
    try:
        return uscc.validate(code)
    except InvalidLength:
        raise invalid(
            "credit_code_length",
            "统一社会信用代码应为18位",
            "A unified social credit code has 18 characters",
        ) from None
    except InvalidChecksum:
        raise invalid(
            "credit_code_check_digit",
            "统一社会信用代码校验码不符",
            "The check character of the unified social credit code is wrong",
        ) from None
    except ValidationError:
        raise invalid(
            "credit_code_characters",
            "统一社会信用代码含有不允许的字符",
            "The unified social credit code has a character it may not have",
        ) from None


UnifiedSocialCreditCode = Annotated[
    str,
    AfterValidator(check),
    Field(description="统一社会信用代码 / Unified social credit code", examples=["12310000400000000E"]),
]
"""统一社会信用代码: validated and kept in its compact form."""

FIRST_YEAR, LAST_YEAR = 1949, 2099
"""A document number with a year outside of these is a slip of the pen."""

_OPENING, _CLOSING = "([{【〖﹝❲﹙", ")]}】〗﹞❳﹚"
_FULL_WIDTH_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_OFFICIAL_BRACKETS = str.maketrans(_OPENING + _CLOSING, "〔" * len(_OPENING) + "〕" * len(_CLOSING))
_ISSUER = r"(?P<issuer>[^\W\d_]{1,40})"
_BRACKETED = re.compile(_ISSUER + r"〔(?P<year>[0-9]{4})〕第?(?P<serial>[0-9]{1,8})号?")
_RUN_TOGETHER = re.compile(_ISSUER + r"(?P<year>[0-9]{4})(?P<serial>[0-9]{1,8})号?")


class NumberParts(NamedTuple):
    """What a document number says: the issuer's short form (机关代字), the year, the serial in that year."""

    issuer: str
    year: int
    serial: int


def parse_document_number(typed: str) -> NumberParts:
    """Read a document number as offices really print it.

    Brackets of any kind, full-width digits, spaces, leading zeros and a missing 号 are all taken; so is a year that
    runs into its serial (沪市监书20230103号 is serial 103 of 2023). Raises ``ValueError`` in both languages.
    """
    found = _match(typed)
    if found is None:
        raise invalid(
            "document_number_unreadable",
            "文号应含机关代字、年份和序号，如：沪市监计量〔2023〕213号",
            "A document number has an issuer, a year and a serial, as in 沪市监计量〔2023〕213号",
        )
    parts = NumberParts(found["issuer"], int(found["year"]), int(found["serial"]))
    _check_parts(parts)
    return parts


def _match(typed: str) -> re.Match[str] | None:
    plain = "".join(typed.translate(_FULL_WIDTH_TO_ASCII).translate(_TO_OFFICIAL_BRACKETS).split())
    return _BRACKETED.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)


def _check_parts(parts: NumberParts) -> None:
    if not FIRST_YEAR <= parts.year <= LAST_YEAR:
        raise invalid(
            "document_number_year",
            f"文号年份“{parts.year}”不合理",
            f"{parts.year} is no year for a document number",
        )
    if parts.serial == 0:
        raise invalid("document_number_serial", "文号序号不能为零", "A document number's serial starts at 1")


class DocumentNumber(Model):
    """文号: the official number of a paper.

    ``raw`` is exactly what was typed. ``normalized`` is always worked out from it, whatever is handed in under that
    name: issuer〔year〕serial号, so that 沪市监书20230103号 and 沪市监书〔2023〕103号 are seen to be the same paper.
    On the wire a plain text stands for its ``raw``; what is stored and answered is ``{"raw", "normalized"}``.
    """

    model_config = ConfigDict(str_strip_whitespace=False)

    raw: str = Field(max_length=80)

    @model_validator(mode="before")
    @classmethod
    def _from_what_was_typed(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"raw": value}
        if isinstance(value, dict):
            return {name: part for name, part in value.items() if name != "normalized"}
        return value

    @model_validator(mode="after")
    def _can_be_read(self) -> "DocumentNumber":
        parse_document_number(self.raw)
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(schema)
        return {
            "type": "string",
            "title": "文号 / Document number",
            "maxLength": 80,
            "examples": ["沪市监计量〔2023〕213号"],
        }

    @property
    def parts(self) -> NumberParts:
        """Issuer, year and serial."""
        return parse_document_number(self.raw)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def normalized(self) -> str:
        """The official form, by which two spellings of one number are compared."""
        issuer, year, serial = self.parts
        return f"{issuer}〔{year}〕{serial}号"

    def __str__(self) -> str:
        return self.normalized
