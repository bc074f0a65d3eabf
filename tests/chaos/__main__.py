"""``python -m tests.chaos``: rounds of decisions under faults, and what they came to. Exit status 1 where anything was
found, with the seed and the folder that is kept.
"""

import asyncio
import json
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.chaos.faults import FAULTS
from tests.chaos.installations import INSTALLATIONS
from tests.chaos.report import summary, table
from tests.chaos.rounds import Ask, Life, lives, print_line


def arguments() -> Namespace:
    """What is to be done."""
    parser = ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how many, half of them on each installation")
    parser.add_argument("--seed", type=int, default=1, help="the same seed plans the same faults and decisions")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="no further round after so many")
    names = [fault.name for fault in FAULTS]
    parser.add_argument("--only", action="append", default=[], choices=names, metavar="FAULT", help="may be repeated")
    parser.add_argument("--on", action="append", default=[], choices=list(INSTALLATIONS), help="of these alone")
    parser.add_argument("--json", type=Path, help="write the figures into this file, too")
    parser.add_argument("--list", action="store_true", help="say which faults there are")
    return parser.parse_args()


async def all_of(ask: Ask) -> list[Life]:
    """All lives."""
    return [life async for life in lives(ask)]


def main() -> int:
    """Play, and show."""
    given = arguments()
    if given.list:
        for fault in FAULTS:
            print_line(f"{fault.name:24} {fault.what} ({', '.join(sorted(fault.on))})")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    on = given.on or list(INSTALLATIONS)
    ask = Ask(given.rounds, given.seed, given.seconds, given.only, on, print_line)
    found = summary(asyncio.run(all_of(ask)))
    print_line(table(found))
    text = json.dumps(found, ensure_ascii=False, indent=2)
    print_line(text)
    if given.json:
        given.json.write_text(f"{text}\n", encoding="utf-8")
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
