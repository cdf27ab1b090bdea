"""The robustness stage: the main findings again under other conditions."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.robustness.conditions import Complaints, conditions
from govtext.robustness.problems import Row, problem_rows
from govtext.robustness.refits import refit_rows
from govtext.settings import RobustnessSettings, TopicsSettings
from govtext.store import Inputs, Produced, table


def run(inputs: Inputs, settings: RobustnessSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield the table robustness.

    The upstream settings and the chosen number of topics are those that the tables were made with.
    """
    complaints = Complaints.read(inputs["documents"])
    if not len(complaints.doc_ids):
        return
    # Begun first, though they stand last: problems and gaps may be found meanwhile, and are then looked at beside them.
    refits = work.ahead(_refits(inputs, settings, lexicons, work)) if settings.refits else iter(())
    yield "robustness", table("robustness", list(problem_rows(inputs, complaints, conditions(complaints), settings)))
    yield "robustness", table("robustness", list(refits))


def _refits(inputs: Inputs, settings: RobustnessSettings, lexicons: Lexicons, work: Work) -> Iterator[Row]:
    made_with = inputs.records.get("topics", {}).get("settings") or {}
    topics = TopicsSettings.model_validate(made_with)
    chosen = [row["k"] for row in inputs["model_selection"].read(["k", "chosen"]).to_pylist() if row["chosen"]]
    stop_words = frozenset(word.word for word in lexicons.words("stopwords.txt"))
    yield from refit_rows(inputs, topics, chosen[0] if chosen else 0, stop_words, settings, work)
