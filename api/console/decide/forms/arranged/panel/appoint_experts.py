"""委派专家: the panel as a list of people, beside the rule that it has to meet (3.3.3, 3.4.2, 3.5.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from api.console.decide.forms.answers import Sent, as_rows, as_text
from api.console.decide.forms.arranged.arrangement import (
    DATE_AND_DOCUMENTS,
    Arrangement,
    Background,
    FormPart,
    Scene,
    settled,
)
from api.console.decide.forms.arranged.dossier import stage_of
from api.console.decide.forms.arranged.panel.panel_form import PanelForm, with_notes
from api.console.decide.forms.groups import Group, Rows
from api.console.decide.forms.questions import AnyQuestion
from domain.center import Center, Review
from domain.guideline.vocabulary import Stage
from domain.kernel.base import Label
from domain.kernel.roles import Actor
from domain.reviews.messages import CLAUSE_OF, Expert
from domain.reviews.rules import conflicts_of, perhaps_partial
from domain.wording.refusals import explain, explain_doubt


def _asked(scene: Scene) -> Group:
    """The stage is the one that is open."""
    stage, experts = scene.form.of("stage"), scene.form.of("experts")
    return scene.form.with_(
        settled(stage, scene.answers["stage"]), with_notes(_people(experts), dict(_conflicts(scene)))
    )


def _by_answers(form: Group, _background: Background, _sent: Sent) -> Group:
    return PanelForm.of_panel(form)


def _conflicts(scene: Scene) -> Iterator[tuple[int, tuple[tuple[Label, str], ...]]]:
    """By the place of its row, why a member is none, or may be none, as far as the record says."""
    stage = stage_of(scene.center)
    for place, row in enumerate(as_rows(scene.answers["experts"])):
        names = {name: as_text(row[name]) for name in ("id", "name", "organisation", "uscc")}
        if names["name"] or names["id"]:
            yield place, tuple(conflicts_in_words(names, stage, scene.center, scene.actor))


def conflicts_in_words(
    named: Mapping[str, str], stage: Stage, center: Center, appointing: Actor
) -> Iterator[tuple[Label, str]]:
    """Why somebody of that id, name and employer is no member, or may be none: a sentence and its clause each."""
    id_, name, employer, uscc = (named.get(field, "") for field in ("id", "name", "organisation", "uscc"))
    expert = Expert.model_construct(id=id_, name=name, organisation=employer, uscc=uscc)
    for refusal in conflicts_of(expert, stage, center, appointing):
        yield explain(refusal.code, refusal.params)[1], refusal.clause
    for doubt in perhaps_partial(expert, stage, center):
        yield explain_doubt(doubt.code, doubt.params), doubt.clause


def _people(experts: AnyQuestion) -> AnyQuestion:
    """What helps to fill in a row is said once, above all rows."""
    if not isinstance(experts, Rows):
        return experts
    each = experts.each.with_(*(replace(question, hint=None) for question in experts.each.inside))
    hint = Label(
        "填写姓名中的两个字即可找到以往委派过的专家，其余各项自动填入；找不到的，逐项填写。编号即专家登录时使用的编号，信用代码用于核对回避。",
        "Two characters of a name find those who were on a panel before, and the rest is filled in; of whoever wasn't, "
        "all is typed. The id is the one that the expert signs in with; the credit code helps to check independence.",
    )
    return replace(experts, each=replace(each, label=Label("成员", "Member")), hint=hint)


def _context(scene: Scene) -> Mapping[str, object]:
    center, stage = scene.center, stage_of(scene.center)
    return {
        "minimum": scene.policy.panel_minimum,
        "organisations": list(dict.fromkeys(_names(center))),
        "replaces": center.review(stage).experts,
        "earlier": list(_earlier(center, stage)),
    }


def _names(center: Center) -> Iterator[str]:
    """Whose people are not independent."""
    yield from (organisation.name for organisation in center.organisations())
    if center.host:
        yield center.host


def _earlier(center: Center, now: Stage) -> Iterator[tuple[Stage, Review]]:
    """The panels of the center's other stages."""
    for stage in Stage:
        if stage is not now and center.review(stage).experts:
            yield stage, center.review(stage)


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("panel", Label("专家组", "Panel"), ("stage", "experts", "lead")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    by_answers=_by_answers,
    context=_context,
    clause=lambda scene: CLAUSE_OF[stage_of(scene.center)],
)
