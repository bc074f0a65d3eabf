"""`hengxu audit export`: the evidence of one center, or of the whole log, as an archive for whoever doubts."""

from collections.abc import Sequence
from pathlib import Path

from domain.kernel.base import Label
from domain.kernel.messages import CALENDAR
from evidence.bundle import Exported, export
from evidence.narrative import NoEvidence
from ledger.application import Ledger
from ledger.documents import DocumentChanged
from ledger.opening import open_ledger
from ledger.proof.digests import SM3
from ledger.proof.keys import KeyFile
from ledger.proof.projection import LogOutOfOrder, RolledBack
from settings import Settings
from terminal.answers import DONE, NO, CommandError, print_json, print_line
from terminal.progress import progress

ALGORITHMS = {"sha256": "SHA-256", SM3: "SM3"}


def export_evidence(settings: Settings, names: Sequence[str], *, everything: bool, as_json: bool) -> int:
    """Bring the checkpoint up to date, and write the bundle; no where the ledger isn't as it was signed."""
    center, out = _asked(names, everything=everything)
    ledger = open_ledger(settings.ledger)
    try:
        made = _export(settings, ledger, center, out)
    except (NoEvidence, DocumentChanged, LogOutOfOrder, RolledBack) as why:
        raise CommandError(why.sentence.zh, why.sentence.en, NO) from None
    except OSError as error:
        raise CommandError(f"无法写入 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}") from None
    finally:
        ledger.close()
    _show(made, center, as_json=as_json)
    return DONE


def _asked(names: Sequence[str], *, everything: bool) -> tuple[str | None, Path]:
    if len(names) != (1 if everything else 2):
        raise CommandError("请写明中心或 --all，以及输出文件", "name a center or --all, and the archive to write")
    out = Path(names[-1])
    if out.is_dir() or not out.parent.is_dir():
        raise CommandError(f"{out} 不是可写入的文件", f"{out} is no file that can be written")
    return (None if everything else names[0]), out


def _export(settings: Settings, ledger: Ledger, center: str | None, out: Path) -> Exported:
    if center is not None and (center == CALENDAR or ledger.version(center) == 0):
        raise CommandError(f"台账中没有中心 {center}", f"the ledger has no center {center}")
    keys = KeyFile(settings.checkpoint_key_path)
    if keys.path.exists() or not settings.is_production:
        ledger.proof.projection(keys, settings.checkpoint_name).follow()
    total = ledger.proof.checkpoint().size if center is None else ledger.version(center)
    with progress(Label("导出", "exporting"), total) as passed:
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
    print_line(
        f"{made.path}: {counted.events} 个事件、{counted.receipts} 份回执，检查点 {checkpoint.size} 条"
        f" / {counted.events} events, {counted.receipts} receipts, under a checkpoint of {checkpoint.size} entries"
    )
    if made.documents.named:
        print_line(
            f"所提文件 {made.documents.named} 份，随附 {made.documents.enclosed} 份"
            f" / {made.documents.enclosed} of {made.documents.named} documents that the events name are enclosed"
        )
    for name, digest in made.digests.items():
        print_line(f"{ALGORITHMS[name]} {digest}")
