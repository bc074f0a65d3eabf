"""What can go wrong at the ledger, each said in both languages with what to do about it."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from domain.kernel.base import Label


class LedgerError(Exception):
    """Base of all. ``sentence`` says it in Chinese and in English, ``word`` names its kind to programs; no driver's
    error passes the ledger's door.
    """

    word: ClassVar[str] = "ledger_fault"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.sentence = Label(zh, en)

    def __str__(self) -> str:
        return f"{self.sentence.zh} / {self.sentence.en}"


class VersionConflict(LedgerError):
    """The stream has moved on since it was read: decide again on what stands now."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream} 的记录已由第 {expected} 版变为第 {actual} 版，请据最新记录重新决定",
            f"{stream} has moved on from version {expected} to {actual}: decide again on what stands now",
        )
        self.stream, self.expected, self.actual = stream, expected, actual


class DocumentsGone(LedgerError):
    """A document was removed since whoever decides looked whether it is held: decide again on what stands now."""

    def __init__(self) -> None:
        super().__init__(
            "所引用的文件刚被清理，请据最新情况重新决定",
            "a document that was held a moment ago has been removed: decide again on what stands now",
        )


class CommandIdReused(LedgerError):
    """A command id already names a decision of other content."""

    def __init__(self, command_id: str) -> None:
        super().__init__(
            f"命令编号 {command_id} 已用于另一项内容不同的决定，请换一个编号",
            f"command id {command_id} already names another decision with other content: use a new id",
        )
        self.command_id = command_id


class LedgerUnavailable(LedgerError):
    """The database is away, locked or not a ledger. Nothing was decided: the same call may be made again."""

    word = "ledger_away"
    template = Label(
        "台账数据库暂不可用（{reason}），请检查数据库是否在运行、地址和权限是否正确，然后重试",
        "the ledger's database is not available ({reason}): see that it runs and that its address and permissions are "
        "right, then try again",
    )

    def __init__(self, reason: str) -> None:
        super().__init__(self.template.zh.format(reason=reason), self.template.en.format(reason=reason))
        self.reason = reason


class LedgerDamaged(LedgerUnavailable):
    """What the file holds is no database any more."""

    word = "ledger_damaged"


class LedgerSilent(LedgerUnavailable):
    """The database takes connections and gives no answer within its time."""

    word = "ledger_silent"
    template = Label(
        "台账数据库没有在时限内应答（{reason}），可能已挂起或负荷过重，请查看数据库服务器，然后重试",
        "the ledger's database gave no answer in time ({reason}): it may hang or be overloaded; look at its server, "
        "then try again",
    )


class LedgerLocked(LedgerUnavailable):
    """Another program writes and does not end."""

    word = "ledger_locked"
    template = Label(
        "台账被另一程序锁定（{reason}），暂不能写入；请找到并结束长时间占用它的程序，然后重试",
        "another program keeps the ledger locked ({reason}) and nothing can be recorded: find and end what has held it "
        "for long, then try again",
    )


class LedgerFull(LedgerUnavailable):
    """The disk takes nothing more."""

    word = "disk_full"
    template = Label(
        "台账所在磁盘已满（{reason}），不能再记录；请腾出空间，未办的决定会自行继续",
        "the ledger's disk is full ({reason}) and nothing more can be recorded: make room; decisions that wait go on "
        "by themselves",
    )


class LedgerReadOnly(LedgerUnavailable):
    """The database can be read and not written."""

    word = "ledger_read_only"
    template = Label(
        "台账只能读取，不能写入（{reason}）；请检查文件系统是否转为只读、权限是否改变、数据库是否为备机",
        "the ledger can be read and not written ({reason}): see whether its file system was remounted read-only, its "
        "permissions changed, or the database is a standby",
    )


class LedgerMoved(LedgerUnavailable):
    """At the ledger's place lies another file, or none: what is recorded would not be found there again."""

    word = "ledger_moved"
    template = Label(
        "台账文件已不在原处或已被替换（{reason}），不再写入；请将其移回原处，或停止服务、查明后再启动",
        "the ledger's file was moved or replaced ({reason}) and nothing more is recorded: move it back, or stop the "
        "service, find out why and start again",
    )


class LedgerWalGone(LedgerUnavailable):
    """The write-ahead log was removed under those who use it: it holds what the file lacks."""

    word = "wal_gone"
    template = Label(
        "台账旁的预写日志已被删除（{reason}），不再写入；请勿用其他程序打开台账，先正常停止全部服务"
        "（停止时余下的记录会写回文件），再启动并运行 hengxu audit verify",
        "the write-ahead log beside the ledger was removed ({reason}) and nothing more is recorded: open the ledger "
        "with no other program, stop all services in order (that writes the rest into the file), start again and run "
        "hengxu audit verify",
    )


class LedgerFault(LedgerError):
    """The database refused a statement for a reason that trying again will not cure."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"台账数据库拒绝了该操作：{reason}", f"the ledger's database refused: {reason}")
        self.reason = reason


class LedgerNotMigrated(LedgerError):
    """The schema is absent or older than this program."""

    word = "ledger_not_migrated"

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            f"台账的数据库结构为第 {found} 步，本程序需要第 {needed} 步，请先运行 hengxu migrate",
            f"the ledger's schema is at step {found} and this program needs step {needed}: run hengxu migrate",
        )
        self.found, self.needed = found, needed


class LedgerMissing(LedgerNotMigrated):
    """There is no file where the ledger should be."""

    word = "ledger_missing"

    def __init__(self, file: Path, needed: int) -> None:
        super().__init__(0, needed)
        self.sentence = Label(
            f"{file.parent} 中没有台账（{file.name}）：请用 --data 指明所在文件夹，或恢复该文件；"
            "如要新建，请运行 hengxu up 或 hengxu migrate",
            f"there is no ledger in {file.parent} ({file.name}): name its folder with --data, or restore the file; "
            "hengxu up or hengxu migrate begins a new one",
        )


class LedgerTopicsUnlisted(LedgerError):
    """The database takes no event of some of this program's types yet."""

    def __init__(self, topics: Iterable[str]) -> None:
        named = ", ".join(sorted(topics))
        super().__init__(
            f"台账数据库尚未列入本程序的事件类型 {named}，请先运行 hengxu migrate",
            f"the ledger's database does not list this program's types of events {named}: run hengxu migrate",
        )


class LedgerNewer(LedgerError):
    """The schema was made by a newer program than this one."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"台账的数据库结构为第 {found} 步，本程序只认识到第 {known} 步，请更新程序",
            f"the ledger's schema is at step {found} and this program knows only {known}: update the program",
        )
        self.found, self.known = found, known


class LedgerUnsafe(LedgerError):
    """The database is set up so that a record could be lost or rewritten."""


class UnknownTopic(LedgerError):
    """A stored name that this program has no shape for; it is never looked up anywhere else."""

    def __init__(self, topic: str) -> None:
        super().__init__(
            f"台账中有本程序不认识的事件类型 {topic}，请更新程序",
            f"the ledger holds an event of the unknown type {topic}: update the program",
        )
        self.topic = topic


class UnreadableRecord(LedgerError):
    """A stored record whose bytes do not fit its type, or name another place than the one they lie in."""

    def __init__(self, stream: str, version: int, topic: str) -> None:
        super().__init__(
            f"{stream} 第 {version} 条记录（{topic}）无法读取或与其位置不符，请停止使用并核验台账",
            f"record {version} of {stream} ({topic}) cannot be read or is out of its place: stop and verify the ledger",
        )
        self.stream, self.version, self.topic = stream, version, topic


class AheadOfLog(LedgerError):
    """Somebody goes on from what is not on record: the log was restored from a backup since, or never gave that out.
    ``position`` and ``head`` are positions of the log, versions of a stream, or sizes of checkpoints.
    """

    def __init__(self, position: int, head: int) -> None:
        super().__init__(
            f"所据的 {position} 超出台账现有的 {head}：台账可能曾由较早的备份恢复，请丢弃所存副本，从头重新读取",
            f"{position}, which this goes on from, lies beyond {head}, where the record ends: the log may have been "
            "restored from an older backup; drop your copy and read it anew from its beginning",
        )
        self.position, self.head = position, head


def check_not_ahead(position: int, head: int) -> None:
    """Raises ``AheadOfLog`` for what the record hasn't come to: whoever goes on from it would wait for what stood there
    once, and be told something else. ``head`` is looked at after what is asked for.
    """
    if position > head:
        raise AheadOfLog(position, head)


class BadCursor(LedgerError):
    """A cursor that no page gave out."""

    def __init__(self) -> None:
        super().__init__("游标无效，请从第一页重新查询", "no page gave out this cursor: start at the first page")
