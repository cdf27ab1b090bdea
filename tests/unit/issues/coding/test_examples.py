"""The authored examples that ship: whole, verbatim, and the layer is what they teach."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.batch import LAYERS, code_batch, load_coder
from govtext.issues.coding.clauses import pieces
from govtext.issues.coding.examples import CLAUSES, MESSAGES, RETOLD, Clause, Message, read_clauses, read_messages
from govtext.issues.coding.fitting import fit_layer
from govtext.issues.coding.layer import Layer
from govtext.issues.coding.layer_file import layer_text

LARGEST = 700_000
ROW = {
    "id": "a", "title": "路灯", "text": "三个月没亮", "request_type": "complaint", "codes": "slow_response",
    "evidence": json.dumps({"slow_response": ["三个月没亮"]}),
}


@pytest.fixture(scope="module")
def shipped(lexicons) -> tuple[list[Message], list[Clause]]:
    book = load_coder(lexicons, layers=()).codebook
    messages = [row for name in (*MESSAGES, *RETOLD) for row in read_messages(lexicons.rows(name), book, name)]
    return messages, read_clauses(lexicons.rows(CLAUSES), book, CLAUSES)


def test_every_code_and_type_is_well_covered_and_nothing_stands_twice(shipped, lexicons) -> None:
    messages, clauses = shipped
    book = load_coder(lexicons, layers=()).codebook
    assert len({row.text for row in messages}) == len({row.id for row in messages}) == len(messages) >= 11_000
    for code in (entry.code for entry in book.codes):
        assert sum(code in row.codes for row in messages) >= 40, code
        assert sum(row.code == code and row.applies for row in clauses) >= 40, code
        assert sum(row.code == code and not row.applies for row in clauses) >= 15, code
    assert {row.request_type for row in messages} == {entry.code for entry in book.entry.types}
    assert sum(not row.codes for row in messages) >= 200
    assert all(path.stat().st_size < LARGEST for path in map(lexicons.files.get, (*MESSAGES, *RETOLD, CLAUSES)))


def test_every_piece_of_the_layer_stands_in_the_examples(shipped, lexicons) -> None:
    messages, clauses = shipped
    (layer,) = load_coder(lexicons, layers=LAYERS[:1]).layers
    known = set().union(*(pieces(row.text.replace("?", "？")) for row in (*messages, *clauses)))
    assert len(layer.entry.clauses.weights) > 1_000
    assert not layer.words
    assert set(layer.entry.clauses.weights) <= known


@pytest.mark.real_data
def test_no_retold_message_repeats_a_real_one(real_data: Path, lexicons) -> None:
    """They tell the matters of real messages; no run of eleven characters may stand in any of these."""
    def runs(text: str) -> set[str]:
        bare = "".join(text.split())
        return {bare[at : at + 11] for at in range(len(bare) - 10)}

    retold = {row["id"]: runs(f"{row['title']}\n{row['text']}") for name in RETOLD for row in lexicons.rows(name)}
    told = set().union(*retold.values())
    shared: set[str] = set()
    for name in ("附件2_sample.xlsx", "附件3.xlsx", "附件4.xlsx"):
        sheet = pd.read_excel(real_data / "complaints" / name, engine="calamine", dtype=str).fillna("")
        for title, text in zip(sheet["留言主题"], sheet["留言详情"], strict=True):
            shared |= runs(f"{title}\n{text}") & told
    assert len(retold) > 3_000
    assert not {key: found for key, own in retold.items() if (found := own & shared)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": "no_such_code"}, '"no_such_code" is not in the codebook'),
        ({"request_type": "what"}, '"what" is not in the codebook'),
        ({"evidence": '{"slow_response": ["四个月"]}'}, 'evidence "四个月" of slow_response is not in the text'),
        ({"evidence": "{}"}, "slow_response has no evidence"),
        ({"evidence": "{"}, "is no coded message"),
    ],
)
def test_a_wrong_row_is_told(lexicons, change: dict, message: str) -> None:
    book = load_coder(lexicons, layers=()).codebook
    with pytest.raises(GovtextError, match=message) as caught:
        read_messages([{**ROW, **change}], book, "x.csv")
    assert "row 2" in str(caught.value)
    with pytest.raises(GovtextError, match="a stands twice"):
        read_messages([ROW, ROW], book, "x.csv")
    with pytest.raises(GovtextError, match="is no coded clause"):
        read_clauses([{"code": "slow_response", "applies": "maybe", "text": "等"}], book, "x.csv")


def test_a_layer_is_fitted_the_same_twice_and_finds_what_no_rule_says(lexicons) -> None:
    coder = load_coder(lexicons, layers=())
    things = "灯桥路井树墙门窗车船"
    clauses = [Clause("slow_response", True, f"{thing}像睡着的骆驼") for thing in things]
    clauses += [Clause("slow_response", False, f"{thing}像飞着的燕子") for thing in things]
    gold = [
        Message(str(n), f"问{thing}\n{thing}像{'睡着的骆驼' if n % 2 else '飞着的燕子'}，谢谢", "", frozenset({"slow_response"} if n % 2 else ()),
                frozenset(), {"slow_response": [f"{thing}像睡着的骆驼"]} if n % 2 else {})
        for n, thing in enumerate(things * 2)
    ]
    first, again = (fit_layer([], clauses, gold, coder) for _ in range(2))
    assert layer_text(first) == layer_text(again)
    assert set(first.codes) == {"slow_response"}
    layered = type(coder)(coder.codebook, [Layer(first)])
    texts = [{"doc_id": "1", "title": "", "text": "塔像睡着的骆驼，您好"}, {"doc_id": "2", "title": "", "text": "塔像飞着的燕子，您好"}]
    assert [(row["doc_id"], row["evidence"]) for row in code_batch(texts, layered)[1]] == [("1", "塔像睡着的骆驼")]


def test_what_messages_are_about_is_learnt_from_the_authored_ones(lexicons) -> None:
    coder = load_coder(lexicons, layers=())
    things = "灯桥路井树墙门窗车船"
    authored = [
        Message(f"a{n}", f"问{thing}\n{thing}{'旧骆驼' if n % 2 else '新燕子'}，{'骆驼睡着了' if n % 2 else '燕子飞走了'}", "", frozenset({"slow_response"} if n % 2 else ()),
                frozenset(), {"slow_response": ["骆驼睡着了"]} if n % 2 else {})
        for n, thing in enumerate(things)
    ]
    gold = [row._replace(id=f"g{n}", text=f"{row.text}。") for n, row in enumerate(authored)]
    entry = fit_layer(authored, [], gold, coder).clauses
    kinds = [kind.code for kind in coder.codebook.entry.types]
    assert entry.columns == ["idf", *entry.codes, *(f"whole:{code}" for code in entry.codes), *(f"type:{kind}" for kind in kinds)]
    slow = entry.columns.index("whole:slow_response")
    assert entry.weights["骆驼"][slow] > 0 > entry.weights["燕子"][slow]
    unused = entry.columns.index("whole:high_cost")
    assert {row[unused] for row in entry.weights.values()} == {0.0}, "a code that no message carries"


def test_whole_messages_are_learnt_from_those_that_retell_real_ones(lexicons) -> None:
    """Free and retold messages contradict each other: the retold ones are believed."""
    coder = load_coder(lexicons, layers=())

    def told(name: str, slow: str, other: str) -> list[Message]:
        return [
            Message(f"{name}{n}", f"问{thing}\n{thing}{slow if n % 2 else other}，{'骆驼' if n % 2 else '燕子'}睡着了{name}", "",
                    frozenset({"slow_response"} if n % 2 else ()), frozenset(), {"slow_response": ["骆驼睡着了"]} if n % 2 else {})
            for n, thing in enumerate("灯桥路井树墙门窗车船")
        ]

    free, retold = told("甲", "旧城墙", "新公园"), told("乙", "新公园", "旧城墙")
    gold = [row._replace(id=f"g{n}", text=f"{row.text}。") for n, row in enumerate(retold)]
    entry = fit_layer(free, [], gold, coder, retold=retold).clauses
    slow = entry.columns.index("whole:slow_response")
    assert entry.weights["公园"][slow] > 0 > entry.weights["城墙"][slow]
    both = fit_layer([*free, *retold], [], gold, coder).clauses
    assert abs(both.weights["公园"][slow]) < entry.weights["公园"][slow]


def test_wording_that_nothing_was_fitted_on_is_coded_too(shipped, lexicons) -> None:
    """authored_unseen.csv was written by a third hand for this test; it ships with the tests, not with the lexicons."""
    coder = load_coder(lexicons)
    with (Path(__file__).parent / "authored_unseen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unseen = read_messages(rows, coder.codebook, "authored_unseen.csv")
    assert not {row.text for row in unseen} & {row.text for row in shipped[0]}
    batch = [{"doc_id": row["id"], "title": row["title"], "text": row["text"]} for row in rows]
    types, problems = code_batch(batch, coder)
    found = {(row["doc_id"], row["code"]) for row in problems}
    scores = []
    for code in (entry.code for entry in coder.codebook.codes):
        right = sum((row.id, code) in found for row in unseen if code in row.codes)
        given = sum((row.id, code) in found for row in unseen)
        scores.append(2 * right / (given + sum(code in row.codes for row in unseen)))
    # 0.68 when this was written (rules alone 0.55): below the messages that rules were worded on.
    assert sum(scores) / len(scores) >= 0.6, scores
    assert sum(kind["request_type"] == row.request_type for kind, row in zip(types, unseen, strict=True)) >= 0.8 * len(rows)
