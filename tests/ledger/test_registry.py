"""The closed list of shapes, and how older shapes are lifted when they are read."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from domain.decider import EVENTS
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from ledger.errors import UnknownTopic, UnreadableRecord
from ledger.mapper import RecordMapper
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.registry import Registry, domain_registry
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide, records_of


class Named(Event):
    """The shape of today: names in both languages."""

    TOPIC: ClassVar[str] = "named:3"
    CLAUSE: ClassVar[str] = "3.1"
    LABEL: ClassVar[Label] = Label("命名", "Named")

    names: dict[str, str]


class NamedAtFirst(Event):
    """The first shape, when a name was Chinese only."""

    TOPIC: ClassVar[str] = "named:1"
    CLAUSE: ClassVar[str] = "3.1"
    LABEL: ClassVar[Label] = Label("命名", "Named")

    title: str


def renamed_field(data: dict[str, Any]) -> dict[str, Any]:
    return {"name_zh": data["title"]}


def both_languages(data: dict[str, Any]) -> dict[str, Any]:
    return {"names": {"zh": data["name_zh"]}}


LIFTS = {"named:1": ("named:2", renamed_field), "named:2": ("named:3", both_languages)}


def test_a_record_of_an_older_shape_is_read_in_the_shape_of_today(settings: LedgerSettings) -> None:
    migrate(settings, Registry((NamedAtFirst,)))
    in_2023 = open_ledger(settings, Registry((NamedAtFirst,)))
    decide(in_2023, "ic", NamedAtFirst(title="集成电路"))
    in_2023.close()

    migrate(settings, Registry((Named,), LIFTS))
    today = open_ledger(settings, Registry((Named,), LIFTS))
    decide(today, "ic", Named(names={"zh": "新名", "en": "New name"}))
    assert [record.event for record in today.history("ic")] == [
        Named(names={"zh": "集成电路"}),
        Named(names={"zh": "新名", "en": "New name"}),
    ]
    assert [row.topic for row in today.stored_log()] == ["named:1", "named:3"]
    assert b'"title"' in today.stored_log()[0].state
    today.close()


def test_a_record_that_its_lift_cannot_read_is_named() -> None:
    mapper = RecordMapper(Registry((Named,), LIFTS))
    with pytest.raises(UnreadableRecord):
        mapper.read(1, "ic", 1, "named:1", b'{"event": {}}')


@pytest.mark.parametrize(
    "lifts",
    [
        {"named:1": ("named:2", renamed_field)},
        {"named:1": ("named:2", renamed_field), "named:2": ("named:1", both_languages)},
        {"named:1": ("named:1", renamed_field)},
        {"named:3": ("named:3", both_languages)},
    ],
    ids=["leads nowhere", "goes in a circle", "lifts to itself", "lifts the shape of today"],
)
def test_lifts_that_do_not_reach_the_shape_of_today_are_refused(lifts: Any) -> None:
    with pytest.raises(ValueError, match="lift"):
        Registry((Named,), lifts)


def test_each_event_needs_a_topic_of_its_own() -> None:
    class Reopened(Opened):
        pass

    class Twin(Opened):
        TOPIC: ClassVar[str] = "opened:1"

    class Nameless(Opened):
        TOPIC: ClassVar[str] = "tests.ledger.sample:Opened"

    for event in (Reopened, Nameless):
        with pytest.raises(ValueError, match="needs a TOPIC of its own"):
            Registry((event,))
    with pytest.raises(ValueError, match="two events are called opened:1"):
        Registry((Opened, Twin))


@pytest.mark.parametrize("topic", ["opened:2", "opened", "os:system", "tests.ledger.sample:Opened", ""])
def test_an_unknown_topic_is_not_read(topic: str) -> None:
    with pytest.raises(UnknownTopic):
        REGISTRY.parse(topic, b"{}")


def test_nothing_is_imported_by_a_stored_name_or_by_the_environment(tmp_path: Path) -> None:
    script = (
        "import sys; from ledger.migrations import migrate; from ledger.opening import open_ledger\n"
        "from ledger.settings import LedgerSettings; from tests.ledger.sample import REGISTRY, Opened, decide\n"
        "settings = LedgerSettings(url='sqlite:///' + sys.argv[1]); migrate(settings, REGISTRY)\n"
        "ledger = open_ledger(settings, REGISTRY); decide(ledger, 'ic', Opened(name_zh='x'))\n"
        "assert 'this' not in sys.modules; assert ledger.history('ic'); ledger.close()"
    )
    names = ("PERSISTENCE_MODULE", "MAPPER_TOPIC", "COMPRESSOR_TOPIC", "TRANSCODER_TOPIC", "CIPHER_TOPIC")
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "ledger.sqlite3")],
        cwd=Path(__file__).parents[2],
        env=dict.fromkeys(names, "this:s"),
        check=True,
    )


def test_a_record_keeps_its_bytes_however_it_was_made() -> None:
    (plain,) = records_of("ic", 0, "c", Opened(name_zh="集成电路"))
    exact = Record[Opened].model_validate(plain.model_dump() | {"event": {"name_zh": "集成电路"}})

    broad = Record[Event].model_construct(**vars(plain))

    assert len({type(plain), type(exact), type(broad)}) == 3
    assert REGISTRY.dump(plain) == REGISTRY.dump(exact) == REGISTRY.dump(broad)
    topic, state = REGISTRY.dump(plain)
    assert json.loads(state)["event"] == {"name_zh": "集成电路"}
    assert REGISTRY.dump(REGISTRY.parse(topic, state)) == (topic, state)


def test_every_event_of_the_domain_is_in_the_closed_list() -> None:
    assert domain_registry().topics >= {event.TOPIC for event in EVENTS}
    assert len({event.TOPIC for event in EVENTS}) == len(EVENTS)


def test_the_registry_says_every_topic_it_reads() -> None:
    assert Registry((Named, Renamed), LIFTS).topics == {"named:1", "named:2", "named:3", "renamed:1"}
