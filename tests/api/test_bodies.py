"""What is no command is said to be none, field by field, and never shakes the house."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from domain.kernel.roles import Role
from tests.api.house import V1, House, assert_problem, built
from tests.lives import commands, document
from tests.temporal import Server

RESEARCH = commands()["submit_industry_research"]
WELL = json.dumps(RESEARCH)
GAP = RESEARCH["gaps"][0]


async def send(house: House, body: bytes | AsyncIterator[bytes], path: str = "/centers", **headers: str) -> Any:
    return await house.http.post(V1 + path, content=body, headers=house.bearer(Role.APPLICANT) | headers)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json_invalid"),
        (b"{", "json_invalid"),
        (b"\xff\xfe", "json_invalid"),
        (b"\xef\xbb\xbf{}", "json_invalid"),
        (b"[]", "json_not_object"),
        (b'"text"', "json_not_object"),
        (b"null", "json_not_object"),
        (b'{"note": NaN}', "json_invalid"),
        (b'{"note": -Infinity}', "json_invalid"),
        (b'{"note": 1e999}', "json_number"),
        (b'{"note": "a", "note": "b"}', "json_duplicate_key"),
        (b'{"lead": {"name": "a", "name": "b"}}', "json_duplicate_key"),
        (b'{"note": "\\ud800"}', "json_text"),
        (b'{"note": "a\\u0000b"}', "json_text"),
        (b'{"a\\u0000": 1}', "json_text"),
        (b'{"note": ' + b"[" * 40 + b"]" * 40 + b"}", "json_too_deep"),
        (b'{"note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "json_too_deep"),
        (b'{"note": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", "json_too_deep"),
        (b'{"note": ' + b"1" * 10_000 + b"}", "json_invalid"),
    ],
)
async def test_what_is_no_strict_json_is_no_command(quiet_house: House, body: bytes, code: str) -> None:
    problem = assert_problem(await send(quiet_house, body), 422, "body_invalid")
    assert problem["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("changes", "field", "zh", "en"),
    [
        ({"type": None}, "type", "没有“None”这种决定", "There is no decision “None”"),
        ({"type": "import_center"}, "type", "没有“import_center”这种决定", "There is no decision “import_center”"),
        ({"scope": ""}, "scope", "不能为空", "This may not be empty"),
        ({"scope": 5}, "scope", "应为文字", "Text is expected"),
        ({"surplus": 1}, "surplus", "没有此项", "There is no such field"),
        ({"scope": "\u3164"}, "scope", "没有可见的内容", "There is nothing to be seen"),
        ({"scope": "甲\x1b[31m"}, "scope", "含有控制字符（U+001B）", "The text holds a control character (U+001B)"),
        ({"note": "\u202e甲"}, "note", "文字方向控制符", "Signs that change the direction"),
        ({"gaps": [GAP | {"quantity": "动态\n弯曲"}]}, "gaps.0.quantity", "应写在一行内", "This is one line"),
        ({"documents": [document("\u200b")]}, "documents.0.title", "没有可见的内容", "There is nothing to be seen"),
        ({"gaps": []}, "gaps", "至少 1 项", "At least 1 are needed"),
        ({"gaps": [{}]}, "gaps.0.kind", "必填", "This is required"),
        ({"effective_on": "2026-02-30"}, "effective_on", "没有这一天", "There is no such day"),
        ({"effective_on": 20260201}, "effective_on", "日期应写作 YYYY-MM-DD", "A day is written YYYY-MM-DD"),
    ],
)
async def test_each_wrong_field_is_named_in_the_callers_language(
    quiet_house: House, changes: dict[str, Any], field: str, zh: str, en: str
) -> None:
    body = json.dumps(RESEARCH | changes).encode()
    for language, words in (("zh-CN", zh), ("en", en)):
        answer = await send(quiet_house, body, "/centers/c-1/decisions", **{"Accept-Language": language})
        errors = assert_problem(answer, 422, "body_invalid")["errors"]
        assert errors[0]["field"] == field
        assert errors[0]["message"].startswith(words)


async def test_a_decision_without_a_type_is_told_so(quiet_house: House) -> None:
    answer = await send(quiet_house, b'{"note": "a"}', "/centers/c-1/decisions")
    assert assert_problem(answer, 422, "body_invalid")["errors"][0] == {
        "field": "type",
        "code": "union_tag_not_found",
        "message": "须写明 type",
    }


@pytest.mark.parametrize(
    ("uscc", "zh", "en"),
    [
        ("123", "应为18位", "has 18 characters"),
        ("0" * 18, "不会以“00”开头", "begins with 00"),
        ("11010519491231002X", "公民身份号码", "citizen's identity number"),
    ],
)
async def test_a_code_that_is_none_is_told_in_words(quiet_house: House, uscc: str, zh: str, en: str) -> None:
    body = commands()["register_center"]
    body = body | {"lead": body["lead"] | {"uscc": uscc}}
    for language, words in (("zh-CN", zh), ("en", en)):
        answer = await send(quiet_house, json.dumps(body).encode(), **{"Accept-Language": language})
        (error,) = assert_problem(answer, 422, "body_invalid")["errors"]
        assert error["field"] == "lead.uscc"
        assert words in error["message"]


async def test_a_body_that_is_announced_too_large_is_refused(quiet_house: House) -> None:
    body = b'{"note": "' + b"a" * quiet_house.settings.body_limit + b'"}'
    assert_problem(await send(quiet_house, body), 413, "body_too_large")


async def test_a_body_that_comes_in_pieces_is_counted(quiet_house: House) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(quiet_house.settings.body_limit // 10_000 + 2):
            yield b" " * 10_000

    assert_problem(await send(quiet_house, pieces()), 413, "body_too_large")


async def test_what_no_signal_can_carry_is_too_large(house: House) -> None:
    center = await house.register()
    gaps = [{"kind": "unmeasurable", "quantity": "量", "chain_position": "upstream", "plan": '"' * 15_000}] * 32
    body = json.dumps(RESEARCH | {"gaps": gaps}).encode()
    assert len(body) < house.settings.body_limit
    assert_problem(await send(house, body, f"/centers/{center}/decisions"), 413, "body_too_large")


async def test_a_body_near_the_limit_is_carried(house: House) -> None:
    gaps = [{"kind": "unmeasurable", "quantity": "量", "chain_position": "upstream", "plan": "量" * 10_000}] * 30
    center = await house.register()
    assert (await house.decide(center, RESEARCH | {"gaps": gaps})).status_code == 201


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
COMMANDS = st.sampled_from([body for name, body in commands().items() if name != "import_center"])
MIXED = st.builds(
    lambda body, changes: body | dict(zip(list(body)[: len(changes)], changes, strict=False)),
    COMMANDS,
    st.lists(JSON, max_size=4),
)
BODIES = (JSON | MIXED | st.builds(lambda body, more: body | more, COMMANDS, st.dictionaries(st.text(), JSON))).map(
    lambda content: json.dumps(content).encode()
) | st.binary(max_size=200)


def test_no_body_ever_shakes_the_house(tmp_path: Path, temporal_server: Server) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house = runner.run(stack.enter_async_context(built(tmp_path, temporal_server)))
        center = runner.run(_registered(house))

        @given(BODIES)
        @given_settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        def ask(body: bytes) -> None:
            answer = runner.run(send(house, body, f"/centers/{center}/decisions", Prefer="wait=0"))
            assert answer.status_code in {202, 422}, answer.text
            assert runner.run(send(house, body, Prefer="wait=0")).status_code in {202, 422}

        ask()
        runner.run(stack.aclose())


async def _registered(house: House) -> str:
    async with house.installation.working():
        return await house.register()
