"""Intrusion tasks on sheets: a workbook for each coder, the key beside them, the filled sheets scored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from govtext.build.hand_coding import write_sheets
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.store import Source, write_text
from govtext.tables import TABLES
from govtext.topics.intrusion import LETTERS, TASKS, Item, make_items, score, score_topics

FOLDER, KEY, SCORES = "validation", "key.json", "scores.xlsx"
TEXT_CHARACTERS = 600
# Task → name of its sheet, what to do.
SHEETS = {
    "words": ("词语入侵", "下列各词中，哪一个与其他词不属于同一主题？请在“答案”栏选字母；拿不准也请选一个。"),
    "sets": ("词组入侵", "下列四组词中，哪一组与其他三组不属于同一主题？请在“答案”栏选字母。"),
    "topics": ("主题入侵", "读完文本，下列四组词中哪一组与文本最不相关？请在“答案”栏选字母。"),
}
ANSWER = "答案"


def write_intrusion_sheets(
    study: Study, names: Sequence[str], per_topic: int, texts: int, seed: int
) -> tuple[list[Path], int]:
    """Write the questions for each coder into the study's `validation` folder; return the paths and their number.

    Raises:
        GovtextError: sheets are there already (they may be filled), or there are too few topics.
    """
    folder = study.folder / FOLDER
    paths = [folder / f"{name}.xlsx" for name in names]
    there = [path.name for path in (*paths, folder / KEY) if path.exists()]
    if there:
        raise GovtextError(f"{FOLDER}/{there[0]} is there already", hint="move it away first: it may hold answers")
    items = _items(study, per_topic, texts, seed)
    if not items:
        raise GovtextError("there are too few topics or words to ask about", hint="it takes two topics of six words")
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        _write_workbook(path, items)
    write_text(folder / KEY, json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=1) + "\n")
    return paths, len(items)


def score_sheets(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[str]]:
    """Score the filled sheets, write validation/scores.xlsx, and return the rows and lines on what was left out.

    Raises:
        GovtextError: there is no key, no sheet, or no answer in any.
    """
    folder = study.folder / FOLDER
    try:
        kept = json.loads((folder / KEY).read_text(encoding="utf-8"))
        items = [Item(**{**one, "options": tuple(one["options"]), "shares": tuple(one["shares"])}) for one in kept]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise GovtextError(
            f"{FOLDER}/{KEY} can't be read", hint="write the sheets first: govtext topics sheets"
        ) from error
    paths = list(files) or sorted(folder.glob("*.xlsx"))
    paths = [path for path in paths if not path.name.startswith("~$") and path.name != SCORES]
    answers: dict[str, dict[int, int]] = {}
    problems: list[str] = []
    for path in paths:
        answers[path.stem], told = _read_answers(path, items)
        problems += told
    answers = {coder: given for coder, given in answers.items() if given}
    if not answers:
        raise GovtextError(f"no answers in {FOLDER}", hint=f"fill the column {ANSWER} of the sheets, save, score again")
    rows = score(items, answers)
    write_sheets(folder / SCORES, {"scores": rows, "topics": score_topics(items, answers)})
    return rows, problems


def _items(study: Study, per_topic: int, texts: int, seed: int) -> list[Item]:
    def rows(name: str, columns: list[str]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = Source(name, study.processed / TABLES[name].path).read(columns).to_pylist()
        return made

    words: dict[int, list[str]] = defaultdict(list)
    for row in sorted(rows("topic_words", ["topic_id", "rank", "word"]), key=lambda r: (r["topic_id"], r["rank"])):
        words[row["topic_id"]].append(row["word"])
    shares: dict[str, dict[int, float]] = defaultdict(dict)
    for row in rows("document_topics", ["doc_id", "topic_id", "weight"]):
        shares[row["doc_id"]][row["topic_id"]] = row["weight"]
    found = {
        row["doc_id"]: f"{row['title']}\n{row['text']}".strip()[:TEXT_CHARACTERS]
        for row in rows("documents", ["doc_id", "title", "text", "duplicate_of"])
        if row["doc_id"] in shares and not row["duplicate_of"]
    }
    return make_items(words, shares, found, per_topic, texts, seed)


def _write_workbook(path: Path, items: list[Item]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for task in TASKS:
            mine = [item for item in items if item.task == task]
            if not mine:
                continue
            sheet = book.add_worksheet(SHEETS[task][0])
            sheet.write_string(0, 0, SHEETS[task][1])
            widest = max(len(item.options) for item in mine)
            heads = ["题号", *(["文本"] if task == "topics" else []), *LETTERS[:widest], ANSWER]
            sheet.freeze_panes(2, 1)
            for at, head in enumerate(heads):
                sheet.write_string(1, at, head, bold)
                sheet.set_column(at, at, {"题号": 6, "文本": 70, ANSWER: 8}.get(head, 12 if task == "words" else 30))
            for row, item in enumerate(mine, start=2):
                sheet.write_number(row, 0, item.number)
                shown = [*([item.text] if task == "topics" else []), *item.options]
                for at, content in enumerate(shown, start=1):
                    sheet.write_string(row, at, content, wrapped)
            last = len(heads) - 1
            sheet.data_validation(2, last, len(mine) + 1, last, {"validate": "list", "source": list(LETTERS[:widest])})


def _read_answers(path: Path, items: list[Item]) -> tuple[dict[int, int], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    known = {item.number: item for item in items}
    given: dict[int, int] = {}
    problems: list[str] = []
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (OSError, CalamineError) as error:
        raise GovtextError(f"can't be read ({error})", file=path.name, hint="save it as .xlsx") from error
    for name, cells in sheets.items():
        header = [str(cell).strip() for cell in cells[1]] if len(cells) > 1 else []
        if ANSWER not in header:
            problems.append(f"{path.name}, sheet {name}: there is no column {ANSWER}")
            continue
        for number, row in enumerate(cells[2:], start=3):
            answer = str(row[header.index(ANSWER)]).strip().upper()
            if not answer:
                continue
            item = known.get(int(row[0])) if isinstance(row[0], (int, float)) else None
            if item is None or answer not in LETTERS[: len(item.options)] or len(answer) != 1:
                problems.append(f'{path.name}, sheet {name}, row {number}: "{answer[:20]}" is no answer to a question')
                continue
            given[item.number] = LETTERS.index(answer)
    return given, problems
