"""`hengxu migrate` and `hengxu rebuild`: the schemas, and what is read from the log."""

from ledger.migrations import migrate
from ledger.opening import open_ledger
from office.opening import migrate_office
from service_layer.queries import catch_up, rebuild
from settings import Settings
from terminal import wording
from terminal.answers import DONE, both, print_error, print_json, print_line


def bring_up_to_date(settings: Settings, *, as_json: bool) -> int:
    """Take the steps of the schemas that are missing, and fill what they made from the log; none the second time."""
    steps = migrate(settings.ledger)
    steps_of_office = migrate_office(settings.office, print_error)
    ledger = open_ledger(settings.ledger)
    try:
        catch_up(ledger, settings.policy)
    finally:
        ledger.close()
    if as_json:
        print_json({"steps": steps, "office": steps_of_office})
    elif steps or steps_of_office:
        for step in (*steps, *(f"office: {step}" for step in steps_of_office)):
            print_line(step)
    else:
        print_line(both(wording.SCHEMA_CURRENT))
    return DONE


def rebuild_rows(settings: Settings, *, as_json: bool) -> int:
    """The register, the clocks, the work and the lines of the history anew, from the log alone."""
    ledger = open_ledger(settings.ledger)
    try:
        count = rebuild(ledger, settings.policy)
    finally:
        ledger.close()
    if as_json:
        print_json({"centers": count})
    else:
        print_line(both(wording.REBUILT(count=count)))
    return DONE
