"""Keys of the numbers that no cell of a table holds, and of those that are cited most, in words.

A key is made of the names that the tables use, from the general to the particular:

    documents.complaints            regions.<region>.count        problems.<code>.share
    topics.<topic_id>.share         instruments.<instrument>.clauses
    replies.<grouping>.<group>.median_days                        keywords.<kind>.<word>.documents
    regions.<region>.problems.<code>.share

Every other number of a table has the key that `cells` gives it, such as issues.<issue_id>.heat.

`rows` are filters: table → conditions. The rows behind a number are the texts that meet all of them;
`largest` keeps a text's row only where it holds the text's largest value of that column.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.dataset.cells_behind import COMPLAINTS, POLICIES, Filter, filters_of_cell, month_span
from govtext.dataset.exports import answered_by, month_numbers, month_shown
from govtext.dataset.labels import request_labels
from govtext.lexicons import CodeLabel
from govtext.store import Inputs, Source
from govtext.tables import TABLES
from govtext.text_rows import TextRows

Entry = dict[str, Any]

ANY = "any"


def key_file(inputs: Inputs, codes: list[CodeLabel], kinds: Sequence[CodeLabel] = ()) -> str:
    """Return keys.json: key → value, unit, what it is, table, row, column, stage and the rows behind it.

    Reads documents, service_problems, request_types, topics, issues, issue_members,
    responses, corpus_keywords, clauses and gaps.
    """
    return b"".join(_lines(inputs, codes, kinds)).decode("utf-8")


def write_keys(path: Path, inputs: Inputs, codes: list[CodeLabel], kinds: Sequence[CodeLabel] = ()) -> None:
    """Write keys.json, see `key_file`."""
    with path.open("wb") as file:
        file.writelines(_lines(inputs, codes, kinds))


def _lines(inputs: Inputs, codes: list[CodeLabel], kinds: Sequence[CodeLabel]) -> Iterator[bytes]:
    parts = (
        _documents(inputs), _problems(inputs, codes), _requests(inputs, kinds), _topics(inputs), _issues(inputs),
        _answered(inputs), _replies(inputs), _robustness(inputs), _keywords(inputs), _policies(inputs, codes),
    )
    # A key a line: the file is found in, and compared with an earlier one, by line. Held as they will be written: as
    # dictionaries the entries of 50,000 issues would take a gigabyte.
    shown = json.JSONEncoder(ensure_ascii=False).encode
    found: dict[str, bytes] = {}
    for part in parts:
        for key, entry in part:
            if key not in found:
                found[key] = f"{shown(key)}: {shown(entry)}".encode()
    yield b'{"format": 1, "keys": {\n'
    for number, key in enumerate(sorted(found)):
        yield b",\n" if number else b""
        yield found[key]
    yield b"\n}}\n"


def _entry(
    value: Any, zh: str, en: str, table: str, column: str, rows: list[Filter], *, row: Entry | None = None,
    unit: str = "", parts: tuple[int, int] | None = None, counts: bool = False,
) -> Entry:
    """Return an entry; `counts`: the value is the number of rows behind it; `parts`: a share's count and total."""
    made: Entry = {
        "value": value, "unit": unit, "zh": zh, "en": en, "table": table, "row": row or {}, "column": column,
        "stage": TABLES[table].folder.split("_", 1)[1], "rows": rows,
    }
    if parts:
        made["parts"] = list(parts)
    if counts:
        made["counts"] = True
    return made


def _counted(value: int, zh: str, en: str, table: str, rows: list[Filter], unit: str = "texts") -> Entry:
    return _entry(value, zh, en, table, "rows", rows, unit=unit, counts=True)


def _share(count: int, total: int, zh: str, en: str, table: str, rows: list[Filter]) -> Entry:
    return _entry(round(count / total, 6), zh, en, table, "share of rows", rows, unit="0 to 1", parts=(count, total))


def _cells(table: str, row: Entry, key: dict[str, Any], columns: tuple[str, ...], prefix: str, zh: str, en: str,
           sources: Mapping[str, Source]) -> Iterator[tuple[str, Entry]]:
    """Yield an entry for each cell of a row that holds a number."""
    for name in columns:
        value = row[name]
        if value is not None:
            column = TABLES[table].column(name)
            yield f"{prefix}.{name}", _entry(
                value, f"{zh}：{column.meaning_zh}", f"{en}: {column.meaning}", table, name,
                filters_of_cell(TABLES[table], row, name, sources), row=key, unit=column.unit)


def _complaints(batch: pa.RecordBatch, *columns: str) -> list[pa.Array]:
    """Return columns of a batch of documents, of its complaints alone."""
    wanted = pc.equal(batch.column("kind"), "complaint")
    return [batch.column(name).filter(wanted) for name in columns]


def _counts(values: pa.Array) -> dict[Any, int]:
    """Return how often each value stands there; those that are none are not counted."""
    known = values.drop_null()
    return {one["values"]: one["counts"] for one in pc.value_counts(known).to_pylist()}


def _documents(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    kinds: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    months: Counter[str] = Counter()
    repeated = masked = 0
    for batch in inputs["documents"].batches(["kind", "region", "date", "duplicate_of", "masked"], 65_536):
        kinds.update(_counts(batch.column("kind")))
        masked += pc.sum(batch.column("masked")).as_py() or 0
        region, date, earlier = _complaints(batch, "region", "date", "duplicate_of")
        repeated += len(earlier) - earlier.null_count
        regions.update(_counts(region.filter(pc.not_equal(region, ""))))
        months.update({month_shown(one): count for one, count in _counts(month_numbers(date)).items()})
    everything: list[Filter] = [{"table": "documents", "where": {}}]
    yield "documents.count", _counted(sum(kinds.values()), "文本总数", "texts", "documents", everything)
    found = sum(kinds.values()) + inputs["rejected"].count()
    yield "documents.found", _entry(
        found, "读到的行与文件数", "rows and files found", "documents", "rows", everything, unit="rows")
    yield "documents.complaints", _counted(kinds["complaint"], "诉求数", "complaints", "documents", [COMPLAINTS])
    yield "documents.policies", _counted(kinds["policy"], "政策文本数", "policy texts", "documents", [POLICIES])
    yield "documents.rejected", _entry(
        inputs["rejected"].count(), "未采用的行或文件数", "rows and files not taken", "rejected", "rows", [],
        unit="rows")
    yield "documents.repeated", _counted(
        repeated, "与前文重复的诉求数", "complaints that repeat an earlier one", "documents",
        [{"table": "documents", "where": {"kind": "complaint", "duplicate_of": {"present": True}}}])
    yield "documents.masked", _entry(
        masked, "脱敏处数", "pieces of personal data masked", "documents", "masked", everything, unit="count")
    yield "regions.count", _entry(
        len(regions), "诉求所来自的地区数", "regions that complaints came from", "documents", "region", [COMPLAINTS],
        unit="regions")
    for region, count in regions.items():
        rows: list[Filter] = [{"table": "documents", "where": {"kind": "complaint", "region": region}}]
        yield f"regions.{region}.count", _counted(
            count, f"{region}的诉求数", f"complaints of {region}", "documents", rows)
    for month, count in months.items():
        yield f"months.{month}.count", _counted(
            count, f"{month} 的诉求数", f"complaints of {month}", "documents",
            [{"table": "documents", "where": {"kind": "complaint", "date": month_span(month)}}])


def _problems(inputs: Inputs, codes: list[CodeLabel]) -> Iterator[tuple[str, Entry]]:
    docs, places = [pa.array([], pa.string())], [pa.array([], pa.string())]
    for batch in inputs["documents"].batches(["doc_id", "kind", "region"], 65_536):
        for held, column in zip((docs, places), _complaints(batch, "doc_id", "region"), strict=True):
            held.append(column)
    rows_of, regions = TextRows.of(pa.concat_arrays(docs)), pa.concat_arrays(places)
    total, sizes = len(regions), _counts(regions.filter(pc.not_equal(regions, "")))
    texts: dict[str, NDArray[np.bool_]] = defaultdict(lambda: np.zeros(total, bool))
    for batch in inputs["service_problems"].batches(["doc_id", "code"], 65_536, ["doc_id"]):
        rows, coded = rows_of.find(batch.column("doc_id")), batch.column("code").dictionary_encode()
        numbers = coded.indices.to_numpy(zero_copy_only=False)
        for number, code in enumerate(coded.dictionary.to_pylist()):
            texts[code][rows[(numbers == number) & (rows >= 0)]] = True
    texts[ANY] = np.any([np.zeros(total, bool), *texts.values()], axis=0)
    labels = {code.code: (code.zh, code.en.lower()) for code in codes} | {ANY: ("任一服务问题", "any service problem")}
    if not total:
        return
    yield "problems.none.count", _counted(
        int((~texts[ANY]).sum()), "未指出任何服务问题的诉求数", "complaints without a service problem", "documents",
        [COMPLAINTS, {"table": "service_problems", "where": {}, "without": True}])
    for code, (zh, en) in labels.items():
        coded_as: Filter = {"table": "service_problems", "where": {} if code == ANY else {"code": code}}
        filters = [coded_as, COMPLAINTS]
        count = int(texts[code].sum())
        yield f"problems.{code}.count", _counted(
            count, f"指出“{zh}”的诉求数", f"complaints coded {en}", "service_problems", filters)
        yield f"problems.{code}.share", _share(
            count, total, f"指出“{zh}”的诉求占全部诉求的比例", f"share of complaints coded {en}",
            "service_problems", filters)
        for region, many in _counts(regions.filter(pa.array(texts[code]))).items():
            if region:
                within = [coded_as, {"table": "documents", "where": {"kind": "complaint", "region": region}}]
                yield f"regions.{region}.problems.{code}.count", _counted(
                    many, f"{region}指出“{zh}”的诉求数", f"complaints of {region} coded {en}", "service_problems",
                    within)
                yield f"regions.{region}.problems.{code}.share", _share(
                    many, sizes[region], f"{region}的诉求中指出“{zh}”的比例",
                    f"share of the complaints of {region} coded {en}", "service_problems", within)


def _requests(inputs: Inputs, kinds: Sequence[CodeLabel]) -> Iterator[tuple[str, Entry]]:
    counted: Counter[str] = Counter()
    for batch in inputs["request_types"].batches(["request_type"], 65_536):
        counted.update(batch.column("request_type").to_pylist())
    labels = request_labels(kinds)
    for kind, count in counted.items():
        zh, en = labels.get(kind, (kind, kind))
        rows: list[Filter] = [{"table": "request_types", "where": {"request_type": kind}}]
        yield f"request_types.{kind}.count", _counted(
            count, f"诉求类型为“{zh}”的诉求数", f"complaints of the type {en}", "request_types", rows)
        yield f"request_types.{kind}.share", _share(
            count, counted.total(), f"诉求类型为“{zh}”的比例", f"share of the type {en}", "request_types", rows)


def _topics(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    topics = inputs["topics"].read().to_pylist()
    yield "topics.count", _entry(len(topics), "主题数", "topics", "topics", "rows", [], unit="topics")
    yield "topics.documents", _entry(
        sum(row["documents"] or 0 for row in topics), "归入主题的文本数", "texts with a topic", "topics", "documents",
        [{"table": "document_topics", "where": {}}], unit="texts")
    names: dict[int, str] = {}
    for row in topics:
        topic = row["topic_id"]
        names[topic] = row["label"] or f"T{topic}"
        about = (f"主题“{names[topic]}”", f"topic “{names[topic]}”")
        yield from _cells(
            "topics", row, {"topic_id": topic},
            ("share", "documents", "coherence_npmi", "coherence_cv", "exclusivity", "stability"),
            f"topics.{topic}", *about, inputs.tables)


def _issues(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    yield "issues.count", _entry(inputs["issues"].count(), "重复出现的问题数", "recurring issues", "issues", "rows", [],
                                 unit="issues")
    yield "issues.members", _counted(
        inputs["issue_members"].count(), "属于重复问题的诉求数", "complaints that belong to a recurring issue",
        "issue_members", [{"table": "issue_members", "where": {}}])


def _answered(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    total = answered = dated = 0
    for batch in inputs["documents"].batches(["kind", "reply", "date", "reply_date"], 8_192):
        reply, date, replied = _complaints(batch, "reply", "date", "reply_date")
        total += len(reply)
        answered += pc.sum(answered_by(reply, replied)).as_py() or 0
        dated += pc.sum(pc.greater_equal(replied, date)).as_py() or 0
    rows: list[Filter] = [
        {"table": "documents", "where": {"kind": "complaint", "reply|reply_date": {"present": True}}}]
    if total:
        yield "replies.answered.count", _counted(
            answered, "有答复的诉求数", "complaints with a reply", "documents", rows)
        yield "replies.answered.share", _share(
            answered, total, "有答复的诉求占全部诉求的比例", "share of complaints with a reply", "documents", rows)
        yield "replies.dated.count", _counted(
            dated, "两个日期齐全且先后合理的答复数", "replies with both dates in order", "documents",
            [{"table": "documents", "where": {"kind": "complaint", "reply_date": {"not_before": "date"}}}])


def _replies(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    columns = tuple(
        column.name for column in TABLES["responses"].columns if column.type in {"int", "float"}
    )
    for row in (row for batch in inputs["responses"].batches(rows=1024) for row in batch.to_pylist()):
        grouping, group = row["grouping"], row["group"]
        everyone = grouping == "all"
        yield from _cells(
            "responses", row, {"grouping": grouping, "group": group}, columns,
            "replies.all" if everyone else f"replies.{grouping}.{group}",
            "全部诉求的答复" if everyone else f"答复（{group}）", "replies" if everyone else f"replies ({group})",
            inputs.tables)


def _robustness(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    if "robustness" in inputs.tables:
        held = inputs["robustness"].read(["survives"])["survives"].to_pylist()
        yield "robustness.survives.count", _entry(
            sum(held), "成立的稳健性核对数", "robustness checks that hold", "robustness", "survives", [], unit="checks")


def _keywords(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    for row in inputs["corpus_keywords"].read().to_pylist():
        kind, word = row["kind"], row["word"]
        key = {"kind": kind, "method": row["method"], "rank": row["rank"]}
        yield from _cells("corpus_keywords", row, key, ("documents",), f"keywords.{kind}.{word}",
                          f"关键词“{word}”", f"keyword “{word}”", inputs.tables)
        yield from _cells("corpus_keywords", row, key, ("rank", "weight"), f"keywords.{kind}.{word}.{row['method']}",
                          f"关键词“{word}”（{row['method']}）", f"keyword “{word}” ({row['method']})", inputs.tables)


def _policies(inputs: Inputs, codes: list[CodeLabel]) -> Iterator[tuple[str, Entry]]:
    clauses = inputs["clauses"].read(["clause_id", "doc_id", "instrument", "problems"])
    yield "clauses.count", _entry(clauses.num_rows, "政策条款数", "clauses of policies", "clauses", "rows",
                                  [{"table": "clauses", "where": {}}], unit="clauses")
    yield "clauses.addressing.count", _entry(
        sum(bool(one) for one in clauses["problems"].to_pylist()), "针对至少一类服务问题的条款数",
        "clauses that address a service problem", "clauses", "rows",
        [{"table": "clauses", "where": {"problems": {"any": True}}}], unit="clauses")
    for policy, count in Counter(clauses["doc_id"].to_pylist()).items():
        yield f"policies.{policy}.clauses", _entry(
            count, f"政策文本 {policy} 的条款数", f"clauses of the policy text {policy}", "clauses", "rows",
            [{"table": "clauses", "where": {"doc_id": policy}}], unit="clauses")
    for instrument, count in Counter(clauses["instrument"].to_pylist()).items():
        if instrument:
            yield f"instruments.{instrument}.clauses", _entry(
                count, f"政策工具“{instrument}”的条款数", f"clauses of the instrument {instrument}", "clauses", "rows",
                [{"table": "clauses", "where": {"instrument": instrument}}], unit="clauses")
    names = {code.code: (code.zh, code.en.lower()) for code in codes}
    counted_already = {"code", "complaints", "share"}
    columns = tuple(column.name for column in TABLES["gaps"].columns if column.name not in counted_already)
    for row in inputs["gaps"].read().to_pylist():
        zh, en = names.get(row["code"], (row["code"], row["code"]))
        yield from _cells("gaps", row, {"code": row["code"]}, columns, f"problems.{row['code']}", f"“{zh}”", f"{en}",
                          inputs.tables)
