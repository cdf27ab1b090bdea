"""What stretches of clauses say: concepts and pairs by hand, stretches against their plain definition."""

import math

import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.clauses import ClauseEntry, ClauseModel, clause_spans, pieces, stretches
from govtext.issues.coding.concepts import ConceptModel, pairs_of
from govtext.issues.coding.layer import read_layer

CONCEPTS = {"others": ["别人", "隔壁"], "have": ["都有", "有"], "lack": ["没有", "没"]}
TOGETHER = {"others": [0.5, 0.0], "others have": [0.25, -0.5], "have lack": [1.5, 0.125], "lack": [-0.25, 0.0]}
ENTRY = {
    "columns": ["idf", "unequal", "slow"], "intercepts": [-2.0, -3.0], "least": 1.0, "span": 2,
    "weights": {"路": [2.0, 1.0, 0.0], "等": [1.5, 0.0, 4.0]}, "concepts": CONCEPTS, "together": TOGETHER,
}
TEXTS = ["", "标题", "标题\n", "\n路等，路？隔壁都有。我们没有路\n等，等等 等", "修路\n别人都有路，我们没有。", "，。\n\n!"]


def test_stretches_are_clauses_that_follow_each_other_in_a_line() -> None:
    text = "甲\n乙，丙。丁\n戊"
    own = [[text[start:end] for start, end in one] for one in stretches(text, 2)]
    assert own == [["甲"], ["乙", "丙"], ["丙", "丁"], ["戊"]]
    assert [one for (one,) in stretches(text, 1)] == clause_spans(text)
    assert stretches("，。", 2) == []


def test_concepts_and_pairs_are_added_up_as_written_down() -> None:
    model = ConceptModel(CONCEPTS, TOGETHER, 2)
    clauses = ["隔壁都有", "没有"]
    stands = [(model.words.index(word), n) for n, clause in enumerate(clauses) for word in model.words if word in clause]
    found = model.named(*np.array(stands).T)
    # 没有 holds 有 as well: a word that stands in another counts for its own concept.
    assert np.divmod(found, 3)[0].tolist() == [0, 0, 1, 1]
    assert np.divmod(found, 3)[1].tolist() == [0, 1, 1, 2]
    assert model.points(found, 2).tolist() == [[0.75, -0.5], [1.25, 0.125]]
    assert model.points(found, 3).tolist()[2] == [0.0, 0.0]
    # Three stretches: both clauses, the second, and the first again.
    joined = model.stretched(found, np.array([0, 1, 0]), np.array([1, 1, 0]))
    assert joined.tolist() == [0, 1, 2, 4, 5, 6, 7]
    assert model.points(joined, 3).tolist() == [[2.0, -0.375], [1.25, 0.125], [0.75, -0.5]]
    assert dict(model.parts([0, 1], 0)) == {"{others}": 0.5, "{others have}": 0.25}
    assert pairs_of([3, 1]) == [(1, 1), (3, 3), (1, 3)]


def _plain(text: str, span: int) -> list[tuple[float, ...]]:
    """The same from the definition: sums over the clauses of a stretch, concepts named anywhere in it."""
    said = []
    for one in stretches(text, span):
        clauses = [text[start:end] for start, end in one]
        held = [ENTRY["weights"][piece] for clause in clauses for piece in pieces(clause) if piece in ENTRY["weights"]]
        length = max(math.sqrt(sum(idf**2 for idf, *_ in held)), 1.0)
        named = [name for name, words in CONCEPTS.items() if any(word in clause for word in words for clause in clauses)]
        said.append(tuple(
            sum(idf * row[code] for idf, *row in held) / length + intercept + sum(
                row[code] for key, row in TOGETHER.items() if set(key.split()) <= set(named)
            )
            for code, intercept in enumerate(ENTRY["intercepts"])
        ))
    return said


@pytest.mark.parametrize("span", [1, 2, 3])
def test_stretches_of_many_texts_are_read_as_one_by_one(span: int) -> None:
    model = ClauseModel(ClauseEntry.model_validate({**ENTRY, "span": span}))
    for text, spoken in zip(TEXTS, model.speak_each(TEXTS), strict=True):
        said = _plain(text, span) or [(-2.0, -3.0)]
        assert spoken.best.tolist() == pytest.approx([max(column) for column in zip(*said, strict=True)])
        title = _plain(text[: max(text.find("\n"), 0)], span) or [(-2.0, -3.0)]
        assert spoken.title.tolist() == pytest.approx([max(column) for column in zip(*title, strict=True)])
        assert spoken.best.tolist() == model.speak(text).best.tolist()


def test_the_evidence_is_the_strongest_clause_of_the_stretch() -> None:
    model = ClauseModel(ClauseEntry.model_validate(ENTRY))
    text = "修路\n别人都有路，我们没有。"
    spoken = model.speak(text)
    start, end = spoken.spans[0]
    assert text[start:end] == "别人都有路，我们没有"
    first, last = model.strongest([(text[start:end], start, "unequal")])[0]
    assert text[first:last] == "别人都有路"
    parts = dict(model.contributions(text[start:end], "unequal"))
    assert sum(parts.values()) - 2.0 == pytest.approx(spoken.best[0])
    assert parts["{have lack}"] == 1.5


@pytest.mark.parametrize(
    ("together", "message"),
    [({"nobody": [0.0, 0.0]}, "names no concept"), ({"others have": [0.0]}, '"others have" has 1 numbers, not 2')],
)
def test_mistakes_in_the_file_are_told(together: dict, message: str) -> None:
    with pytest.raises(GovtextError, match=message):
        read_layer({"codebook": "small", "clauses": {**ENTRY, "together": together}})
