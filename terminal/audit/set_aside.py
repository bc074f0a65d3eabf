"""`hengxu audit set-aside`: what was put into the proof by nobody who may, out of its way, and kept."""

from pathlib import Path

from ledger.proof.aside import set_aside, spoilt
from ledger.proof.keys import KeyFile, VerifierKeys
from settings import Settings
from terminal import wording
from terminal.answers import DONE, print_json, print_line
from terminal.language import words


def set_aside_rows(settings: Settings, key_file: Path | None, *, as_json: bool) -> int:
    """Move them; `hengxu audit verify` then says whether all is well. PostgreSQL needs the owner's role."""
    keys = KeyFile(settings.checkpoint_key_path)
    trusted = VerifierKeys(key_file) if key_file else keys
    found = spoilt(settings.ledger, trusted.verifier_keys(), keys.last_note())
    moved = set_aside(settings.ledger, found)
    if as_json:
        print_json({"signed_size": found.size, "moved": moved})
        return DONE
    counts = "、".join(f"{table} {count}" for table, count in moved.items())
    print_line(words(wording.SET_ASIDE(counts=counts)))
    return DONE
