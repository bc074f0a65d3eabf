"""Why nothing was backed up or restored, each in one sentence with what to do."""

from pathlib import Path

from domain.kernel.base import Label


class BackupError(Exception):
    """Base of all: ``sentence`` says it in Chinese and in English. What stood before stands as it was."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.sentence = Label(zh, en)


class NoLedger(BackupError):
    """There is nothing to back up."""

    def __init__(self, place: object) -> None:
        super().__init__(
            f"{place} 中没有台账，未作备份：请核对 --data 或 HENGXU_LEDGER_URL",
            f"there is no ledger in {place}, nothing was backed up: check --data or HENGXU_LEDGER_URL",
        )


class IsThere(BackupError):
    """Something lies where the backup should go."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 已经存在，未作备份，也未改动它：请另写一个文件夹名",
            f"{path} is there already; nothing was backed up and it was left as it is: name another folder",
        )


class NotWritten(BackupError):
    """The copy can't be written where it should go."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(
            f"无法写入 {path}（{reason}），未作备份：请检查磁盘空间和权限，或另选位置",
            f"cannot write {path} ({reason}), nothing was backed up: check space and permissions there, or choose "
            "another place",
        )


class NoBackup(BackupError):
    """A folder that holds no finished backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 不是一份完整的备份（没有可读的 manifest.json，可能在备份中途中断），未作任何改动：请用另一份备份",
            f"{path} is no finished backup (it has no manifest.json that can be read; it may have been broken off), "
            "nothing was touched: take another backup",
        )


class FileDiffers(BackupError):
    """A file of a backup is missing, or other than when it was made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"备份中的 {path} 缺失或已被改动（与 manifest.json 中的大小、SHA-256 不符），未作任何改动：请用另一份备份",
            f"{path} of the backup is missing or was changed (it is not of the size and SHA-256 that manifest.json "
            "names), nothing was touched: take another backup",
        )


class OfAnotherDatabase(BackupError):
    """A backup of SQLite for PostgreSQL, or the other way round."""

    def __init__(self, made_of: str) -> None:
        super().__init__(
            f"这份备份来自 {made_of}，与 HENGXU_LEDGER_URL 所指的数据库种类不同，未作任何改动",
            f"this is a backup of {made_of}, and HENGXU_LEDGER_URL names the other kind of database; nothing was "
            "touched",
        )


class OfANewerRelease(BackupError):
    """A backup whose schema this program doesn't know."""

    def __init__(self, release: str) -> None:
        super().__init__(
            f"这份备份由较新的版本 {release} 所作，本程序不认识其数据库结构，未作任何改动：请先更新程序",
            f"this backup was made by the newer release {release}, whose schema this program doesn't know; nothing "
            "was touched: update the program first",
        )


class LedgerIsThere(BackupError):
    """A ledger stands where one should be restored."""

    def __init__(self, place: object) -> None:
        super().__init__(
            f"{place} 中已有台账，未作任何改动：请另选空的数据文件夹或数据库，或加 --replace（原有的改名留存，不删除）",
            f"{place} holds a ledger already and nothing was touched: choose an empty data folder or database, or say "
            "--replace (what is there is renamed and kept)",
        )


class StillInUse(BackupError):
    """Programs still work on the database that is to be replaced."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"还有 {count} 个连接在使用该数据库，未作任何改动：请先停止 API 和 worker",
            f"{count} connections still use the database and nothing was touched: stop API and worker first",
        )


class NoProgram(BackupError):
    """PostgreSQL's own program is not there, or too old for the server."""

    def __init__(self, program: str, found: str, server: str) -> None:
        super().__init__(
            f"需要与服务器（PostgreSQL {server}）同一大版本的 {program}，PATH 中找到的是：{found or '无'}；"
            "未作任何改动",
            f"{program} of the server's own release (PostgreSQL {server}) is needed; on the PATH there is "
            f"{found or 'none'}. Nothing was touched",
        )


class ProgramFailed(BackupError):
    """PostgreSQL's own program gave up."""

    def __init__(self, program: str, message: str) -> None:
        super().__init__(f"{program} 未能完成：{message}", f"{program} did not succeed: {message}")


class NoBackupRole(BackupError):
    """No role is named that may read everything."""

    def __init__(self) -> None:
        super().__init__(
            "备份 PostgreSQL 台账需要 HENGXU_BACKUP_URL（可读全部数据的角色，见 docs/operations.md），"
            "或 HENGXU_LEDGER_OWNER_URL",
            "to back a PostgreSQL ledger up, name a role that may read everything in HENGXU_BACKUP_URL "
            "(docs/operations.md), or HENGXU_LEDGER_OWNER_URL",
        )
