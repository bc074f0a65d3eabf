"""委派专家: the panel as a list of people, beside the rule that it has to meet (3.3.3, 3.4.2, 3.5.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.arranged.dossier import stage_of
from api.console.decide.forms.groups import Group, Rows
from api.console.decide.forms.questions import AnyQuestion
from domain.center import Center, Review
from domain.guideline.vocabulary import Stage
from domain.kernel.base import Label
from domain.reviews.messages import CLAUSE_OF


def _asked(scene: Scene) -> Group:
    """The stage is the one that is open."""
    stage, experts = scene.form.of("stage"), scene.form.of("experts")
    return scene.form.with_(settled(stage, scene.answers["stage"]), _people(experts))


def _people(experts: AnyQuestion) -> AnyQuestion:
    """What helps to fill in a row is said once, above all rows."""
    if not isinstance(experts, Rows):
        return experts
    each = experts.each.with_(*(replace(question, hint=None) for question in experts.each.inside))
    hint = Label(
        "编号即专家登录时使用的编号；工作单位统一社会信用代码为 18 位，用于核对回避。",
        "The id is the one that the expert signs in with; the employer's credit code, 18 characters, helps to check "
        "independence.",
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
    context=_context,
    clause=lambda scene: CLAUSE_OF[stage_of(scene.center)],
)
