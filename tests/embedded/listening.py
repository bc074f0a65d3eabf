"""On which ports a process listens, whatever it was told."""

from collections.abc import Iterator
from pathlib import Path

LISTENS = "0A"


def ports_of(pid: int) -> set[int]:
    """The TCP ports (IPv4) on which the process listens (Linux)."""
    sockets = set(_sockets_of(pid))
    lines = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    words = [line.split() for line in lines]
    return {int(word[1].rpartition(":")[2], 16) for word in words if word[3] == LISTENS and word[9] in sockets}


def _sockets_of(pid: int) -> Iterator[str]:
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target.removeprefix("socket:[").removesuffix("]")
