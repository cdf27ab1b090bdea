"""Sampling, workbooks, agreement against published examples, audit, training."""

import math
import tomllib
from pathlib import Path

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.agreement import (
    agreement_table,
    beside_random_part,
    bootstrap_interval,
    cohens_kappa,
    disagreements,
    krippendorffs_alpha,
    per_cent_agreement,
    verdict,
)
from govtext.issues.coding.audit import audit, clauses, explain
from govtext.issues.coding.batch import code_text
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.correction import corrected_prevalence
from govtext.issues.coding.layer import read_layer
from govtext.issues.coding.layer_file import layer_text
from govtext.issues.coding.sampling import draw_sample
from govtext.issues.coding.training import train
from govtext.issues.coding.workbook import CODING_SHEET, read_workbook, write_workbook

BOOK = {
    "name": "small",
    "codes": [
        {"code": "dark", "label": "路灯", "label_en": "Light", "rules": [{"name": "off", "any": ["不亮"], "who": "any"}]},
        {"code": "noise", "label": "噪声", "label_en": "Noise", "rules": [{"name": "loud", "any": ["吵"], "who": "any"}]},
    ],
    "types": [
        {"code": "complaint", "label": "投诉", "label_en": "Complaint"},
        {"code": "inquiry", "label": "咨询", "label_en": "Inquiry"},
    ],
}


@pytest.fixture
def coder() -> Coder:
    return Coder(read_codebook(BOOK))


def texts(count: int) -> list[dict[str, str]]:
    return [
        {"doc_id": f"c{n:03d}", "title": "事", "text": "路灯不亮" if n % 10 == 0 else "问路", "region": "甲市" if n % 4 else "乙市"}
        for n in range(count)
    ]


def test_cohens_kappa_on_a_textbook_table() -> None:
    # 50 proposals: both yes 20, only the first 5, only the second 10, both no 15. p_o 0.7, p_e 0.5, kappa 0.4.
    first = ["y"] * 20 + ["y"] * 5 + ["n"] * 10 + ["n"] * 15
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert per_cent_agreement(first, second) == pytest.approx(0.7)
    assert cohens_kappa(first, second) == pytest.approx(0.4)


def test_krippendorffs_own_examples() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C.
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorffs_alpha([meg, owen]) == pytest.approx(0.095, abs=5e-4)
    ben, gerry = list("aabbdcccedda"), list("babbbcccettt".replace("t", "d"))
    assert krippendorffs_alpha([ben, gerry]) == pytest.approx(0.692, abs=5e-4)
    n = None
    four = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, n, n, n],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, n, 3],
        [n, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, n],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, n],
    ]
    assert krippendorffs_alpha(four) == pytest.approx(0.743, abs=5e-4)


def test_agreement_at_the_edges() -> None:
    # A code that neither coder gave to any text shows nothing of how well they agree on it.
    assert math.isnan(krippendorffs_alpha([[0, 0], [0, 0]]))
    assert math.isnan(cohens_kappa([0, 0], [0, 0]))
    assert math.isnan(krippendorffs_alpha([[1, None], [None, 1]]))
    assert math.isnan(cohens_kappa([None], [1]))
    assert [verdict(value) for value in (0.8, 0.7, 0.5, float("nan"))] == [
        "reliable", "tentative", "unreliable", "undecided"
    ]
    low, high = bootstrap_interval([[0, 1, 0, 1] * 10, [0, 1, 0, 0] * 10], samples=200)
    assert low < krippendorffs_alpha([[0, 1, 0, 1] * 10, [0, 1, 0, 0] * 10]) < high


def test_agreement_on_everything_is_no_proof_of_agreement() -> None:
    """A code given once, by both, in a hundred texts: every resample says 1, and nothing is known."""
    once = [True, *[False] * 99]
    assert krippendorffs_alpha([once, once]) == 1.0
    assert bootstrap_interval([once, once]) == (pytest.approx(-0.859, abs=5e-4), 1.0)
    few = [True, False, False]
    assert bootstrap_interval([few, few]) == (pytest.approx(max(-1, 1 - 0.5615 / (2 * 2 * 4 / 30)), abs=5e-4), 1.0)
    # thirty of a hundred: of pairs by chance 60 x 140 x 2 / (200 x 199) differ, of units 3.7 % may
    often = [True] * 30 + [False] * 70
    low, high = bootstrap_interval([often, often])
    z = 1.959963984540054
    assert high == 1.0
    assert low == pytest.approx(1 - z**2 / (100 + z**2) / (2 * 60 * 140 / (200 * 199)))
    # units that one coder alone rated tell nothing more
    assert bootstrap_interval([[*often, True, False], [*often, None, None]]) == (low, high)
    assert all(math.isnan(end) for end in bootstrap_interval([[True] * 9, [True] * 9]))


def test_sample_keeps_its_weights_and_finds_rare_codes() -> None:
    rows = texts(200)
    scores = {row["doc_id"]: {"dark": 0.9 if "不亮" in row["text"] else 0.0} for row in rows}
    drawn = draw_sample(rows, scores, 40, seed=3, stratum="region")
    assert len({row["doc_id"] for row in drawn}) == 40
    random = [row for row in drawn if row["sample"] == "random"]
    assert len(random) == 20
    assert sum(row["weight"] for row in random) == pytest.approx(200)
    assert sum(row["region"] == "乙市" for row in random) == 5
    enriched = [row for row in drawn if row["sample"] == "enriched"]
    assert sum("不亮" in row["text"] for row in enriched) >= 15
    assert all(row["weight"] is None for row in enriched)
    assert drawn == draw_sample(list(reversed(rows)), scores, 40, seed=3, stratum="region")


def test_sample_larger_than_the_corpus_is_one_clear_line() -> None:
    with pytest.raises(GovtextError, match="a sample of 9 was asked for, but there are 5"):
        draw_sample(texts(5), {}, 9)


def fill(path: Path, cells: dict[str, str]) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    for place, value in cells.items():
        book[CODING_SHEET][place] = value
    book.save(path)


def test_workbook_comes_back_whatever_the_coder_did(tmp_path: Path, coder: Coder) -> None:
    path = tmp_path / "甲.xlsx"
    rows = [{"doc_id": f"c{n}", "title": "=1+1", "text": "http://x\n第二行"} for n in range(5)]
    write_workbook(path, rows, coder.codebook)
    # Columns: doc_id, title, text, type, 路灯, 噪声, note. Row 2 full, 3 half filled, 4 mistyped, 5 empty, 6 type only.
    fill(path, {"D2": "投诉", "E2": "是", "F2": "否", "E3": "是", "D4": "投述", "E4": "也许", "F4": "是", "D6": "Inquiry"})
    filled = read_workbook(path, coder.codebook, expected=[f"c{n}" for n in range(6)])
    assert filled.rows["c0"] == {"codes": {"dark"}, "unclear": set(), "request_type": "complaint", "note": ""}
    assert filled.rows["c1"]["codes"] == {"dark"}
    assert filled.rows["c1"]["request_type"] is None
    assert filled.rows["c2"]["codes"] == {"noise"}
    assert filled.rows["c2"]["unclear"] == {"dark"}
    assert filled.rows["c3"]["codes"] is None
    assert filled.rows["c4"] == {"codes": set(), "unclear": set(), "request_type": "inquiry", "note": ""}
    text = "\n".join(filled.problems)
    assert 'row 4 column 路灯: "也许"' in text
    assert "投述" in text
    assert "c5 is missing" in text
    assert "row 3 column 诉求类型" in text


def test_workbook_with_drop_downs_and_codebook(tmp_path: Path, coder: Coder) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "b.xlsx"
    write_workbook(path, texts(3), coder.codebook)
    book = load_workbook(path)
    lists = [rule.formula1 for rule in book[CODING_SHEET].data_validations.dataValidation]
    assert any("投诉" in each for each in lists)
    assert any("是" in each for each in lists)
    assert book["编码手册"]["A2"].value == "dark"


@pytest.mark.parametrize("damage", ["twice", "header", "other"])
def test_a_broken_workbook_names_its_fault(tmp_path: Path, coder: Coder, damage: str) -> None:
    path = tmp_path / "c.xlsx"
    write_workbook(path, texts(3), coder.codebook)
    if damage == "other":
        path.write_text("not a workbook", encoding="utf-8")
    else:
        fill(path, {"A3": "c000"} if damage == "twice" else {"E1": "灯"})
    expected = {"twice": "row 3.*twice", "header": "no column 路灯", "other": "can't be read"}
    with pytest.raises(GovtextError, match=expected[damage]):
        read_workbook(path, coder.codebook)


def test_the_random_part_is_measured_alone() -> None:
    rows = {f"t{at}": {"codes": {"dark"} if at % 3 else set(), "request_type": "complaint"} for at in range(30)}
    other = {doc: {**row, "codes": row["codes"] ^ {"dark"}} if doc in {"t1", "t2", "t20"} else row for doc, row in rows.items()}
    coders = {"a": rows, "b": other}
    table = agreement_table(coders, ["dark"], samples=50)
    sampled = {f"t{at}": "enriched" if at < 10 else "random" for at in range(29)}
    both = {row["variable"]: row for row in beside_random_part(table, coders, ["dark"], sampled)}["dark"]
    part = {name: {doc: rated[doc] for doc in list(rated)[10:]} for name, rated in coders.items()}
    wanted = {row["variable"]: row for row in agreement_table(part, ["dark"])}["dark"]
    assert (both["units"], both["random_units"]) == (30, 20)
    assert {name: both[f"random_{name}"] for name in ("kappa", "alpha", "low", "high")} == {
        name: wanted[name] for name in ("kappa", "alpha", "low", "high")}
    assert both["random_alpha"] > both["alpha"], "two of the three disagreements are enriched"
    assert beside_random_part(table, coders, ["dark"], dict.fromkeys(rows, "random")) == table


def test_agreement_table_and_disagreements() -> None:
    def row(*codes: str, kind: str = "complaint") -> dict[str, object]:
        return {"codes": set(codes), "request_type": kind}

    coders = {
        "甲": {"1": row("dark"), "2": row(), "3": row("noise"), "4": row("dark"), "5": {"codes": None, "request_type": None}},
        "乙": {"1": row("dark"), "2": row(), "3": row(), "4": row("dark", kind="inquiry"), "5": row("dark")},
    }
    table = {each["variable"]: each for each in agreement_table(coders, ["dark", "noise"], samples=100)}
    assert table["dark"]["per_cent"] == 1.0
    assert table["dark"]["alpha"] == 1.0
    assert table["dark"]["units"] == 4
    assert table["dark"]["share"] == pytest.approx(5 / 9), "of the ratings, with that of the text that one left out"
    assert (table["noise"]["share"], table["request_type"]["share"]) == (pytest.approx(1 / 9), None)
    assert table["noise"]["per_cent"] == 0.75
    assert table["request_type"]["per_cent"] == 0.75
    found = {(each["doc_id"], each["variable"]) for each in disagreements(coders, ["dark", "noise"])}
    assert found == {("3", "noise"), ("4", "request_type")}


def test_explain_and_audit(coder: Coder) -> None:
    row = {"doc_id": "c1", "title": "求助", "text": "路灯不亮，夜里太吵。"}
    found = explain(row, coder)
    assert {(each["code"], each["evidence"], each["given"]) for each in found} == {("dark", "不亮", True), ("noise", "吵", True)}
    assert [each["text"] for each in clauses(row, coder)] == ["求助\n", "路灯不亮，", "夜里太吵。"]
    codes, rules = audit([{**row, "codes": {"dark"}}, {**row, "codes": {"dark"}, "ambiguous": {"noise"}}], coder)
    assert codes[0] == {"code": "dark", "texts": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert rules[1] == {"rule": "noise.loud", "hits": 1, "right": 0, "precision": 0.0, "alone": 1, "alone_right": 0}


def test_training_learns_what_the_rules_miss_and_says_so(coder: Coder) -> None:
    rows = [
        {
            "doc_id": f"c{n}", "title": "事", "text": "路灯不亮" if n % 3 == 0 else "路灯黑着" if n % 3 == 1 else "问路",
            "words": ["路灯", "不亮"] if n % 3 == 0 else ["路灯", "黑着"] if n % 3 == 1 else ["问路", "请问"],
            "codes": {"dark"} if n % 3 < 2 else set(),
        }
        for n in range(60)
    ]
    layer, report = train(rows, coder)
    by_code = {entry["code"]: entry for entry in report}
    assert by_code["dark"]["chosen"] == "layer"
    assert by_code["dark"]["layer_f1"] > 0.95 > by_code["dark"]["rules_f1"]
    assert by_code["noise"]["chosen"] == "rules"
    assert "fewer than 5" in by_code["noise"]["remark"]
    # What was written is read again, applied, and says with which words.
    again = read_layer(tomllib.loads(layer_text(layer)))
    assert again is not None
    assert again.entry == layer
    taught = Coder(coder.codebook, [again])
    assert [each["code"] for each in code_text("a", "事\n路灯黑着", coder)[1]] == []
    (found,) = code_text("a", "事\n路灯黑着", taught)[1]
    assert (found["code"], found["evidence"], found["rules"]) == ("dark", "路灯黑着", ["words"])
    assert code_text("a", "事\n问路", taught)[1] == []
    with pytest.raises(GovtextError, match="too few to train on"):
        train(rows[:3], coder)


def test_prevalence_is_corrected_for_the_machines_errors() -> None:
    # The machine gives the code to 30 of 100 texts; it is right in 8 of 10 such and misses 1 in 20 of the others.
    pairs = [(True, n < 8) for n in range(10)] + [(False, n < 1) for n in range(20)]
    found = corrected_prevalence(30, 100, pairs)
    assert found["corrected"] == pytest.approx(0.3 * 0.8 + 0.7 * 0.05)
    assert (found["raw"], found["coded"]) == (0.3, 30)
    # The ends by 2,000,000 draws of Beta(30.5, 70.5), Beta(8.5, 2.5) and Beta(1.5, 19.5).
    assert (found["low"], found["high"]) == pytest.approx((0.1692, 0.4129), abs=5e-3)
    assert corrected_prevalence(30, 100, pairs) == found, "the same figures in every run"


def test_what_was_not_coded_by_hand_is_not_taken_for_known() -> None:
    # Ten texts without an error: by Jeffreys the machine may still miss the code in up to 22 of 100 (Beta(0.5, 10.5)).
    faultless = corrected_prevalence(0, 5000, [(False, False)] * 10)
    assert faultless["corrected"] == faultless["low"] == 0
    assert faultless["high"] == pytest.approx(0.217, abs=0.01)
    # Of the texts to which the machine gave the code none was coded: all or none of them may be right.
    unknown = corrected_prevalence(2000, 10_000, [(False, False)] * 500)
    assert unknown["corrected"] == pytest.approx(0.2)
    assert unknown["low"] < 0.01
    assert unknown["high"] >= 0.2
    nothing = corrected_prevalence(10, 100, [])
    assert (nothing["coded"], nothing["low"] < 0.05, nothing["high"] > 0.9) == (0, True, True)


def test_shares_are_corrected_by_the_random_part_of_the_sample(coder: Coder) -> None:
    # The machine is wrong about the texts that were looked for, right about those drawn at random.
    rows = [
        {"doc_id": f"c{n}", "title": "事", "text": "路灯不亮" if n % 2 else "问路", "codes": {"dark"} if n % 2 and n < 20 else set(),
         "sample": "random" if n < 20 else "enriched"}
        for n in range(30)
    ]
    _, report = train(rows, coder)
    pairs = next(row for row in report if row["code"] == "dark")["pairs"]
    assert pairs == [(False, False), (True, True)] * 10
    # Texts of which it is not known how they were drawn count.
    _, report = train([{**row, "sample": None} for row in rows], coder)
    assert len(next(row for row in report if row["code"] == "dark")["pairs"]) == 30
