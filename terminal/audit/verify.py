"""`hengxu audit verify` and `hengxu audit key`: whether anybody changed the log, and who signs its checkpoints."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from clock import utc_now
from ledger.application import Ledger
from ledger.documents import Checked, check_documents
from ledger.errors import LedgerDamaged, LedgerError
from ledger.opening import open_ledger
from ledger.proof.checkpoint import BadCheckpoint, cosignatures, notes_in
from ledger.proof.digests import digests
from ledger.proof.instants import Remark
from ledger.proof.keys import KeyFile, NoVerifierKey, VerifierKey, VerifierKeys
from ledger.proof.readers import Readers
from ledger.proof.serving import Lag
from ledger.proof.verify import Fault, Found, Keyring, Verdict
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_error, print_json, print_line
from terminal.audit.verdicts import (
    Cosigned,
    Witnessed,
    data_of,
    documents_lines,
    guards_line,
    line_of,
    remark_line,
)
from terminal.language import words_of
from terminal.progress import progress_of

DAMAGED = Verdict(Found(Fault.UNREADABLE, 1), 0, 0, 0, 0, 0)
"""Of a file that can't even be opened."""


class Examined(NamedTuple):
    """What an examination of the whole database brought; ``documents`` is about the files that are kept, ``remarks``
    about instants of an intact log that are doubtful, ``witnessed`` about a witness that was asked about.
    """

    verdict: Verdict
    late: Lag | None = None
    documents: Checked = Checked(0, ())
    remarks: tuple[Remark, ...] = ()
    witnessed: Witnessed | None = None

    @property
    def is_well(self) -> bool:
        """Whether there is nothing that anybody has to look into."""
        troubles = (self.verdict.found, self.verdict.guards, self.late, self.documents.changed, self.documents.missing)
        return not any(troubles) and (self.witnessed is None or bool(self.witnessed.cosigned))


class KeptCheckpoints(NamedTuple):
    """Checkpoints that were kept outside of the database: those that somebody brings, and those of this house."""

    brought: list[str]
    kept_here: list[str]


def verify_log(
    settings: Settings,
    checkpoint_file: Path | None,
    key_file: Path | None,
    witness_key: str | None = None,
    *,
    as_json: bool,
) -> int:
    """Recompute everything; 0 when nothing was changed, every guard stands and the last checkpoint is recent enough.
    With a key file, whose keys its reader holds apart, no other is trusted. With a witness's key it says besides up to
    where the witness has signed, and fails where that is nothing.
    """
    keys = KeyFile(settings.checkpoint_key_path)
    trusted = VerifierKeys(key_file) if key_file else keys
    witness = VerifierKey.parse(witness_key) if witness_key else settings.witness_key
    kept = kept_checkpoints([checkpoint_file] if checkpoint_file else [], keys, settings.checkpoint_witness)
    try:
        examined = _examined(settings, trusted, kept, witness)
    except BadCheckpoint as bad:
        raise CommandError(wording.CHECKPOINTS_UNUSABLE(why=bad)) from None
    except LedgerDamaged:
        examined = Examined(DAMAGED)
    found = examined.verdict.found
    if found and found.fault is Fault.FORGED and not trusted.verifier_keys():
        raise NoVerifierKey
    if as_json:
        print_json(_data(examined))
    else:
        _tell(examined)
    return DONE if examined.is_well else NO


def _data(examined: Examined) -> dict[str, Any]:
    documents, witnessed = examined.documents, examined.witnessed
    named = {"changed_documents": documents.changed, "missing_documents": documents.missing}
    witness = {"witness": witnessed.data()} if witnessed else {}
    return data_of(examined.verdict, examined.late, examined.remarks) | named | witness


def _tell(examined: Examined) -> None:
    verdict, late, witnessed = examined.verdict, examined.late, examined.witnessed
    (print_error if verdict.found or late else print_line)(words_of(line_of(verdict, late)))
    if verdict.guards:
        print_error(words_of(guards_line(verdict.guards)))
    for line in documents_lines(examined.documents):
        print_error(words_of(line))
    for remark in examined.remarks:
        print_line(words_of(remark_line(remark)))
    if witnessed:
        (print_line if witnessed.cosigned else print_error)(words_of(witnessed.line()))


def _examined(settings: Settings, trusted: Keyring, kept: KeptCheckpoints, witness: VerifierKey | None) -> Examined:
    ledger = open_ledger(settings.ledger_to_read, guarded=False)
    try:
        with progress_of(wording.VERIFYING) as advance:
            readers = Readers.of_this_machine(settings.ledger_to_read)
            verdict = ledger.proof.verification(trusted, readers).run(kept.brought, advance, beside=kept.kept_here)
        remarks = () if verdict.found else tuple(ledger.proof.remarks(utc_now()))
        witnessed = _witnessed(ledger, kept.brought, witness) if witness and not verdict.found else None
        return Examined(verdict, _late(ledger, settings), check_documents(ledger.documents), remarks, witnessed)
    finally:
        ledger.close()


def _witnessed(ledger: Ledger, brought: Sequence[str], witness: VerifierKey) -> Witnessed:
    """What the witness has signed: of the log's own checkpoints, and of those that somebody brings, which agree."""
    found = [Cosigned(one.size, at) for one, at in ledger.proof.cosigned(witness)]
    for note in brought:
        found += [Cosigned(int(note.split("\n")[1]), signed.at) for signed in cosignatures(note, witness)]
    return Witnessed(witness.name, tuple(sorted(set(found))))


def kept_checkpoints(given: list[Path], keys: KeyFile, witness: str | None) -> KeptCheckpoints:
    """Those of the files that are given; and the last that was signed here, with those of a witness that is a file.
    Raises ``CommandError``.
    """
    last = keys.last_note()
    witnessed = Path(witness) if witness and "://" not in witness else None
    kept_here = _read(witnessed) if witnessed is not None and witnessed not in given and witnessed.exists() else []
    brought = [note for file in given for note in _read(file)]
    return KeptCheckpoints(brought, [*([last] if last else []), *kept_here])


def _read(file: Path) -> list[str]:
    try:
        return notes_in(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, BadCheckpoint) as wrong:
        raise CommandError(wording.CHECKPOINTS_UNREADABLE(file=file, why=wrong)) from None


def _late(ledger: Ledger, settings: Settings) -> Lag | None:
    """What has waited too long for a checkpoint, or for its witness."""
    try:
        lags = [ledger.proof.lag()]
        if settings.checkpoint_witness:
            lags.append(ledger.proof.witness_lag(settings.checkpoint_witness))
    except LedgerError:
        return None
    bound, now = timedelta(seconds=settings.checkpoint_lag), utc_now()
    return next((lag for lag in lags if lag.exceeds(bound, now)), None)


def show_key(settings: Settings, *, rotate: bool, as_json: bool) -> int:
    """The verifier keys, the newest last; with ``rotate`` after a new one has taken the place of the signing key."""
    keys = KeyFile(settings.checkpoint_key_path)
    if rotate:
        keys.make(settings.checkpoint_name or keys.name() or settings.log_name)
    known = [str(key) for key in keys.verifier_keys()]
    if not known:
        raise CommandError(wording.NO_CHECKPOINT_KEY, NO)
    if as_json:
        print_json([{"key": key, **digests(key.encode(), sm3=settings.sm3)} for key in known])
    else:
        for key in known:
            print_line(key)
    return DONE
