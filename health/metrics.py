"""What health has found, as numbers for Prometheus: the same in the API's ``/metrics`` and in the worker's."""

from math import nan

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector

from health.report import Report


class HealthMetrics:
    """The numbers of one process. Labels hold no personal data."""

    def __init__(self, registry: CollectorRegistry) -> None:
        ProcessCollector(registry=registry)
        self.lag_entries = Gauge(
            "hengxu_proof_lag_entries",
            "Entries without a checkpoint, or whose checkpoint has not reached the witness",
            ["behind"],
            registry=registry,
        )
        self.lag_seconds = Gauge(
            "hengxu_proof_lag_seconds", "How long the oldest of them has waited", ["behind"], registry=registry
        )
        self.ready = Gauge(
            "hengxu_ready", "Whether a question of health is answered well", ["check"], registry=registry
        )
        self.trouble = Gauge("hengxu_trouble", "What is wrong, by its word", ["check", "word"], registry=registry)
        self.free = Gauge("hengxu_free_bytes", "Space that is left", ["folder"], registry=registry)
        self.backup_age = Gauge(
            "hengxu_backup_age_seconds", "How long ago the last backup was begun", ["folder"], registry=registry
        )
        self.lists_left = Gauge(
            "hengxu_lists_left", "Centers that lists show by earlier house rules or working days", registry=registry
        )
        self.workers = Gauge("hengxu_workers", "Workers that take tasks", registry=registry)
        self.tasks_waiting = Gauge("hengxu_tasks_waiting", "Workflow tasks that wait", registry=registry)
        self.longest_wait = Gauge(
            "hengxu_tasks_waiting_seconds", "How long the first of them has waited", registry=registry
        )

    def note(self, report: Report) -> None:
        """What is wrong, how far the proof lags, what is left and what waits; nothing of what nobody can tell."""
        for gauge in (self.trouble, self.lag_entries, self.lag_seconds, self.free, self.backup_age):
            gauge.clear()
        for name, answer in report.answers.items():
            self.ready.labels(name).set(not answer.troubles)
            for one in answer.troubles:
                self.trouble.labels(name, one.word).set(1)
        for name, lag in report.lags.items():
            self.lag_entries.labels(name).set(lag.entries)
            self.lag_seconds.labels(name).set(lag.seconds(report.at))
        for folder, left in report.free.items():
            self.free.labels(folder).set(left)
        for folder, begun_at in report.backups.items():
            self.backup_age.labels(folder).set((report.at - begun_at).total_seconds())
        self.lists_left.set(report.remaking.left if report.remaking else nan)
        queue = report.queue
        self.workers.set(len(queue.workers) if queue else nan)
        self.tasks_waiting.set(queue.waiting if queue else nan)
        self.longest_wait.set(queue.oldest.total_seconds() if queue else nan)
