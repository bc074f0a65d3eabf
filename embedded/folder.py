"""The one folder that holds an embedded installation: ledger, Temporal's store, key, logs, and who uses it now."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from domain.kernel.base import Label, Model

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS_MAY_WRITE = 0o022
MARKS = frozenset({"ledger.sqlite3", "signing-key", "temporal.sqlite3"})
"""Where one of these is, an installation was made, by this release or an earlier one."""
LOCK = "lock"
OFFICE = frozenset({"office.sqlite3", "office.sqlite3-wal", "office.sqlite3-shm"})
"""The store of sessions and reads; by itself it makes no installation, since the ledger may be kept elsewhere."""
CUT_SHORT = frozenset({LOCK, "logs", "keys", "signing-key.draft", "endpoints.json", "endpoints.draft"}) | OFFICE
"""What may lie beside the lock where a first start was cut short, or where key and ledger are kept elsewhere."""
LARGEST_LOG = 10_000_000
"""Bytes; a longer log is put aside at the next start."""


class FolderError(Exception):
    """The folder cannot be used; ``sentence`` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.sentence = Label(zh, en)


class Endpoints(Model):
    """Where the running service answers, for other commands. ``started_at`` is UTC."""

    url: str
    temporal_address: str
    temporal_ui_url: str
    pid: int
    started_at: datetime


def _are_ours(names: set[str]) -> bool:
    return bool(names & MARKS) or (LOCK in names and names <= CUT_SHORT)


class DataFolder:
    """The folder. One that it makes is its owner's alone; the mode of one that was there is its owner's affair."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self._lock = self.path / LOCK
        self._key = self.path / "signing-key"
        self._endpoints = self.path / "endpoints.json"
        self._restored = self.path / "restored.json"

    def make(self) -> None:
        """Make the folder where there is none.

        Raises ``FolderError``, with nothing written, for one that holds something and was never an installation's.
        """
        try:
            self._check_whose_it_is()
            self.path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            self._lock.touch(FILE_MODE)
            self.logs.mkdir(mode=FOLDER_MODE, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from None

    def check(self) -> None:
        """Raises ``FolderError`` for one that can't be read, or holds something and was never an installation's."""
        try:
            self._check_whose_it_is()
        except OSError as error:
            raise self._unusable(error) from None

    def _check_whose_it_is(self) -> None:
        names = {entry.name for entry in self.path.iterdir()} if self.path.exists() else set()
        if names and not _are_ours(names):
            raise FolderError(
                f"{self.path} 不是衡序的数据文件夹，其中已有 {min(names)}，未作任何改动："
                "请用 --data 另选一个空的或新的文件夹",
                f"{self.path} is no data folder of Hengxu and holds {min(names)}, nothing was changed: choose an empty "
                "or a new one with --data",
            )

    def _unusable(self, error: OSError) -> FolderError:
        return FolderError(
            f"无法使用数据文件夹 {self.path}（{error.strerror}），请用 --data 另选一个",
            f"cannot use the data folder {self.path} ({error.strerror}): choose another with --data",
        )

    def remark(self) -> Label | None:
        """What its owner should know of it: that others can put files in the place of the installation's."""
        if not self.path.stat().st_mode & OTHERS_MAY_WRITE:
            return None
        return Label(
            f"本机其他用户可写入 {self.path}，请收回其写权限（chmod go-w）或用 --data 另选一个",
            f"others on this machine can write in {self.path}: take that from them (chmod go-w) or choose another "
            "with --data",
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder: two installations never run on one. Raises ``FolderError`` while another holds it."""
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise self._already_held() from None
            yield

    def _lock_file(self) -> TextIO:
        try:
            return self._lock.open("a+")
        except OSError as error:
            raise self._unusable(error) from None

    def _already_held(self) -> FolderError:
        running = self.endpoints()
        where = f" ({running.url}, pid {running.pid})" if running else ""
        return FolderError(
            f"数据文件夹 {self.path} 已有服务在运行{where}，请先停止它，或用 --data 另选一个",
            f"a service already runs on the data folder {self.path}{where}: stop it, or choose another with --data",
        )

    def signing_key(self) -> str | None:
        """The secret that signs envelopes and tokens; ``None`` before the first start."""
        try:
            return self._key.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def make_signing_key(self) -> str:
        """The secret, made once and kept for the owner's eyes alone."""
        kept = self.signing_key()
        if kept:
            return kept
        key = secrets.token_hex(32)
        self._write(self._key, key + "\n")
        return key

    def endpoints(self) -> Endpoints | None:
        """Where the service said that it answers; ``None`` while none runs."""
        try:
            return Endpoints.model_validate_json(self._endpoints.read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValidationError):
            return None

    def publish(self, endpoints: Endpoints) -> None:
        """Let other commands find the running service."""
        self._write(self._endpoints, endpoints.model_dump_json(indent=1) + "\n")

    def withdraw_endpoints(self) -> None:
        """The service runs no more."""
        self._endpoints.unlink(missing_ok=True)

    def note_restored(self, begun_at: datetime) -> None:
        """The ledger was restored from a backup of that instant (UTC): the next `hengxu up` looks which workflows are
        ahead of it.
        """
        self._write(self._restored, json.dumps({"backup_begun_at": begun_at.isoformat()}) + "\n")

    def restored_from(self) -> datetime | None:
        """Of when the backup was, if nobody has looked at the workflows since; UTC."""
        try:
            return datetime.fromisoformat(json.loads(self._restored.read_bytes())["backup_begun_at"])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, KeyError, TypeError):
            return datetime.fromtimestamp(0, UTC)  # damaged: then everything is looked at

    def forget_restored(self) -> None:
        """The workflows agree with the restored ledger."""
        self._restored.unlink(missing_ok=True)

    def log(self, name: str) -> Path:
        """The log of one part; a long one of earlier days is put aside."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        return path

    def _write(self, path: Path, text: str) -> None:
        draft = path.with_suffix(".draft")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w", encoding="utf-8") as file:  # noqa: PTH123 - made with its mode
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
