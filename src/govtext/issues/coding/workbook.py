"""Workbooks for coders: one a coder, with drop-downs and the codebook on a sheet; and reading them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from govtext.errors import GovtextError, nearest
from govtext.imports import one_by_one
from govtext.issues.coding.codebook import Codebook

CODING_SHEET, BOOK_SHEET = "编码", "编码手册"
ID, TITLE, TEXT, KIND, NOTE = "doc_id", "标题", "正文", "诉求类型", "备注"
YES, NO = "是", "否"
_YES = frozenset({"是", "1", "1.0", "y", "yes", "true", "t", "x", "√", "✓", "有"})
_NO = frozenset({"否", "0", "0.0", "n", "no", "false", "f", "×", "无", "-"})
_LONGEST = 32000


class Filled(NamedTuple):
    """A workbook read back.

    Attributes:
        rows: doc_id → codes (the set given, None where the text was left out), unclear (codes whose cell could not
            be read), request_type (None where it is empty or unknown), note.
        problems: one clear line for each cell that could not be used; nothing else of its row is lost.
    """

    rows: dict[str, dict[str, Any]]
    problems: list[str]


def write_workbook(path: Path, rows: Sequence[Mapping[str, Any]], codebook: Codebook) -> None:
    """Write the texts of ``rows`` (doc_id, title, text) for one coder to fill in.

    Every coder gets the same texts in the same order. Which part of the sample a text belongs to is not shown, nor
    what the machine says, so that neither leads the coder.
    """
    with one_by_one:
        import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE7F0"})
        sheet = book.add_worksheet(CODING_SHEET)
        header = [ID, TITLE, TEXT, KIND, *(code.label for code in codebook.codes), NOTE]
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, start=1):
            text = str(row.get("text") or "")
            sheet.write_row(number, 0, [str(row["doc_id"]), str(row.get("title") or ""), text[:_LONGEST]], wrapped)
        last = max(len(rows), 1)
        kinds = [kind.label for kind in codebook.entry.types]
        if kinds:
            sheet.data_validation(1, 3, last, 3, _choices(kinds))
        sheet.data_validation(1, 4, last, 3 + len(codebook.codes), _choices([YES, NO]))
        sheet.set_column(0, 0, 15)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 70)
        sheet.set_column(3, len(header) - 1, 11)
        sheet.freeze_panes(1, 2)
        _write_book(book.add_worksheet(BOOK_SHEET), codebook, bold, wrapped)


def _choices(values: Sequence[str]) -> dict[str, Any]:
    return {
        "validate": "list", "source": list(values), "ignore_blank": True,
        "error_title": "请从列表中选择", "error_message": "、".join(values),
    }


def _write_book(sheet: Any, codebook: Codebook, bold: Any, wrapped: Any) -> None:
    sheet.write_row(0, 0, ["编码", "名称", "定义", "包括", "不包括", "例：是", "例：否"], bold)
    for number, code in enumerate([*codebook.codes, *codebook.entry.types], start=1):
        yes = "\n".join(example.text for example in code.examples if example.coded)
        no = "\n".join(example.text for example in code.examples if not example.coded)
        cells = [code.code, code.label, code.definition, "\n".join(code.include), "\n".join(code.exclude), yes, no]
        sheet.write_row(number, 0, cells, wrapped)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 6, 36)


def read_workbook(path: Path, codebook: Codebook, expected: Sequence[str] | None = None) -> Filled:
    """Read a filled workbook; rows may be re-sorted, filtered or half filled.

    A text counts as coded if its type or one of its codes is filled in; an empty code cell of such a row means no.
    A row without anything filled in was left out. ``expected`` lists the doc_ids that should be there.

    Raises:
        GovtextError: the file is no such workbook, a column is missing, or a doc_id stands there twice.
    """
    header, body = _cells(path)
    columns = {name: place for place, name in enumerate(header) if name}
    labels = {code.label: code.code for code in codebook.codes}
    for name in (ID, KIND, *labels):
        if name not in columns:
            raise GovtextError(
                f"has no column {name}", file=path.name, hint=f"restore the header row ({nearest(name, header)})"
            )
    kinds = {
        name: kind.code for kind in codebook.entry.types for name in (kind.label, kind.code, kind.label_en.lower())
    }
    rows: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for number, cells in enumerate(body, start=2):
        doc_id = cells[columns[ID]]
        if not doc_id:
            if any(cells):
                problems.append(f"{path.name} row {number}: no doc_id; the row was not used")
            continue
        if doc_id in rows:
            raise GovtextError(
                f"{doc_id} stands there twice", file=path.name, row=number, hint="delete one of the rows"
            )
        if expected is not None and doc_id not in expected:
            problems.append(f"{path.name} row {number}: {doc_id} is not in the sample; the row was not used")
            continue
        rows[doc_id] = _read_row(cells, columns, labels, kinds, f"{path.name} row {number}", problems)
    for doc_id in expected or ():
        if doc_id not in rows:
            problems.append(f"{path.name}: {doc_id} is missing")
            rows[doc_id] = {"codes": None, "unclear": set(), "request_type": None, "note": ""}
    return Filled(rows, problems)


def _cells(path: Path) -> tuple[list[str], list[list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as error:
        raise GovtextError("is missing", file=path.name, hint="ask the coder for the workbook") from error
    except Exception as error:  # openpyxl raises half a dozen kinds for a file that is no workbook
        raise GovtextError("can't be read as a workbook", file=path.name, hint="save it as .xlsx") from error
    sheet = book[CODING_SHEET] if CODING_SHEET in book.sheetnames else book[book.sheetnames[0]]
    grid = [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    if not grid:
        raise GovtextError("is empty", file=path.name, hint="take the workbook that was written for the coder")
    width = max(map(len, grid))
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    return grid[0], grid[1:]


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _read_row(
    cells: Sequence[str], columns: Mapping[str, int], labels: Mapping[str, str], kinds: Mapping[str, str],
    where: str, problems: list[str],
) -> dict[str, Any]:
    codes, unclear, filled = set(), set(), False
    for label, code in labels.items():
        value = cells[columns[label]].lower()
        filled = filled or bool(value)
        if value in _YES:
            codes.add(code)
        elif value and value not in _NO:
            unclear.add(code)
            problems.append(f'{where} column {label}: "{value}" is neither {YES} nor {NO}; the cell was not used')
    given = cells[columns[KIND]]
    kind = kinds.get(given) or kinds.get(given.lower())
    if given and kind is None:
        problems.append(f'{where} column {KIND}: "{given}" is no request type; {nearest(given, list(kinds))}')
    if filled and not given:
        problems.append(f"{where} column {KIND}: is empty; the codes were used")
    note = cells[columns[NOTE]] if NOTE in columns else ""
    return {"codes": codes if filled or given else None, "unclear": unclear, "request_type": kind, "note": note}
