"""`hengxu restore`: an installation from a backup, looked at from all sides before anything is touched."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from temporalio.service import RPCError

from backup.checking import Examined, KeptNotes, Missing, RecordedSince, check_signature, missing_from, recorded_since
from backup.manifest import Manifest, check_files, read_manifest
from backup.restoring import NotSound, Put, Restoration, put_last_aside
from clock import utc_now
from embedded.folder import DataFolder
from ledger.opening import open_ledger
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import KeyFile, VerifierKeys
from recovery.ahead import Found
from settings import Settings
from temporal_client.client import connect
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_error, print_json, print_line
from terminal.audit.verdicts import documents_lines, guards_line, line_of
from terminal.audit.verify import kept_checkpoints
from terminal.language import words, words_of
from terminal.lost_decisions import data_of as data_of_workflows
from terminal.lost_decisions import find_and_begin_anew, say_found
from terminal.progress import progress_of

OWNER_ALONE = 0o077
LOST = "lost-decisions-{:%Y%m%dT%H%M%S.%fZ}.jsonl"
NAMED = 10
"""How many centers are named in one line."""
WAIT_FOR_TEMPORAL = 10.0
"""Seconds after which Temporal counts as away."""


class Asked(NamedTuple):
    """How a backup is to be restored: files of checkpoints and of verifier keys that are kept elsewhere; whether what
    is there may be replaced, what is missing accepted, or all of it only tried; where lost decisions are written.
    """

    checkpoints: list[Path]
    key: Path | None
    replace: bool
    accept_missing: bool
    check: bool
    lost: Path | None


class Report(NamedTuple):
    """What there is to say in the end: what is ``missing`` against checkpoints kept elsewhere, ``recorded_since`` in
    the ledger that is to be replaced.
    """

    manifest: Manifest
    compared: bool
    missing: Missing | None
    recorded_since: RecordedSince | None
    examined: Examined | None = None
    put: Put | None = None
    last_aside: Path | None = None
    workflows: Found | None = None

    @property
    def is_short(self) -> bool:
        """Whether the backup lacks what is known elsewhere."""
        return self.missing is not None or self.recorded_since is not None


def restore_backup(settings: Settings, folder: Path, asked: Asked, *, as_json: bool) -> int:
    """Look first, then put it in place. 1 where something is missing and nobody has accepted that, or the log in the
    backup is not the one that was signed; nothing was touched then.
    """
    os.umask(OWNER_ALONE)
    try:
        report = _restored(settings, folder, asked)
    except BadCheckpoint as bad:
        raise CommandError(wording.CHECKPOINTS_UNUSABLE(why=bad)) from None
    except NotSound as bad:
        return _say_not_sound(bad)
    is_refused = report.is_short and report.put is None and not asked.check
    if as_json:
        print_json(_data_of(report))
    else:
        _say(settings, report, refused=is_refused)
    is_amiss = report.examined is not None and not report.examined.is_sound
    return NO if is_refused or is_amiss else DONE


def _restored(settings: Settings, folder: Path, asked: Asked) -> Report:
    keys = KeyFile(settings.checkpoint_key_path)
    trusted = VerifierKeys(asked.key) if asked.key else keys
    manifest, kept = read_manifest(folder), kept_checkpoints(asked.checkpoints, keys, settings.checkpoint_witness)
    restoration = Restoration(settings, folder, manifest, trusted, KeptNotes(kept.brought, kept.kept_here))
    restoration.check_target(replace=asked.replace or asked.check)
    with progress_of(wording.CHECKING_FILES) as advance:
        check_files(folder, manifest, advance)
    check_signature(manifest, trusted)
    report = Report(
        manifest,
        compared=bool(kept.brought or kept.kept_here),
        missing=missing_from(manifest, trusted, restoration.kept),
        recorded_since=recorded_since(settings.ledger, manifest),
    )
    if asked.check:
        return report._replace(examined=_tried(restoration))
    if report.is_short and not asked.accept_missing:
        return report
    lost = asked.lost or folder.parent / LOST.format(utc_now())
    if not settings.ledger.is_sqlite and (lost.exists() or not os.access(lost.parent, os.W_OK)):
        raise CommandError(wording.LOST_NOT_WRITABLE(file=lost))
    with _held(settings):
        return _put(restoration, report, lost, keys, replace=asked.replace)


def _tried(restoration: Restoration) -> Examined | None:
    with progress_of(wording.VERIFYING) as advance:
        return restoration.try_out(advance)


def _put(restoration: Restoration, report: Report, lost: Path, keys: KeyFile, *, replace: bool) -> Report:
    settings, begun_at = restoration.settings, report.manifest.begun_at
    with progress_of(wording.VERIFYING) as advance:
        put = restoration.put_in_place(advance, replace=replace)
    report = report._replace(examined=put.examined, put=put)
    if report.missing:
        last_aside = put_last_aside(keys, report.manifest.ledger.entries, utc_now())
        report = report._replace(last_aside=last_aside)
    if settings.ledger.is_sqlite:
        DataFolder(settings.data).note_restored(begun_at)
        return report
    return report._replace(workflows=asyncio.run(_begun_anew(settings, lost)))


async def _begun_anew(settings: Settings, lost: Path) -> Found | None:
    """``None`` while Temporal is away: then it is for `hengxu recover --ahead`."""
    try:
        async with asyncio.timeout(WAIT_FOR_TEMPORAL):
            client = await connect(settings)
        with closing(open_ledger(settings.ledger)) as ledger:
            return await find_and_begin_anew(settings, ledger, client, lost)
    except (RPCError, RuntimeError, TimeoutError):
        return None


@contextmanager
def _held(settings: Settings) -> Iterator[None]:
    """Nothing runs on a data folder meanwhile."""
    if not settings.ledger.is_sqlite:
        yield
        return
    folder = DataFolder(settings.data)
    folder.make()
    with folder.held():
        yield


def _say_not_sound(bad: NotSound) -> int:
    print_error(words(bad.sentence))
    _say_examined(bad.examined)
    return NO


def _say_examined(examined: Examined) -> None:
    if examined.is_sound:
        return
    print_error(words_of(line_of(examined.verdict, None)))
    if examined.verdict.guards:
        print_error(words_of(guards_line(examined.verdict.guards)))
    for line in documents_lines(examined.documents):
        print_error(words_of(line))


def _say(settings: Settings, report: Report, *, refused: bool) -> None:
    _say_missing(report)
    if refused:
        print_error(words(wording.NOT_RESTORED()))
    elif report.put is None:
        _say_tried(report)
    else:
        _say_put(settings, report, report.put)


def _say_missing(report: Report) -> None:
    if report.missing:
        print_error(words(wording.MISSING_ENTRIES(**report.missing._asdict())))
    else:
        print_line(words(wording.NOTHING_MISSING if report.compared else wording.NOTHING_TO_COMPARE))
    if since := report.recorded_since:
        names = ", ".join(since.streams[:NAMED]) + (" …" if len(since.streams) > NAMED else "")
        print_error(words(wording.RECORDED_SINCE(count=since.decisions, names=names)))


def _say_tried(report: Report) -> None:
    if report.examined is None:
        print_line(words(wording.LOG_NOT_EXAMINED))
    elif not report.examined.is_sound:
        _say_examined(report.examined)
        return
    print_line(words(wording.WOULD_BE_RESTORED(**_named(report))))


def _say_put(settings: Settings, report: Report, put: Put) -> None:
    print_line(words(wording.RESTORED(**_named(report))))
    if put.aside:
        print_line(words(wording.KEPT_ASIDE(names=", ".join(put.aside))))
    if put.sessions:
        print_line(words(wording.SESSIONS_OF_THEN(count=put.sessions)))
    if report.last_aside:
        print_line(words(wording.LAST_ASIDE(name=report.last_aside)))
    if report.workflows:
        say_found(report.workflows)
    elif settings.ledger.is_sqlite:
        print_line(words(wording.UP_GOES_ON))
    else:
        print_line(words(wording.AHEAD_LATER(address=settings.temporal_address)))


def _named(report: Report) -> dict[str, object]:
    facts = report.manifest.ledger
    begun_at = report.manifest.begun_at.isoformat(timespec="seconds")
    return {"begun_at": begun_at, "position": facts.position, "receipts": facts.receipts}


def _data_of(report: Report) -> dict[str, Any]:
    put, found = report.put, report.workflows
    return {
        "restored": put is not None,
        "manifest": report.manifest.model_dump(mode="json"),
        "compared": report.compared,
        "missing": report.missing._asdict() if report.missing else None,
        "recorded_since": report.recorded_since._asdict() if report.recorded_since else None,
        "sound": report.examined.is_sound if report.examined else None,
        "aside": list(put.aside) if put else [],
        "sessions_ended": put.sessions if put else 0,
        "last_checkpoint_aside": str(report.last_aside) if report.last_aside else None,
        "workflows": data_of_workflows(found) if found else None,
    }
