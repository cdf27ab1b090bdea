"""The stage gives whole tables, and empty ones where nothing can be said."""

import pytest

from govtext.parallel import Work
from govtext.policies import stage
from govtext.policies.stage import run
from govtext.settings import PoliciesSettings
from govtext.store import Inputs, Source

TEXT = "办事规定\n第一条 窗口应当一次性告知所需材料，不得要求重复提供证明。\n第二条 热线应当在五个工作日内答复群众。\n第三条 本规定自2023年1月1日起施行。"
COMPLAINT = "跑了五趟\n办证明来回跑，材料重复提供，窗口不一次说清。"


def tokens(text: str) -> list[str]:
    import jieba

    jieba.setLogLevel(60)
    return list(jieba.cut(text))


def document(doc_id: str, kind: str, text: str) -> dict:
    title, _, body = text.partition("\n")
    return {"doc_id": doc_id, "kind": kind, "source_file": "a.md", "title": title, "text": body}


def study(policies: bool = True, complaints: bool = True) -> Inputs:
    texts = [("p1", "policy", TEXT)] * policies + [("c1", "complaint", COMPLAINT)] * complaints
    cut = [{"doc_id": d, "words": tokens(t), "tags": ["n"] * len(tokens(t))} for d, _, t in texts]
    evidence = {"doc_id": "c1", "code": "cumbersome_procedures", "score": 1.0, "evidence": "材料重复提供", "start": 11, "end": 17}
    return Inputs(
        tables={
            "documents": Source.of("documents", [document(*entry) for entry in texts]),
            "words": Source.of("words", cut),
            "issues": Source.of("issues", [{"issue_id": "i1", "rank": 1, "label": "证明"}] * complaints),
            "issue_members": Source.of("issue_members", [{"doc_id": "c1", "issue_id": "i1", "similarity": 1.0}] * complaints),
            "service_problems": Source.of("service_problems", [evidence] * complaints),
            "topic_words": Source.of("topic_words", [{"topic_id": 0, "rank": 1, "word": "材料", "weight": 1.0}] * complaints),
        }
    )


def results(inputs: Inputs, lexicons, workers: int = 1, **settings) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for name, made in run(inputs, PoliciesSettings(**settings), lexicons, Work(workers=workers)):
        found.setdefault(name, []).extend(made.to_pylist())
    return found


def test_the_way_from_complaint_to_clause(lexicons):
    made = results(study(), lexicons, link_threshold=0.05)
    clauses = {row["clause_id"]: row for row in made["clauses"]}
    assert [row["number"] for row in made["clauses"]] == ["第一条", "第二条", "第三条"]
    assert "cumbersome_procedures" in made["clauses"][0]["problems"]
    assert made["clauses"][1]["deadlines"] == ["五个工作日内"]
    assert made["clauses"][1]["deadline_days"] == 7
    assert made["clauses"][2]["instrument"] is None
    best = next(r for r in made["links"] if r["target_kind"] == "problem" and r["target_id"] == "cumbersome_procedures")
    assert clauses[best["clause_id"]]["number"] == "第一条"
    assert best["words"]
    issue = next(r for r in made["links"] if r["target_kind"] == "issue")
    assert clauses[issue["clause_id"]]["number"] == "第一条"
    gap = {row["code"]: row for row in made["gaps"]}["cumbersome_procedures"]
    assert (gap["complaints"], gap["clauses"]) == (1, 1)
    assert gap["coverage"] == 0.5


@pytest.mark.parametrize(("policies", "complaints"), [(True, False), (False, True), (False, False)])
def test_a_study_without_policies_or_complaints(policies, complaints, lexicons):
    made = results(study(policies, complaints), lexicons)
    assert bool(made.get("clauses")) == policies
    if not (policies or complaints):
        assert not any(made.values())
    if not policies:
        assert made.get("links", []) == []


def test_evidence_stands_in_the_clause(lexicons):
    made = results(study(), lexicons)
    text = "".join(tokens(TEXT))
    for row in made["clauses"]:
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["instrument_evidence"] is None or row["instrument_evidence"] in row["text"]
    for row in [*made["clause_parts"]]:
        assert text[row["start"] : row["end"]] == row["text"]
    for row in made["clause_instruments"]:
        assert text[row["start"] : row["end"]] == row["evidence"]


def test_results_do_not_depend_on_the_number_of_workers(lexicons, monkeypatch):
    monkeypatch.setattr("govtext.policies.stage.BATCH", 1)
    extra = [("p2", "policy", TEXT.replace("热线", "窗口")), ("p3", "policy", TEXT)]
    inputs = study()
    documents = [*inputs["documents"].read().to_pylist(), *(document(*entry) for entry in extra)]
    words = inputs["words"].read().to_pylist()
    words += [{"doc_id": d, "words": tokens(t), "tags": ["n"] * len(tokens(t))} for d, _, t in extra]
    tables = {**inputs.tables, "documents": Source.of("documents", documents), "words": Source.of("words", words)}
    assert results(Inputs(tables=tables), lexicons) == results(Inputs(tables=tables), lexicons, workers=2)


def test_complaints_heard_before_the_issues_are_there_and_linked_here_tell_the_same(lexicons, monkeypatch):
    inputs = study()

    def late(name):
        return Source(name, content=inputs[name].read(), wait=lambda: None, there=lambda: False)

    waiting = Inputs(tables={**inputs.tables, **{name: late(name) for name in ("issue_members", "service_problems")}})
    expected = results(inputs, lexicons)
    assert expected["links"]
    assert expected["clause_complaints"]
    assert not waiting["service_problems"].is_there()
    assert inputs["service_problems"].is_there()
    assert results(waiting, lexicons) == expected
    monkeypatch.setattr(stage, "SENT", 0)
    assert results(inputs, lexicons) == expected


def test_a_copy_takes_nothing_over_and_a_crowd_of_them_is_no_matter(lexicons):
    copies = [document(f"p{n}", "policy", TEXT) | {"duplicate_of": "p0" if n else None} for n in range(60)]
    words = [{"doc_id": f"p{n}", "words": tokens(TEXT), "tags": ["n"] * len(tokens(TEXT))} for n in range(60)]
    tables = {**study().tables, "documents": Source.of("documents", copies), "words": Source.of("words", words)}
    made = results(Inputs(tables=tables), lexicons)
    assert len(made["clauses"]) == 180
    assert made.get("takeovers", []) == []


def test_texts_without_a_word(lexicons):
    empty = [document("p1", "policy", "\n"), document("c1", "complaint", "\n")]
    words = [{"doc_id": key, "words": ["\n"], "tags": ["x"]} for key in ("p1", "c1")]
    tables = {**study().tables, "documents": Source.of("documents", empty), "words": Source.of("words", words)}
    tables["service_problems"] = Source.of("service_problems", [])
    made = results(Inputs(tables=tables), lexicons)
    assert not made.get("clauses")
    assert not made.get("links")
