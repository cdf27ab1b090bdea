"""The issues stage from end to end with a codebook of another kind and a layer that a study's coders taught."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from govtext.issues import stage
from govtext.issues.stage import run
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import IssuesSettings
from govtext.store import Artifact, Inputs, Source

BOOK = """
name = "city services"
[[codes]]
code = "street_light"
label = "路灯"
label_en = "Street light"
[[codes.rules]]
name = "broken"
any = ["路灯~坏"]
who = "any"
[[types]]
code = "repair"
label = "报修"
label_en = "Repair"
[[types.rules]]
name = "broken"
any = ["坏了"]
[[types]]
code = "praise"
label = "表扬"
label_en = "Praise"
prior = 0.1
"""
TAUGHT = """
codebook = "city services"
scale = 1.0
least = 1.0
[codes.street_light]
intercept = 4.0
rules = 1.0
threshold = 0.5
alone = true
[words]
columns = ["idf", "street_light"]
[words.weights]
"灯" = [1.0, 3.0]
"谢谢" = [1.0, -9.0]
"""
TEXTS = ["门口路灯坏了。", "小巷的灯黑着，走路要摸。", "谢谢环卫工人。"]


def made(lexicons: Lexicons, folder: Path, taught: str, replied: datetime | None = None) -> dict[str, list[dict]]:
    (folder / "service_problems.toml").write_text(BOOK, encoding="utf-8")
    (folder / "coding_study_layer.toml").write_text(taught, encoding="utf-8")
    own = {name: folder / name for name in ("service_problems.toml", "coding_study_layer.toml")}
    documents = [
        {
            "doc_id": f"c{n}", "kind": "complaint", "source_file": "a.csv", "source_row": n, "title": "来信", "text": text,
            "date": datetime(2024, 1, 1 + n), "region": "甲区", "reply_date": replied,
        }
        for n, text in enumerate(TEXTS)
    ]
    words = [{"doc_id": f"c{n}", "words": list(f"来信\n{text}"), "tags": ["x"] * (3 + len(text))} for n, text in enumerate(TEXTS)]
    inputs = {
        "documents": Source.of("documents", documents), "words": Source.of("words", words),
        "entities": Source.of("entities", []), "document_topics": Source.of("document_topics", []),
    }
    found: dict[str, list[dict]] = {}
    for produced in run(Inputs(inputs), IssuesSettings(), Lexicons({**lexicons.files, **own}), Work()):
        assert not isinstance(produced, Artifact), "three messages make no recurring issue, so no hotline tables"
        name, content = produced
        found.setdefault(name, []).extend(content.to_pylist())
    return found


def test_other_codes_and_other_request_types(lexicons: Lexicons, tmp_path: Path) -> None:
    found = made(lexicons, tmp_path, "")
    assert [(row["doc_id"], row["code"], row["evidence"]) for row in found["service_problems"]] == [
        ("c0", "street_light", "路灯坏")
    ]
    assert [row["request_type"] for row in found["request_types"]] == ["repair", "praise", "praise"]
    shares = {(row["grouping"], row["group"]): row["with_code"] for row in found["problem_prevalence"]}
    assert shares["all", "all"] == 1
    assert shares["request_type", "repair"] == 1
    assert found.get("problem_pairs", []) == []


def test_what_the_studys_coders_taught_is_applied(lexicons: Lexicons, tmp_path: Path) -> None:
    assert tomllib.loads(TAUGHT)
    found = made(lexicons, tmp_path, TAUGHT)
    held = {row["doc_id"]: row for row in found["service_problems"]}
    assert set(held) == {"c0", "c1"}
    assert held["c1"]["rules"] == ["words"]
    assert held["c1"]["evidence"] == "小巷的灯黑着"
    assert held["c1"]["score"] == pytest.approx(1 / (1 + 2.718281828 ** -(4.0 + 3.0 - 5.293305)), abs=1e-3)


def test_without_a_reply_no_text_is_put_into_groups_for_them(
    lexicons: Lexicons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(stage, "_topics", lambda places, documents, topics: asked.append(places) or {})
    assert made(lexicons, tmp_path, "").get("responses", []) == []
    assert asked == []
    found = made(lexicons, tmp_path, "", datetime(2024, 1, 9))
    assert len(asked) == 1
    held = {(row["grouping"], row["group"]): row["answered"] for row in found["responses"]}
    assert held["all", "all"] == 3, "the day of a reply is enough"
