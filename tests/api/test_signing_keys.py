"""The issuer's keys: trusted for minutes, fetched once for all, and nobody who is known waits for strangers."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api.auth import signing_keys
from api.auth.signing_keys import (
    LEAST_INTERVAL,
    LIFETIME,
    PAUSE_AFTER_FAILURE,
    REFRESH_AFTER,
    KeySet,
    KeysUnavailable,
    KeyUnknown,
    PublishedKeys,
    fetch_keys,
)
from api.auth.token_verifiers import OidcVerifier
from api.http.problems import Problem
from clock import utc_now

OLD, NEW = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
ISSUER, AUDIENCE = "https://identity.example", "hengxu"


def published(key_id: str, key: ec.EllipticCurvePrivateKey = OLD) -> dict[str, Any]:
    described = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return {**described, "kid": key_id, "use": "sig"}


def key_set(*key_ids: str) -> KeySet:
    return {key_id: jwt.PyJWK.from_dict(published(key_id)) for key_id in key_ids}


@dataclass
class Issuer:
    """An issuer in a time of its own, in seconds. What it publishes is ``None`` while it is away; it answers once
    ``may_answer`` is set.
    """

    keys: KeySet | None = field(default_factory=lambda: key_set("old"))
    now: float = 1_000.0
    fetches: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()
        self.published = PublishedKeys(self.fetch, lambda: self.now)

    async def fetch(self) -> KeySet:
        self.fetches += 1
        keys = self.keys
        await self.may_answer.wait()
        if keys is None:
            raise TimeoutError
        return keys

    async def knows(self, key_id: str) -> bool | None:
        """Whether the key is trusted; ``None`` where nobody can tell."""
        try:
            await self.published.key(key_id)
        except KeyUnknown:
            return False
        except KeysUnavailable:
            return None
        return True


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_withdrawn_key_is_trusted_no_longer_than_its_set() -> None:
    issuer = Issuer()
    assert await issuer.knows("old")
    issuer.keys = key_set("new")
    issuer.now += LIFETIME
    assert await issuer.knows("old") is False
    assert await issuer.knows("new")


async def test_a_key_that_was_withdrawn_is_gone_with_the_next_fetch() -> None:
    issuer = Issuer()
    await issuer.knows("old")
    issuer.keys = key_set("new")
    issuer.now += LEAST_INTERVAL
    assert await issuer.knows("new")
    assert await issuer.knows("old") is False


async def test_while_the_issuer_is_away_a_key_holds_as_long_as_its_set_and_then_nobody_can_tell() -> None:
    issuer = Issuer()
    await issuer.knows("old")
    issuer.keys = None
    issuer.now += LIFETIME - 1
    assert await issuer.knows("old")
    issuer.now += 1
    assert await issuer.knows("old") is None


async def test_the_lifetime_of_a_set_begins_when_it_was_asked_for() -> None:
    issuer = Issuer()
    issuer.may_answer.clear()
    asking = asyncio.create_task(issuer.knows("old"))
    await settled()
    issuer.now += LIFETIME - 1
    issuer.may_answer.set()
    assert await asking
    issuer.keys = None
    issuer.now += 1
    assert await issuer.knows("old") is None


async def test_a_known_key_never_waits_for_a_fetch() -> None:
    issuer = Issuer()
    await issuer.knows("old")
    issuer.may_answer.clear()
    issuer.now += REFRESH_AFTER + 1
    assert await asyncio.wait_for(issuer.knows("old"), 1)
    await settled()
    assert issuer.fetches == 2
    strangers = [asyncio.create_task(issuer.knows(f"junk-{i}")) for i in range(12)]
    await settled()
    assert await asyncio.wait_for(issuer.knows("old"), 1)
    assert not any(stranger.done() for stranger in strangers)
    issuer.may_answer.set()
    assert set(await asyncio.gather(*strangers)) == {False}
    assert issuer.fetches == 2


async def test_a_set_is_fetched_anew_before_its_lifetime_ends() -> None:
    issuer = Issuer()
    for _ in range(10):
        assert await issuer.knows("old")
        await settled()
        issuer.now += REFRESH_AFTER + 1
    issuer.may_answer.clear()
    assert await asyncio.wait_for(issuer.knows("old"), 1)
    issuer.may_answer.set()


async def test_however_many_ask_there_is_one_fetch_at_a_time() -> None:
    issuer = Issuer()
    issuer.may_answer.clear()
    asking = [asyncio.create_task(issuer.knows("old")) for _ in range(100)]
    await settled()
    issuer.may_answer.set()
    assert all(await asyncio.gather(*asking))
    assert issuer.fetches == 1


async def test_keys_that_nobody_publishes_are_asked_for_now_and_then_alone() -> None:
    issuer = Issuer()
    for number in range(100):
        assert await issuer.knows(f"junk-{number}") is False
        issuer.now += LEAST_INTERVAL / 10
    assert issuer.fetches == pytest.approx(10, abs=1)


async def test_an_issuer_that_failed_is_left_alone_for_a_while_and_nobody_waits_meanwhile() -> None:
    issuer = Issuer(keys=None)
    assert await issuer.knows("old") is None
    issuer.may_answer.clear()
    assert await asyncio.wait_for(issuer.knows("old"), 1) is None
    assert issuer.fetches == 1
    issuer.keys = key_set("old")
    issuer.may_answer.set()
    issuer.now += PAUSE_AFTER_FAILURE
    assert await issuer.knows("old")


async def test_who_goes_away_while_waiting_takes_the_fetch_from_nobody() -> None:
    issuer = Issuer()
    issuer.may_answer.clear()
    leaving, staying = (asyncio.create_task(issuer.knows("old")) for _ in range(2))
    await settled()
    leaving.cancel()
    await settled()
    issuer.may_answer.set()
    assert await staying
    assert leaving.cancelled()


async def test_whatever_an_issuer_answers_nobody_can_tell(caplog: pytest.LogCaptureFixture) -> None:
    async def nonsense() -> KeySet:
        raise ZeroDivisionError

    with pytest.raises(KeysUnavailable):
        await PublishedKeys(nonsense).key("old")
    assert "cannot be fetched" in caplog.text


Answer = Callable[[BaseHTTPRequestHandler], None]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """An address at which a real server answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/keys"
        finally:
            await asyncio.to_thread(server.shutdown)
            serving.join()


def giving(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        giving(b"nonsense"),
        giving(b"[]"),
        giving(b"{}"),
        giving(b'{"keys": []}'),
        giving(b'{"keys": [1]}'),
        giving(b'{"keys": 1}'),
        giving(b"\xff"),
        giving(b'{"a":' * 100_000),
        giving(json.dumps({"keys": [published("old")]}).encode(), 500),
        giving(b"", 302, Location="http://127.0.0.1:1/"),
    ],
)
async def test_what_is_no_set_of_keys_is_none(answer: Answer) -> None:
    async with answering(answer) as url:
        with pytest.raises(KeysUnavailable):
            await PublishedKeys(lambda: fetch_keys(url)).key("old")


def token(key_id: str | None, key: ec.EllipticCurvePrivateKey = OLD) -> str:
    expires = utc_now() + timedelta(hours=1)
    claims = {"sub": "li", "iss": ISSUER, "aud": AUDIENCE, "exp": expires, "role": "officer"}
    return jwt.encode(claims, key, "ES256", {"kid": key_id} if key_id is not None else {})


async def refused(verifying: Awaitable[Any]) -> str:
    with pytest.raises(Problem) as why:
        await verifying
    return why.value.code


async def test_a_token_by_a_withdrawn_key_lets_nobody_in_after_the_lifetime_of_the_set() -> None:
    keys, now = [published("old")], [1_000.0]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        giving(json.dumps({"keys": keys}).encode())(handler)

    async with answering(answer) as url:
        verifier = OidcVerifier(ISSUER, AUDIENCE, PublishedKeys(lambda: fetch_keys(url), lambda: now[0]))
        assert (await verifier.actor(token("old"))).id == "li"
        keys[:] = [published("new", NEW)]
        now[0] += LIFETIME
        assert await refused(verifier.actor(token("old"))) == "token_invalid"
        assert (await verifier.actor(token("new", NEW))).id == "li"


async def test_junk_while_the_address_of_the_keys_hangs_holds_nobody_up_who_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signing_keys, "PATIENCE", 30.0)
    hangs, released, now = threading.Event(), threading.Event(), [1_000.0]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if hangs.is_set():
            released.wait(60)
        giving(json.dumps({"keys": [published("old")]}).encode())(handler)

    async with answering(answer) as url:
        verifier = OidcVerifier(ISSUER, AUDIENCE, PublishedKeys(lambda: fetch_keys(url), lambda: now[0]))
        await verifier.actor(token("old"))
        hangs.set()
        now[0] += LEAST_INTERVAL
        junk = [asyncio.create_task(refused(verifier.actor(token(f"junk-{i}")))) for i in range(12)]
        try:
            await settled()
            async with asyncio.timeout(5):
                assert (await verifier.actor(token("old"))).id == "li"
            assert not any(task.done() for task in junk)
        finally:
            released.set()
        assert set(await asyncio.gather(*junk)) == {"token_invalid"}


async def test_an_address_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "PATIENCE", 0.2)
    released = threading.Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        released.wait(60)

    async with answering(hang) as url:
        verifier = OidcVerifier(ISSUER, AUDIENCE, PublishedKeys(lambda: fetch_keys(url)))
        try:
            codes = await asyncio.gather(*(refused(verifier.actor(token("old"))) for _ in range(12)))
        finally:
            released.set()
    assert set(codes) == {"identity_unavailable"}


async def test_a_token_with_an_empty_key_id_is_no_reason_for_a_fetch() -> None:
    issuer = Issuer()
    unnamed = jwt.encode({"sub": "li"}, OLD, "ES256", {"kid": ""})
    assert await refused(OidcVerifier(ISSUER, AUDIENCE, issuer.published).actor(unnamed)) == "token_invalid"
    assert issuer.fetches == 0


@pytest.mark.parametrize("key_id", ["old", None])
async def test_a_token_that_names_no_key_is_checked_by_the_only_one_there_is(key_id: str | None) -> None:
    only = {name: value for name, value in published("old").items() if name != "kid" or key_id}
    async with answering(giving(json.dumps({"keys": [only]}).encode())) as url:
        verifier = OidcVerifier(ISSUER, AUDIENCE, PublishedKeys(lambda: fetch_keys(url)))
        assert (await verifier.actor(token(None))).id == "li"
        assert await refused(verifier.actor(token(None, NEW))) == "token_invalid"


async def test_among_several_keys_a_token_has_to_name_its_own() -> None:
    issuer = Issuer(key_set("old", "new"))
    verifier = OidcVerifier(ISSUER, AUDIENCE, issuer.published)
    for _ in range(3):
        assert await refused(verifier.actor(token(None))) == "token_invalid"
    assert issuer.fetches == 1
