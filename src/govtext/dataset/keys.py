"""A key for every number that a thesis cites: what it is, which cell it stands in, which rows are behind it.

A key is made of the names that the tables use, from the general to the particular:

    documents.complaints            regions.<region>.count        problems.<code>.share
    topics.<topic_id>.share         issues.<issue_id>.heat        replies.<grouping>.<group>.median_days
    topics.<topic_id>.<grouping>.<group>.share                    keywords.<kind>.<word>.documents
    regions.<region>.problems.<code>.share                        instruments.<instrument>.clauses

`rows` are filters: table → conditions. The rows behind a number are the texts that meet all of them;
`largest` keeps a text's row only where it holds the text's largest value of that column.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from govtext.dataset.variables import REQUEST_LABELS
from govtext.lexicons import CodeLabel
from govtext.store import Inputs
from govtext.tables import TABLES

Entry = dict[str, Any]
Filter = dict[str, Any]

COMPLAINTS: Filter = {"table": "documents", "where": {"kind": "complaint"}}
POLICIES: Filter = {"table": "documents", "where": {"kind": "policy"}}
ANY = "any"


def key_file(inputs: Inputs, codes: list[CodeLabel]) -> str:
    """Return keys.json: key → value, unit, what it is, table, row, column, stage and the rows behind it.

    Reads documents, service_problems, request_types, topics, topic_trends, issues, issue_members,
    responses, corpus_keywords, clauses and gaps.
    """
    found: dict[str, Entry] = {}
    parts = (
        _documents(inputs), _problems(inputs, codes), _requests(inputs), _topics(inputs), _issues(inputs),
        _replies(inputs), _keywords(inputs), _policies(inputs, codes),
    )
    for part in parts:
        for key, entry in part:
            found.setdefault(key, entry)
    # A key a line: the file is found in, and compared with an earlier one, by line.
    shown = json.JSONEncoder(ensure_ascii=False).encode
    lines = [f"{shown(key)}: {shown(found[key])}" for key in sorted(found)]
    return '{"format": 1, "keys": {\n' + ",\n".join(lines) + "\n}}\n"


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
           rows: list[Filter]) -> Iterator[tuple[str, Entry]]:
    """Yield an entry for each cell of a row that holds a number."""
    for name in columns:
        value = row[name]
        if value is not None:
            column = TABLES[table].column(name)
            yield f"{prefix}.{name}", _entry(
                value, f"{zh}：{column.meaning_zh}", f"{en}: {column.meaning}", table, name, rows, row=key,
                unit=column.unit)


def month_filter(month: str) -> Filter:
    """Return the filter of the complaints of a month such as 2024-01."""
    year, number = int(month[:4]), int(month[5:7])
    after = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    return {"table": "documents", "where": {"kind": "complaint", "date": {"from": f"{month}-01", "before": after}}}


def _documents(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    kinds: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    months: Counter[str] = Counter()
    repeated = masked = 0
    for batch in inputs["documents"].batches(["kind", "region", "date", "duplicate_of", "masked"], 65_536):
        for kind, region, date, earlier, pieces in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            kinds[kind] += 1
            masked += pieces or 0
            if kind == "complaint":
                repeated += earlier is not None
                if region:
                    regions[region] += 1
                if date:
                    months[f"{date.year:04d}-{date.month:02d}"] += 1
    everything: list[Filter] = [{"table": "documents", "where": {}}]
    yield "documents.count", _counted(sum(kinds.values()), "文本总数", "texts", "documents", everything)
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
    for region, count in regions.items():
        rows: list[Filter] = [{"table": "documents", "where": {"kind": "complaint", "region": region}}]
        yield f"regions.{region}.count", _counted(
            count, f"{region}的诉求数", f"complaints of {region}", "documents", rows)
    for month, count in months.items():
        yield f"months.{month}.count", _counted(
            count, f"{month} 的诉求数", f"complaints of {month}", "documents", [month_filter(month)])


def _problems(inputs: Inputs, codes: list[CodeLabel]) -> Iterator[tuple[str, Entry]]:
    region_of: dict[str, str | None] = {}
    for batch in inputs["documents"].batches(["doc_id", "kind", "region"], 65_536):
        for doc, kind, region in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if kind == "complaint":
                region_of[doc] = region
    total, sizes = len(region_of), Counter(region for region in region_of.values() if region)
    texts: dict[str, set[str]] = defaultdict(set)
    for batch in inputs["service_problems"].batches(["doc_id", "code"], 65_536):
        for doc, code in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if doc in region_of:
                texts[code].add(doc)
                texts[ANY].add(doc)
    labels = {code.code: (code.zh, code.en.lower()) for code in codes} | {ANY: ("任一服务问题", "any service problem")}
    if not total:
        return
    for code, (zh, en) in labels.items():
        rows: list[Filter] = [{"table": "service_problems", "where": {} if code == ANY else {"code": code}}, COMPLAINTS]
        count = len(texts[code])
        yield f"problems.{code}.count", _counted(
            count, f"指出“{zh}”的诉求数", f"complaints coded {en}", "service_problems", rows)
        yield f"problems.{code}.share", _share(
            count, total, f"指出“{zh}”的诉求占全部诉求的比例", f"share of complaints coded {en}",
            "service_problems", rows)
        for region, coded in Counter(region_of[doc] for doc in texts[code]).items():
            if region:
                within = [rows[0], {"table": "documents", "where": {"kind": "complaint", "region": region}}]
                yield f"regions.{region}.problems.{code}.count", _counted(
                    coded, f"{region}指出“{zh}”的诉求数", f"complaints of {region} coded {en}", "service_problems",
                    within)
                yield f"regions.{region}.problems.{code}.share", _share(
                    coded, sizes[region], f"{region}的诉求中指出“{zh}”的比例",
                    f"share of the complaints of {region} coded {en}", "service_problems", within)


def _requests(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    counted: Counter[str] = Counter()
    for batch in inputs["request_types"].batches(["request_type"], 65_536):
        counted.update(batch.column("request_type").to_pylist())
    for kind, count in counted.items():
        zh, en = REQUEST_LABELS[kind]
        rows: list[Filter] = [{"table": "request_types", "where": {"request_type": kind}}]
        yield f"request_types.{kind}.count", _counted(
            count, f"诉求类型为“{zh}”的诉求数", f"complaints of the type {en}", "request_types", rows)
        yield f"request_types.{kind}.share", _share(
            count, counted.total(), f"诉求类型为“{zh}”的比例", f"share of the type {en}", "request_types", rows)


def _topics(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    topics = inputs["topics"].read().to_pylist()
    yield "topics.count", _entry(len(topics), "主题数", "topics", "topics", "rows", [], unit="topics")
    names: dict[int, str] = {}
    for row in topics:
        topic = row["topic_id"]
        names[topic] = row["label"] or f"T{topic}"
        rows: Filter = {"table": "document_topics", "where": {"topic_id": topic}}
        about = (f"主题“{names[topic]}”", f"topic “{names[topic]}”")
        yield from _cells(
            "topics", row, {"topic_id": topic}, ("share", "coherence_npmi", "coherence_cv", "exclusivity", "stability"),
            f"topics.{topic}", *about, [rows])
        yield from _cells("topics", row, {"topic_id": topic}, ("documents",), f"topics.{topic}", *about,
                          [{**rows, "largest": "weight"}])
    for row in inputs["topic_trends"].read().to_pylist():
        topic, grouping, group = row["topic_id"], row["grouping"], row["group"]
        name = names.get(topic, f"T{topic}")
        yield from _cells(
            "topic_trends", row, {"topic_id": topic, "grouping": grouping, "group": group},
            ("share", "low", "high"), f"topics.{topic}.{grouping}.{group}",
            f"主题“{name}”（{group}）", f"topic “{name}” ({group})",
            [{"table": "document_topics", "where": {"topic_id": topic}}, *_group(grouping, group)])


def _issues(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    yield "issues.count", _entry(inputs["issues"].count(), "重复出现的问题数", "recurring issues", "issues", "rows", [],
                                 unit="issues")
    yield "issues.members", _counted(
        inputs["issue_members"].count(), "属于重复问题的诉求数", "complaints that belong to a recurring issue",
        "issue_members", [{"table": "issue_members", "where": {}}])
    for row in inputs["issues"].read().to_pylist():
        issue = row["issue_id"]
        name = row["label"] or row["description"] or issue
        yield from _cells(
            "issues", row, {"issue_id": issue},
            ("rank", "documents", "authors", "heat", "heat_low", "heat_high", "rank_low", "rank_high", "likes"),
            f"issues.{issue}", f"重复问题“{name}”", f"recurring issue “{name}”",
            [{"table": "issue_members", "where": {"issue_id": issue}}])


def _replies(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    columns = tuple(
        column.name for column in TABLES["responses"].columns if column.type in {"int", "float"}
    )
    for row in inputs["responses"].read().to_pylist():
        grouping, group = row["grouping"], row["group"]
        everyone = grouping == "all"
        yield from _cells(
            "responses", row, {"grouping": grouping, "group": group}, columns,
            "replies.all" if everyone else f"replies.{grouping}.{group}",
            "全部诉求的答复" if everyone else f"答复（{group}）", "replies" if everyone else f"replies ({group})",
            _group(grouping, group))


def _keywords(inputs: Inputs) -> Iterator[tuple[str, Entry]]:
    for row in inputs["corpus_keywords"].read().to_pylist():
        kind, word = row["kind"], row["word"]
        key = {"kind": kind, "method": row["method"], "rank": row["rank"]}
        rows: list[Filter] = [
            {"table": "words", "where": {"words": {"contains": word}}}, POLICIES if kind == "policy" else COMPLAINTS]
        yield from _cells("corpus_keywords", row, key, ("documents",), f"keywords.{kind}.{word}",
                          f"关键词“{word}”", f"keyword “{word}”", rows)
        yield from _cells("corpus_keywords", row, key, ("rank", "weight"), f"keywords.{kind}.{word}.{row['method']}",
                          f"关键词“{word}”（{row['method']}）", f"keyword “{word}” ({row['method']})", rows)


def _policies(inputs: Inputs, codes: list[CodeLabel]) -> Iterator[tuple[str, Entry]]:
    clauses = inputs["clauses"].read(["clause_id", "instrument"])
    yield "clauses.count", _entry(clauses.num_rows, "政策条款数", "clauses of policies", "clauses", "rows",
                                  [{"table": "clauses", "where": {}}], unit="clauses")
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
        about_rules = {"clauses", "coverage", "coverage_low", "coverage_high"}
        for rules in (True, False):
            wanted = tuple(name for name in columns if (name in about_rules) == rules)
            source = {"table": "clauses", "where": {"problems": {"contains": row["code"]}}} if rules else {
                "table": "service_problems", "where": {"code": row["code"]}}
            yield from _cells("gaps", row, {"code": row["code"]}, wanted, f"problems.{row['code']}",
                              f"“{zh}”", f"{en}", [source])


def _group(grouping: str, group: str) -> list[Filter]:
    """Return the filters of a group as the tables of trends and replies name it."""
    if grouping == "month":
        return [month_filter(group)]
    if grouping == "year":
        span = {"from": f"{group}-01-01", "before": f"{int(group) + 1:04d}-01-01"}
        return [{"table": "documents", "where": {"kind": "complaint", "date": span}}]
    column = {"region": "region", "county": "county", "department": "department", "file": "source_file"}.get(grouping)
    if column:
        return [{"table": "documents", "where": {"kind": "complaint", column: group}}]
    if grouping in {"problem", "code"}:
        return [{"table": "service_problems", "where": {"code": group}}]
    if grouping == "request_type":
        return [{"table": "request_types", "where": {"request_type": group}}]
    return [COMPLAINTS]
