"""What a verification has found, in sentences of both languages and as data."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from domain.kernel.base import Label
from ledger.documents import Checked
from ledger.guards import Deviation, GuardDeviation
from ledger.proof.instants import Doubt, Doubtful, Remark
from ledger.proof.serving import Lag
from ledger.proof.verify import FEW, Fault, Found, Verdict
from terminal.language import both

FAULTS = {
    Fault.CHANGED: Label("内容被改动", "was changed"),
    Fault.MISSING: Label("记录缺失或次序被改动", "is missing or out of its order"),
    Fault.CUT_OFF: Label("此处以后的记录被删去", "and all after it were cut off"),
    Fault.INSERTED: Label("是插入的记录", "was inserted"),
    Fault.ROLLED_BACK: Label(
        "此处以后的记录不见，数据库曾被回退", "and all after it are gone: the database was rolled back"
    ),
    Fault.REWOUND: Label("此处以后的检查点被删去", "and all after it lost their checkpoints"),
    Fault.FORGED: Label(
        "此后的检查点并非已知密钥所签，查明后可用 hengxu audit set-aside 移出",
        "is followed by a checkpoint that no known key has signed: once you know why, move it out with "
        "hengxu audit set-aside",
    ),
    Fault.PROOF_CHANGED: Label(
        "的证明数据被改动，台台账身完好", "has its proof changed, while the log itself is as it was signed"
    ),
    Fault.UNKNOWN_TOPIC: Label(
        "的事件类型不为本程序所识，请以更新的程序核验，或查明何人写入",
        "is of a type that this program does not know: verify with a newer program, or find out who wrote it",
    ),
    Fault.UNPARSABLE: Label(
        "不能按其事件类型读出，请查明何人写入", "cannot be read as what it says it is: find out who wrote it"
    ),
    Fault.UNREADABLE: Label("起数据库文件损坏", "begins what the damaged database file no longer gives"),
}
DEVIATIONS = {
    Deviation.MISSING: Label("缺失", "missing"),
    Deviation.ALTERED: Label("被改动或停用", "altered or switched off"),
    Deviation.ADDED: Label("系外加", "not of this program"),
}
DOUBTS = {
    Doubt.BACKWARDS: Label("记录时刻早于同一中心在前的记录", "dated before what the same center has on record before"),
    Doubt.AHEAD: Label("记录时刻尚未到来", "dated ahead of now"),
}
UNKNOWN = Label("不详", "unknown")


def line_of(verdict: Verdict, late: Lag | None) -> str:
    """The verdict in one line."""
    if verdict.found is not None:
        return _found_line(verdict.found)
    if late is not None:
        return (
            f"未见改动，但 {late.entries} 条记录自 {late.since} 起未有检查点或未送达见证方 / nothing was changed, but "
            f"{late.entries} entries wait since {late.since} for a checkpoint or its witness"
        )
    return (
        f"完好：{verdict.events} 个事件、{verdict.receipts} 张回执与 {verdict.checkpoints} 个检查点相符，"
        f"另有 {verdict.uncovered} 条待签 / intact: {verdict.events} events and {verdict.receipts} receipts agree with "
        f"{verdict.checkpoints} checkpoints, {verdict.uncovered} entries to be signed"
    )


def guards_line(guards: tuple[GuardDeviation, ...]) -> str:
    """Which of the database's guards are not as they were made, in one line."""
    zh = "、".join(f"{guard.name}（{DEVIATIONS[guard.straying].zh}）" for guard in guards)
    en = ", ".join(f"{guard.name} ({DEVIATIONS[guard.straying].en})" for guard in guards)
    return (
        f"数据库的防改保护有变：{zh}；此后的写入可不受其约束，请查明何人所为 / "
        f"the database's guards are not as they were made: {en}; what is written now may pass them: find out who did it"
    )


def remark_line(remark: Remark) -> str:
    """Which instants of the log are doubtful, in one line; it takes nothing from the verdict."""
    words, more = DOUBTS[remark.doubt], " …" if remark.entries > len(remark.first) else ""
    zh, en = (("、".join if zh else ", ".join)(_dated(one, zh=zh) for one in remark.first) for zh in (True, False))
    return (
        f"提示：{remark.entries} 条记录的{words.zh}：{zh}{more}；记录未被改动，仅时刻存疑 / "
        f"note: {remark.entries} entries are {words.en}: {en}{more}; unchanged, the instants alone are doubtful"
    )


def _dated(one: Doubtful, *, zh: bool) -> str:
    place = one.position or one.receipt
    kind = Label("号事件", "position") if one.position else Label("号回执", "receipt")
    when = one.recorded_at.isoformat(timespec="seconds")
    return f"第 {place} {kind.zh}（{one.center}，{when}）" if zh else f"{kind.en} {place} ({one.center}, {when})"


class Cosigned(NamedTuple):
    """The size of a checkpoint that a witness has signed, and when it says so, in seconds of UTC since 1970."""

    size: int
    at: int

    @property
    def instant(self) -> str:
        """When, RFC 3339."""
        return datetime.fromtimestamp(self.at, UTC).isoformat()


class Witnessed(NamedTuple):
    """What the witness of this name has signed, the smallest first."""

    name: str
    cosigned: tuple[Cosigned, ...]

    def line(self) -> str:
        """Up to where, in one line."""
        if not self.cosigned:
            return f"见证方 {self.name} 未签署任何检查点 / the witness {self.name} has signed no checkpoint"
        count, last = len(self.cosigned), self.cosigned[-1]
        return (
            f"见证方 {self.name} 已签署 {count} 个检查点，最近一个含 {last.size} 条（{last.instant}） / "
            f"the witness {self.name} has signed {count} checkpoints, the last of {last.size} entries ({last.instant})"
        )

    def data(self) -> dict[str, Any]:
        """The same as data."""
        last = {"size": self.cosigned[-1].size, "at": self.cosigned[-1].instant} if self.cosigned else None
        return {"name": self.name, "cosigned": len(self.cosigned), "last": last}


def documents_lines(documents: Checked) -> Iterator[str]:
    """Which of the documents that are kept are not the ones that were sent in, and which are gone, a line each."""
    if documents.changed:
        named, count = _few(documents.changed), len(documents.changed)
        yield (
            f"{count} 份存档文件的内容与其摘要不符，不再提供下载，请从备份恢复：{named} / "
            f"{count} of the documents kept no longer match their digests and are not given out: "
            f"restore them from a backup: {named}"
        )
    if documents.missing:
        named, count = _few(documents.missing), len(documents.missing)
        yield (
            f"{count} 份文件在作出决定时曾存档，现已不在，请从备份恢复：{named} / "
            f"{count} of the documents held when a decision was recorded are gone: restore them from a backup: {named}"
        )


def _few(documents: tuple[str, ...]) -> str:
    return " ".join(documents[:FEW]) + (" …" if len(documents) > FEW else "")


def _found_line(found: Found) -> str:
    if found.gone is not None:
        return _rolled_back_line(found)
    words = FAULTS[found.fault]
    place, center = _place(found), _center(found)
    size = "" if found.size is None else f"；检查点 {found.size}"
    topic = Label("", "") if found.topic is None else Label(f"；类型 {found.topic}", f", type {found.topic}")
    return (
        f"核验未通过：{place.zh}{words.zh}（中心 {center.zh}{size}{topic.zh}） / "
        f"verification failed: {place.en} {words.en} (center {center.en}{topic.en})"
    )


def _rolled_back_line(found: Found) -> str:
    """What is gone is told by its number: whom it concerned nobody finds in this database, but their workflows know."""
    position, receipt, size = found.position, found.receipt, found.size
    return (
        f"核验未通过：检查点 {size} 所签的记录中，自第 {position} 号事件、第 {receipt} 号回执起的 {found.signed} 条"
        f"至少有 {found.gone} 条不见：数据库曾被回退；涉及哪些中心，见 hengxu reconcile / "
        f"verification failed: of {found.signed} entries that the checkpoint of {size} covers from position {position} "
        f"and receipt {receipt} on, at least {found.gone} are gone: the database was rolled back; hengxu reconcile "
        "shows which centers they concern"
    )


def _place(found: Found) -> Label:
    """One entry, or the range in which the first bad one lies."""
    if found.until is None and found.until_receipt is None:
        return _exact(found)
    parts = [
        Label(f"第 {_span(first, last, ' 至 ')} 号{zh}", f"{en} {_span(first, last, ' to ')}")
        for zh, en, first, last in (
            ("事件", "position", found.position, found.until),
            ("回执", "receipt", found.receipt, found.until_receipt),
        )
        if last is not None
    ]
    zh, en = "、".join(part.zh for part in parts), " or ".join(part.en for part in parts)
    return Label(f"{zh}之中最早有一条", f"the first bad one is an entry from {en}, which")


def _exact(found: Found) -> Label:
    zh, en = f"第 {found.position} 号事件", f"position {found.position}"
    if found.receipt is None:
        return Label(zh, en)
    return Label(f"第 {found.receipt} 号回执（{zh}处）", f"receipt {found.receipt} (at {en})")


def _span(first: int | None, last: int, to: str) -> str:
    return f"{last}" if first == last else f"{first}{to}{last}"


def _center(found: Found) -> Label:
    names = found.centers or ((found.center,) if found.center else ())
    if not names:
        return UNKNOWN
    shown = names[:FEW]
    more = Label("等", " and others") if len(names) > FEW else Label("", "")
    return Label("、".join(shown) + more.zh, ", ".join(shown) + more.en)


def data_of(verdict: Verdict, late: Lag | None, remarks: Sequence[Remark] = ()) -> dict[str, Any]:
    """The verdict for a program. ``intact`` speaks of the log, ``guards`` of what would keep it so, ``remarks`` of
    instants in it that are doubtful.
    """
    found = verdict.found
    return {
        "intact": found is None,
        "first_bad": None if found is None else found._asdict() | {"said": both(FAULTS[found.fault])},
        "late": None if late is None else late._asdict(),
        **{name: value for name, value in verdict._asdict().items() if name not in {"found", "guards"}},
        "guards": [guard._asdict() for guard in verdict.guards],
        "remarks": [_remark(remark) for remark in remarks],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "doubt": remark.doubt,
        "entries": remark.entries,
        "first": [one._asdict() | {"recorded_at": one.recorded_at.isoformat()} for one in remark.first],
        "said": both(DOUBTS[remark.doubt]),
    }
