"""What a token doesn't say, as the issuer's userinfo endpoint tells it (OpenID Connect Core, 5.3)."""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx

from api.auth.claim_places import Claims
from api.auth.discovery import Discovery, ProviderUnavailable, ask_provider, object_in
from telemetry.availability import Availability

log = logging.getLogger("hengxu.api")

LIFETIME = 300.0
"""Seconds that an answer counts: what the issuer changes counts after that."""
REMEMBERED = 10_000
"""Answers, the latest."""


class TokenRejected(Exception):
    """The issuer itself takes the token no more, or answers about somebody else."""


class UserInfo:
    """Each access token is asked about once within the lifetime of an answer; the clock counts seconds."""

    def __init__(
        self,
        discovery: Discovery,
        ask: Callable[..., Awaitable[httpx.Response]] = ask_provider,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._discovery, self._ask, self._clock = discovery, ask, clock
        self._endpoint = Availability(log, "身份提供方的 userinfo", "the OIDC issuer's userinfo endpoint")
        self._answers: OrderedDict[bytes, tuple[float, Claims]] = OrderedDict()

    async def completed(self, token: str, claims: Claims) -> Claims:
        """The claims of a verified token, and what it leaves open; what it says itself counts. Raises
        ``TokenRejected`` and ``ProviderUnavailable``.
        """
        digest = hashlib.sha256(token.encode()).digest()
        until, answered = self._answers.get(digest, (0.0, {}))
        if self._clock() >= until:
            answered = await self._asked(token)
            self._remember(digest, answered)
        if str(answered.get("sub")) != str(claims.get("sub")):
            raise TokenRejected
        return {**answered, **claims}

    def _remember(self, digest: bytes, answered: Claims) -> None:
        self._answers[digest] = (self._clock() + LIFETIME, answered)
        self._answers.move_to_end(digest)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    async def _asked(self, token: str) -> Claims:
        address = (await self._discovery.metadata()).userinfo_endpoint
        if address is None:
            raise ProviderUnavailable("it names no userinfo endpoint")
        try:
            answer = await self._ask("GET", address, headers={"Authorization": f"Bearer {token}"})
            answered = self._read(answer, address)
        except ProviderUnavailable as error:
            self._endpoint.away(error)
            raise
        self._endpoint.back()
        return answered

    def _read(self, answer: httpx.Response, address: str) -> Claims:
        if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise TokenRejected
        if answer.status_code != HTTPStatus.OK or not (answered := object_in(answer)):
            raise ProviderUnavailable(f"status {answer.status_code} at {address}")
        return answered
