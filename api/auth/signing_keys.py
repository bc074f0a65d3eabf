"""The keys by which an OIDC issuer signs its access tokens, as it publishes them (RFC 7517)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

import httpx
import jwt

from api.auth.discovery import ProviderUnavailable
from telemetry.availability import Availability

log = logging.getLogger("hengxu.api")

LIFETIME = 300.0
"""Seconds that a set of keys is trusted: a key that was withdrawn holds no longer than that."""
REFRESH_AFTER = 120.0
"""Seconds after which it is fetched anew meanwhile, so that nobody has to wait when its lifetime ends."""
LEAST_INTERVAL = 10.0
"""Seconds between two fetches: tokens that name keys nobody has seen are no reason for more."""
PAUSE_AFTER_FAILURE = 5.0
"""Seconds in which an issuer that did not answer is left alone."""
PATIENCE = 5.0
"""Seconds that one fetch may take in all."""

KeySet = Mapping[str, jwt.PyJWK]
"""Keys by their ids; one that has none is alone, and stands under no text at all."""


class KeyUnknown(Exception):
    """The issuer publishes no such key."""


class KeysUnavailable(Exception):
    """Nobody can tell: the issuer did not give its keys lately."""


class PublishedKeys:
    """The set that the issuer published last, each key trusted for ``LIFETIME`` from when the set was asked for.

    A key of the set is given at once. Everybody who needs another one waits for the same fetch, and while none may be
    made (just after one, or after a failure) nobody waits. ``fetch`` may raise anything; the clock counts seconds.
    """

    def __init__(self, fetch: Callable[[], Awaitable[KeySet]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._keys: KeySet = {}
        self._asked_at = self._not_before = -LIFETIME
        self._issuer = Availability(log, "身份提供方的密钥", "the set of the OIDC issuer's keys")
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, key_id: str | None) -> jwt.PyJWK:
        """The key of that id, or for ``None`` the only one there is. Raises ``KeyUnknown``, at once for an empty id
        and where there are several to choose from, or ``KeysUnavailable``.
        """
        if key_id == "" or (key_id is None and self._are_several()):
            raise KeyUnknown
        known = self._known(key_id)
        if known is None:
            await self._fetched()
            known = self._known(key_id)
        elif self._age() > REFRESH_AFTER:
            self._begin_fetch()
        if known is None:
            raise KeysUnavailable if self._issuer.is_away else KeyUnknown
        return known

    def _age(self) -> float:
        return self._clock() - self._asked_at

    def _known(self, key_id: str | None) -> jwt.PyJWK | None:
        if self._age() >= LIFETIME:
            return None
        only = next(iter(self._keys.values()), None) if len(self._keys) == 1 else None
        return only if key_id is None else self._keys.get(key_id)

    def _are_several(self) -> bool:
        return self._age() < LIFETIME and len(self._keys) > 1

    async def _fetched(self) -> None:
        """Waits for the fetch under way, or for a new one where it is time for that."""
        fetching = self._begin_fetch()
        if fetching is not None:
            await asyncio.shield(fetching)

    def _begin_fetch(self) -> asyncio.Task[None] | None:
        is_under_way = self._fetching is not None and not self._fetching.done()
        if not is_under_way:
            is_time = self._clock() >= self._not_before
            self._fetching = asyncio.create_task(self._renew(), name="fetching keys") if is_time else None
        return self._fetching

    async def _renew(self) -> None:
        began = self._clock()
        try:
            self._keys = await self._fetch()
        except (httpx.HTTPError, jwt.PyJWTError, ProviderUnavailable, TimeoutError, ValueError) as error:
            self._fail(f"{type(error).__name__}: {error}")
        except Exception as error:
            log.exception("The OIDC issuer's keys cannot be fetched")
            self._fail(type(error).__name__)
        else:
            self._issuer.back()
            self._asked_at, self._not_before = began, began + LEAST_INTERVAL

    def _fail(self, why: str) -> None:
        self._issuer.away(why)
        self._not_before = self._clock() + PAUSE_AFTER_FAILURE


async def fetch_keys(url: str) -> KeySet:
    """The keys for signatures that are published there. Raises what HTTP and PyJWT raise, and ``TimeoutError``."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as http:
        answer = await http.get(url, headers={"Accept": "application/json"})
    answer.raise_for_status()
    published = jwt.PyJWKSet.from_dict(answer.json())
    signing = [key for key in published.keys if key.public_key_use in {"sig", None}]
    if len(signing) == 1:
        return {signing[0].key_id or "": signing[0]}
    return {key.key_id: key for key in signing if key.key_id}
