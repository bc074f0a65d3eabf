"""The README as it runs: ``make readme-check`` runs its commands on a fresh folder and compares, ``make readme`` writes
what they print into it.

A block of shell that is followed at once by one of text shows what it prints; the block below ``OF_UP`` is what
`make run` prints. What differs by the day or the machine is compared masked: days, instants, counts of days, keys.
"""

import difflib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.embedded.service import ROOT, environment, running, until

README = ROOT / "README.md"
BLOCK = re.compile(r"^```sh\n(?P<commands>.*?)^```\n(?:```text\n(?P<shown>.*?)^```\n)?", re.DOTALL | re.MULTILINE)
OF_UP = re.compile(r"(?<=<!-- output of make run -->\n```text\n).*?(?=^```)", re.DOTALL | re.MULTILINE)
END = "\x1e"
"""Between what two blocks print."""
FOLDER = "/home/li/hengxu"
"""The folder that the README has in the place of the one in which it was run."""
EVERYTHING_RUNS = "the workflows of 12 centers run"
MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "INSTANT"),
    (re.compile(r"\b(202[6-9]|20[3-9]\d)(-\d\d-\d\d)?\b"), "DAY"),
    (re.compile(r"\b\d+ days? (left|late|ago)\b|\bdue today\b|还有\d+天"), "DAYS"),
    (re.compile(r"^.*Reminder due.*\n", re.MULTILINE), ""),
    (re.compile(r"(\bno\. |#)\d+"), r"\1NUMBER"),
    (re.compile(r" {2,}"), "  "),
)
"""What stands there and differs by the day, or by how soon the clocks have recorded what fell due."""


class Ran(NamedTuple):
    """What the README's commands print: of `make run`, and of each block that shows it, in their order."""

    of_up: str
    of_blocks: list[str]


def blocks(text: str) -> Iterator[re.Match[str]]:
    """The blocks of shell; those of make are for the reader."""
    yield from (block for block in BLOCK.finditer(text) if not block["commands"].startswith("make "))


def run(text: str) -> Ran:
    """Everything, in the README's order, beside a service of its own."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        with running(folder / "hengxu-data", folder / "output") as service:
            until(lambda: EVERYTHING_RUNS in service.printed(), "every workflow runs")
            _make_program(folder)
            script = folder / "readme.sh"
            lines = [f"{block['commands']}printf '{END}'\n" for block in blocks(text)]
            script.write_text("".join(lines).replace(":8000", f":{service.port}"), encoding="utf-8")
            outcome = subprocess.run(
                ["bash", str(script)],
                cwd=folder,
                env=environment() | {"LC_ALL": "C.UTF-8"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
            )
            ports = {str(service.port): "8000", _ui_port(service.printed()): "8233"}
            printed, of_up = outcome.stdout, service.printed()
        return Ran(_placed(of_up, folder, ports), [_placed(one, folder, ports) for one in printed.split(END)[:-1]])


def _make_program(folder: Path) -> None:
    """The program where the README calls it."""
    program = folder / ".venv" / "bin" / "hengxu"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def _ui_port(printed: str) -> str:
    found = re.search(r"Temporal UI +http://127\.0\.0\.1:(\d+)", printed)
    assert found is not None
    return found[1]


def _placed(printed: str, folder: Path, ports: dict[str, str]) -> str:
    """With the usual ports, and as it would be in the reader's folder."""
    program = shlex.join([sys.executable, str(ROOT / "cli.py")])
    printed = printed.replace(program, f"{FOLDER}/.venv/bin/hengxu").replace(str(folder), FOLDER)
    for port, usual in ports.items():
        printed = printed.replace(f":{port}", f":{usual}")
    lines = [line.rstrip() for line in printed.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def written(text: str, ran: Ran) -> str:
    """The README with what was printed."""
    printed = iter(ran.of_blocks)
    answers = {block.start(): next(printed) for block in blocks(text)}

    def anew(block: re.Match[str]) -> str:
        if block["shown"] is None or block.start() not in answers:
            return block[0]
        return f"```sh\n{block['commands']}```\n```text\n{answers[block.start()]}```\n"

    return OF_UP.sub(lambda _shown: ran.of_up, BLOCK.sub(anew, text), count=1)


def masked(text: str) -> list[str]:
    """Its lines without what differs by the day or the machine."""
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    return text.splitlines()


def differences(text: str, ran: Ran) -> list[str]:
    """What the README shows otherwise than it runs, as a patch."""
    return list(difflib.unified_diff(masked(text), masked(written(text, ran)), "README.md", "as it runs", lineterm=""))


def main(arguments: list[str]) -> int:
    """Compare, or with ``--write`` write; 1 where they differ."""
    os.chdir(ROOT)
    text = README.read_text(encoding="utf-8")
    ran = run(text)
    if "--write" in arguments:
        README.write_text(written(text, ran), encoding="utf-8")
        return 0
    found = differences(text, ran)
    print("\n".join(found) or "README.md is as it runs")  # noqa: T201 - a program of its own
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
