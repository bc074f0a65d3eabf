"""Credit codes and document numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.values.identifiers import (
    AUTHORITIES,
    FIRST_YEAR,
    LAST_YEAR,
    DocumentNumber,
    UnifiedSocialCreditCode,
    check,
    check_registered,
    official_number,
    parse_document_number,
    province_of,
    same_code,
)

CREDIT_CODE = TypeAdapter[str](UnifiedSocialCreditCode)
NUMBER = TypeAdapter(DocumentNumber)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD_CODE = "91110000600037341L"

issuers = st.sampled_from(["沪市监计量", "沪市监书", "国市监计量函", "国办发明电", "沪府办"])
years = st.integers(FIRST_YEAR, LAST_YEAR)
serials = st.integers(1, 99_999_999)
brackets = st.sampled_from(
    [(pair[0], pair[1]) for pair in ["〔〕", "()", "（）", "[]", "［］", "【】", "{}", "｛｝", "﹝﹞", "〖〗"]]
)
gaps = st.sampled_from(["", " ", "\u3000", "\t", "\u00a0"])


@st.composite
def printed_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A number as some office prints it, and its official form."""
    issuer, year, serial = draw(issuers), draw(years), draw(serials)
    opening, closing = draw(brackets)
    digits = str(serial).zfill(draw(st.integers(1, 8)))
    if draw(st.booleans()):
        digits = digits.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    gap, end = draw(gaps), draw(st.sampled_from(["号", ""]))
    return f"{issuer}{gap}{opening}{year}{closing}{gap}{digits}{gap}{end}", f"{issuer}〔{year}〕{serial}号"


def refusal_of(typed: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        NUMBER.validate_python(typed)
    error = caught.value.errors()[0]
    return error["type"], error["msg"]


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("沪市监计量〔2023〕213号", "沪市监计量〔2023〕213号"),
        ("沪市监计量〔2023〕0002号", "沪市监计量〔2023〕2号"),
        ("沪市监书20230103号", "沪市监书〔2023〕103号"),
        ("沪市监计量（２０２３）第 213 号", "沪市监计量〔2023〕213号"),
        ("国办发明电〔2025〕7号", "国办发明电〔2025〕7号"),
    ],
)
def test_a_number_is_kept_as_typed_and_read_in_its_official_form(typed: str, official: str) -> None:
    number = NUMBER.validate_python(typed)
    assert (number.raw, number.normalized, str(number)) == (typed, official, official)


@given(printed_numbers())
def test_however_an_office_prints_a_number_its_official_form_is_the_same(printed: tuple[str, str]) -> None:
    typed, official = printed
    number = NUMBER.validate_python(typed)
    assert number.raw == typed
    assert number.normalized == official


@given(printed_numbers())
def test_the_official_form_is_its_own_official_form(printed: tuple[str, str]) -> None:
    official = NUMBER.validate_python(printed[0]).normalized
    assert NUMBER.validate_python(official).normalized == official


@given(
    st.text(max_size=40)
    | st.from_regex(r"[沪市监a-zＡ]{1,4}[〔(]?[0-9０-９]{0,9}[〕)]?第?[0-9]{0,9}号?", fullmatch=True)
)
def test_whatever_is_typed_is_refused_or_has_a_stable_official_form(typed: str) -> None:
    try:
        number = NUMBER.validate_python(typed)
    except ValidationError:
        return
    assert NUMBER.validate_python(number.normalized).parts == number.parts


@given(issuers, years, serials)
def test_a_year_that_runs_into_its_serial_is_told_apart(issuer: str, year: int, serial: int) -> None:
    assert parse_document_number(f"{issuer}{year}{serial:04d}号") == (issuer, year, serial)


@given(printed_numbers())
def test_a_number_survives_its_json(printed: tuple[str, str]) -> None:
    number = NUMBER.validate_python(printed[0])
    stored = NUMBER.dump_json(number)
    assert NUMBER.validate_json(stored) == number
    assert NUMBER.dump_json(NUMBER.validate_json(stored)) == stored


def test_what_is_stored_is_what_was_typed_and_the_official_form() -> None:
    number = DocumentNumber(raw="沪市监计量(2023)0002号")
    assert number.model_dump() == {"raw": "沪市监计量(2023)0002号", "normalized": "沪市监计量〔2023〕2号"}


def test_an_official_form_that_is_handed_in_is_not_believed() -> None:
    number = NUMBER.validate_python({"raw": "沪市监计量〔2023〕2号", "normalized": "沪市监计量〔2023〕3号"})
    assert number.normalized == "沪市监计量〔2023〕2号"


@pytest.mark.parametrize("year", ["0000", "1023", "1948", "2100", "9999"])
def test_an_absurd_year_is_refused(year: str) -> None:
    code, message = refusal_of(f"沪市监计量〔{year}〕2号")
    assert code == "document_number_year"
    assert "不合理" in message
    assert "no year" in message


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "沪市监计量",
        "沪市监计量〔2023〕号",
        "沪市监计量2023号",
        "〔2023〕2号",
        "沪市监计量〔23〕2号",
        "沪市监计量〔2023〕²号",
    ],
)
def test_a_text_without_issuer_year_and_serial_is_refused_in_both_languages(typed: str) -> None:
    code, message = refusal_of(typed)
    assert code == "document_number_unreadable"
    assert "文号" in message
    assert "document number" in message


def test_no_serial_is_zero() -> None:
    assert refusal_of("沪市监计量〔2023〕000号")[0] == "document_number_serial"


@pytest.mark.parametrize(
    "typed", [5, None, [], {"raw": "沪市监计量〔2023〕2号", "serial": 2}, {"normalized": "x"}, "号" * 81]
)
def test_what_is_no_number_at_all_is_refused(typed: object) -> None:
    refusal_of(typed)


def test_a_commands_schema_asks_for_a_plain_text_and_an_answers_shows_both_forms() -> None:
    class Paper(BaseModel):
        number: DocumentNumber

    asked = Paper.model_json_schema(mode="validation")["$defs"]["DocumentNumber"]
    answered = Paper.model_json_schema(mode="serialization")["$defs"]["DocumentNumber"]
    assert asked["type"] == "string"
    assert list(answered["properties"]) == ["raw", "normalized"]


@pytest.mark.parametrize("typed", [GOOD_CODE, GOOD_CODE.lower(), "9111 0000 6000 3734 1L", "91110000-600037341-L"])
def test_a_credit_code_is_kept_in_its_compact_form(typed: str) -> None:
    assert CREDIT_CODE.validate_python(typed) == check(typed) == GOOD_CODE


@given(position=st.integers(8, 17), character=st.sampled_from(ALPHABET))
def test_a_slip_in_one_character_of_a_credit_code_is_noticed(position: int, character: str) -> None:
    slipped = GOOD_CODE[:position] + character + GOOD_CODE[position + 1 :]
    if slipped == GOOD_CODE:
        assert check(slipped) == GOOD_CODE
    else:
        with pytest.raises(ValidationError):
            CREDIT_CODE.validate_python(slipped)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "credit_code_length"),
        (GOOD_CODE[:-1], "credit_code_length"),
        ("91110000600037341M", "credit_code_check_digit"),
        ("9111000060003734IL", "credit_code_characters"),
        ("911X0000600037341L", "credit_code_characters"),
        ("X1110000600037341L", "credit_code_check_digit"),
    ],
)
def test_a_wrong_credit_code_is_refused_in_both_languages(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CREDIT_CODE.validate_python(typed)
    error = caught.value.errors()[0]
    assert error["type"] == code
    assert "统一社会信用代码" in error["msg"]
    assert "unified social credit code" in error["msg"]


def test_the_example_in_the_schema_is_a_valid_code() -> None:
    for example in CREDIT_CODE.json_schema()["examples"]:
        assert check(example) == example


REAL = ["91110000600037341L", "914403001922038216", "91330100799655058B", "91310115MA1H9YGWXX"]
GIVEN = ["N2310115MA1K000078", "A1100000717800005A", "Y1310000MD00000088", "1231000040000000X8"]
"""Codes that an authority can give, of kinds whose first characters are no two digits."""
WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)} | {
    ord("A") + letter: ord("Ａ") + letter for letter in range(26)
}


def why_no_code(typed: str) -> tuple[str, str]:
    with pytest.raises(PydanticCustomError) as caught:
        check_registered(typed)
    return caught.value.type, caught.value.message()


@pytest.mark.parametrize("code", [*REAL, *GIVEN])
def test_a_real_code_is_taken_whoever_registered_it(code: str) -> None:
    check_registered(code)
    for spelled in (
        code.lower(),
        code.translate(WIDE),
        f"{code[:8]} {code[8:17]}-{code[17:]}",
        f"{code[:4]}\u200b{code[4:]}",
    ):
        assert check(spelled) == code
        assert same_code(spelled, code)


@pytest.mark.parametrize(
    ("typed", "code", "reason"),
    [
        ("0" * 18, "credit_code_authority", "00"),
        ("11010519491231002X", "credit_code_of_a_person", "公民身份号码"),
        ("310115199001011232", "credit_code_of_a_person", "公民身份号码"),
        ("310115199001011234", "credit_code_check_digit", "校验码"),
        ("12310000425000001L", "credit_code_organisation", "组织机构代码"),
    ],
)
def test_what_is_nobodys_code_is_refused_with_its_reason(typed: str, code: str, reason: str) -> None:
    found, message = why_no_code(typed)
    assert found == code
    assert reason in message
    assert " / " in message


CODE_BODIES = st.tuples(
    st.sampled_from(sorted(AUTHORITIES)), st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
)


def code_of(start: str, body: str) -> str:
    """The code with both of its check characters, worked out by the letter of GB 11714 and GB 32100."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    left = "0123456789X"[(11 - total % 11) % 11]
    whole = start + body + left
    rest = sum(ALPHABET.index(sign) * 3**place % 31 for place, sign in enumerate(whole)) % 31
    return whole + ALPHABET[(31 - rest) % 31]


@given(CODE_BODIES, st.sampled_from(["310115", "100000", "650100", "820000"]))
def test_each_authority_gives_codes_of_its_kinds_and_of_no_other(parts: tuple[str, str], division: str) -> None:
    authority, body = parts
    for kind in ALPHABET:
        code = code_of(f"{authority}{kind}{division}", body)
        if kind in AUTHORITIES[authority]:
            check_registered(code)
        else:
            assert why_no_code(code)[0] == "credit_code_authority"


@given(CODE_BODIES, st.sampled_from(["010105", "100001", "160000", "990000", "000000"]))
def test_no_code_is_of_a_province_that_there_is_not(parts: tuple[str, str], division: str) -> None:
    code = code_of(f"{parts[0]}1{division}", parts[1])
    assert check(code) == code
    assert why_no_code(code)[0] == "credit_code_division"


@given(CODE_BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(parts: tuple[str, str], place: int, other: str) -> None:
    code = code_of(f"{parts[0]}1310115", parts[1])
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        why_no_code(wrong)


def test_the_province_is_the_one_where_the_organisation_is_registered() -> None:
    assert province_of("91310115MA1H9YGWXX") == "31"
    assert province_of("９１４４０３００1922038216") == "44"
    assert province_of("A1100000717800005A") is None
    assert province_of("0" * 18) is None


@pytest.mark.parametrize(
    "typed", ["沪市监计量\u200b〔2023〕213号", "沪市监计量〔２０２３〕第213号", "沪⽅〔2023〕213号"]
)
def test_a_number_is_read_through_what_only_looks_otherwise(typed: str) -> None:
    assert official_number(typed) in {"沪市监计量〔2023〕213号", "沪方〔2023〕213号"}
    assert official_number("研究院") is None


def test_two_spellings_are_one_number() -> None:
    one, other = DocumentNumber(raw="SH市监书20230103号"), DocumentNumber(raw="sh市监书（2023）103")
    assert one.is_same(other)
    assert not one.is_same(DocumentNumber(raw="SH市监书〔2023〕104号"))
