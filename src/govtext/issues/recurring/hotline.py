"""The two tables that hotline offices use: 热点问题表 and 热点问题留言明细表."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.imports import one_by_one

if TYPE_CHECKING:
    from govtext.store import Source

Row = Mapping[str, Any]
ISSUE_COLUMNS = ("热度排名", "问题ID", "热度指数", "时间范围", "地点/人群", "问题描述")
MESSAGE_COLUMNS = ("问题ID", "留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")
_CELL = 32_767  # characters that an Excel cell holds
_WIDTHS = {
    "问题描述": 60, "留言详情": 80, "留言主题": 40, "时间范围": 26, "地点/人群": 24, "留言时间": 20, "留言编号": 24,
    "留言用户": 22,
}  # fmt: skip


def hotline_workbooks(
    issues: Sequence[Row], members: pa.Table, documents: Source, most: int
) -> list[tuple[str, Callable[[Path], None]]]:
    """Return the files of both tables and what writes each, which can be sent; none where there is no issue.

    Args:
        issues: rows of the issues table.
        members: issue_members.
        documents: the documents table; only the rows of the chosen issues are kept.
        most: issues that the tables hold, the hottest first.
    """
    if not issues:
        return []
    chosen = {issue["issue_id"] for issue in sorted(issues, key=lambda issue: issue["rank"])[:most]}
    own = members.filter(pc.is_in(members["issue_id"], value_set=pa.array(sorted(chosen), pa.string())))
    return [
        ("热点问题表.xlsx", partial(write_workbook, issue_table(issues, most), ISSUE_COLUMNS, "热点问题表")),
        ("热点问题留言明细表.xlsx", partial(_write_messages, issues, own, documents, most, "热点问题留言明细表")),
    ]


def _write_messages(issues: Sequence[Row], own: pa.Table, documents: Source, most: int, sheet: str, path: Path) -> None:
    """Write the messages of the chosen issues, of which `own` holds the members."""
    wanted = own["doc_id"].combine_chunks()
    names = ["doc_id", "source_id", "author", "title", "text", "date", "likes", "dislikes"]
    held = {
        row["doc_id"]: row
        for batch in documents.batches(names)
        for row in batch.filter(pc.is_in(batch.column("doc_id"), value_set=wanted)).to_pylist()
    }
    write_workbook(message_table(issues, own.to_pylist(), held, most), MESSAGE_COLUMNS, sheet, path)


def issue_table(issues: Sequence[Row], first: int | None = None) -> list[dict[str, Any]]:
    """Return rows of 热点问题表, the hottest first.

    Args:
        issues: rows of the issues table.
        first: how many; None takes all.
    """
    ranked = sorted(issues, key=lambda issue: issue["rank"])[:first]
    return [
        {
            "热度排名": issue["rank"],
            "问题ID": number,
            "热度指数": round(issue["heat"], 2),
            "时间范围": _range(issue),
            "地点/人群": issue["place"] or "",
            "问题描述": issue["label"],
        }
        for number, issue in enumerate(ranked, start=1)
    ]


def message_table(
    issues: Sequence[Row], members: Iterable[Row], documents: Mapping[str, Row], first: int | None = None
) -> list[dict[str, Any]]:
    """Return rows of 热点问题留言明细表, by 问题ID, then time.

    Args:
        issues: rows of the issues table.
        members: rows of issue_members.
        documents: doc_id → row of the documents table.
        first: as for `issue_table`.
    """
    ranked = sorted(issues, key=lambda issue: issue["rank"])[:first]
    number = {issue["issue_id"]: at for at, issue in enumerate(ranked, start=1)}
    chosen = [
        (number[member["issue_id"]], document["date"] is None, str(document["date"]), member["doc_id"], document)
        for member in members
        if member["issue_id"] in number and (document := documents.get(member["doc_id"])) is not None
    ]
    chosen.sort(key=lambda item: item[:4])
    return [
        {
            "问题ID": at,
            "留言编号": document["source_id"] or doc_id,
            "留言用户": document["author"] or "",
            "留言主题": document["title"],
            "留言时间": document["date"].strftime("%Y/%m/%d %H:%M:%S") if document["date"] else "",
            "留言详情": document["text"],
            "反对数": document["dislikes"] or 0,
            "点赞数": document["likes"] or 0,
        }
        for at, _, _, doc_id, document in chosen
    ]


def _range(issue: Row) -> str:
    if not issue["first_date"]:
        return ""
    return f"{issue['first_date']:%Y/%m/%d} 至 {issue['last_date']:%Y/%m/%d}"


def write_workbook(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], sheet: str, path: Path) -> None:
    """Write rows as an xlsx with a frozen header; texts stay texts (no formulas, no links)."""
    import datetime

    with one_by_one:
        import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # A fixed date, so that the same rows give the same bytes.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        # On paper: A4 on its side, a page wide, the heading on each.
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        header, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for at, name in enumerate(columns):
            page.write_string(0, at, name, header)
            page.set_column(at, at, _WIDTHS.get(name, 12), wrapped)
        for down, row in enumerate(rows, start=1):
            # LibreOffice and WPS don't always fit a row to its wrapped text.
            page.set_row(down, 15 * max(_lines(row[name], _WIDTHS.get(name, 12)) for name in columns))
            for at, name in enumerate(columns):
                value = row[name]
                if isinstance(value, str):
                    page.write_string(down, at, value[:_CELL], wrapped)
                else:
                    page.write_number(down, at, value, wrapped)


def _lines(value: object, width: int) -> int:
    """Return the lines of a cell: a Chinese character is two wide; 27 lines are the most that a row can be high."""
    if not isinstance(value, str):
        return 1
    wide = sum(sum(1 + (one > "\u2e7f") for one in line) // width + 1 for line in value.split("\n"))
    return min(wide, 27)
