"""Doubtful instants of an intact log: what runs backwards within a center, or lies ahead, is named."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.instants import FEW, Doubt, Doubtful, Remark
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from tests.ledger.sample import NOON, REGISTRY, Opened, Renamed, receipt_of, records_of, refusal_of
from tests.proof.house import live, prove, verify

HOUR = timedelta(hours=1)
LATER = NOON + 12 * HOUR
"""When it is looked at."""


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    opened = open_ledger(settings, REGISTRY)
    yield opened
    opened.close()


def record(ledger: Ledger, center: str, *instants: datetime) -> None:
    """A decision at each instant, which stands in its event and its receipt."""
    for instant in instants:
        version = ledger.version(center)
        event = Renamed(name_zh="新名") if version else Opened(name_zh='"recorded_at":"1999-01-01T00:00:00Z"')
        command_id = f"{center}-{version + 1}"
        dated = {"recorded_at": instant}
        records = [one.model_copy(update=dated) for one in records_of(center, version, command_id, event)]
        ledger.append(records, receipt_of(center, version + 1, command_id, event).model_copy(update=dated))


def refuse(ledger: Ledger, center: str, command_id: str, instant: datetime) -> None:
    receipt = refusal_of(center, ledger.version(center), command_id)
    ledger.refuse(receipt.model_copy(update={"recorded_at": instant}))


def test_a_log_whose_instants_follow_each_other_has_no_remark(ledger: Ledger) -> None:
    assert ledger.proof.remarks(LATER) == []
    record(ledger, "ic", NOON, NOON, NOON + HOUR)
    record(ledger, "uhv", NOON - HOUR, LATER)
    refuse(ledger, "ic", "no", NOON + HOUR)
    assert ledger.proof.remarks(LATER) == []


def test_an_event_dated_before_the_one_that_it_follows_is_remarked(ledger: Ledger) -> None:
    record(ledger, "ic", NOON)
    record(ledger, "uhv", NOON - 2 * HOUR)
    record(ledger, "ic", NOON - HOUR, NOON + HOUR)
    backdated = Doubtful(3, None, "ic", NOON - HOUR)
    assert ledger.proof.remarks(LATER) == [Remark(Doubt.BACKWARDS, 1, (backdated,))]


def test_an_event_dated_ahead_is_remarked_and_is_no_measure_for_what_follows(ledger: Ledger) -> None:
    ahead = datetime(2040, 1, 1, tzinfo=UTC)
    record(ledger, "ic", NOON, ahead, NOON + HOUR)
    assert ledger.proof.remarks(LATER) == [Remark(Doubt.AHEAD, 1, (Doubtful(2, None, "ic", ahead),))]
    assert ledger.proof.remarks(ahead) == [Remark(Doubt.BACKWARDS, 1, (Doubtful(3, None, "ic", NOON + HOUR),))]


def test_a_clock_that_goes_a_minute_fast_gives_no_remark(ledger: Ledger) -> None:
    record(ledger, "ic", LATER + timedelta(minutes=1))
    assert ledger.proof.remarks(LATER) == []


def test_a_refusal_is_remarked_by_the_number_of_its_receipt(ledger: Ledger) -> None:
    record(ledger, "ic", NOON)
    refuse(ledger, "ic", "early", NOON - HOUR)
    refuse(ledger, "nobody", "late", LATER + HOUR)
    assert ledger.proof.remarks(LATER) == [
        Remark(Doubt.BACKWARDS, 1, (Doubtful(None, 2, "ic", NOON - HOUR),)),
        Remark(Doubt.AHEAD, 1, (Doubtful(None, 3, "nobody", LATER + HOUR),)),
    ]


def test_of_many_the_first_few_are_named_and_all_are_counted(ledger: Ledger) -> None:
    record(ledger, "ic", NOON, *(NOON - place * HOUR for place in range(1, FEW + 3)))
    [remark] = ledger.proof.remarks(LATER)
    assert (remark.entries, [one.position for one in remark.first]) == (FEW + 2, list(range(2, FEW + 2)))


def test_a_remark_takes_nothing_from_the_verdict(settings: LedgerSettings, ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 10)
    record(ledger, "ic", NOON - HOUR, datetime(2040, 1, 1, tzinfo=UTC))
    prove(ledger, keys)
    assert len(ledger.proof.remarks(LATER)) == 2
    assert verify(settings, keys).found is None
