"""`hengxu migrate` and `hengxu rebuild`: the schemas, and what is read from the log."""

from collections.abc import Iterator, Sequence

from domain.kernel.base import Label
from ledger.migrations import migrate
from ledger.opening import open_ledger
from office.opening import migrate_office
from service_layer.queries import catch_up, rebuild
from settings import Settings
from terminal import wording
from terminal.answers import DONE, print_error, print_json, print_line
from terminal.language import words, words_of
from terminal.starting import check_house_rules


def bring_up_to_date(settings: Settings, *, as_json: bool) -> int:
    """Take the steps of the schemas that are missing, and fill what they made from the log; none the second time."""
    steps = migrate(settings.ledger)
    steps_of_office = migrate_office(settings.office, lambda line: print_error(words_of(line)))
    ledger = open_ledger(settings.ledger)
    try:
        catch_up(ledger, settings.policy)
    finally:
        ledger.close()
    if as_json:
        print_json({"steps": steps, "office": steps_of_office})
    else:
        for line in _done(steps, steps_of_office):
            print_line(words(line))
    return DONE


def _done(steps: Sequence[str], steps_of_office: Sequence[str]) -> Iterator[Label]:
    """What was done to each of the stores."""
    if steps:
        yield wording.LEDGER_MIGRATED(count=len(steps), names=", ".join(steps))
    if steps_of_office:
        yield wording.OFFICE_MIGRATED(count=len(steps_of_office), names=", ".join(steps_of_office))
    if not steps and not steps_of_office:
        yield wording.SCHEMA_CURRENT


def rebuild_rows(settings: Settings, *, as_json: bool) -> int:
    """The register, the clocks, the work and the lines of the history anew, from the log alone."""
    ledger = open_ledger(settings.ledger)
    try:
        check_house_rules(settings, ledger)
        count = rebuild(ledger, settings.policy)
    finally:
        ledger.close()
    if as_json:
        print_json({"centers": count})
    else:
        print_line(words(wording.REBUILT(count=count)))
    return DONE
