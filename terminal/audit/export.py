"""`hengxu audit export`: the evidence of one center, or of the whole log, as an archive for whoever doubts."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from domain.kernel.messages import BUREAU_STREAMS
from evidence.bundle import Exported, export
from evidence.narrative import NoEvidence
from ledger.application import Ledger
from ledger.documents import DocumentChanged
from ledger.errors import LedgerReadOnly
from ledger.opening import open_ledger
from ledger.proof.digests import SM3
from ledger.proof.keys import KeyFile
from ledger.proof.projection import LogOutOfOrder, RolledBack
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.language import words
from terminal.progress import progress

ARCHIVE = ".zip"
ALGORITHMS = {"sha256": "SHA-256", SM3: "SM3"}


def export_evidence(settings: Settings, names: Sequence[str], *, everything: bool, as_json: bool) -> int:
    """Bring the checkpoint up to date, and write the bundle as a new ``.zip``; no where the ledger isn't as it was
    signed.
    """
    center, out = _asked(names, everything=everything)
    ledger = open_ledger(settings.ledger_to_read)
    try:
        made = _export(settings, ledger, center, out)
    except (NoEvidence, DocumentChanged, LogOutOfOrder, RolledBack) as why:
        raise CommandError(why.sentence, NO) from None
    except OSError as error:
        raise CommandError(wording.FILE_NOT_WRITTEN(file=out, reason=error.strerror)) from None
    finally:
        ledger.close()
    _show(made, center, as_json=as_json)
    return DONE


def _asked(names: Sequence[str], *, everything: bool) -> tuple[str | None, Path]:
    if len(names) != (1 if everything else 2):
        raise CommandError(wording.EXPORT_ARGUMENTS)
    out = _named_as_archive(Path(names[-1]))
    if out.is_dir() or not out.parent.is_dir():
        raise CommandError(wording.NOT_WRITABLE(file=out))
    if out.exists():
        raise CommandError(wording.FILE_EXISTS(file=out))
    return (None if everything else names[0]), out


def _named_as_archive(out: Path) -> Path:
    return out if out.suffix.casefold() == ARCHIVE or out.is_dir() else out.with_name(out.name + ARCHIVE)


def _export(settings: Settings, ledger: Ledger, center: str | None, out: Path) -> Exported:
    if center is not None and (center in BUREAU_STREAMS or ledger.version(center) == 0):
        raise CommandError(wording.CENTER_UNKNOWN(center=center))
    keys = KeyFile(settings.checkpoint_key_path)
    if keys.path.exists() or not settings.is_production:
        with suppress(LedgerReadOnly):  # on a medium that nobody can write the last checkpoint is the last
            ledger.proof.projection(keys, settings.log_name).follow()
    total = ledger.proof.checkpoint().size if center is None else ledger.version(center)
    with progress(wording.EXPORTING, total) as passed:
        return export(ledger, keys.verifier_keys(), center, out, passed, sm3=settings.sm3)


def _show(made: Exported, center: str | None, *, as_json: bool) -> None:
    checkpoint, counted = made.checkpoint, made.counted
    if as_json:
        print_json(
            {
                "bundle": str(made.path),
                **made.digests,
                "center_id": center,
                **counted._asdict(),
                "documents": made.documents._asdict(),
                "size": checkpoint.size,
                "key": str(checkpoint.signer),
            }
        )
        return
    print_line(f"{made.path}: {words(wording.EXPORTED(**counted._asdict(), size=checkpoint.size))}")
    if made.documents.named:
        print_line(words(wording.DOCUMENTS_ENCLOSED(**made.documents._asdict())))
    for name, digest in made.digests.items():
        print_line(f"{ALGORITHMS[name]} {digest}")
