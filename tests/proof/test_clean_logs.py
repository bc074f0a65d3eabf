"""No log that only grew is ever suspected, however it grew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY
from tests.proof.house import NAME, live, prove, verify
from tests.writing import make_ledger

GROWTH = st.lists(
    st.one_of(
        st.tuples(st.just("live"), st.integers(1, 25)),
        st.tuples(st.just("prove"), st.integers(1, 40)),
        st.tuples(st.just("rotate"), st.just(0)),
    ),
    max_size=12,
)


@given(GROWTH)
@settings(max_examples=25, deadline=None)
def test_a_log_that_only_grew_is_intact(growth: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        kept = LedgerSettings(url=f"sqlite:///{Path(folder) / 'ledger.sqlite3'}")
        make_ledger(kept, REGISTRY)
        keys, notes = KeyFile(Path(folder) / "key"), []
        ledger, lived = open_ledger(kept, REGISTRY), 0
        for what, count in growth:
            if what == "live":
                live(ledger, count, lived)
                lived += count
            elif what == "prove":
                prove(ledger, keys, count)
                notes += [keys.last_note()]
            else:
                keys.make(NAME)
        ends = ledger.head(), len(ledger.stored_receipts())
        ledger.close()
        verdict = verify(kept, keys, [note for note in notes if note])
    assert (verdict.found, verdict.guards) == (None, ())
    assert (verdict.events, verdict.receipts) == ends
