"""Something outside that goes away and comes back is logged once each."""

import logging

import httpx
import pytest

from api.auth.discovery import Discovery, ProviderUnavailable
from api.auth.signing_keys import KeysUnavailable, KeyUnknown, PublishedKeys
from ledger.errors import LedgerError
from ledger.proof.checkpoint_worker import CheckpointWorker
from ledger.proof.witness import WitnessAway
from telemetry.availability import Availability
from tests.logged import logged, of


def test_it_is_away_once_and_back_once() -> None:
    ledger = Availability(logging.getLogger("hengxu.test"), "台账", "the ledger")
    with logged() as lines:
        ledger.back()
        for why in ("no route", "refused"):
            ledger.away(why)
            assert ledger.is_away
        ledger.back()
        ledger.back()
    away, back = of(lines, "hengxu.test")
    assert away["message"] == "台账不可用，将继续重试：no route / the ledger is away and is tried again: no route"
    assert back["message"].startswith("台账已恢复 / the ledger is back, after ")
    assert (away["level"], back["level"]) == ("WARNING", "INFO")


async def test_an_identity_provider_that_goes_away_is_logged_when_it_does_and_when_it_is_back() -> None:
    now, is_there = 0.0, False
    described = {
        "issuer": "https://identity.example",
        **{f"{name}_endpoint": "https://identity.example/x" for name in ("authorization", "token")},
        "jwks_uri": "https://identity.example/keys",
    }

    async def ask(_method: str, _url: str, **_: object) -> httpx.Response:
        if not is_there:
            raise ProviderUnavailable("ConnectError")
        return httpx.Response(200, json=described)

    discovery = Discovery("https://identity.example", ask, lambda: now)
    with logged() as lines:
        for _ in range(3):
            with pytest.raises(ProviderUnavailable):
                await discovery.metadata()
            now += 10
        is_there = True
        await discovery.metadata()
    away, back = of(lines, "hengxu.api")
    assert "the OIDC issuer is away and is tried again: ConnectError" in away["message"]
    assert "the OIDC issuer is back" in back["message"]


async def test_keys_that_cannot_be_fetched_are_logged_once() -> None:
    now, is_there = 1_000.0, False

    async def fetch() -> dict[str, object]:
        if not is_there:
            raise TimeoutError
        return {}

    keys = PublishedKeys(fetch, lambda: now)  # type: ignore[arg-type]
    with logged() as lines:
        for _ in range(3):
            with pytest.raises(KeysUnavailable):
                await keys.key("k-1")
            now += 10
        is_there = True
        with pytest.raises(KeyUnknown):
            await keys.key("k-1")
    assert ["away" in line["message"] for line in of(lines, "hengxu.api")] == [True, False]


def test_a_witness_that_is_back_is_said() -> None:
    class Kept:
        trouble: LedgerError | None = WitnessAway("https://witness.example", "refused")

        def follow(self) -> int:
            return 0

        def deliver(self) -> int:
            if self.trouble:
                raise self.trouble
            return 0

    kept = Kept()
    worker = CheckpointWorker(kept, kept)  # type: ignore[arg-type]
    with logged() as lines:
        worker.follow()
        worker.follow()
        kept.trouble = None
        worker.follow()
        worker.follow()
    away, back = of(lines, "hengxu.proof")
    assert "took no checkpoint (refused)" in away["message"]
    assert back["message"].endswith("checkpoints are signed and handed over again")
