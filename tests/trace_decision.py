"""``python -m tests.trace_decision``: what one ``approve_construction`` enters, from the signal to the summary.

It counts the product's files that are entered, the calls of its functions, and how often a need of a decision is
checked, and names the functions called most.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from domain.decider import DECISIONS
from domain.guideline.phases import Phase
from service_layer.recording import DecisionRecorder
from tests.lives import path_to
from tests.service_layer.recorders import CENTER, opened, receipt, tell

ROOT = Path(__file__).parents[1]
MOST = 12
NEEDS = {need.__qualname__ for decision in DECISIONS for need in decision.needs}


def traced(action: Callable[[], object]) -> Counter[tuple[str, str]]:
    """How often each function of the product was called, by its file and name."""
    calls: Counter[tuple[str, str]] = Counter()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and file.is_relative_to(ROOT) and ".venv" not in file.parts and "tests" not in file.parts:
            calls[file.relative_to(ROOT).as_posix(), frame.f_code.co_qualname] += 1

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls


def one_approval(recorder: DecisionRecorder) -> Counter[tuple[str, str]]:
    """A center is led to its approval; the last decision is traced."""
    *before, approval = path_to(Phase.CONSTRUCTION)
    for number, step in enumerate(before):
        tell(recorder, step.body, step.role, f"step-{number}")
        recorder.summary(CENTER)
    calls = traced(lambda: (tell(recorder, approval.body, approval.role, "approval"), recorder.summary(CENTER)))
    answer = receipt(recorder, "approval")
    if answer.outcome != "recorded":
        raise SystemExit(f"refused: {answer.refusal}")
    return calls


def main() -> None:
    """Print the counts."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as recorder:
        calls = one_approval(recorder)
    files = {file for file, _ in calls}
    checks = sum(count for (_, name), count in calls.items() if name in NEEDS)
    sys.stdout.write(f"files entered {len(files)}, functions {len(calls)}, calls {calls.total()}, needs {checks}\n")
    for (file, name), count in calls.most_common(MOST):
        sys.stdout.write(f"{count:6} {file} {name}\n")


if __name__ == "__main__":
    main()
