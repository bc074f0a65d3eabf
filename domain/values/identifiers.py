"""Who an organisation is and which paper is meant: unified social credit codes and official document numbers."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple
from unicodedata import decomposition

from pydantic import AfterValidator, ConfigDict, Field, GetJsonSchemaHandler, computed_field, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from domain.kernel.base import Model, invalid
from domain.kernel.stated import StatedAs
from domain.values.comparing_form import comparing_form, plain_form, same_name

AUTHORITIES: Mapping[str, str] = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "123459A",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
"""The kinds of organisation that each authority registers, by the first two characters of a code (GB 32100-2015):
机构编制, 外交, 司法行政, 文化, 民政 (with the committees of villages and of residents), 旅游, 宗教, 工会, 市场监管,
中央军委, 农业 and 其他.
"""
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()
)
"""The provinces, autonomous regions, municipalities and special regions of GB/T 2260."""
SHANGHAI = "31"
"""Of those, ours."""
NATIONAL = "100000"
"""Stands for the division where an authority of the State has registered the organisation."""
_LENGTH = 18
_SIGNS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_SHAPE = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""Of the organisation code's characters (GB 11714)."""


def compact_code(typed: str) -> str:
    """A credit code as it is kept and compared: upper case, half width, without separators and what shows nothing."""
    return uscc.compact(comparing_form(typed))


def same_code(one: str | None, other: str | None) -> bool:
    """Whether two credit codes are one in different spellings; no code is the same as none."""
    code = compact_code(one or "")
    return code != "" and code == compact_code(other or "")


def check(typed: str) -> str:
    """The unified social credit code in its compact form: 18 characters.

    So much holds for whatever is on record. Raises ``ValueError``, in both languages, for a wrong length, a wrong
    character or a wrong check character.
    """
    code = compact_code(typed)
    if len(code) != _LENGTH:
        raise invalid(
            "credit_code_length", "统一社会信用代码应为18位", "A unified social credit code has 18 characters"
        )
    if not _SHAPE.fullmatch(code) or not _SIGNS.issuperset(code):
        raise _no_code(
            code,
            "credit_code_characters",
            "统一社会信用代码含有不允许的字符",
            "The unified social credit code has a character it may not have",
        )
    if code[-1] != uscc.calc_check_digit(code):
        raise _no_code(
            code,
            "credit_code_check_digit",
            "统一社会信用代码校验码不符",
            "The check character of the unified social credit code is wrong",
        )
    return code


def _no_code(code: str, fault: str, zh: str, en: str) -> PydanticCustomError:
    """The fault by which it is no credit code, or that it is a citizen's number, which explains the fault."""
    if not _is_identity_number(code):
        return invalid(fault, zh, en)
    return invalid(
        "credit_code_of_a_person",
        "这是公民身份号码，不是统一社会信用代码",
        "This is a citizen's identity number, and no unified social credit code",
    )


def _is_identity_number(code: str) -> bool:
    """Whether it reads as a citizen's number (GB 11643): digits, a day of birth, and the check character of its own."""
    if not code[:-1].isdecimal() or code[-1] != ric.calc_check_digit(code):
        return False
    try:
        return FIRST_BIRTH <= ric.get_birth_date(code).year <= LAST_YEAR
    except InvalidComponent:
        return False


def check_registered(typed: str) -> None:
    """What somebody states is a code that GB 32100-2015 can give.

    Raises ``ValueError``, in both languages, for an authority that registers no such kind, a province that there is
    not, or a wrong check character of the organisation code within.
    """
    code = check(typed)
    if code[1] not in AUTHORITIES.get(code[0], ""):
        raise _no_code(
            code,
            "credit_code_authority",
            f"统一社会信用代码不会以“{code[:2]}”开头：没有这样的登记管理部门和机构类别",
            f"No unified social credit code begins with {code[:2]}: no authority registers such a kind",
        )
    if code[2:8] != NATIONAL and code[2:4] not in PROVINCES:
        raise _no_code(
            code,
            "credit_code_division",
            f"统一社会信用代码中的行政区划“{code[2:8]}”不存在",
            f"There is no administrative division {code[2:8]}, as this unified social credit code has it",
        )
    if code[16] != _check_of_organisation(code[8:16]):
        raise _no_code(
            code,
            "credit_code_organisation",
            "统一社会信用代码中的组织机构代码校验码不符",
            "The check character of the organisation code within the unified social credit code is wrong",
        )


def _check_of_organisation(body: str) -> str:
    """GB 11714, in which a letter counts on from ten."""
    left = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(left, str(left))


def province_of(code: str) -> str | None:
    """The province in which an organisation is registered, as the two digits of GB/T 2260 (``31`` is Shanghai).

    ``None`` where an authority of the State has registered it, and for a code on record that names no province.
    """
    digits = compact_code(code)[2:4]
    return digits if digits in PROVINCES else None


_AS_REGISTERED = StatedAs(check_registered)

UnifiedSocialCreditCode = Annotated[
    str,
    AfterValidator(check),
    _AS_REGISTERED,
    Field(description="统一社会信用代码 / Unified social credit code", examples=["91310000132203002T"]),
]
"""统一社会信用代码: validated and kept in its compact form."""
CreditCodeInWords = Annotated[str, _AS_REGISTERED]
"""统一社会信用代码 as it was typed: on record it may be any text."""

FIRST_YEAR, LAST_YEAR, FIRST_BIRTH = 1949, 2099, 1900
"""A document number with a year outside of these is a slip of the pen."""

_NOTES = ("<super>", "<sub>", "<circle>", "<fraction>")
"""Digits of these forms are notes upon a number and no part of it: 213² is not 2132."""
_TO_OFFICIAL_BRACKETS = str.maketrans("()", "〔〕")
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

    Brackets of any kind, full width, radicals for characters, spaces, invisible signs, leading zeros and a missing 号
    are all taken; so is a year that runs into its serial (沪市监书20230103号 is serial 103 of 2023). Raises
    ``ValueError`` in both languages.
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


def official_number(typed: str) -> str | None:
    """The official form of a document number in whatever spelling; ``None`` for a text that is none."""
    try:
        return DocumentNumber(raw=typed).normalized
    except ValueError:
        return None


def _match(typed: str) -> re.Match[str] | None:
    if any(decomposition(sign).startswith(_NOTES) for sign in typed):
        return None
    plain = plain_form(typed).translate(_TO_OFFICIAL_BRACKETS)
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
        """The official form, the same for all spellings but those that differ in case alone."""
        issuer, year, serial = self.parts
        return f"{issuer}〔{year}〕{serial}号"

    def is_same(self, other: "DocumentNumber") -> bool:
        """Whether both are one number, however each was typed."""
        return same_name(self.normalized, other.normalized)

    def __str__(self) -> str:
        return self.normalized
