"""What was planted in the demo study's policies is found: articles, takeovers, gaps, deadlines, targets, reforms."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

TRUTH = tomllib.loads((Path(__file__).parent / "demo_policies.toml").read_text(encoding="utf-8"))
UNITS = {"working_day": 7 / 5, "day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}
_NUMBER = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.")


class Policies:
    """The tables of 06_policies, clauses found by file and path (三、2.)."""

    def __init__(self, study: Path) -> None:
        self._folder = study / "data" / "processed"
        documents = self.rows("01_documents/documents")
        self.documents = {row["doc_id"]: row for row in documents if row["kind"] == "policy"}
        self.files = defaultdict(list)
        for doc_id, row in self.documents.items():
            self.files[row["source_file"].split("/")[-1]].append(doc_id)
        self.clauses = self.rows("06_policies/clauses")
        self.parts = defaultdict(list)
        for row in self.rows("06_policies/clause_parts"):
            self.parts[row["clause_id"]].append(row)

    def rows(self, name: str) -> list[dict]:
        return pq.read_table(self._folder / f"{name}.parquet").to_pylist()

    def of(self, file: str, title: str | None = None) -> list[dict]:
        wanted = [doc for doc in self.files[file] if title is None or self.documents[doc]["title"] == title]
        return [clause for clause in self.clauses if clause["doc_id"] in wanted]

    def find(self, file: str, path: str) -> dict:
        (found,) = [clause for clause in self.of(file) if place(clause) == path][:1]
        return found


def place(clause: dict) -> str:
    if clause["level"] == "article":
        return clause["number"]
    above = [_NUMBER.match(heading) for heading in (clause["heading"] or "").split(" / ")]
    return "".join(match.group() for match in above if match) + (clause["number"] or "")


@pytest.fixture(scope="module")
def policies(demo_study) -> Policies:
    return Policies(demo_study)


@pytest.mark.parametrize("truth", TRUTH["document"], ids=lambda truth: truth["title"])
def test_articles_chapters_and_items(policies, truth):
    clauses = policies.of(truth["file"], truth["title"])
    assert sum(clause["level"] == "article" for clause in clauses) == truth["articles"]
    if truth["articles"]:
        chapters = {clause["chapter"] for clause in clauses if clause["chapter"]}
        items = [part for c in clauses for part in policies.parts[c["clause_id"]] if part["level"] == "item"]
        assert (len(chapters), len(items)) == (truth["chapters"], truth["items"])
    else:
        places = {place(clause) for clause in clauses}
        assert len({path.split("、")[0] for path in places if "、" in path}) == truth["sections"]


def test_takeovers_are_the_planted_ones_and_no_others(policies):
    found = policies.rows("06_policies/takeovers")
    planted = {
        (policies.find(t["target_file"], t["target_article"])["clause_id"],
         policies.find(t["source_file"], t["source_article"])["clause_id"])
        for t in TRUTH["takeover"]
    }
    assert {(row["clause_id"], row["source_clause_id"]) for row in found} == planted
    for row in found:
        assert row["characters"] >= 60
        assert row["text"] in policies.documents[row["doc_id"]]["text"]
        assert row["source_text"] in policies.documents[row["source_doc_id"]]["text"]


@pytest.mark.parametrize("truth", TRUTH["gap"], ids=lambda truth: truth["code"])
def test_a_province_without_rules_for_what_people_complain_of(policies, truth):
    for clause in truth["clauses_with"]:
        assert truth["code"] in policies.find(clause["file"], clause["number"])["problems"], clause
    rows = {row["region"]: row for row in policies.rows("06_policies/region_gaps") if row["code"] == truth["code"]}
    without, others = rows[truth["province_without"]], rows[truth["province_with"]]
    assert without["complaints"] > others["complaints"]
    assert without["coverage"] < others["coverage"]
    assert without["gap"] > others["gap"]


def test_the_province_without_any_rule_against_passing_on(policies):
    (row,) = [
        row for row in policies.rows("06_policies/region_gaps")
        if (row["region"], row["code"]) == ("沅宁省", "buck_passing")
    ]
    assert row["clauses"] == 0
    assert row["gap_low"] > 0


@pytest.mark.parametrize("truth", TRUTH["deadline"], ids=lambda truth: truth["text"])
def test_deadlines(policies, truth):
    clause = policies.find(truth["file"], truth["number"])
    deadlines = [row for row in policies.rows("06_policies/deadlines") if row["clause_id"] == clause["clause_id"]]
    days = truth["amount"] * UNITS[truth["unit"]]
    (found,) = [row for row in deadlines if row["days"] == pytest.approx(days, abs=1e-4)]
    assert found["text"] in truth["text"] or truth["text"] in found["text"] or truth["text"] in clause["text"]
    if truth.get("broken_by_replies"):
        assert found["asks_reply"]
        assert found["median_days"] > 2 * found["days"]
        assert found["within"] < 0.1


@pytest.mark.parametrize("truth", TRUTH["target"], ids=lambda truth: truth["text"])
def test_targets(policies, truth):
    titles = {doc: row["title"] for doc, row in policies.documents.items()}
    clauses = [c for c in policies.of(truth["file"]) if place(c) == truth["number"]]
    percent = (f"{truth['percent']}%", f"{truth['percent']}％", "百分之")
    assert any(any(mark in target for mark in percent) for c in clauses for target in c["targets"]), titles


REFORMS = {"告知承诺制": "告知承诺", "一件事一次办": "一件事"}


@pytest.mark.parametrize("truth", TRUTH["reform"], ids=lambda truth: truth["name"])
def test_reforms_where_and_when_first(policies, truth):
    name = REFORMS.get(truth["name"], truth["name"])
    rows = {row["group"]: row for row in policies.rows("06_policies/reforms")
            if row["reform"] == name and row["grouping"] == "region"}
    for region, place_of in (("全国", "national"), ("澜浦省", "leading"), ("沅宁省", "lagging")):
        date = truth[place_of]["date"]
        towns = [row for group, row in rows.items() if group == region or (region == "澜浦省" and group in ("澜州市", "云浦市"))]
        if date and region != "沅宁省":
            assert min(str(row["first_date"])[:10] for row in towns) == date
        if not date and region == "全国":
            assert not towns


@pytest.mark.parametrize("truth", TRUTH["problem_clauses"], ids=lambda truth: truth["code"])
def test_clauses_that_speak_to_a_problem(policies, truth):
    told = [truth["code"] in policies.find(c["file"], c["number"])["problems"] for c in truth["clauses"]]
    assert sum(told) / len(told) >= 0.75


@pytest.mark.parametrize("truth", TRUTH["instrument"], ids=lambda truth: truth["side"])
def test_instruments_by_side(policies, truth):
    side = [(policies.find(c["file"], c["number"])["instrument"] or "").split("_")[0] for c in truth["clauses"]]
    print(truth["side"], side)
    assert side.count(truth["side"]) / len(side) >= 0.6


def test_complaints_stand_under_clauses(policies):
    """Back from a clause to complaints: three clauses a complaint at most, ranked; noise under the clause on noise."""
    rows = policies.rows("06_policies/clause_complaints")
    documents = {row["doc_id"]: row for row in policies.rows("01_documents/documents")}
    clauses = {clause["clause_id"]: clause for clause in policies.clauses}
    ranks = defaultdict(list)
    for row in rows:
        assert documents[row["doc_id"]]["kind"] == "complaint"
        assert row["clause_id"] in clauses
        ranks[row["doc_id"]].append(row["rank"])
    assert all(sorted(given) == list(range(1, len(given) + 1)) and len(given) <= 3 for given in ranks.values())
    noise = [row for row in rows if "扰民" in documents[row["doc_id"]]["title"] and row["rank"] == 1]
    assert noise
    assert all("噪声" in clauses[row["clause_id"]]["text"] for row in noise)
