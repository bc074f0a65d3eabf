"""Papers come in once and for all under their digest, and go out byte for byte or not at all."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from domain.kernel.roles import PEOPLE, Role
from ledger.sqlite.recorder import path_of
from tests.api.house import V1, House, assert_problem, served

PAPER = "筹建申报书\r\n\x00".encode() + bytes(range(256))
DIGEST = sha256(PAPER).hexdigest()
SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""GB/T 32905, appendix A, example 1."""
ROLES_THAT_DECIDE_NOTHING = {Role.AUDITOR, Role.OPERATOR}


async def send(house: House, body: Any = PAPER, role: Role = Role.APPLICANT, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.http.post(f"{V1}/documents", content=body, headers=house.bearer(role) | sent)


async def send_form(house: House, files: Any, **fields: str) -> httpx.Response:
    return await house.http.post(
        f"{V1}/documents", files=files, data=fields or None, headers=house.bearer(Role.APPLICANT)
    )


async def test_a_file_that_is_sent_comes_back_byte_for_byte(quiet_house: House) -> None:
    answer = await send_form(quiet_house, {"file": ("筹建申报书.pdf", PAPER, "application/pdf")})
    assert answer.status_code == 201
    assert answer.json() == {
        "sha256": DIGEST,
        "size": len(PAPER),
        "media_type": "application/pdf",
        "title": "筹建申报书.pdf",
    }
    assert answer.headers["location"] == f"{V1}/documents/{DIGEST}"
    found = await quiet_house.get(f"/documents/{DIGEST}")
    assert (found.status_code, found.content) == (200, PAPER)


@pytest.mark.parametrize(
    ("kept", "served"),
    [
        ("application/pdf", "application/pdf"),
        ("image/png", "image/png"),
        ("text/plain", "text/plain"),
        ("text/csv", "text/plain"),
        ("text/html", "application/octet-stream"),
        ("text/javascript", "application/octet-stream"),
        ("application/ecmascript", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("application/xml", "application/octet-stream"),
        ("text/css", "application/octet-stream"),
        ("application/wasm", "application/octet-stream"),
        ("multipart/related", "application/octet-stream"),
    ],
)
async def test_what_a_browser_could_run_is_given_out_as_bytes_and_stays_on_record_as_it_was_called(
    quiet_house: House, kept: str, served: str
) -> None:
    answer = await send(quiet_house, content_type=kept)
    assert answer.json()["media_type"] == kept
    assert (await quiet_house.get(f"/documents/{DIGEST}")).headers["content-type"] == served


async def test_no_browser_runs_what_somebody_sent_in(quiet_house: House) -> None:
    answer = await send_form(quiet_house, {"file": ('C:\\x\\a"\r\n;.html', b"<script>", "text/html; charset=x")})
    found = await quiet_house.get(f"/documents/{answer.json()['sha256']}")
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["cache-control"] == "private, no-cache"
    digest, title = answer.json()["sha256"], answer.json()["title"]
    name = f"attachment; filename=\"{digest}\"; filename*=UTF-8''{quote(title, safe='')}"
    assert found.headers["content-disposition"] == name


async def test_the_same_bytes_again_are_the_same_document(quiet_house: House) -> None:
    first = await send(quiet_house, content_type="application/pdf")
    again = await send(quiet_house, content_type="text/plain", role=Role.OFFICER)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("", "application/octet-stream"),
        ("application/x-www-form-urlencoded", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("TEXT/Plain; charset=utf-8", "text/plain"),
    ],
)
async def test_a_body_of_its_own_is_a_file_too(quiet_house: House, declared: str, kept: str) -> None:
    headers = quiet_house.bearer(Role.EXPERT) | {"Content-Type": declared}
    answer = await quiet_house.http.post(
        f"{V1}/documents", content=PAPER, params={"title": "a/意\u202e见\x07 书"}, headers=headers
    )
    assert (answer.status_code, answer.json()["media_type"]) == (201, kept)
    assert answer.json()["title"] == "意 见 书"


async def test_whoever_has_it_already_is_told_so(quiet_house: House) -> None:
    await send(quiet_house)
    tag = (await quiet_house.get(f"/documents/{DIGEST}")).headers["etag"]
    headers = quiet_house.bearer(Role.AUDITOR) | {"If-None-Match": f'"other", W/{tag}'}
    answer = await quiet_house.http.get(f"{V1}/documents/{DIGEST}", headers=headers)
    assert (tag, answer.status_code, answer.content) == (f'"{DIGEST}"', 304, b"")


@pytest.mark.parametrize("role", PEOPLE)
async def test_whoever_decides_may_send_and_has_it_back_and_the_bureau_reads(quiet_house: House, role: Role) -> None:
    answer = await send(quiet_house, role=role)
    if role in ROLES_THAT_DECIDE_NOTHING:
        assert_problem(answer, 403, "sending_not_allowed")
        await send(quiet_house)
    else:
        assert answer.status_code == 201
    answer = await quiet_house.get(f"/documents/{DIGEST}", role)
    assert answer.status_code == (404 if role is Role.OPERATOR else 200)


@pytest.mark.parametrize("digest", ["0" * 64, DIGEST.upper(), "x", "calendar", DIGEST + "0"])
async def test_what_the_house_does_not_hold_is_not_found(quiet_house: House, digest: str) -> None:
    await send(quiet_house)
    assert_problem(await quiet_house.get(f"/documents/{digest}"), 404, "document_unknown")


@pytest.mark.parametrize(
    "files",
    [
        [("file", ("a", b"", "text/plain"))],
        [("file", ("a", b"a", "text/plain")), ("file", ("b", b"b", "text/plain"))],
    ],
)
async def test_one_file_is_expected(quiet_house: House, files: Any) -> None:
    assert_problem(await send_form(quiet_house, files), 422, "document_expected")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b""),
        ("multipart/form-data", b"a"),
        ("multipart/form-data; boundary=b", b"nonsense"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n--b--\r\n',
        ),
    ],
)
async def test_what_holds_no_file_is_none(quiet_house: House, content_type: str, body: bytes) -> None:
    assert_problem(await send(quiet_house, body, content_type=content_type), 422, "document_expected")


async def test_a_document_may_be_larger_than_a_decision_and_has_its_limit(quiet_house: House) -> None:
    limit = quiet_house.settings.document_limit
    assert limit > quiet_house.settings.body_limit

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(limit // 500_000 + 1):
            yield bytes(500_000)

    assert (await send(quiet_house, bytes(limit))).status_code == 201
    assert_problem(await send(quiet_house, bytes(limit + 1)), 413, "document_too_large")
    assert_problem(await send(quiet_house, pieces()), 413, "document_too_large")
    elsewhere = await quiet_house.http.post(f"{V1}/documents/", content=bytes(limit))
    assert_problem(elsewhere, 413, "body_too_large")


async def test_nobody_is_heard_out_before_they_are_known(quiet_house: House) -> None:
    asked_for: list[bytes] = []

    async def pieces() -> AsyncIterator[bytes]:
        asked_for.append(PAPER)
        yield PAPER

    answer = await quiet_house.http.post(f"{V1}/documents", content=pieces())
    assert_problem(answer, 401, "token_missing")
    assert asked_for == []


async def test_a_changed_byte_is_never_given_out(quiet_house: House) -> None:
    await send(quiet_house)
    with closing(sqlite3.connect(path_of(quiet_house.settings.ledger.url))) as file, file:
        file.execute("DROP TRIGGER documents_are_not_updated")
        file.execute("UPDATE documents SET content = ?", [PAPER[:-1] + b"\x00"])
    for language, words in (("zh-CN", "不予提供"), ("en", "not given out")):
        answer = await quiet_house.get(f"/documents/{DIGEST}", language=language)
        assert words in assert_problem(answer, 503, "document_changed")["detail"]
    assert_problem(await send(quiet_house), 503, "document_changed")


async def test_sm3_stands_beside_sha256_where_it_is_set(quiet_house: House) -> None:
    settings = quiet_house.settings.model_copy(update={"sm3": True})
    async with served(quiet_house.installation, settings) as house:
        for status in (201, 200):
            answer = await send(house, b"abc")
            assert (answer.status_code, answer.json()["sm3"]) == (status, SM3_OF_ABC)
    assert "sm3" not in (await send(quiet_house, b"abc")).json()
