"""``python -m tests.bench [part …]``: all benchmarks, or those named."""

import sys
from collections.abc import Callable

from tests.bench.appends import appends
from tests.bench.calendars import calendars
from tests.bench.console import console
from tests.bench.decisions import decisions
from tests.bench.folding import folding
from tests.bench.list_imports import list_imports
from tests.bench.lists import lists
from tests.bench.measure import Finding, show
from tests.bench.memory import memory
from tests.bench.polling import polling
from tests.bench.proofs import proofs
from tests.bench.readers import readers
from tests.bench.recovery import recovery

PARTS: dict[str, Callable[[], list[Finding]]] = {
    "folding": folding,
    "appends": appends,
    "decisions": decisions,
    "memory": memory,
    "recovery": recovery,
    "console": console,
    "readers": readers,
    "list_imports": list_imports,
    "lists": lists,
    "calendars": calendars,
    "polling": polling,
    "proofs": proofs,
}


def main(names: list[str]) -> None:
    """Run and show; an unknown name ends with the list of those there are."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    findings = [finding for name in names or PARTS for finding in PARTS[name]()]
    show(findings)


if __name__ == "__main__":
    main(sys.argv[1:])
