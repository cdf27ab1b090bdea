"""The share-safe export: no text leaves, and no combination of values is shared by few."""

import csv
import datetime
from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtext.dataset.assemble import ComplaintRows
from govtext.dataset.sharing import KEYS, ShareSafe
from govtext.dataset.spreadsheets import joined, neutral
from govtext.dataset.suppression import HIDDEN, HIDDEN_NUMBER, Levels, climb, pool_rare, rounded
from govtext.dataset.variables import complaints
from govtext.lexicons import code_labels
from govtext.settings import DatasetSettings

D = datetime.datetime
K = 5
CODES = ("slow_response", "high_cost")
# Marks a text of the input wherever it stands: no label, region or header holds it.
MARK = "机密"

MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["甲区", "乙区", "丙区", "*", "=1+1", None]),
        st.sampled_from(["complaint", "help", None]),
        st.sampled_from([0, 1, None]),
        st.sampled_from([D(2024, 1, 5), D(2024, 1, 20), D(2024, 2, 1), D(2023, 2, 1), None]),
        st.sampled_from([None, *CODES]),
        st.sampled_from([None, f"{MARK}作者一", f"{MARK}作者二"]),
        st.sampled_from([None, 3, 40]),
    ),
    max_size=60,
)
LOOK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def study(messages):
    tables = {"documents": [], "request_types": [], "document_topics": [], "service_problems": [], "issue_members": []}
    for at, (region, kind, topic, date, code, author, days) in enumerate(messages):
        doc = f"c{at:012d}"
        tables["documents"].append({
            "doc_id": doc, "kind": "complaint", "source_file": f"{MARK}.xlsx", "source_id": f"{MARK}{at}", "source_row": at,
            "title": f"{MARK}标题{at}", "text": f"{MARK}正文{at}", "date": date, "region": region, "author": author,
            "department": f"{MARK}局", "reply": f"{MARK}答复" if days else None,
            "reply_date": date + datetime.timedelta(days=days) if date and days else None, "likes": 7_919 + at,
        })
        if kind:
            tables["request_types"].append({"doc_id": doc, "request_type": kind, "severity": at % 6, "demand": f"{MARK}诉求"})
        if topic is not None:
            tables["document_topics"].append({"doc_id": doc, "topic_id": topic, "weight": 1.0})
        if code:
            tables["service_problems"].append({"doc_id": doc, "code": code, "evidence": f"{MARK}证据{at}", "start": 0, "end": 1})
        if at % 3 == 0:
            tables["issue_members"].append({"doc_id": doc, "issue_id": "i1", "similarity": 1.0})
    members = len(tables["issue_members"])
    tables["issues"] = [{"issue_id": "i1", "rank": 1, "label": f"{MARK}小区", "description": f"{MARK}原话", "place": f"{MARK}路",
                         "documents": members, "authors": min(members, 2), "heat": 12.3, "first_date": D(2024, 1, 5),
                         "last_date": D(2024, 3, 1)}] if members else []
    tables["topics"] = [{"topic_id": topic, "label": f"主题{topic}", "share": 0.5, "documents": 1} for topic in (0, 1)]
    return tables


@pytest.fixture(scope="module")
def codes(lexicons):
    return code_labels(lexicons.table("service_problems.toml"))


@LOOK
@given(messages=MESSAGES, k=st.integers(2, 8))
def test_no_combination_is_shared_by_fewer_than_k_rows(messages, k, make_inputs, codes):
    inputs = make_inputs(study(messages))
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, k)
    tables = {}
    for name in ("complaints", "months", "issues", "topics", "problems"):
        definition, rows = safe.table(name)
        tables[name] = (definition, list(rows))
    definition, rows = tables["complaints"]
    names = [column.name for column in definition.columns]
    assert len(rows) <= len(messages)
    column = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    assert set(column["region"]) <= {"甲区", "乙区", "丙区", "=1+1", "", HIDDEN}
    assert set(column["request_type"]) <= {"complaint", "help", "", HIDDEN}
    assert set(column["topic_id"]) <= {"0", "1", "", HIDDEN}
    assert set(column["date"]) <= {"2024-01", "2024-02", "2023-02", "2024", "2023", "", HIDDEN}
    assert set(column["reply"]) <= {"none", "unknown", "0-7", "31+", HIDDEN}
    for region, count in Counter(message[0] for message in messages).items():
        assert region in {None, HIDDEN} or column["region"].count(region) <= count
    chosen = [names.index(name) for name in KEYS]
    for wanted in (chosen, *([at] for at in range(1, len(names)))):
        sizes = Counter(tuple(str(row[at]) for at in wanted) for row in rows)
        assert all(size >= k for size in sizes.values()), sizes
    assert all(count >= k and count % k == 0 for *_, count in tables["months"][1])
    assert all(row[1] % k == 0 for row in tables["issues"][1])
    assert all(row[1] >= k and (row[2] == HIDDEN or row[2] >= k) for row in tables["issues"][1])
    assert all(row[2] == HIDDEN or row[2] >= k for row in tables["topics"][1])
    assert all(row[3] == HIDDEN or row[3] == 0 or row[3] >= k for row in tables["problems"][1])


@LOOK
@given(messages=MESSAGES, k=st.integers(2, 6))
def test_of_the_rows_whose_month_is_hidden_no_month_is_told_for_fewer_than_k(messages, k, make_inputs, codes):
    """What months.csv counts beyond the months that complaints.csv shows is none, or k rows and more, rounding apart."""
    inputs = make_inputs(study(messages))
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, k)
    definition, rows = safe.table("complaints")
    names = [column.name for column in definition.columns]
    table = [dict(zip(names, row, strict=True)) for row in rows]
    with patch("govtext.dataset.sharing.rounded", lambda count, k: count):
        months = list(safe.table("months")[1])
    for by, value, month, count in months:
        flag = f"problem_{value}"
        mine = [row for row in table if (row[flag] == 1 if by == "problem" else row[by] == value)]
        veiled = [row for row in mine if row["date"] != month]
        beyond = count - (len(mine) - len(veiled))
        if month != HIDDEN:
            assert beyond == 0 or beyond >= k
        assert count <= len(mine)


def test_the_complaints_are_written_as_csv_writer_writes_their_rows(make_inputs, codes, tmp_path):
    messages = [(region, kind, topic, D(2024, 1, 5), None, f"{MARK}作者一", days) for region in ("甲区", '乙"区,', "=1+1", None)
                for kind in ("complaint", None) for topic in (0, None) for days in (None, 3, 40) for _ in range(3)]
    inputs = make_inputs(study(messages))
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, 2)
    for artifact in safe.artifacts():
        (tmp_path / artifact.name).parent.mkdir(exist_ok=True)
        artifact.write(tmp_path / artifact.name)
    definition, rows = safe.table("complaints")
    with (tmp_path / "expected.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in definition.columns])
        writer.writerows([one if isinstance(one, int) else neutral(joined(one)) for one in row] for row in rows)
    assert (tmp_path / "share" / "complaints.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()
    assert '"乙""区,"' in (tmp_path / "expected.csv").read_text(encoding="utf-8")


def test_two_months_of_three_hidden_rows_each_do_not_follow_from_their_sum(make_inputs, codes):
    """Ten each within two, less the five of either month that complaints.csv shows, of six rows: three and three."""
    january, february = D(2024, 1, 5), D(2024, 2, 1)
    messages = [("甲区", "complaint", topic, month, None, None, None)
                for topic, times in ((0, 3), (1, 5)) for month in (january, february) for _ in range(times)]
    inputs = make_inputs(study(messages))
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, K)
    counts = {(by, value, month): count for by, value, month, count in safe.table("months")[1]}
    assert counts["region", "甲区", "2024-01"] == counts["region", "甲区", "2024-02"] == 5
    assert counts["region", "甲区", HIDDEN] == 5


@LOOK
@given(messages=MESSAGES)
def test_no_text_of_the_input_stands_in_any_file(messages, make_inputs, codes, tmp_path_factory):
    inputs = make_inputs(study(messages))
    folder = tmp_path_factory.mktemp("share")
    (folder / "share").mkdir()
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, K)
    for artifact in safe.artifacts():
        artifact.write(folder / artifact.name)
        content = (folder / artifact.name).read_text(encoding="utf-8")
        assert MARK not in content
        assert "c0000" not in content  # doc_id
        assert "7919" not in content  # likes: a number that a public page shows beside the text


@settings(deadline=None)
@given(rows=st.lists(st.tuples(*[st.integers(0, 2)] * 3), max_size=80), k=st.integers(2, 9))
def test_climbing_makes_every_cell_large_enough_and_says_which_rows_stay_rare(rows, k):
    a, b, c = (np.array([row[at] for row in rows], np.int32) for at in range(3))
    gone = np.full(len(rows), HIDDEN_NUMBER, np.int32)
    shown, kept = climb([[a, b, c], [a, b, gone], [a, gone, gone], [gone, gone, gone]], k)
    cells = list(zip(*(values[kept].tolist() for values in shown), strict=True))
    assert all(size >= k for size in Counter(cells).values())
    assert (~kept).sum() < k
    for before, after in zip(rows, zip(*(values.tolist() for values in shown), strict=True), strict=True):
        assert all(new in (old, HIDDEN_NUMBER) for old, new in zip(before, after, strict=True))


@settings(deadline=None)
@given(values=st.lists(st.sampled_from("aabbbccccd"), max_size=60), k=st.integers(2, 9))
def test_hidden_rows_are_never_few_themselves(values, k):
    level = Levels()
    shown = [level.decode(number) for number in pool_rare(level.encode(values), k)]
    counts = Counter(shown)
    assert all(count >= k for value, count in counts.items() if value != HIDDEN)
    assert counts[HIDDEN] == 0 or counts[HIDDEN] >= k or set(shown) == {HIDDEN}
    assert all(new in (old, HIDDEN) for old, new in zip(values, shown, strict=True))


def test_a_large_cell_keeps_its_month_and_a_small_one_is_told(make_inputs, write_data_set, tmp_path):
    messages = [("甲区", "complaint", 0, D(2024, 1, 5), None, None, None)] * 6 + [
        ("乙区", "help", 1, D(2024, 2, 1), None, None, None)] * 3
    write_data_set(make_inputs(study(messages)), tmp_path, DatasetSettings(share_min_rows=K))
    with (tmp_path / "share" / "complaints.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(row[name] for name in KEYS) for row in rows] == [("甲区", "complaint", "0", "2024-01")] * 6
    assert {(row["reply"], row["duplicate"], row["problem_slow_response"]) for row in rows} == {("none", "0", "0")}
    readme = (tmp_path / "share" / "README.md").read_text(encoding="utf-8")
    assert "| complaints.csv 行数 rows | 6 |" in readme
    assert "complaints in the study" not in readme  # a rounded total beside the rows that are shown only puzzles
    assert "region × problem" in readme  # what k-anonymity of four variables does not protect
    assert "地区 × 问题" in readme
    assert "| 未列出的行 rows left out | <5 |" in readme
    assert "k = 5" in readme


def test_a_hidden_month_does_not_follow_from_the_totals_by_subtraction(make_inputs, codes):
    """One region wrote once in February: all of February less the other regions' is what must not come out."""
    february, march = D(2024, 2, 1), D(2024, 3, 1)
    messages = [("甲区", "complaint", 0, february, None, None, None)] * 11 + [("乙区", "complaint", 0, march, None, None, None)] * 12
    for hers in range(1, K):
        inputs = make_inputs(study([*messages, *[("乙区", "complaint", 0, february, None, None, None)] * hers]))
        safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, K)
        counts = {(by, value, month): count for by, value, month, count in safe.table("months")[1]}
        whole = counts["request_type", "complaint", "2024-02"]
        assert ("region", "乙区", "2024-02") not in counts
        told = whole - counts["region", "甲区", "2024-02"]
        assert told % K == 0  # 0 or 5, never 1 to 4


@pytest.mark.parametrize(
    ("count", "k", "shown"), [(1, 5, 5), (5, 5, 5), (7, 5, 5), (8, 5, 10), (12, 5, 10), (13, 5, 15), (104, 10, 100), (105, 10, 110)]
)
def test_counts_are_shown_as_the_nearest_multiple_and_never_as_none(count, k, shown):
    assert rounded(count, k) == shown


def test_what_is_no_answer_is_one_of_blanks_alone_and_without_a_date(make_inputs, codes):
    tables = study([("甲区", "complaint", 0, D(2024, 1, 5), None, None, None)] * 9)
    for document, reply, days in zip(tables["documents"], ["\u3000 \n", "\x1c\x85", None, " 好", None] + [None] * 4,
                                     [None, None, None, None, -1, 7, 8, 30, 30.5], strict=True):
        document["reply"] = reply
        document["reply_date"] = days and document["date"] + datetime.timedelta(days=days)
    inputs = make_inputs(tables)
    safe = ShareSafe(ComplaintRows(inputs, complaints(codes), 8).export(), inputs, codes, 1)
    definition, rows = safe.table("complaints")
    at = [column.name for column in definition.columns].index("reply")
    assert Counter(row[at] for row in rows) == {"none": 3, "unknown": 2, "0-7": 1, "8-15": 1, "16-30": 1, "31+": 1}
