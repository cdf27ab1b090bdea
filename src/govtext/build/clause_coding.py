"""Hand coding of clauses by policy instrument: the sample, the workbooks, the agreement, the rules' score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govtext.build.agreement_record import keep_agreement
from govtext.build.hand_coding import check_coded, note_sample, sampled_in, write_sheets
from govtext.build.study import Study
from govtext.errors import GovtextError, nearest
from govtext.issues.coding.agreement import agreement_table, beside_random_part, disagreements
from govtext.issues.coding.sampling import draw_sample
from govtext.lexicons import Lexicons
from govtext.policies.coding import INSTRUMENTS, InstrumentFrame
from govtext.store import Source
from govtext.tables import TABLES

FOLDER = "coding/clauses"
ID, TITLE, HEADING, TEXT, INSTRUMENT, NOTE = "clause_id", "政策", "标题路径", "条文", "政策工具", "备注"
NONE, NONE_LABEL = "none", "无（目的、范围、定义、施行日期等）"
CODING_SHEET, BOOK_SHEET = "编码", "编码手册"
_LONGEST = 32_000
_SIDES = {"supply": "供给型", "environment": "环境型", "demand": "需求型"}


def frame_of(study: Study) -> InstrumentFrame:
    """Return the study's frame of policy instruments."""
    lexicons = Lexicons(study.lexicon_files(study.stages.stage("policies")))
    return InstrumentFrame(lexicons.table(INSTRUMENTS), lexicons.location(INSTRUMENTS))


def write_clause_sample(study: Study, names: Sequence[str], size: int, random_share: float, seed: int) -> list[Path]:
    """Draw clauses and write a workbook for each coder into the study's folder `coding/clauses`.

    The random part is drawn from every policy in proportion to its clauses, the rest enriched for rare instruments.
    Neither the machine's code nor the part of the sample is shown.

    Raises:
        GovtextError: there are no clauses, too few of them, or a workbook that may hold a coder's work.
    """
    folder = study.folder / FOLDER
    paths = [folder / f"{name}.xlsx" for name in names]
    there = [path.name for path in paths if path.exists()]
    if there:
        raise GovtextError(
            f"{FOLDER}/{there[0]} is there already", hint="move it away first: it may hold a coder's work"
        )
    clauses = _clauses(study)
    if size > len(clauses):
        raise GovtextError(f"{size} clauses were asked for, but there are {len(clauses)}", hint="ask for fewer")
    scores = {key: {row["instrument"]: 1.0} for key, row in clauses.items() if row["instrument"]}
    rows = draw_sample(
        [{**row, "doc_id": key, "policy": row["doc_id"]} for key, row in clauses.items()],
        scores, size, seed, random_share, "policy",
    )
    frame = frame_of(study)
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        _write(path, rows, _titles(study), frame)
    note_sample(folder, rows)
    return paths


def clause_agreement(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[str]]:
    """Measure how well the coders agree; write `coding/clauses/agreement.xlsx` with the clauses to discuss.

    Returns:
        A row for the instrument as a whole and one for each that anybody gave (share of clauses, per cent agreement,
        Cohen's kappa, Krippendorff's alpha with its interval, verdict), and a line for each cell that can't be used.

    Raises:
        GovtextError: fewer than two coders, or no clause that two of them coded.
    """
    coders, problems = filled_clauses(study, files)
    if len(coders) < 2:
        raise GovtextError(f"there is one coder ({', '.join(coders)})", hint="agreement takes two workbooks or more")
    rated = {
        name: {key: {"codes": None if code is None else {code}, "request_type": code} for key, code in rows.items()}
        for name, rows in coders.items()
    }
    given = {code for rows in coders.values() for code in rows.values() if code is not None}
    codes = [code for code in (*_labels(frame_of(study)), NONE) if code in given]
    table = beside_random_part(agreement_table(rated, codes), rated, codes, sampled_in(study.folder / FOLDER))
    table[0] = {**table[0], "variable": "instrument"}
    check_coded(table, "clause", problems)
    texts = {key: row["text"] for key, row in _clauses(study).items()}
    discuss = [
        {"clause_id": key, **{name: row[name] for name in sorted(rated)}, "text": texts.get(key, "")}
        for row in disagreements(rated, [])
        for key in (row["doc_id"],)
    ]
    write_sheets(study.folder / FOLDER / "agreement.xlsx", {"agreement": table, "disagreements": discuss})
    keep_agreement(study, "clauses", len(coders), table)
    return table, problems


def audit_clauses(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], float]:
    """Return how well the rules code the clauses on which all coders agree.

    Returns:
        Per instrument the clauses that have it by hand, precision, recall and F1 of the rules; and the mean F1.

    Raises:
        GovtextError: there are no filled workbooks.
    """
    coders, _ = filled_clauses(study, files)
    clauses = _clauses(study)
    agreed: dict[str, str] = {}
    for key in sorted({key for rows in coders.values() for key in rows}):
        given = {rows[key] for rows in coders.values() if rows.get(key) is not None}
        if len(given) == 1 and key in clauses:
            agreed[key] = str(given.pop())
    if not agreed:
        raise GovtextError("no clause is coded alike by all coders", hint="fill the workbooks in coding/clauses first")
    made = {key: clauses[key]["instrument"] or NONE for key in agreed}
    table = []
    for code in [code for code in (*_labels(frame_of(study)), NONE) if code in agreed.values()]:
        hits = sum(made[key] == told == code for key, told in agreed.items())
        told, found = list(agreed.values()).count(code), list(made.values()).count(code)
        table.append({
            "code": code, "clauses": told, "precision": hits / found if found else None, "recall": hits / told,
            "f1": 2 * hits / (told + found),
        })
    return table, sum(row["f1"] for row in table) / len(table)


def filled_clauses(study: Study, files: Sequence[Path]) -> tuple[dict[str, dict[str, str | None]], list[str]]:
    """Return coder → clause_id → instrument (`none` for none, None where left empty), and a line per unusable cell.

    Raises:
        GovtextError: there are no workbooks, one can't be read, or a column is missing.
    """
    paths = list(files) or sorted((study.folder / FOLDER).glob("*.xlsx"))
    paths = [path for path in paths if not path.name.startswith(("~$", "agreement"))]
    if not paths:
        raise GovtextError(f"there are no workbooks in {FOLDER}", hint="draw: govtext coding sample --of clauses")
    labels = {label: code for code, label in {**_labels(frame_of(study)), NONE: NONE_LABEL}.items()}
    known = set(_clauses(study))
    coders: dict[str, dict[str, str | None]] = {}
    problems: list[str] = []
    for path in paths:
        coders[path.stem] = _read(path, labels, known, problems)
    return coders, problems


def _write(path: Path, rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], frame: InstrumentFrame) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE7F0"})
        sheet = book.add_worksheet(CODING_SHEET)
        sheet.write_row(0, 0, [ID, TITLE, HEADING, TEXT, INSTRUMENT, NOTE], bold)
        for number, row in enumerate(rows, start=1):
            cells = [str(row["doc_id"]), titles.get(row["policy"], ""), row["heading"] or "", row["text"][:_LONGEST]]
            sheet.write_row(number, 0, cells, wrapped)
        book_sheet = book.add_worksheet(BOOK_SHEET)
        labels = {**_labels(frame), NONE: NONE_LABEL}
        book_sheet.write_row(0, 0, ["名称", "编码", "类型", "定义"], bold)
        described = {one.code: (one.side, one.definition) for one in frame.instruments}
        for number, (code, label) in enumerate(labels.items(), start=1):
            side, definition = described.get(code, ("", ""))
            book_sheet.write_row(number, 0, [label, code, _SIDES.get(side, side), definition], wrapped)
        source = f"={BOOK_SHEET}!$A$2:$A${len(labels) + 1}"
        sheet.data_validation(1, 4, max(len(rows), 1), 4, {
            "validate": "list", "source": source, "error_title": "请从列表中选择", "error_message": "见编码手册",
        })
        for at, width in enumerate((16, 24, 24, 80, 24, 24)):
            sheet.set_column(at, at, width)
        book_sheet.set_column(0, 2, 20)
        book_sheet.set_column(3, 3, 80)
        sheet.freeze_panes(1, 1)


def _read(path: Path, labels: Mapping[str, str], known: set[str], problems: list[str]) -> dict[str, str | None]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as error:
        raise GovtextError("is missing", file=path.name, hint="ask the coder for the workbook") from error
    except Exception as error:  # openpyxl raises half a dozen kinds for a file that is no workbook
        raise GovtextError("can't be read as a workbook", file=path.name, hint="save it as .xlsx") from error
    sheet = book[CODING_SHEET] if CODING_SHEET in book.sheetnames else book[book.sheetnames[0]]
    rows_read = sheet.iter_rows(values_only=True)
    grid = [["" if cell is None else str(cell).strip() for cell in row] for row in rows_read]
    book.close()
    header = grid[0] if grid else []
    for name in (ID, INSTRUMENT):
        if name not in header:
            raise GovtextError(f"has no column {name}", file=path.name, hint=f"restore it ({nearest(name, header)})")
    at, code_at = header.index(ID), header.index(INSTRUMENT)
    rows: dict[str, str | None] = {}
    for number, read in enumerate(grid[1:], start=2):
        cells = [*read, *[""] * (len(header) - len(read))]
        key, label = cells[at], cells[code_at]
        if not key:
            if any(cells):
                problems.append(f"{path.name} row {number}: no {ID}; the row was not used")
            continue
        if key in rows:
            raise GovtextError(f"{key} stands there twice", file=path.name, row=number, hint="delete one of the rows")
        if key not in known:
            problems.append(f"{path.name} row {number}: {key} is no clause of this study; the row was not used")
            continue
        rows[key] = labels.get(label) or (label if label in labels.values() else None)
        if label and rows[key] is None:
            problems.append(f'{path.name} row {number}: "{label}" is no instrument; {nearest(label, list(labels))}')
    return rows


def _labels(frame: InstrumentFrame) -> dict[str, str]:
    return {one.code: one.label_zh for one in frame.instruments}


def _clauses(study: Study) -> dict[str, dict[str, Any]]:
    content = _source(study, "clauses").read(["clause_id", "doc_id", "heading", "text", "instrument"]).to_pylist()
    if not content:
        raise GovtextError("there are no clauses", hint="put policies into data/raw, then: govtext run")
    return {row["clause_id"]: row for row in content}


def _titles(study: Study) -> dict[str, str]:
    content = _source(study, "documents").read(["doc_id", "kind", "title"]).to_pylist()
    return {row["doc_id"]: row["title"] or "" for row in content if row["kind"] == "policy"}


def _source(study: Study, name: str) -> Source:
    return Source(name, study.processed / TABLES[name].path)
