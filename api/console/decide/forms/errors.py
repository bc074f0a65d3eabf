"""Where on a form something is wrong, and in which words."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

from api.console.decide.forms.answers import Answer, Answers, joined
from api.console.decide.forms.fault_words import fault_in_words
from api.console.decide.forms.groups import Group, Rows, walk
from api.console.decide.forms.questions import AnyQuestion
from api.http.language import Language, say
from domain.housekeeping.correctable import DAY
from domain.kernel.base import Label
from domain.kernel.refusals import Refusal
from domain.wording.refusals import explain

WHOLE_FORM = ""
"""The place of what is wrong with no single field."""


class Wrong(NamedTuple):
    """One thing that is wrong: the field's name in the form, its title from the outermost on, and the sentence."""

    name: str
    title: str
    sentence: str
    colon: str = "："

    @classmethod
    def of(cls, name: str, title: Label, sentence: str, language: Language) -> Self:
        """As it is said in that language."""
        return cls(name, say(title, language), sentence, _COLON[language])

    @property
    def id(self) -> str:
        """The place on the page that the summary leads to."""
        return f"q-{self.name}" if self.name else "decision"

    @property
    def in_full(self) -> str:
        """As the summary at the top says it."""
        return f"{self.title}{self.colon}{self.sentence}" if self.title else self.sentence


def wrong_fields(form: Group, answers: Answers, errors: Sequence[Mapping[str, Any]], language: Language) -> list[Wrong]:
    """What a command's model found wrong, each at the field that is nearest to it, in the order of the form."""
    titles, asked = _titles(form, answers, language), _asked(form, answers)
    found: dict[tuple[str, str], Wrong] = {}
    for error in errors:
        name = _nearest(_place(form, answers, [str(part) for part in error["loc"]]), titles)
        sentence = say(fault_in_words(*asked[name], error), language)
        found.setdefault((name, sentence), Wrong(name, titles[name], sentence, _COLON[language]))
    places = list(titles)
    return sorted(found.values(), key=lambda wrong: places.index(wrong.name))


def _place(question: AnyQuestion, answer: Answer, loc: Sequence[str]) -> str:
    """Where on the form the place in the command is: rows that say nothing are left out of the one and not of the
    other.
    """
    if not loc:
        return ""
    head, *rest = loc
    if isinstance(question, Rows) and head.isdecimal():
        rows, in_command = question.narrowed(answer), list(map(id, question.stated(answer)))
        stated = [place for place, row in enumerate(rows) if id(row) in in_command]
        if int(head) < len(stated):
            place = stated[int(head)]
            return joined(str(place), _place(question.each, rows[place], rest))
    if isinstance(question, Group):
        for inner, its in question.answered(answer):
            if inner.name == head:
                return joined(head, _place(inner, its, rest))
    return joined(*loc)


def _asked(form: Group, answers: Answers) -> dict[str, tuple[AnyQuestion, Answer]]:
    """Every question by its name, with its answer."""
    asked: dict[str, tuple[AnyQuestion, Answer]] = {}

    def found(question: AnyQuestion, name: str, answer: Answer) -> None:
        asked[name] = (question, answer)

    walk(form, answers, found)
    return asked


_COLON: dict[Language, str] = {"zh": "：", "en": ": "}


PLACE_OF_REFUSAL: dict[str, str] = {
    "organisation_listed_twice": "joint",
    "organisation_name_twice": "joint",
    "superior_is_a_party": "lead",
    "cooperation_mechanism_missing": "cooperation_mechanism",
    "reason_of_refusal_missing": "reason",
    "consent_of_another_authority": "authority_kind",
    "party_evidence_missing": "evidence",
    "expert_listed_twice": "experts",
    "expert_panel_too_small": "experts",
    "lead_not_on_panel": "lead",
    "expert_not_independent": "experts",
    "expert_not_on_panel": "expert_id",
    "expert_not_lead": "expert_id",
    "not_your_signature": "expert_id",
    "stage_not_open": "stage",
    "name_unchanged": "name_zh",
    "scope_unchanged": "field",
    "departments_missing": "departments",
    "term_out_of_range": "term_months",
    "extension_without_support": "new_term_ends_on",
    "extension_too_early": "new_term_ends_on",
    "typical_case_missing": "cases",
    "report_year_before_approval": "year",
    "report_year_not_begun": "year",
    "report_already_submitted": "year",
    "matter_in_the_future": "happened_on",
    "matter_unknown": "matter_id",
    "matter_already_notified": "matter_id",
    "matter_of_another_day": "happened_on",
    "due_date_not_ahead": "due_on",
    "extended_day_not_later": "due_on",
    "followed_order_not_rejected": "follows",
    "rectification_unknown": "rectification_id",
    "rectification_already_judged": "rectification_id",
    "organisation_not_a_party": "predecessor",
    "successor_is_a_party": "successor",
    "officer_named_twice": "assisting",
    "officer_has_another_part": "lead",
    "follow_up_unknown": "about",
    "followed_up_already": "about",
    "order_not_proposed": "proposal_id",
    "outcome_of_another_kind": "outcome",
    "served_already": "position",
    "served_act_unknown": "position",
    "served_act_undone": "position",
    "act_not_served": "position",
    "service_without_consent": "consent",
    "ground_does_not_stand": "ground",
    "statement_unanswered": "answer_to_statement",
    "corrected_event_unknown": "position",
    "nothing_corrected": "corrected",
    "correction_of_a_correction": "position",
    "corrected_field_unknown": "corrected",
    "corrected_content_wrong": "corrected",
    "correction_of_anothers_act": "corrected",
    "correction_of_what_follows": "corrected",
    "correction_waits_already": "corrected",
    "corrected_act_refused": "corrected",
    "correction_by_another_person": "correction_id",
    "correction_unknown": "correction_id",
    "correction_only_turned_down": "verdict",
    "term_before_approval": "term_ends_on",
    "establishment_before_approval": "established_on",
    "center_exists": "center_id",
    "handed_in_by_another": "on_behalf_of.organisation",
    "received_before_its_day": "on_behalf_of.received_on",
    "handed_in_paper_not_held": "on_behalf_of.document",
    "notice_already_entered": "notice",
}
"""By a refusal's code: the field that it is about."""


def refused_field(form: Group, answers: Answers, refusal: Refusal, language: Language) -> Wrong:
    """A rule's refusal of what was said, at the field that it is about."""
    titles = _titles(form, answers, language)
    place = str(refusal.params.get("field", "effective_on"))
    if refusal.code != "effective_in_the_future":
        place = PLACE_OF_REFUSAL.get(refusal.code, WHOLE_FORM)
    if place == "corrected":
        place = _of_the_corrected(refusal)
    name = _nearest(place, titles)
    _, detail = explain(refusal.code, refusal.params)
    return Wrong(name, titles[name], say(detail, language), _COLON[language])


def _of_the_corrected(refusal: Refusal) -> str:
    """The field of the corrected record that a refusal is about, where it is about one; else all that is corrected."""
    rule = str(refusal.params.get("refused", {}).get("code"))
    fields = refusal.params.get("fields") or [PLACE_OF_REFUSAL.get(rule, "")]
    if DAY in fields or rule in _OF_THE_DAY:
        return "corrected_effective_on"
    return f"corrected.{fields[0]}"


_OF_THE_DAY = frozenset({"effective_in_the_future", "day_before_its_ground"})


def _titles(form: Group, answers: Answers, language: Language) -> dict[str, str]:
    """Every field's title by its name: 联合承建单位 1 · 单位名称."""
    titles: dict[str, str] = {WHOLE_FORM: ""}

    def found(question: AnyQuestion, name: str, _answer: Answer) -> None:
        if not name:
            return
        outer, _, last = name.rpartition(".")
        own = _row(last) if not question.name else say(question.label, language)
        between = " " if not question.name else " · "
        titles[name] = f"{titles[outer]}{between}{own}" if outer else own

    walk(form, answers, found)
    return titles


def _row(place: str) -> str:
    return str(int(place) + 1)


def _nearest(name: str, titles: Mapping[str, str]) -> str:
    while name not in titles:
        name = name.rpartition(".")[0]
    return name
