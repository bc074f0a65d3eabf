"""提出专家意见: what is to be judged lies beside what is said of it (3.3.3, 3.4.2, 3.5.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Options
from domain.center import Review
from domain.guideline.clauses import CLAUSES
from domain.kernel.base import Label
from domain.kernel.records import Record
from domain.reviews.messages import CLAUSE_OF, ExpertOpinionGiven
from domain.values.comparing_form import same_name


def _asked(scene: Scene) -> Group:
    """An expert signs for nobody else, and the stage is the one that is open."""
    stage, expert = scene.form.of("stage"), _own(scene.form.of("expert_id"), scene)
    return scene.form.with_(
        settled(stage, scene.answers["stage"]),
        settled(expert, scene.answers["expert_id"]),
    )


def _own(question: AnyQuestion, scene: Scene) -> AnyQuestion:
    """Just the expert who is signed in, where it is one of the panel."""
    if scene.actor.anyone or not isinstance(question, Choice):
        return question
    own = tuple(option for option in question.options if same_name(option.code, scene.actor.id))
    return replace(question, groups=(Options(None, own),)) if own else question


def _context(scene: Scene) -> Mapping[str, object]:
    center, stage = scene.center, dossier.stage_of(scene.center)
    review, opinions = center.review(stage), dossier.opinions(scene.background.records, stage)
    return {
        "heard": _heard(review, opinions),
        "sees_others": stage not in center.withheld_reviews,
        "stage": stage,
        "rule": CLAUSES[CLAUSE_OF[stage]].rule,
        "materials": dossier.materials(scene.background, stage),
        "requested": dossier.supplements_requested(scene.background.records, stage),
        "review": review,
        "names": {expert.id: expert.name for expert in review.experts},
        "opinions": opinions,
    }


def _heard(review: Review, opinions: Sequence[Record[ExpertOpinionGiven]]) -> set[str]:
    """Of the members, those who have said something as far as it is shown."""
    given = [opinion.event.expert_id for opinion in opinions]
    return {expert.id for expert in review.experts if any(id_ and same_name(id_, expert.id) for id_ in given)}


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("expert", Label("出具人", "Who gives it"), ("expert_id", "stage")),
        FormPart("opinion", Label("意见与建议", "Opinion and suggestions"), ("stance", "opinion", "suggestions")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
    clause=lambda scene: CLAUSE_OF[dossier.stage_of(scene.center)],
)
