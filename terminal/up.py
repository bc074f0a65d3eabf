"""`hengxu up`: what is said to whoever started everything."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress

from domain.kernel.roles import PEOPLE
from embedded.folder import DataFolder
from embedded.installation import Installation, Ports, up
from embedded.readiness import NotReady
from embedded.temporal import NoTemporal
from production import signs_of_production
from settings import Settings
from terminal.answers import DONE, NO, CommandError, both, print_error, print_line
from terminal.starting import check_start
from terminal.token import Bounds, issue

OWNER_ALONE = 0o077
"""The mask under which everything is made: of each file, whoever may look into its folder, its owner alone reads."""
TOKEN_LIFE = 12 * 3600
"""Seconds that the printed tokens hold: a day's work."""


def run_all(settings: Settings, ports: Ports, *, seed: bool) -> int:
    """Everything in the foreground, until Ctrl-C or SIGTERM."""
    check_start(settings)
    if signs := ", ".join(signs_of_production(settings)):
        raise CommandError(
            f"{signs} 表明这是生产环境：请用 hengxu serve 和 python -m worker",
            f"{signs}: this is a production installation, which runs hengxu serve and python -m worker",
        )
    folder = DataFolder(settings.data)
    folder.make()
    os.umask(OWNER_ALONE)
    if remark := folder.remark():
        say_if_heard(both(remark))
    with folder.held():
        folder.withdraw_endpoints()
        ports.check()
        return _run(Installation(folder, ports, say_if_heard), seed=seed)


def say_if_heard(line: str) -> None:
    """One line on standard output; nothing stops because nobody reads it any more."""
    with suppress(OSError):
        print_line(line)


def _run(installation: Installation, *, seed: bool) -> int:
    count = installation.prepare_ledger(seed=seed)
    if count:
        say_if_heard(f"已导入 {count} 个真实中心 / {count} real centers imported")
    try:
        asyncio.run(up(installation, lambda: list(_welcome(installation.settings))))
    except NotReady as part:
        return _give_up(installation, f"{part} 未能启动 / {part} did not come up")
    except NoTemporal as why:
        return _give_up(installation, f"Temporal 未能启动 / {why}")
    say_if_heard("已停止 / stopped")
    return DONE


def _give_up(installation: Installation, sentence: str) -> int:
    print_error(sentence)
    for line in installation.last_lines():
        print_error(f"  {line}")
    return NO


def _welcome(settings: Settings) -> Iterator[str]:
    yield f"控制台 console        {settings.url}/"
    yield f"接口文档 API docs     {settings.url}/docs"
    yield f"接口 API              {settings.url}/api/v1"
    yield f"流程界面 Temporal UI  {settings.temporal_ui_url}"
    yield f"数据文件夹 data       {settings.data}"
    yield f"令牌，{TOKEN_LIFE // 3600} 小时有效 / tokens, valid {TOKEN_LIFE // 3600} hours (hengxu token ROLE):"
    for role in PEOPLE:
        token = issue(settings, role, Bounds(), TOKEN_LIFE)
        yield f"  {role.value} {role.label.zh} {token}"
    yield "已就绪，按 Ctrl-C 停止 / ready, Ctrl-C stops"
