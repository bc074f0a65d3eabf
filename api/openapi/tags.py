"""By what the operations of the interface are grouped, and what each group is for."""

TAGS: dict[str, str] = {
    "centers": "名录与中心及其历程。The register and its centers: now, on a day, as known at an instant.",
    "decisions": "决定：每项决定一个请求，一个回执。Decisions: each is one request, and has one receipt.",
    "receipts": "回执：决定的结果，永久可查。Receipts: what became of a decision, for good.",
    "deadlines": "期限：应做之事及其日期，列表与日历。Deadlines: what is due when, as lists and as calendars.",
    "work": "待办：等谁办理什么。Work: what waits for whom.",
    "overview": "总览：全部中心的数字、报送与期限。The overview: figures, reports and deadlines of all centers.",
    "events": "台账：全部事件，逐页或实时。The log: every event, page by page or as it is recorded.",
    "documents": "文件：按 SHA-256 存取。Documents: kept and given out under their SHA-256.",
    "guideline": "工作指引：条款、决定、参数和用语。The guideline: clauses, decisions, numbers and words, as data.",
    "calendar": "工作日历与日历订阅。The working calendar: notices of working days, and calendar addresses.",
    "deputies": "代理：谁在何时代谁。Deputies: who stands in for whom, and when.",
    "audit": "审计：证明与阅览记录。Audit: proofs of the log, and who read what.",
    "operation": "运行状况：供编排与监控。Health: for whoever runs the service.",
}
