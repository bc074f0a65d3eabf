"""What the command line says of its own, in both languages; the words of the field come from ``domain/wording``.

The help of a command stands with it in ``cli.py``, a verification's verdict in ``verdicts.py``.
"""

from domain.kernel.base import Label
from recovery.differences import Disagreement


class Sentence(Label):
    """A sentence in both languages, with places in braces."""

    __slots__ = ()

    def __call__(self, **given: object) -> Label:
        """The sentence with its places filled in."""
        return Label(self.zh.format(**given), self.en.format(**given))


# Why a command ends without its answer.
CENTER_UNKNOWN = Sentence("台账中没有中心 {center}", "the ledger has no center {center}")
CENTER_ENDED = Sentence("中心 {center} 已结束，没有未来可预演", "the center {center} has ended: it has no future")
CENTER_OF_ANOTHER_AUTHORITY = Sentence(
    "中心 {center} 由{zh}主管，本指引的时限不适用于该中心，没有未来可预演",
    "the center {center} belongs to {en}: no clock of this guideline runs for it, and there is no future to rehearse",
)
OTHERS_NOT_REHEARSED = Sentence("由其他机关主管，未预演：{centers}", "of other authorities, not rehearsed: {centers}")
SCRIPT_NEEDS_CENTER = Sentence("使用 --script 时须写明中心", "name the center that --script is for")
REHEARSAL_STOPPED = Sentence("预演已中止", "the rehearsal was stopped")
STEP_UNANSWERED = Sentence("{step} 没有得到答复", "{step} got no answer")
TEMPORAL_NOT_STARTED = Sentence("Temporal 未能启动：{why}", "Temporal did not come up: {why}")
NO_PAYLOAD_KEYS = Sentence(
    "未设置 HENGXU_TEMPORAL_KEYS_FILE：Temporal 保存的内容未加密",
    "HENGXU_TEMPORAL_KEYS_FILE is not set: what Temporal keeps is not encrypted",
)
OWN_TEMPORAL_IN_PLAIN = Sentence(
    "hengxu up 自带本机 Temporal，不用 TLS：请去掉 HENGXU_TEMPORAL_TLS* 与 HENGXU_TEMPORAL_API_KEY",
    "hengxu up brings its own Temporal, in plain on this machine: remove HENGXU_TEMPORAL_TLS* and "
    "HENGXU_TEMPORAL_API_KEY",
)
TEMPORAL_AWAY = Sentence("Temporal 在 {address} 没有应答", "Temporal doesn't answer at {address}")
NO_WORKER = Sentence(
    "没有流程应答：工作进程未运行或全部受阻，请查看其日志",
    "no workflow answers: no worker runs, or all are stuck; look at the worker's log",
)
RECOVERY_STOPPED = Sentence("已中止，再次运行即可", "stopped: run it again")
FILE_NOT_WRITTEN = Sentence("无法写入 {file}：{reason}", "cannot write {file}: {reason}")
NO_MARKERS = Sentence("{file} 中没有标记 {begin} … {end}", "{file} has no markers {begin} … {end}")
EXPORT_ARGUMENTS = Sentence("请写明中心或 --all，以及输出文件", "name a center or --all, and the archive to write")
NOT_WRITABLE = Sentence("{file} 不是可写入的文件", "{file} is no file that can be written")
CHECKPOINTS_UNUSABLE = Sentence("检查点文件不可用：{why}", "the checkpoint file is of no use: {why}")
CHECKPOINTS_UNREADABLE = Sentence("无法读取检查点文件 {file}：{why}", "cannot read the checkpoint file {file}: {why}")
NO_CHECKPOINT_KEY = Sentence("尚无检查点密钥", "there is no checkpoint key yet")
NOT_ENTERED = Sentence("未录入：{zh}", "not entered: {en}")
NOTICE_WRONG = Sentence("{file} 有 {count} 处错误，未录入", "{file} has {count} faults and was not entered")
NOTHING_TO_ENTER = Label(
    "请给出通知文件（.xlsx、.csv、YAML 或 JSON），或用 --template 另存样例",
    "name the notice (.xlsx, .csv, YAML or JSON), or write a sample with --template",
)
NO_SAMPLE_OF_THIS_KIND = Sentence("{file}：样例为 .xlsx 或 .json", "{file}: a sample is .xlsx or .json")
READS_FORMAT = Sentence("{file} 的扩展名应为 {endings} 之一", "{file} has to end with one of {endings}")
NO_DAY = Sentence("{day} 不是日期（YYYY-MM-DD）", "{day} is no day (YYYY-MM-DD)")
READS_EXPORTED = Sentence("已导出 {count} 条阅览记录：{file}", "{count} reads exported: {file}")
WHOSE_SESSIONS = Sentence("请写明用户标识，或用 --all", "name the person's id, or use --all")
ADDRESSES_REVOKED = Sentence("已撤销 {count} 个日历订阅地址", "{count} calendar addresses were revoked")
SESSIONS_ENDED = Sentence("已结束 {count} 个会话", "{count} sessions were ended")
NOTHING_ANSWERS = Sentence("{url} 没有应答，请先运行 hengxu up", "nothing answers at {url}: run hengxu up first")
PORT_IN_USE = Sentence("端口 {port} 已被占用，请设置 HENGXU_PORT", "port {port} is in use: set HENGXU_PORT")
API_NOT_STARTED = Sentence("接口无法启动：{why}", "the API cannot start: {why}")
NO_SCANNER = Sentence(
    "HENGXU_DOCUMENT_SCAN_COMMAND 中的程序 {program} 不存在，请安装或更正",
    "the program {program} of HENGXU_DOCUMENT_SCAN_COMMAND is not there: install it, or correct the setting",
)
DOCUMENTS_REMOVED = Sentence(
    "已清理 {count} 个 {days} 天内未被任何决定引用的文件",
    "{count} documents that no decision named within {days} days were removed",
)
NO_SIGNING_KEY = Sentence(
    "{folder} 中还没有签名密钥，请先运行 hengxu up", "{folder} holds no signing key yet: run hengxu up first"
)
NO_CREDIT_CODE = Sentence("{code} 不是统一社会信用代码", "{code} is no unified social credit code")
NO_DISTRICT = Sentence("没有区代码 {code}，可选：{codes}", "there is no district {code}: choose one of {codes}")
NO_ROLE = Sentence("没有角色 {code}，可选：{codes}", "there is no role {code}: choose one of {codes}")
NOT_IN_PRODUCTION = Sentence(
    "{signs} 表明这是生产环境：请用 hengxu serve 和 python -m worker",
    "{signs}: this is a production installation, which runs hengxu serve and python -m worker",
)
NO_SUCH_SETTING = Sentence(
    "没有 {name} 这项设置，见 docs/settings.md", "there is no setting {name}: docs/settings.md has them all"
)
NO_SETTING = Sentence("没有 {name} 这项设置，疑为 {meant} 之误", "there is no setting {name}; is {meant} meant?")
SETTINGS_WRONG = Sentence("设置有误：{names}", "these settings are wrong: {names}")
NO_JSON_OBJECT = Sentence("不是 JSON 对象（{fault}）", "no JSON object ({fault})")
NO_SUCH_NUMBER = Sentence("{name} 没有 {number} 这一项", "{name} has no number {number}")
NO_SUCH_NUMBER_BUT = Sentence(
    "{name} 没有 {number} 这一项，疑为 {nearest} 之误", "{name} has no number {number}; is {nearest} meant?"
)
NUMBER_IS_WRONG = Sentence(
    "{name} 的 {number} 为 {given}：{reason}（可取：{may_be}）",
    "{number} of {name} is {given}: {reason} (may be: {may_be})",
)
POLICY_DIFFERS = Sentence(
    "此处的规则参数与第 {number} 次启用的现行规则参数不同（{zh}）：请设与 worker 相同的 HENGXU_POLICY 后再运行",
    "the house rules are other ones than those in force, no. {number} ({en}): set HENGXU_POLICY as the workers have it",
)
LISTS_BEING_REMADE = Sentence(
    "另有 {left} 个中心的名单和时限仍按变更前的规则参数或工作日历，worker 正在重新生成，请稍后再查",
    "lists show {left} centers by earlier house rules or working days still, and a worker makes them anew: compare "
    "again a little later",
)
NO_LANGUAGE = Sentence(
    "没有语言 {language}，可选：{languages}", "there is no language {language}: choose one of {languages}"
)
USE_WRONG = Sentence("用法有误（见 hengxu --help）：{reason}", "wrong use (see hengxu --help): {reason}")
WRONG_USES = (
    Sentence("没有命令 {0}", "No such command '{0}'."),
    Sentence("没有选项 {0}", "No such option: {0}"),
    Sentence("缺少参数 {0}", "Missing argument '{0}'."),
    Sentence("缺少选项 {0}", "Missing option '{0}'."),
    Sentence("缺少命令", "Missing command."),
    Sentence("选项 {0} 缺少其值", "Option '{0}' requires an argument."),
    Sentence("多余的参数：{0}", "Got unexpected extra argument(s) ({0})"),
    Sentence("多余的参数：{0}", "Got unexpected extra argument ({0})"),
    Sentence("多余的参数：{0}", "Got unexpected extra arguments ({0})"),
    Sentence("{0} 的值 {1} 不在 {2} 范围内", "Invalid value for '{0}': {1} is not in the range {2}."),
    Sentence("{0} 的值有误：{1}", "Invalid value for '{0}': {1}"),
)
"""What the library says of wrong use, the more exact first; what isn't among it stays in its words."""
CANNOT_READ_OR_WRITE = Sentence("无法读写：{what}", "cannot read or write: {what}")
PROGRAM_FAULT = Sentence("程序出错，请将以下内容报告给维护者", "a fault of the program: report what follows")
BACKUP_ARGUMENTS = Sentence(
    "请写明备份的文件夹，或用 --scheduled、--check 之一",
    "name the folder of the backup, or one of --scheduled and --check",
)
BACKUP_FAILED = Sentence("备份未成，{minutes} 分钟后重试", "no backup was made, it is tried again in {minutes} minutes")
NOT_RESTORED = Sentence(
    "未作任何改动。先找更新的备份；如只有这一份，请加 --accept-missing",
    "nothing was touched. Look for a newer backup first; if there is none, say --accept-missing",
)
LOST_NOT_WRITABLE = Sentence(
    "无法写入 {file}（丢失的决定要列在其中），未作任何改动：请用 --lost 另写一个新文件",
    "cannot write {file}, where lost decisions are to be listed, and nothing was touched: name another new file with "
    "--lost",
)
RECOVER_ONE_THING = Sentence("--ahead 与 --send-again 请只用其一", "use one of --ahead and --send-again")
NOT_IN_THIS_LOCALE = Sentence(
    "当前语言环境的编码写不出 {text}：请改用 UTF-8（如 LC_ALL=C.UTF-8）后再试",
    "the encoding of this locale cannot write {text}: set one of UTF-8 (LC_ALL=C.UTF-8) and try again",
)
NO_LOST_DECISIONS = Sentence(
    "{file} 第 {line} 行不是 hengxu recover --ahead 写下的",
    "line {line} of {file} was not written by hengxu recover --ahead",
)
NOTHING_IMPORTED = Sentence(
    "{file} 有 {count} 处错误，未导入任何内容", "{file} has {count} faults, nothing of it was imported"
)
NOTHING_TO_IMPORT = Label(
    "请给出名录文件（.xlsx、.csv 或 .json），或用 --template 另存模板",
    "name the list (.xlsx, .csv or .json), or write the template with --template",
)
TEMPLATE_WRITTEN = Sentence("模板已写入 {file}", "the template is in {file}")
NO_TEMPLATE_OF_THIS_KIND = Sentence("{file}：模板为 .xlsx 或 .csv", "{file}: a template is .xlsx or .csv")
FILE_EXISTS = Sentence("{file} 已存在，未改动", "{file} is there already and stays as it is")
FILE_NOT_WRITTEN = Sentence("不能写入 {file}（{reason}）", "{file} can't be written ({reason})")
NOTHING_REHEARSED = Sentence("{file} 有 {count} 处错误，未预演", "{file} has {count} faults, nothing was played")
PART_NOT_STARTED = Sentence("{part} 未能启动", "{part} did not come up")

# What a command has done or found.
SCHEMA_CURRENT = Sentence(
    "台账、会话与阅览记录库的结构均已是最新，未作改动",
    "the schemas of the ledger and of sessions and reads are up to date: nothing was changed",
)
LEDGER_MIGRATED = Sentence(
    "台账结构已更新 {count} 步：{names}", "the ledger's schema was brought up to date in {count} steps: {names}"
)
OFFICE_MIGRATED = Sentence(
    "会话与阅览记录库结构已更新 {count} 步：{names}",
    "the schema of sessions and reads was brought up to date in {count} steps: {names}",
)
REBUILT = Sentence("已从台账重建 {count} 个中心", "{count} centers rebuilt from the log")
ALL_RUN = Sentence(
    "已由台账新启动 {begun} 个流程，其余 {others} 个原在运行：{count} 个存续中心的流程均在运行",
    "{begun} workflows were begun anew from the ledger, {others} ran already: the workflows of all {count} living "
    "centers run",
)
SENT_AGAIN = Sentence(
    "此前中断的流程已受理而未记录的信号 {count} 个，已重新送达",
    "{count} signal(s) that ended runs had accepted and not recorded were sent again",
)
ENDED_RUNS_KEPT = Sentence(
    "Temporal 保留已结束流程的历史 {days} 天：更早中断的流程曾受理什么已无从得知，由发送者凭命令编号查询回执后重新发送",
    "Temporal keeps the histories of ended runs for {days} days: what one that ended earlier had accepted can't be "
    "known any more; its senders ask for their receipts, and send again",
)
ENDED_RUNS_UNTOLD = Label(
    "Temporal 未告知已结束流程的历史保留多久：已清除的，其曾受理什么无从得知",
    "Temporal doesn't tell how long it keeps the histories of ended runs: what those gone by now had accepted can't be "
    "known",
)
RESET = Sentence("已重置 {count} 个流程", "{count} workflow(s) were reset")
NOTHING_STUCK = Sentence("没有受阻的流程，未作任何改动", "no workflow is stuck, nothing was changed")
STILL_STUCK = Sentence(
    "重置后仍无法继续，未再处理其余流程：{workflows}；请查看工作进程日志，或换回先前的版本",
    "these can't go on all the same, and no others were touched: {workflows}; look at the worker's log, or go back to "
    "the release before",
)
NO_RUN = Sentence(
    "Temporal 中没有流程 {workflow}，请运行 hengxu recover", "Temporal has no workflow {workflow}: run hengxu recover"
)
COMPARED = Sentence("{living} 个存续中心，{count} 处差异", "{living} living centers, {count} differences")
DIFFERENCES = Sentence("{count} 处不同", "{count} differences")
NO_DIFFERENCE = Sentence("没有不同", "no difference")
EVENTS_COUNTED = Sentence("计入 {counting} 条、共 {recorded} 条记录", "{counting} of {recorded} events on record count")
EXPORTED = Sentence(
    "{events} 个事件、{receipts} 份回执，检查点 {size} 条",
    "{events} events, {receipts} receipts, under a checkpoint of {size} entries",
)
DOCUMENTS_ENCLOSED = Sentence(
    "所提文件 {named} 份，随附 {enclosed} 份", "{enclosed} of {named} documents that the events name are enclosed"
)
VERIFICATION_FAILED = Sentence("验证未通过：{zh}", "verification failed: {en}")
SET_ASIDE = Sentence(
    "已移入 proof_set_aside：{counts}；未删除任何内容，请再运行 hengxu audit verify",
    "moved to proof_set_aside: {counts}; nothing was deleted: run hengxu audit verify again",
)
NOTICE_ENTERED = Sentence(
    "已录入 {year} 年节假日安排，回执 {receipt}", "the notice of {year} is entered, receipt {receipt}"
)
NO_REPORTS_TO_ENTER = Label(
    "请给出年度报告汇总表（.xlsx 或 .csv），或用 --template 另存模板",
    "name the season's workbook (.xlsx or .csv), or write the template with --template",
)
NO_WORKBOOK = Sentence("{file}：应为 .xlsx 或 .csv", "{file}: .xlsx or .csv is expected")
NO_SEASON_TEMPLATE = Sentence("{file}：模板为 .xlsx", "{file}: the template is .xlsx")
REPORTS_NOT_ENTERED = Sentence(
    "{file} 有 {count} 处错误，未提交任何一行", "{file} has {count} faults, and no row was submitted"
)
FILE_UNREADABLE = Sentence("无法读取 {file}（{reason}）", "{file} can't be read ({reason})")
ANNUAL_REPORTS = Label("年度报告", "Annual reports")
ANNUAL_REPORT_COLUMNS = (
    Label("单元格", "Cell"),
    Label("中心", "Center"),
    Label("年度", "Year"),
    Label("收到", "Received"),
    Label("逾期天数", "Days late"),
    Label("结果", "Outcome"),
    Label("回执", "Receipt"),
)
ROW_WOULD_BE_RECORDED = Label("将提交", "would be submitted")
ROW_DOUBTFUL = Label("有疑点，待确认", "doubtful, to be confirmed")
ROW_UNCHANGED = Label("已在台账", "on record already")
ROW_RECORDED = Label("已记录", "recorded")
ROW_REFUSED = Label("未予记录", "refused")
ROW_PENDING = Label("已受理，待记录", "accepted, not recorded yet")
ROW_NOT_SENT = Label("未送出", "not sent")
SUBMIT_AGAIN = Label(
    "尚有未成的行：重新提交同一文件即可，已记录的不会重复",
    "some rows are not recorded: submit the same file again, nothing is recorded twice",
)
NOTICE_ACCEPTED = Sentence(
    "已受理，尚未记录：回执 {receipt}；再次录入同一文件即可知结果",
    "accepted and not recorded yet: receipt {receipt}; enter the same file again to see what became of it",
)
DAYS_FOLLOW = Label("各中心的期限随后在后台重新计算", "the deadlines of all centers follow in the background")
DRY_RUN = Sentence("只检查，未写入", "looked only, wrote nothing")
WORKFLOWS_RUN = Sentence("{count} 个中心的流程在运行", "the workflows of {count} centers run")
WORKFLOWS_LATER = Sentence(
    "Temporal 未运行：下次 hengxu up 或 hengxu recover 会启动各中心的流程",
    "Temporal is away: the next hengxu up or hengxu recover starts the workflows",
)
BACKED_UP = Sentence(
    "已备份到 {folder}：{position} 个事件、{receipts} 张回执（{uncovered} 条尚无检查点），{bytes} 字节，{seconds} 秒",
    "backed up into {folder}: {position} events, {receipts} receipts ({uncovered} entries under no checkpoint yet), "
    "{bytes} bytes, {seconds} s",
)
KEYS_APART = Sentence(
    "备份中没有密钥，恢复时还需要 {keys}：请另行保存，不要与备份放在一处",
    "no key is in it; whoever restores it needs {keys} besides: keep them apart from the backups",
)
LAST_BACKUP = Sentence("最近的备份是 {hours} 小时前的 {folder}", "the last backup, {folder}, is {hours} hours old")
LAST_BACKUP_LATE = Sentence(
    "最近的备份 {folder} 已是 {hours} 小时前，早该有新的：请查看备份服务的日志",
    "the last backup, {folder}, is {hours} hours old, another should have followed long ago: look at the log of the "
    "backup service",
)
NO_BACKUP_YET = Sentence("{folder} 中还没有备份", "there is no backup in {folder} yet")
BACKUP_DELETED = Sentence("已删除多出的旧备份 {folder}", "one of the old backups, {folder}, was deleted")
RESTORED = Sentence(
    "已恢复 {begun_at} 的备份：{position} 个事件、{receipts} 张回执，核验完好",
    "restored the backup of {begun_at}: {position} events, {receipts} receipts, verified intact",
)
WOULD_BE_RESTORED = Sentence(
    "备份可用，未作任何改动：{begun_at}，{position} 个事件、{receipts} 张回执",
    "the backup can be used, nothing was touched: of {begun_at}, {position} events, {receipts} receipts",
)
LOG_NOT_EXAMINED = Sentence(
    "备份文件可读到末尾；其中的台账在恢复时才核验",
    "the dump can be read to its end; the log in it is verified when it is restored",
)
KEPT_ASIDE = Sentence("原有的改名留存：{names}", "what was there is kept as {names}")
SESSIONS_OF_THEN = Sentence(
    "已结束备份时的 {count} 个登录会话，各人须重新登录；备份之后撤销的日历订阅地址又有效了，"
    "如有疑虑请运行 hengxu sessions end --all --calendars",
    "{count} sessions of the backup's day were ended, everybody signs in again; calendar addresses that were revoked "
    "since hold again: where that matters, hengxu sessions end --all --calendars",
)
NOTHING_MISSING = Sentence("与另存的检查点相比，没有缺失", "nothing is missing against the checkpoints kept elsewhere")
NOTHING_TO_COMPARE = Sentence(
    "没有另存的检查点可比，不知备份之后有无决定：见证方的文件可用 --checkpoint 指明",
    "there is no checkpoint kept elsewhere to compare with, so nobody can say what followed the backup: name the "
    "witness's file with --checkpoint",
)
MISSING_ENTRIES = Sentence(
    "缺失：另存的检查点有 {size} 条记录，备份少 {entries} 条，即第 {position} 号事件、第 {receipts} 号回执以后的全部，"
    "至多 {entries} 项决定",
    "missing: a checkpoint kept elsewhere is of {size} entries, this backup has {entries} fewer, which is everything "
    "after position {position} and receipt {receipts}: at most {entries} decisions",
)
RECORDED_SINCE = Sentence(
    "要取代的台账中有备份所无的 {count} 项决定（含被拒绝的），涉及 {names}",
    "the ledger that is to be replaced has {count} decisions, refused ones too, that this backup lacks, of {names}",
)
LAST_ASIDE = Sentence(
    "密钥旁的最后检查点已改名为 {name}，此后重新签发检查点；原见证方文件请与恢复记录一并保存，另设见证方"
    "（HENGXU_CHECKPOINT_WITNESS）",
    "the last checkpoint beside the key is kept as {name}, and checkpoints are signed again; keep the witness's file "
    "with the minutes of this restore, and name a new witness (HENGXU_CHECKPOINT_WITNESS)",
)
UP_GOES_ON = Sentence(
    "请运行 hengxu up：它会据台账重新开始超前的流程，列出 Temporal 仍知道的已丢失决定，并以原编号再次送出",
    "run hengxu up: it begins workflows anew that are ahead of the ledger, lists the lost decisions that Temporal "
    "still knows, and sends them again under their ids",
)
AHEAD_LATER = Sentence(
    "Temporal 在 {address} 没有应答：待其运行后，请先运行 hengxu recover --ahead FILE，再启动 API 和 worker",
    "Temporal doesn't answer at {address}: once it runs, hengxu recover --ahead FILE, then start API and worker",
)
BEGUN_ANEW = Sentence(
    "{count} 个流程超前于台账，已据台账重新开始：{names}",
    "{count} workflows were ahead of the ledger and were begun anew from it: {names}",
)
NONE_AHEAD = Sentence("没有流程超前于台账", "no workflow is ahead of the ledger")
LOST_WRITTEN = Sentence(
    "Temporal 仍知道 {count} 项台账中没有的决定，已写入 {file}：请告知当事人，"
    "再运行 hengxu recover --send-again {file}",
    "Temporal still knows {count} decisions that are not on record; they are in {file}: tell those who took them, then "
    "hengxu recover --send-again {file}",
)
NONE_LOST = Sentence("Temporal 所知的决定都在台账中", "every decision that Temporal knows of is on record")
SENT_LOST = Sentence(
    "{count} 项：{recorded} 项已记录，{refused} 项被拒绝，{pending} 项尚无回执，{left} 项此前已答复不予办理、未再发送",
    "{count} decisions: {recorded} recorded, {refused} refused, {pending} without an answer yet, {left} refused before "
    "and not sent again",
)
SEEDED = Sentence("已导入 {count} 个真实中心", "{count} real centers imported")
STOPPED = Sentence("已停止", "stopped")
READY = Sentence("已就绪，按 Ctrl-C 停止", "ready, Ctrl-C stops")
TOKENS = Sentence("令牌，{hours} 小时有效", "tokens, valid {hours} hours:")
SECOND_TERMINAL = Label("在另一终端", "in a second terminal")

# Progress, outcomes and points of time.
EXPORTING = Label("导出", "exporting")
VERIFYING = Label("核验", "verifying")
COMPARING = Label("核对流程", "comparing")
RESETTING = Label("重置流程", "resetting")
STARTING = Label("启动流程", "starting")
BACKING_UP = Label("备份", "backing up")
SENDING_AGAIN = Label("再次发送", "sending again")
CHECKING_FILES = Label("核对备份文件", "checking the backup's files")
IMPORTED = Label("新导入", "imported")
REPORTS_ADDED = Label("已补充报道", "reports added")
WOULD_ADD_REPORTS = Label("将补充报道", "reports would be added")
WOULD_BE_IMPORTED = Label("将导入", "would be imported")
UNCHANGED = Label("未变", "unchanged")
LEFT_AS_IT_IS = Label("与台账不同，未改", "differs, left as it is")
REMINDERS = Label("提醒到期", "reminders due")
MISSED = Label("逾期", "missed")
EVALUATIONS_OPENED = Label("启动评估", "evaluations opened")
TERMS_EXPIRED = Label("期满", "terms expired")
UNKNOWN_TERMS_EXPIRED = Label("必已期满", "terms certainly over")
REFUSED = Label("不予办理", "refused")
RECORDED = Label("已记录", "recorded")
WAS_ON_RECORD = Label("早已在册", "on record before")
NO_ANSWER_YET = Label("尚无回执", "no answer yet")
WAS_REFUSED = Label("此前已答复不予办理", "was answered as refused")
NOT_PLAYED = Label("未执行", "not played")
DECIDED = Label("已决定", "decided")
NOTHING_HAPPENS = Label("无事", "nothing")
UNKNOWN = Label("未知", "unknown")
DISPUTED = Label("有争议", "disputed")
NOT_YET_ON_RECORD = Label("尚未入册", "not yet on record")
NOW = Label("现在", "now")
IN_FORCE_ON = Sentence("{day} 有效", "in force on {day}")
KNOWN_AT = Sentence("{instant} 已知", "as known at {instant}")
LEDGER = Label("台账", "ledger")
FILE = Label("文件", "file")

REMEDIES = {
    Disagreement.NOT_RUNNING: Label("运行 hengxu recover", "run hengxu recover"),
    Disagreement.UNRECORDED: Label(
        "运行 hengxu recover，将以原命令编号重新送达", "run hengxu recover: they are sent again with their command ids"
    ),
    Disagreement.STUCK: Label(
        "运行 hengxu reset；其间送达的决定均在等候，不会丢失",
        "run hengxu reset; what is sent to them meanwhile waits, and nothing is lost",
    ),
    Disagreement.NO_ANSWER: Label(
        "查看工作进程日志及 Temporal 界面中的历史", "look at the worker's log, and its history in the Temporal UI"
    ),
    **dict.fromkeys(
        (Disagreement.CENTER, Disagreement.VERSION, Disagreement.PHASE, Disagreement.CLOCK),
        Label("运行 hengxu reset CENTER", "run hengxu reset CENTER"),
    ),
    **dict.fromkeys(
        (Disagreement.UNKNOWN_CENTER, Disagreement.ENDED_CENTER),
        Label("在 Temporal 中取消（cancel），不要终止", "cancel it in Temporal; don't terminate it"),
    ),
}
"""What to do about each kind of difference."""

# The register and a center on the screen.
REGISTER = Label("名录", "Register")
LISTED = Sentence("{count} 个，共 {total} 个", "{count} of {total} centers")
NO_COLUMN = Sentence("没有 {name} 这一列，可选：{columns}", "there is no column {name}: choose {columns}")
SEVERAL_CENTERS = Sentence(
    "“{text}”可指多个中心，请写明编号：{centers}", "“{text}” may be several centers, name the id: {centers}"
)
NO_SUCH_CENTER_BUT = Sentence(
    "台账中没有中心 {text}，疑为 {nearest}", "the ledger has no center {text}; is {nearest} meant?"
)
OF_ANOTHER_AUTHORITY = Sentence("由{zh}主管", "belongs to {en}")
TERM_ENDS = Sentence("筹建期至 {day}", "term ends on {day}")
TERM_WITHIN = Sentence(
    "筹建期满日未见记录：按三（五）1在 {earliest} 至 {latest} 之间",
    "end of the term not on record: by 3.5.1 between {earliest} and {latest}",
)
TERM_ASSUMED = Sentence(
    "筹建期满日未见记录：推定在 {earliest} 至 {latest} 之间",
    "end of the term not on record: assumed between {earliest} and {latest}",
)
NEXT_STEPS = Label("下一步", "Next step")
DUTIES = Label("时限", "Duties")
LATEST_EVENTS = Label("最近的记录", "Last events")
NOT_YET_OPEN = Sentence("{zh}，尚不能办理：", "{en}, not open yet:")
WAITS_FOR_NOTHING = Label("无待办", "nothing is waited for")
AND_MORE = Sentence("…… 另有 {count} 项", "… and {count} more")
DAYS_LEFT = Sentence("还有 {days} 天", "{days} days left")
DUE_TODAY = Label("今天到期", "due today")
DAYS_LATE = Sentence("逾期 {days} 天", "{days} days late")
DAYS_AGO = Sentence("已过 {days} 天", "{days} days ago")
PROVISIONAL = Label("（暂定）", "(provisional)")
BETWEEN_DAYS = Sentence("在 {earliest} 至 {latest} 之间", "between {earliest} and {latest}")
COUNTS_NO_MORE = Label("不再有效", "counts no more")

# A decision from the command line.
WHO_DECIDES = Sentence(
    "请说明以谁的身份办理：--token-file、环境变量 HENGXU_TOKEN，或在本机试用时 --role ROLE",
    "say as whom you decide: --token-file, the variable HENGXU_TOKEN or, on this machine alone, --role ROLE",
)
ONE_CREDENTIAL = Sentence("--token-file 与 --role 请只用其一", "use one of --token-file and --role")
NO_TOKEN_IN = Sentence("{file} 中没有令牌", "{file} holds no token")
WHAT_IS_DECIDED = Sentence(
    "请给出一个决定：JSON 文件（- 为标准输入），或 --type 与 --set NAME=VALUE",
    "give one decision: a file of JSON (- for standard input), or --type with --set NAME=VALUE",
)
NO_DECISION = Sentence("没有决定 {type}，可选：{types}", "there is no decision {type}: choose one of {types}")
NO_DECISION_IN = Sentence("{file} 不是 JSON 对象", "{file} is no JSON object")
NO_MEMBER = Sentence(
    "{text}：应为 NAME=VALUE，或 NAME:=JSON", "{text}: NAME=VALUE is expected, or NAME:=JSON for what is no text"
)
NO_JSON_MEMBER = Sentence("{text}：不是 JSON（{fault}）", "{text}: no JSON ({fault})")
WHY_CONFIRMED = Sentence("确认疑点须写明理由：--reason", "say why what is doubtful is right: --reason")
NOTHING_TO_CONFIRM = Sentence("{key} 之下没有待确认的疑点", "no doubt waits to be confirmed under {key}")
SENDING = Sentence(
    "以 {key} 提交；如无答复，以同样内容加 --key {key} 再次运行即可",
    "sending as {key}; without an answer, run the same again with --key {key}",
)
WOULD_BE_RECORDED = Sentence(
    "试办：{center} 的“{decision}”现在会被记录；未提交",
    "tried: “{decision}” of {center} would be recorded; nothing was sent",
)
DECISION_ACCEPTED = Sentence(
    "已受理，尚未记录：以同样内容加 --key {key} 再次运行即可知结果",
    "accepted and not recorded yet: run the same again with --key {key} to see what became of it",
)
DECISION_RECORDED = Sentence(
    "已记录：{center} 第 {version} 条，{name}（{role}），回执 {receipt}",
    "recorded: {center} no. {version}, by {name} ({role}), receipt {receipt}",
)
DOUBTFUL = Sentence("有疑点，尚未记录，请核对", "something is unusual and nothing was recorded: check it")
CONFIRM_SO = Sentence(
    "如确认属实，以同样内容加 --confirm {key} --reason 理由 再次运行",
    "if it is right all the same, run it again with --confirm {key} --reason WHY",
)

# What the doctor asks and finds.
ASK_SETTINGS = Label("各项设置是否有效", "Are the settings right?")
ASK_FOLDER = Label("数据文件夹能否使用", "Can the data folder be used?")
ASK_KEYS = Label("密钥是否齐全、是否只有本人可读", "Are the keys sound, and their owner's alone?")
ASK_PROGRAMS = Label("所需程序是否已安装", "Are the programs installed?")
ASK_PORTS = Label("端口是否空闲", "Are the ports free?")
ASK_CLOCK = Label("时钟是否可信", "Is the clock right?")
FOLDER_TO_BE_MADE = Sentence("{folder} 尚不存在：hengxu up 会新建", "{folder} isn't there yet: hengxu up makes it")
FOLDER_CANNOT_BE_MADE = Sentence(
    "{above} 不可写入，无法新建 {folder}：请用 --data 另选一个",
    "{above} can't be written in, so {folder} can't be made: choose another with --data",
)
FOLDER_READ_ONLY = Sentence(
    "{folder} 只能读取：可以查阅和核验，不能启动服务，也不能记录",
    "{folder} can only be read: it can be looked at and verified, but nothing starts or is recorded on it",
)
SIGNING_KEY_WEAK = Sentence(
    "HENGXU_SIGNING_KEY 过短，至少 32 个字符", "HENGXU_SIGNING_KEY is too short: 32 characters at least"
)
SIGNING_KEY_MISSING = Sentence(
    "未设置 HENGXU_SIGNING_KEY：决定不能签署，也不能核对",
    "HENGXU_SIGNING_KEY is not set: decisions can be neither signed nor checked",
)
KEYS_TO_BE_MADE = Sentence("尚无密钥：hengxu up 会生成", "there are no keys yet: hengxu up makes them")
KEY_OPEN = Sentence(
    "密钥文件 {file} 他人可读：请收回权限（chmod 600），如已外泄请更换",
    "others can read the key file {file}: take that from them (chmod 600), and replace it if it got out",
)
CLOCK_BEHIND = Sentence(
    "台账最后一条记于 {instant}，而本机时钟为 {now}：时钟慢了，请校时后再启动",
    "the last record is of {instant}, and this clock says {now}: it is behind; set it right before anything starts",
)
MARK_WELL = Label("正常", "well")
MARK_NOTE = Label("注意", "note")
MARK_AMISS = Label("须处理", "MEND")
MARK_NOT_ASKED = Label("未查", "not asked")
ALL_WELL = Label("没有须处理的问题", "nothing has to be mended")
TO_BE_MENDED = Sentence("{count} 项须处理", "{count} to be mended")

# Headings of the help.
USAGE = Label("用法", "Usage")
ARGUMENTS = Label("参数", "Arguments")
OPTIONS = Label("选项", "Options")
COMMANDS = Label("命令", "Commands")
HELP_OPTION = Label("显示本说明", "show this help")
INSTALL_COMPLETION = Label("为当前 shell 安装命令补全", "completion for the current shell, installed")
SHOW_COMPLETION = Label(
    "显示当前 shell 的补全脚本，供复制或调整", "the script of completion for the current shell, to copy or change"
)
REMARKS = (Label("缺省 ", "default: "), Label("环境变量 ", "env var: "), Label("必填", "required"))
"""What the library remarks of an option."""

# Titles and columns of tables.
IMPORT = Label("历史导入", "Import")
IMPORT_COLUMNS = (
    Label("中心", "center"),
    Label("名称", "name"),
    Label("阶段", "phase"),
    Label("结果", "outcome"),
    Label("未知", "unknown"),
    Label("有争议", "disputed"),
)
SESSIONS = Label("登录会话", "Sessions of the console")
SESSION_COLUMNS = (
    Label("用户", "id"),
    Label("姓名", "name"),
    Label("角色", "role"),
    Label("开始 (UTC)", "begun (UTC)"),
    Label("到期 (UTC)", "expires (UTC)"),
)
PAYLOAD_KEYS = Label("Temporal 载荷密钥", "Keys of what Temporal keeps")
PAYLOAD_KEY_COLUMNS = (
    Label("编号", "id"),
    Label("用途", "use"),
    Label("仍需其的流程", "workflows that need it"),
)
ENCRYPTS = Label("加密、解密", "encrypts and decrypts")
DECRYPTS = Label("只解密", "decrypts")
KEY_NOT_IN_FILE = Label("文件中没有：这些流程受阻，请恢复该密钥", "not in the file: they are stuck, put it back")
LOST = Label("台账中没有而 Temporal 仍知道的决定", "Decisions that Temporal knows and the ledger doesn't")
LOST_COLUMNS = (
    Label("中心", "center"),
    Label("决定", "decision"),
    Label("何人", "who"),
    Label("角色", "role"),
    Label("发出 (UTC)", "sent (UTC)"),
    Label("编号", "command id"),
)
SENT = Label("再次发送的决定", "Decisions sent again")
SENT_COLUMNS = (
    Label("中心", "center"),
    Label("决定", "decision"),
    Label("何人", "who"),
    Label("结果", "outcome"),
    Label("编号", "command id"),
)
RECONCILIATION = Label("台账与流程的差异", "The ledger and Temporal")
RECONCILIATION_COLUMNS = (
    Label("中心", "center"),
    Label("流程", "workflow"),
    Label("差异", "difference"),
    Label("台账", "ledger"),
    Label("Temporal", "Temporal"),
)
REHEARSAL_COLUMNS = (
    Label("日期", "date"),
    Label("事项", "what"),
    Label("条款", "clause"),
    Label("类别", "kind"),
    Label("说明", "note"),
)
REPLAY_COLUMNS = (
    Label("事项", "what"),
    Label("内容", "value"),
    Label("条款", "clause"),
    Label("依据", "by event"),
    Label("生效", "in force"),
    Label("记录 (UTC)", "recorded (UTC)"),
)
COMPARISON_COLUMNS = (
    Label("事项", "what"),
    Label("前", "before"),
    Label("后", "after"),
    Label("条款", "clause"),
    Label("由何事件", "by event"),
    Label("生效", "in force"),
    Label("记录 (UTC)", "recorded (UTC)"),
)
ADDRESSES = (
    (Label("控制台", "console"), "{url}/"),
    (Label("接口文档", "API docs"), "{url}/docs"),
    (Label("接口", "API"), "{url}/api/v1"),
    (Label("流程界面", "Temporal UI"), "{temporal_ui_url}"),
    (Label("数据文件夹", "data"), "{data}"),
)
"""Where `hengxu up` serves what."""
