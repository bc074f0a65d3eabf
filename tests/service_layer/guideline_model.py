"""A small model of the guideline, written from its text (沪市监计量〔2023〕213号) and not from the program: what may be
decided about one center, in which order of days, what is due of it, and what becomes of it.

``guideline_rows`` says whose each decision is, when, and what it rests on; here stands what else the guideline
``allows``, what is ``unusual`` and taken once it is confirmed, and what follows (``then``), each with its clause.
``house`` marks what the guideline leaves open and the bureau has settled. The model knows one lead without partners; it
leaves out corrections and undoing, deputies, entries on behalf and centers of before. Days mean their end, in Shanghai.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

import chinese_calendar

from tests.service_layer.guideline_rows import APPROVED, BEFORE, BUILDING, ROWS, Act, Answer

LAST_NOTICE = 2026
"""The last year of which the State Council's notice of working days is known."""
EVALUATION = "evaluation"
"""5.1: what intends a revocation where it is no order, which goes by its number."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def working_days_after(day: date, number: int) -> tuple[date, bool]:
    """5.2 工作日: the last of so many, and whether its calendar is known; until then it is provisional (house)."""
    while number:
        day += timedelta(days=1)
        number -= chinese_calendar.is_workday(day) if day.year <= LAST_NOTICE else day.weekday() < 5
    return day, day.year <= LAST_NOTICE


@dataclass
class Served:
    """house: an act from whose service (送达) a time runs."""

    number: int
    on: date
    known_on: date
    served_on: date | None = None
    served_known_on: date = date.min


@dataclass
class Order(Served):
    """5.3 责令限期整改: the day that it names, those of the first answer and of the last paper, and the judgment."""

    due_on: date = date.min
    reported_on: date | None = None
    last_paper: date = date.min
    accepted: bool | None = None
    judged: tuple[date, int] = (date.min, 0)

    @property
    def time_ran(self) -> bool:
        """house: an order gives a time if it is served before its day."""
        return self.served_on is not None and self.served_on < self.due_on


@dataclass
class Notice(Served):
    """house 拟撤销告知: on which ground a center is to be revoked."""

    ground: int | str = ""


@dataclass
class Matter:
    """5.2 重大事项."""

    happened_on: date
    known_on: date
    notified_on: date | None = None


class Due(NamedTuple):
    """A day by which something was or is to be done: how it stands, when it was done, and how many days late."""

    duty: str
    due_on: date
    status: str
    done_on: date | None = None
    days_late: int = 0


@dataclass
class Case:
    """One center by the guideline: its phase, the facts that stand with their days, and what is kept of each duty. A
    decision on which something else rests is known by its day and its number among all acts.
    """

    phase: str = "incubation"
    facts: dict[str, date] = field(default_factory=dict)
    latest: date = date.min
    """The latest day of anything on record."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    panels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By stage: the experts, who leads them first."""
    heard: dict[str, set[str]] = field(default_factory=dict)
    terms: list[tuple[date, date]] = field(default_factory=list)
    """3.5.1, 5.1: each end of the term, with the day on which it came on record."""
    evaluated: dict[date, date] = field(default_factory=dict)
    proposed: tuple[str, date | None] = ("", None)
    decided: tuple[str, date, int] = ("", date.min, 0)
    supported: tuple[date, int] = (date.min, 0)
    """5.1 后续支持."""
    established: tuple[date, int] = (date.max, 0)
    exchanges: list[tuple[date, str]] = field(default_factory=list)
    reports: dict[int, date] = field(default_factory=dict)
    matters: list[Matter] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    notice: Notice | None = None

    def answer(self, act: Act) -> Answer:
        """What the guideline answers to this act, as things stand."""
        row = ROWS[act.row]
        is_open = act.role in row.roles.split() and self.phase in row.phases.split()
        if not is_open or act.on > act.today:  # house: no paper bears a day that has not come
            return Answer.REFUSED
        if any(need not in self.facts or act.on < self.facts[need] for need in row.needs.split()):
            return Answer.REFUSED
        if any(act.on < self.facts.get(fact, date.min) for fact in row.after.split()):
            return Answer.REFUSED
        if row.onward and self.phase in BEFORE and "plan" in self.facts and "support" not in self.facts:
            return Answer.REFUSED
        if not all(getattr(self, f"allows_{act.name}", _nothing)(act)):
            return Answer.REFUSED
        return Answer.ASKED if any(self._is_unusual(act)) else Answer.TAKEN

    def _is_unusual(self, act: Act) -> Iterator[bool]:
        yield act.on < act.today - timedelta(days=365)  # house: a day long ago
        yield act.on < self.latest  # house: a day before the last act
        yield from getattr(self, f"unusual_{act.name}", _nothing)(act)

    def allows_appoint_experts(self, act: Act) -> Iterator[bool]:
        yield len(act.says["experts"]) >= 3  # house
        yield "of-the-lead" not in act.says["experts"]  # house: nobody judges their own organization
        yield self._has_no_report(act)

    def allows_give_opinion(self, act: Act) -> Iterator[bool]:
        yield act.says["expert"] in self.panels[act.says["stage"]]  # 3.4.2 委派专家
        yield self._has_no_report(act)

    def _has_no_report(self, act: Act) -> bool:
        """3.4.2, 3.5.3: with its report a panel's work is done."""
        return {"application": "report", "acceptance": "passed_on_site"}.get(act.says["stage"]) not in self.facts

    def allows_request_supplement(self, act: Act) -> Iterator[bool]:
        yield f"complete/{act.says['stage']}" not in self.facts  # 3.5.3 材料完善后
        yield f"request/{act.says['stage']}" not in self.facts

    def allows_complete_preliminary_review(self, act: Act) -> Iterator[bool]:
        yield from self.allows_request_supplement(act)  # 3.4.2 应按照专家意见补充完善: what was asked for is there
        yield 2 * len(self.heard[act.says["stage"]]) > len(self.panels[act.says["stage"]])  # house: most were heard

    def allows_hold_review_meeting(self, _act: Act) -> Iterator[bool]:
        yield "report" not in self.facts  # 3.4.2: they come before it

    allows_inspect_site = allows_hold_review_meeting

    def allows_issue_review_report(self, act: Act) -> Iterator[bool]:
        yield "report" not in self.facts
        yield act.says["expert"] == self.panels["application"][0]  # 3.4.2 由专家组出具; house: by who leads it

    def allows_approve_construction(self, act: Act) -> Iterator[bool]:
        yield "consent_needed" not in self.facts or act.on >= self.facts.get("consent", date.max)  # 3.4.1 必要时
        yield 1 <= act.says["months"] <= 600  # house

    def unusual_approve_construction(self, act: Act) -> Iterator[bool]:
        yield not 24 <= act.says["months"] <= 36  # 3.5.1 一般为2—3年

    def unusual_decline_construction(self, _act: Act) -> Iterator[bool]:
        yield "report" not in self.facts or "passed" in self.facts  # 3.4.2 对通过评审的单位 …

    def allows_form_alliance(self, _act: Act) -> Iterator[bool]:
        yield "alliance" not in self.facts  # 3.5.1: one

    def unusual_hold_exchange(self, act: Act) -> Iterator[bool]:
        yield (act.on, act.says["topic"]) in self.exchanges  # house: each counts once

    def allows_report_on_site_acceptance(self, act: Act) -> Iterator[bool]:
        yield "passed_on_site" not in self.facts
        yield act.says["expert"] == self.panels["acceptance"][0]  # 3.5.3 专家 … 出具验收报告

    def allows_approve_establishment(self, _act: Act) -> Iterator[bool]:
        yield "revised" in self.facts or not {"revision_asked", "revision"} & set(self.facts)  # 3.5.3 完成资料修订的

    def unusual_approve_establishment(self, act: Act) -> Iterator[bool]:
        yield any(order.accepted is not True for order in self.orders)  # house, 5.3
        yield EVALUATION in self.grounds()  # house, 5.1
        yield act.on > self.terms[-1][0]  # house, 3.5.1
        yield act.on < months_after(self.facts["approval"], 12)  # house

    def allows_evaluate_construction(self, act: Act) -> Iterator[bool]:
        if (end := act.says["new_end"]) is not None:  # 5.1 后续支持: with it alone goes a new end, and it lies ahead
            yield act.says["outcome"] == "continued_support" and end > max(act.on, self.terms[-1][0])

    allows_decide_on_evaluation = allows_evaluate_construction

    def unusual_evaluate_construction(self, act: Act) -> Iterator[bool]:
        yield act.on < self.terms[-1][0] - timedelta(days=365)  # house, 5.1 筹建期满前: long before

    def unusual_decide_on_evaluation(self, act: Act) -> Iterator[bool]:
        yield (act.says["outcome"], act.says["new_end"]) != self.proposed  # house
        if (end := act.says["new_end"]) is not None:
            yield end > min(months_after(self.terms[-1][0], 12), months_after(act.on, 60))  # house: extended long
            yield len(self.terms) > 1  # house: extended again

    def allows_submit_annual_report(self, act: Act) -> Iterator[bool]:
        yield self.facts["approval"].year <= act.says["year"] <= act.on.year  # 5.2 批准筹建后，应于每年 …
        yield act.says["year"] not in self.reports

    def unusual_submit_annual_report(self, act: Act) -> Iterator[bool]:
        yield act.on < date(act.says["year"], 11, 30) - timedelta(days=120)  # house, 5.2 11月底: long before

    def allows_notify_major_matter(self, act: Act) -> Iterator[bool]:
        yield act.says["happened_on"] <= act.on  # 5.2 遇到重大事项

    def unusual_notify_major_matter(self, act: Act) -> Iterator[bool]:
        yield act.says["happened_on"] < self.facts["approval"]  # 5.2 批准筹建后

    def allows_record_supervision(self, act: Act) -> Iterator[bool]:
        yield act.says["happened_on"] is None or act.says["happened_on"] <= act.on  # a matter that nobody told, 5.2

    def unusual_record_supervision(self, act: Act) -> Iterator[bool]:
        yield act.says["happened_on"] is not None and act.says["happened_on"] < self.facts["approval"]

    def allows_order_rectification(self, act: Act) -> Iterator[bool]:
        yield act.says["due_on"] > act.today  # 5.3 限期: nobody is late for what they could not know

    def unusual_order_rectification(self, act: Act) -> Iterator[bool]:
        yield act.says["due_on"] > months_after(act.on, 60)  # house: years ahead
        yield any(order.accepted is False for order in self.orders)  # house: it may be another chance

    def allows_report_rectification(self, act: Act) -> Iterator[bool]:
        order = self._order(act)
        yield order is not None and order.accepted is None and act.on >= order.on

    def allows_judge_rectification(self, act: Act) -> Iterator[bool]:
        order = self._order(act)
        yield order is not None and order.accepted is None and act.on >= max(order.on, order.last_paper)
        yield order is not None and (order.reported_on is not None or act.on > order.due_on)  # 5.3 整改后
        yield order is not None and (act.says["accepted"] or order.time_ran)  # 5.3 限期

    def unusual_judge_rectification(self, act: Act) -> Iterator[bool]:
        if (order := self._order(act)) is not None:
            yield not act.says["accepted"] and act.on <= order.due_on  # house, 5.3 限期: the time is the center's
            yield act.on < (order.reported_on or date.min)  # house

    def allows_give_notice_of_revocation(self, act: Act) -> Iterator[bool]:
        yield act.on >= self.grounds().get(act.says["ground"], (date.max, 0))[0]  # 5.1, 5.3
        yield self.standing_notice() is None  # house: one at a time

    def allows_revoke_center(self, act: Act) -> Iterator[bool]:
        notice = self.standing_notice()
        yield notice is not None and notice.served_on is not None  # 5.1, 5.3: on a ground alone; house: once told
        if notice is not None and notice.served_on is not None:
            end, is_known = working_days_after(notice.served_on, 5)
            yield is_known and act.on > end  # house: five working days for a statement

    def unusual_revoke_center(self, _act: Act) -> Iterator[bool]:
        if (notice := self.standing_notice()) is not None and notice.served_on is not None:
            yield notice.served_known_on > working_days_after(notice.served_on, 5)[0]  # house: a time that ran unseen

    def allows_record_service(self, act: Act) -> Iterator[bool]:
        served = self._served(act)
        yield served is not None and served.served_on is None and act.on >= served.on

    def _order(self, act: Act) -> Order | None:
        return next((order for order in self.orders if order.number == act.says["order"]), None)

    def _served(self, act: Act) -> Served | None:
        return self.notice if act.says["order"] is None else self._order(act)

    def grounds(self) -> dict[int | str, tuple[date, int]]:
        """5.1, 5.3: on what the center can be revoked, by the decision that makes it so; a later favourable one on the
        same matter ends that (house): support, and of what concerned the construction the establishment.
        """
        found: dict[int | str, tuple[date, int]] = {}
        if self.decided[0] == "revocation" and self.phase in BUILDING.split():
            found[EVALUATION] = self.decided[1:]
        for order in self.orders:
            is_of_now = self.phase in BUILDING.split() or (order.on, order.number) > self.established
            if order.accepted is False and order.judged > self.supported and is_of_now:
                found[order.number] = order.judged
        return found if self.phase in APPROVED.split() else {}

    def standing_notice(self) -> Notice | None:
        """house: the last notice, as long as the decision stands that gave its ground."""
        ground = self.grounds().get(self.notice.ground) if self.notice else None
        return self.notice if self.notice and ground and ground[1] < self.notice.number else None

    def take(self, act: Act) -> None:
        """The act is on record."""
        row = ROWS[act.row]
        getattr(self, f"then_{act.name}", _nothing_follows)(act, next(self.numbers))
        for fact in row.falls.split():
            self.facts.pop(fact, None)
        for given in row.gives.split():
            fact, _, word = given.partition("?")
            self.facts.pop(fact, None)
            if not word or act.says[word]:
                self.facts[fact] = act.on
        self.phase = row.leads or self.phase
        self.latest = max(self.latest, act.on)

    def then_record_support(self, act: Act, _number: int) -> None:
        if not act.says["granted"]:
            self.facts["support_declined"] = act.on
        elif "support_declined" in self.facts:
            self.facts["support_again"] = act.on  # house: what was withdrawn is given again before the approval

    def then_appoint_experts(self, act: Act, _number: int) -> None:
        stage, experts = act.says["stage"], act.says["experts"]
        if f"panel/{stage}" not in self.facts or not set(self.panels[stage]) <= set(experts):
            self.heard[stage] = set()  # house: a panel that is completed goes on, another begins anew
            self.facts.pop(f"opinion/{stage}", None)
        self.panels[stage] = experts

    def then_give_opinion(self, act: Act, _number: int) -> None:
        self.heard[act.says["stage"]].add(act.says["expert"])

    def then_approve_construction(self, act: Act, _number: int) -> None:
        self.terms.append((months_after(act.on, act.says["months"]), act.today))  # 3.5.1

    def then_report_on_site_acceptance(self, act: Act, _number: int) -> None:
        if not act.says["passed"]:  # 3.5.3 对通过现场验收 …: who fails goes on building, and inspects itself anew
            self.phase = "construction"
            self.facts.pop("self_inspection")

    def then_approve_establishment(self, act: Act, number: int) -> None:
        self.established = act.on, number

    def then_hold_exchange(self, act: Act, _number: int) -> None:
        self.exchanges.append((act.on, act.says["topic"]))

    def then_evaluate_construction(self, act: Act, _number: int) -> None:
        self.proposed = act.says["outcome"], act.says["new_end"]
        self.evaluated[self.terms[-1][0]] = act.on

    def then_decide_on_evaluation(self, act: Act, number: int) -> None:
        self.decided = act.says["outcome"], act.on, number
        if act.says["outcome"] == "continued_support" and act.on >= self.supported[0]:
            self.supported = act.on, number
        if act.says["new_end"] is not None:
            self.terms.append((act.says["new_end"], act.today))

    def then_submit_annual_report(self, act: Act, _number: int) -> None:
        self.reports[act.says["year"]] = self._handed_in(act, date(act.says["year"], 11, 30))

    def then_notify_major_matter(self, act: Act, _number: int) -> None:
        happened_on = act.says["happened_on"]
        found = [one for one in self.matters if one.happened_on == happened_on and one.notified_on is None]
        if not found:
            self.matters.append(Matter(happened_on, act.today))
        due_on, _ = working_days_after(happened_on, 5)
        [*found, self.matters[-1]][0].notified_on = self._handed_in(act, due_on)

    def _handed_in(self, act: Act, due_on: date) -> date:
        """house: lateness goes by the day of handing in; of a day before the approval was on record, by the paper's."""
        return act.today if due_on >= self.terms[0][1] else act.on

    def then_record_supervision(self, act: Act, _number: int) -> None:
        if act.says["happened_on"] is not None:
            self.matters.append(Matter(act.says["happened_on"], act.today))

    def then_order_rectification(self, act: Act, number: int) -> None:
        self.orders.append(Order(number, act.on, act.today, due_on=act.says["due_on"]))

    def then_report_rectification(self, act: Act, _number: int) -> None:
        if order := self._order(act):
            order.reported_on, order.last_paper = order.reported_on or act.today, act.on

    def then_judge_rectification(self, act: Act, number: int) -> None:
        if order := self._order(act):
            order.accepted, order.judged = act.says["accepted"], (act.on, number)

    def then_give_notice_of_revocation(self, act: Act, number: int) -> None:
        self.notice = Notice(number, act.on, act.today, ground=act.says["ground"])

    def then_record_service(self, act: Act, _number: int) -> None:
        if served := self._served(act):
            served.served_on, served.served_known_on = act.on, act.today

    def dues(self, today: date) -> list[Due]:
        """Every day by which something was to be done, of each yearly duty up to the first one ahead; what lies ahead
        of a center that has ended is due no more.
        """
        if "approval" not in self.facts:
            return []
        found = (self._reports_due, self._exchanges_due, self._evaluations_due, self._orders_due, self._notices_due)
        return [due for dues in found for due in dues(today) if due is not None]

    def _reports_due(self, today: date) -> Iterator[Due | None]:
        """5.2 批准筹建后，应于每年11月底; house: of a year whose day was over by then, it is a free gift."""
        approved_on, known_on = self.facts["approval"], self.terms[0][1]
        for year, reported_on in self.reports.items():
            if date(year, 11, 30) <= approved_on:
                yield Due("annual_report", date(year, 11, 30), "met", reported_on)
        for year in range(approved_on.year + (date(approved_on.year, 11, 30) <= approved_on), today.year + 2):
            yield self._due("annual_report", date(year, 11, 30), known_on, self.reports.get(year), today)
            if date(year, 11, 30) >= today and year not in self.reports:
                return

    def _exchanges_due(self, today: date) -> Iterator[Due | None]:
        """4.2 每年开展两次以上; house: in full calendar years."""
        first = months_after(self.facts["approval"] - timedelta(days=1), 12).year
        for year in range(first, today.year + 2):
            days = sorted(day for day, _ in self.exchanges if day.year == year)
            second = days[1] if len(days) > 1 else None
            yield self._due("exchanges", date(year, 12, 31), self.terms[0][1], second, today)
            if date(year, 12, 31) >= today and second is None:
                return

    def _evaluations_due(self, today: date) -> Iterator[Due | None]:
        """5.1 筹建期满前; with the establishment that is over."""
        established_on = self.facts.get("establishment", date.max)
        for term, known_on in self.terms:
            yield self._due("evaluation", term, known_on, self.evaluated.get(term), today, over_on=established_on)

    def _orders_due(self, today: date) -> Iterator[Due | None]:
        """5.3 限期整改, once the time runs."""
        for order in self.orders:
            if order.time_ran:
                known_on = max(order.known_on, order.served_known_on)
                yield self._due("rectification", order.due_on, known_on, order.reported_on, today)

    def _notices_due(self, today: date) -> Iterator[Due | None]:
        """5.2 应在5个工作日内书面告知; house: a provisional day is never missed."""
        for matter in self.matters:
            due_on, is_known = working_days_after(matter.happened_on, 5)
            day = today if is_known else date.min
            yield self._due("major_matter", due_on, matter.known_on, matter.notified_on, day)

    def _due(
        self, duty: str, due_on: date, known_on: date, done_on: date | None, today: date, *, over_on: date = date.max
    ) -> Due | None:
        if done_on is not None:
            return Due(duty, due_on, "met", done_on, max(0, (done_on - due_on).days))
        end = min(over_on, self.facts.get("end", date.max))
        if due_on < known_on:  # house: nobody knew of it on its day
            return Due(duty, due_on, "not_on_record") if due_on < end else None
        if due_on < today:
            return Due(duty, due_on, "missed") if due_on < end else None
        return Due(duty, due_on, "open") if end == date.max else None


def _nothing(_act: Act) -> Iterator[bool]:
    return iter(())


def _nothing_follows(_act: Act, _number: int) -> None:
    """The row says it all."""
