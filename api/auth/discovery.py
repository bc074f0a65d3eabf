"""What the OIDC issuer says of itself: where it takes people, codes and questions (OpenID Connect Discovery 1.0)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from pydantic import ValidationError

from domain.kernel.base import TolerantModel
from telemetry.availability import Availability

log = logging.getLogger("hengxu.api")

LIFETIME = 300.0
"""Seconds that a description is held to be true."""
PAUSE_AFTER_FAILURE = 5.0
"""Seconds in which an issuer that did not answer is left alone."""
PATIENCE = 10.0
"""Seconds that an answer of the issuer's may take."""
PATH = "/.well-known/openid-configuration"


class ProviderUnavailable(Exception):
    """The issuer doesn't answer, or not as it should."""


class ProviderMetadata(TolerantModel):
    """Where the issuer takes people, codes and questions."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None


async def ask_provider(method: str, url: str, **sent: Any) -> httpx.Response:
    """The issuer's answer. Raises ``ProviderUnavailable``."""
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as http:
            return await http.request(method, url, **sent)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise ProviderUnavailable(f"{type(error).__name__} at {url}") from None


def object_in(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object that the issuer answered; an empty one for anything else."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Discovery:
    """The issuer's description, asked for once for everybody who needs it; the clock counts seconds."""

    def __init__(
        self,
        issuer: str,
        ask: Callable[..., Awaitable[httpx.Response]] = ask_provider,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer, self._ask, self._clock = issuer.rstrip("/"), ask, clock
        self._provider = Availability(log, "身份提供方", "the OIDC issuer")
        self._known: ProviderMetadata | None = None
        self._until = self._not_before = -LIFETIME
        self._asking = asyncio.Lock()

    async def metadata(self) -> ProviderMetadata:
        """What it says. Raises ``ProviderUnavailable``, also where it speaks for another issuer."""
        async with self._asking:
            if self._known is None or self._clock() >= self._until:
                self._known = await self._asked()
                self._until = self._clock() + LIFETIME
            return self._known

    async def jwks_uri(self) -> str:
        """Where its keys are. Raises ``ProviderUnavailable``."""
        return (await self.metadata()).jwks_uri

    async def _asked(self) -> ProviderMetadata:
        if self._clock() < self._not_before:
            raise ProviderUnavailable("it did not answer a moment ago")
        try:
            answer = await self._ask("GET", f"{self._issuer}{PATH}", headers={"Accept": "application/json"})
            found = self._read(answer)
        except ProviderUnavailable as error:
            self._not_before = self._clock() + PAUSE_AFTER_FAILURE
            self._provider.away(error)
            raise
        self._provider.back()
        return found

    def _read(self, answer: httpx.Response) -> ProviderMetadata:
        try:
            found = ProviderMetadata.model_validate(object_in(answer))
        except ValidationError as error:
            lacking = ", ".join(str(fault["loc"][0]) for fault in error.errors())
            raise ProviderUnavailable(f"status {answer.status_code}, without {lacking}") from None
        if found.issuer.rstrip("/") != self._issuer:
            raise ProviderUnavailable(f"it is of another issuer, {found.issuer}")
        return found
