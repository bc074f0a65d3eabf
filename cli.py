"""The `hengxu` command. What each command does stands in ``terminal/``; here they are listed with their options."""

import logging
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from backup.errors import BackupError
from domain.kernel.base import Label
from domain.kernel.roles import PEOPLE, Role
from embedded.discovery import found_settings
from embedded.folder import FolderError
from ledger.errors import LedgerError
from office.errors import OfficeError
from process_exit import exit_process
from telemetry.settings import LogSettings
from telemetry.setup import configure_logging
from temporal_client.connection import ConnectionWrong
from temporal_client.payload_keys import PayloadKeysWrong
from temporal_client.runtime import begin_runtime
from terminal import wording
from terminal.answers import DONE, FAULT, WRONG_USE, CommandError, print_error, wrong_settings
from terminal.help import Commands
from terminal.language import Language, asked_for, both, of_locale, want, without_language, words
from terminal.register_options import with_filters
from terminal.streams import prepare_streams

log = logging.getLogger("hengxu")


def role_codes() -> list[str]:
    """The roles of people, to complete one."""
    return [role.value for role in PEOPLE]


def decision_types() -> list[str]:
    """The decisions that people take, to complete one."""
    from domain.decider import PEOPLE_DECIDE

    return [decision.type for decision in PEOPLE_DECIDE]


app = Commands(
    name="hengxu",
    help="衡序：上海市产业计量测试中心全周期管理 / the life of Shanghai's industrial metrology testing centers",
    pretty_exceptions_enable=False,
)
calendar = Commands()
app.add_typer(calendar, name="calendar", help="工作日历 / the calendar of working days")
audit = Commands()
app.add_typer(audit, name="audit", help="审计：重演、比对、核验、取证 / the auditor's desk")

sessions = Commands()
app.add_typer(sessions, name="sessions", help="登录会话：查看、结束 / who is signed in, and ending it")

payload_keys = Commands()
app.add_typer(payload_keys, name="payload-keys", help="Temporal 载荷密钥 / the keys of what Temporal keeps")

reports = Commands()
app.add_typer(reports, name="reports", help="年度报告 / annual reports")

documents = Commands()
app.add_typer(documents, name="documents", help="提交的文件 / the documents that were sent in")

reads = Commands()
app.add_typer(reads, name="reads", help="阅览记录 / the log of who read what")

Data = Annotated[
    Path | None, typer.Option("--data", help="数据文件夹 / the folder of an embedded installation [HENGXU_DATA]")
]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / answer as JSON")]
Url = Annotated[str | None, typer.Option("--url", help="服务地址 / where the service answers [HENGXU_URL]")]


@app.callback()
def hengxu(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="zh|en",
            help="语言，任何位置均可；缺省依 LC_ALL、LC_MESSAGES、LANG / "
            "the language, anywhere on the line; left out, by LC_ALL, LC_MESSAGES or LANG",
        ),
    ] = None,
) -> None:
    """衡序：上海市产业计量测试中心全周期管理 / the life of Shanghai's industrial metrology testing centers."""


TemporalPort = Annotated[int, typer.Option(help="Temporal 端口 / Temporal's port", min=1, max=65535)]
UiPort = Annotated[int, typer.Option(help="Temporal 界面端口 / its UI's port", min=1, max=65535)]
Center = Annotated[
    str,
    typer.Argument(
        metavar="CENTER", help="中心编号，或名称中独有的一部分 / its id, or a part of its name that no other has"
    ),
]


@app.command(name="list")
@with_filters
def list_(
    *,
    q: Annotated[
        str | None,
        typer.Option(
            "--q",
            "-q",
            metavar="TEXT",
            help="名称、单位、人员、编号、文号，各词均须符合 / words that all have to match",
        ),
    ] = None,
    missing: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="该列不详者 / nothing is known of this column")
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="[-]COLUMN",
            help="按该列排序，前加 - 倒序 / in the order of this column, or with - before it in the other",
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DAY", help="当日有效 / in force on that day, YYYY-MM-DD")
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT", help="届时已记录，带时区的时刻 / as recorded until this instant, with its offset"
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="COLUMN,...", help="显示哪些列 / which columns are shown, in this order")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="至多几个 / at most so many", min=1)] = None,
    data: Data = None,
    as_json: AsJson = False,
    filters: Mapping[str, Any],
) -> int:
    """名录，按各列筛选、排序 / the register, filtered and sorted by any column."""
    from terminal.register import list_centers

    own = {"q": q, "missing": missing, "sort": sort, "as_of": as_of, "known_at": known_at}
    return list_centers(found_settings(data), {**filters, **own}, columns, limit, as_json=as_json)


@app.command()
def show(center: Center, data: Data = None, as_json: AsJson = False) -> int:
    """一个中心：阶段、下一步、时限、最近的记录 / a center in one screen: phase, next step, duties, last events."""
    from terminal.show import show_center

    return show_center(found_settings(data), center, as_json=as_json)


Bearer = Annotated[str | None, typer.Option("--token", help="令牌 / a bearer token", envvar="HENGXU_TOKEN")]


@app.command()
def decide(
    center: Center,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="JSON 文件，- 为标准输入 / a file of JSON, - for standard input", show_default=False
        ),
    ] = None,
    *,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            help="决定的类型，不用文件时 / the decision, where there is no file",
            autocompletion=decision_types,
        ),
    ] = None,
    members: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="其内容，可多次；NAME:=JSON / what it says, repeatedly; NAME:=JSON"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试办 / try it, send nothing")] = False,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="确认此编号下的疑点 / confirm the doubts that were asked under this key"),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="确认的理由 / why what is doubtful is right")] = None,
    key: Annotated[
        str | None, typer.Option(help="决定的编号，再次提交时 / the decision's key, where it is sent again")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(help="以本机试用的角色办理 / as this role of an embedded installation", autocompletion=role_codes),
    ] = None,
    name: Annotated[str | None, typer.Option(help="姓名，用 --role 时 / the person's name, with --role")] = None,
    bearer: Bearer = None,
    token_file: Annotated[Path | None, typer.Option(help="令牌文件 / the file of a bearer token")] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """作出一个决定，经接口 / take a decision through the API, as whoever the token names."""
    from terminal.decide import Deciding, bearer_of, decide_about
    from terminal.service import Service

    settings = found_settings(data)
    token_ = bearer_of(settings, bearer, token_file, _role(role) if role else None, name)
    asked = Deciding(file, type_, members or [], key, dry_run, confirm, reason)
    return decide_about(Service.found(settings, url, token_, "hengxu decide"), center, asked, as_json=as_json)


@app.command()
def doctor(
    data: Data = None,
    *,
    temporal_port: TemporalPort = 7233,
    ui_port: UiPort = 8233,
    as_json: AsJson = False,
) -> int:
    """检查一套安装：设置、密钥、端口、台账、服务等，并说明如何处理 / what an installation lacks, and what to mend."""
    from terminal.doctor import examine

    return examine(data, temporal_port, ui_port, as_json=as_json)


@app.command()
def up(
    data: Data = None,
    *,
    port: Annotated[int | None, typer.Option(help="接口端口 / the API's port", min=1, max=65535)] = None,
    temporal_port: TemporalPort = 7233,
    ui_port: UiPort = 8233,
    no_seed: Annotated[bool, typer.Option("--no-seed", help="不导入种子数据 / without the real centers")] = False,
    tokens: Annotated[bool, typer.Option("--tokens", help="显示各角色的令牌 / print a token for each role")] = False,
) -> int:
    """在本机启动全部服务，直到 Ctrl-C / everything on this machine, until Ctrl-C or SIGTERM."""
    from embedded.installation import Ports
    from terminal.up import run_all

    settings = found_settings(data)
    return run_all(settings, Ports(port or settings.port, temporal_port, ui_port), seed=not no_seed, tokens=tokens)


@app.command()
def serve(data: Data = None) -> int:
    """只启动接口 / the API alone."""
    from terminal.serve import serve_api

    return serve_api(found_settings(data))


@app.command()
def migrate(data: Data = None, as_json: AsJson = False) -> int:
    """建立或升级数据库结构 / make the schemas, or bring them up to date."""
    from terminal.ledger import bring_up_to_date

    return bring_up_to_date(found_settings(data), as_json=as_json)


@app.command()
def rebuild(data: Data = None, as_json: AsJson = False) -> int:
    """从台账重建名录、时限、待办与索引 / the register, clocks, work list and index anew, from the log."""
    from terminal.ledger import rebuild_rows

    return rebuild_rows(found_settings(data), as_json=as_json)


@app.command()
def reconcile(data: Data = None, as_json: AsJson = False) -> int:
    """核对台账与流程 / whether every living center has its workflow, in agreement with the ledger."""
    from terminal.recovery import reconcile_workflows

    return reconcile_workflows(found_settings(data), as_json=as_json)


@app.command()
def reset(
    streams: Annotated[
        list[str] | None, typer.Argument(metavar="[CENTER]...", help="缺省为受阻者 / left out, those that are stuck")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="所有存续的中心 / every living center")] = False,
    batch: Annotated[int, typer.Option(help="每批个数 / how many before it is seen whether they go on", min=1)] = 50,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """重置无法继续的流程，信号重新送达 / stuck workflows begun anew, their signals delivered again."""
    from terminal.reset import reset_workflows

    return reset_workflows(found_settings(data), streams or [], everyone=everyone, batch=batch, as_json=as_json)


@app.command()
def recover(
    ahead: Annotated[
        Path | None,
        typer.Option(
            help="台账恢复后：重新开始超前的流程，丢失的决定写入此新文件 / after a restore: workflows that are ahead "
            "begun anew, the decisions that were lost into this new file"
        ),
    ] = None,
    send_again: Annotated[
        Path | None,
        typer.Option(help="以原编号再次发送该文件中的决定 / send a file's decisions again, under their ids"),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """由台账恢复全部流程，补送未记录的信号 / every workflow again, and what was never recorded sent again."""
    from terminal import recovery

    if ahead and send_again:
        raise CommandError(wording.RECOVER_ONE_THING)
    if ahead:
        return recovery.begin_anew_what_is_ahead(found_settings(data), ahead, as_json=as_json)
    if send_again:
        return recovery.send_lost_decisions_again(found_settings(data), send_again, as_json=as_json)
    return recovery.recover_workflows(found_settings(data), as_json=as_json)


@app.command()
def backup(
    out: Annotated[Path | None, typer.Argument(help="新文件夹 / the new folder to back up into")] = None,
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="按 HENGXU_BACKUP_EVERY 定时备份 / one after the other, until stopped")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="最近的定时备份是否过时 / whether the last scheduled one is recent")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """备份台账、文件与会话阅览记录，不停机，不含密钥 / everything but the keys, while all runs."""
    from terminal.backup import back_up

    return back_up(found_settings(data), out, scheduled=scheduled, check=check, as_json=as_json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="IN", help="备份的文件夹 / the folder of a backup")],
    *,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", "--witness", help="另存的检查点或见证方文件，可多次 / checkpoints kept elsewhere"),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="另存的公钥文件，只信其中各钥 / verifier keys held apart; no other is trusted")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="取代已有台账，原有的改名留存 / in place of a ledger, which is kept aside")
    ] = False,
    accept_missing: Annotated[
        bool, typer.Option("--accept-missing", help="明知有缺失仍恢复 / though decisions are missing from it")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="只检查 / look, put nothing in place")] = False,
    lost: Annotated[
        Path | None, typer.Option(help="丢失的决定写入此新文件 / a new file for the decisions that were lost")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """由备份恢复；先查后动 / an installation from a backup, looked at before anything is touched."""
    from terminal.restore import Asked, restore_backup

    asked = Asked(checkpoint or [], key, replace, accept_missing, check, lost)
    return restore_backup(found_settings(data), folder, asked, as_json=as_json)


@app.command(name="import")
def import_(
    file: Annotated[
        Path | None,
        typer.Argument(help="名录（.xlsx、.csv 或 .json） / the list of reported centers", show_default=False),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="另存模板（.xlsx 或 .csv） / write the workbook to fill in to a new file")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查 / look, write nothing")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """导入历史中心 / real histories into the ledger, their workflows started."""
    from terminal.import_centers import import_centers, write_template

    if template is not None:
        return write_template(template)
    if file is None:
        raise CommandError(wording.NOTHING_TO_IMPORT)
    return import_centers(found_settings(data), file, dry_run=dry_run, as_json=as_json)


_ORG = "统一社会信用代码；district 角色填上级主管部门的 / the credit code; for a district, of a superior body"


@app.command()
def token(
    role: Annotated[str, typer.Argument(help=", ".join(role.value for role in PEOPLE))],
    *,
    org: Annotated[str | None, typer.Option(help=_ORG)] = None,
    district: Annotated[str | None, typer.Option(help="区代码 / the district's code")] = None,
    center: Annotated[str | None, typer.Option(help="只用于一个中心 / for one center alone")] = None,
    subject: Annotated[str | None, typer.Option(help="用户标识 / who it is")] = None,
    name: Annotated[str | None, typer.Option(help="姓名 / the person's name")] = None,
    ttl: Annotated[int | None, typer.Option(help="有效秒数 / seconds until it expires", min=1)] = None,
    data: Data = None,
) -> int:
    """签发短期令牌 / a short-lived token, alone on standard output."""
    from terminal.token import Bounds, print_token

    bounds = Bounds(org=org, district=district, center=center, subject=subject, name=name)
    return print_token(found_settings(data), _role(role), bounds, ttl)


def _role(code: str) -> Role:
    for role in PEOPLE:
        if role.value == code:
            return role
    codes = ", ".join(role.value for role in PEOPLE)
    raise CommandError(wording.NO_ROLE(code=code, codes=codes))


@app.command()
def rehearse(
    center: Annotated[str | None, typer.Argument(help="中心，缺省为全部 / a center; left out, every one")] = None,
    years: Annotated[int, typer.Option(help="年数 / how many years", min=1, max=30)] = 3,
    script: Annotated[Path | None, typer.Option(help="依次作出的决定 / decisions to follow (YAML or JSON)")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """在虚拟时间中预演未来 / a center's future in virtual time, on a copy."""
    from terminal.rehearse import rehearse_future

    return rehearse_future(found_settings(data), center, years, script, as_json=as_json)


@calendar.command()
def enter(
    file: Annotated[
        Path | None,
        typer.Argument(help="节假日安排通知（.xlsx、.csv、YAML 或 JSON） / a year's notice", show_default=False),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="另存样例（.xlsx 或 .json） / write a sample to a new file")
    ] = None,
    *,
    url: Url = None,
    bearer: Bearer = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """录入一年的节假日安排通知 / enter a year's holiday notice over the running service."""
    from terminal.calendar import enter_notice, write_sample

    if template is not None:
        return write_sample(template)
    if file is None:
        raise CommandError(wording.NOTHING_TO_ENTER)
    return enter_notice(found_settings(data), file, url, bearer, as_json=as_json)


@reports.command(name="enter")
def enter_reports(
    file: Annotated[
        Path | None,
        typer.Argument(help="年度报告汇总表（.xlsx 或 .csv） / the season's workbook", show_default=False),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="另存模板（.xlsx），列出尚未报送的中心 / write the workbook with the centers that still owe"),
    ] = None,
    year: Annotated[int | None, typer.Option(help="模板的年度 / the year of the template", min=2000, max=2200)] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只核对 / look, submit nothing")] = False,
    reason: Annotated[str, typer.Option(help="确认疑点的理由 / why what is doubtful is right")] = "",
    url: Url = None,
    bearer: Bearer = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """代录多个中心的年度报告 / enter the annual reports of many centers over the running service."""
    from terminal.annual_reports import enter_all, write_season

    settings = found_settings(data)
    if template is not None:
        return write_season(settings, template, year, url, bearer)
    if file is None:
        raise CommandError(wording.NO_REPORTS_TO_ENTER)
    return enter_all(settings, file, url, bearer, reason=reason, dry_run=dry_run, as_json=as_json)


@audit.command(name="replay")
def audit_replay(
    center: Annotated[str, typer.Argument(help="中心 / the center")],
    as_of: Annotated[str | None, typer.Option(help="当日有效 / in force on that day, YYYY-MM-DD")] = None,
    known_at: Annotated[
        str | None,
        typer.Option(help="届时已记录：带时区的时刻，或日期（当日终了） / an instant with its offset, or a day's end"),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """重演一个中心的状态及其依据 / a center as it stood, and by which events."""
    from terminal.audit.replay import replay_center

    return replay_center(found_settings(data), center, as_of, known_at, as_json=as_json)


@audit.command(name="diff")
def audit_diff(
    center: Annotated[str, typer.Argument(help="中心 / the center")],
    a: Annotated[str, typer.Argument(help="DAY | @INSTANT | DAY@INSTANT | now：2026-04-01, @2026-07-01T00:00:00Z")],
    b: Annotated[str, typer.Argument(help="同上 / likewise: 2026-04-01@2026-07-01")],
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """两个时点之间的不同及其原因 / what changed between two points, and what did it."""
    from terminal.audit.diff import compare_points

    return compare_points(found_settings(data), center, a, b, as_json=as_json)


@audit.command(name="verify")
def audit_verify(
    checkpoint: Annotated[Path | None, typer.Option(help="另存的检查点文件 / checkpoints kept elsewhere")] = None,
    key: Annotated[
        Path | None, typer.Option(help="另存的公钥文件，只信其中各钥 / verifier keys held apart; no other is trusted")
    ] = None,
    witness_key: Annotated[
        str | None, typer.Option(help="见证方公钥，说明其签署至何处 / a witness's key: up to where it has signed")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """核验台账未被改动 / whether anybody changed, removed or added anything."""
    from terminal.audit.verify import verify_log

    return verify_log(found_settings(data), checkpoint, key, witness_key, as_json=as_json)


@audit.command(name="set-aside")
def audit_set_aside(
    key: Annotated[Path | None, typer.Option(help="另存的公钥文件 / verifier keys held apart")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """移出并非本日志所签的证明数据，不删除 / rows of the proof that no key of this log stands for, moved and kept."""
    from terminal.audit.set_aside import set_aside_rows

    return set_aside_rows(found_settings(data), key, as_json=as_json)


@audit.command(name="key")
def audit_key(
    rotate: Annotated[bool, typer.Option("--rotate", help="另立新钥 / a new signing key")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """检查点的公钥 / the verifier keys of checkpoints, old and new."""
    from terminal.audit.verify import show_key

    return show_key(found_settings(data), rotate=rotate, as_json=as_json)


@audit.command(name="export")
def audit_export(
    names: Annotated[list[str], typer.Argument(metavar="[CENTER] OUT", help="中心与输出文件 / center, archive")],
    everything: Annotated[bool, typer.Option("--all", help="全部日志 / the whole log instead of one center")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """导出可独立核验的证据包 / an evidence bundle that anybody can check."""
    from terminal.audit.export import export_evidence

    return export_evidence(found_settings(data), names, everything=everything, as_json=as_json)


@audit.command(name="check")
def audit_check(
    bundle: Annotated[Path, typer.Argument(help="证据包，或其解压后的文件夹 / the archive, or its folder")],
    key: Annotated[str | None, typer.Option(help="公布的公钥或其文件 / the published key, or its file")] = None,
    as_json: AsJson = False,
) -> int:
    """核验证据包，不用数据库和网络 / check a bundle, with no database and no network."""
    from terminal.audit.check import check_bundle

    return check_bundle(bundle, key, as_json=as_json)


@sessions.command(name="list")
def sessions_list(data: Data = None, as_json: AsJson = False) -> int:
    """谁在登录 / who is signed in to the console, since when and until when."""
    from terminal.sessions import list_sessions

    return list_sessions(found_settings(data), as_json=as_json)


@sessions.command(name="end")
def sessions_end(
    person: Annotated[str | None, typer.Argument(help="用户标识 / whose, by the id they sign in with")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="所有人 / everybody's")] = False,
    calendars: Annotated[bool, typer.Option("--calendars", help="连同日历订阅地址 / and calendar addresses")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """结束一人或所有人的会话 / end one person's sessions, or everybody's."""
    from terminal.sessions import end_sessions

    return end_sessions(found_settings(data), person, everybody=everybody, calendars=calendars, as_json=as_json)


@documents.command(name="prune")
def documents_prune(data: Data = None, as_json: AsJson = False) -> int:
    """清理长期未被引用的文件 / remove documents that no decision has named in time; the API does so by itself."""
    from terminal.documents import prune_documents

    return prune_documents(found_settings(data), as_json=as_json)


@reads.command(name="export")
def reads_export(
    out: Annotated[Path, typer.Argument(help="输出文件（.csv 或 .jsonl） / the file to write")],
    *,
    person: Annotated[str | None, typer.Option(help="只要此人 / one person's, by their id")] = None,
    since: Annotated[str | None, typer.Option(help="自该日起 / from this day on, YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option(help="至该日止 / to the end of this day, YYYY-MM-DD")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> int:
    """导出阅览记录 / who read what, when and from where."""
    from terminal.reads import export_reads

    return export_reads(found_settings(data), out, person, since, until, as_json=as_json)


@payload_keys.command(name="new")
def payload_keys_new() -> int:
    """生成密钥文件的一行 / a line for the file of keys, alone on standard output."""
    from terminal.payload_keys import print_new_key

    return print_new_key()


@payload_keys.command(name="list")
def payload_keys_list(data: Data = None, as_json: AsJson = False) -> int:
    """各密钥编号及仍需其的流程数 / each key, and how many running workflows need it."""
    from terminal.payload_keys import list_keys

    return list_keys(found_settings(data), as_json=as_json)


@app.command()
def tables(
    write: Annotated[Path | None, typer.Option(help="写入此文件的标记之间 / between the markers of this file")] = None,
    settings: Annotated[bool, typer.Option("--settings", help="改为各项设置 / the settings instead")] = False,
) -> int:
    """阶段、决定、时限和规则表 / the guideline in tables, as Markdown."""
    from terminal.tables import show_tables

    return show_tables(write, of_settings=settings)


def run(arguments: list[str]) -> int:
    """One command; its exit status. Trouble is one sentence on standard error, never a traceback."""
    try:
        want(_language(arguments))
        status = app(args=without_language(arguments) or ["--help"], prog_name="hengxu", standalone_mode=False)
    except CommandError as trouble:
        print_error(words(trouble.sentence))
        return trouble.status
    except (BackupError, FolderError, LedgerError, OfficeError, PayloadKeysWrong, ConnectionWrong) as trouble:
        print_error(words(trouble.sentence))
        return WRONG_USE
    except ValidationError as wrong:
        print_error(wrong_settings(wrong))
        return WRONG_USE
    except typer.TyperException as wrong:
        print_error(_wrong_use(wrong))
        return WRONG_USE
    except (OSError, UnicodeEncodeError) as error:
        print_error(_not_possible(error))
        return WRONG_USE
    return status if isinstance(status, int) else DONE


def _language(arguments: list[str]) -> Language | None:
    """What is asked for, or what the locale says. Raises ``CommandError`` for a language that isn't spoken."""
    want(of_locale(os.environ))
    asked = asked_for(arguments)
    if asked is None:
        return of_locale(os.environ)
    if asked not in list(Language):
        raise CommandError(wording.NO_LANGUAGE(language=asked, languages=", ".join(Language)))
    return Language(asked)


def _not_possible(error: OSError | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return words(wording.NOT_IN_THIS_LOCALE(text=error.object))
    what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
    return words(wording.CANNOT_READ_OR_WRITE(what=what))


def _wrong_use(wrong: typer.TyperException) -> str:
    message = getattr(wrong, "format_message", wrong.__str__)().splitlines()
    reason = _in_both(message[0] if message else "")
    return words(Label(wording.USE_WRONG(reason=reason.zh).zh, wording.USE_WRONG(reason=reason.en).en))


def _in_both(message: str) -> Label:
    """What the library says, in Chinese too where its words are known."""
    for known in wording.WRONG_USES:
        pattern = re.sub(r"\\\{\d\\\}", "(.+?)", re.escape(known.en))
        if found := re.fullmatch(pattern, message):
            return Label(known.zh.format(*found.groups()), message)
    return Label(message, message)


def main() -> None:
    """The console script. A fault of the program has a status of its own: it is no answer to what was asked."""
    prepare_streams()
    status = FAULT
    try:
        configure_logging(LogSettings())
        begin_runtime()
        status = run(sys.argv[1:])
    except ValidationError as wrong:
        print_error(wrong_settings(wrong))
        status = WRONG_USE
    except Exception:
        log.exception(both(wording.PROGRAM_FAULT))
    exit_process(status)


if __name__ == "__main__":
    main()
