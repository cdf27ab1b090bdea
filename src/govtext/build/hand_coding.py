"""Hand coding of a study: the sample, the coders' workbooks, their agreement, and what the machine learns."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govtext.build.agreement_record import keep_agreement, keep_training
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.issues.coding.agreement import agreement_table, beside_random_part, disagreements
from govtext.issues.coding.assess import assess
from govtext.issues.coding.audit import audit as audit_rows
from govtext.issues.coding.audit import explain as explain_row
from govtext.issues.coding.batch import LAYERS, load_coder
from govtext.issues.coding.coder import Coder, text_of
from govtext.issues.coding.correction import corrected_prevalence
from govtext.issues.coding.layer_file import layer_text
from govtext.issues.coding.sampling import draw_sample
from govtext.issues.coding.training import train
from govtext.issues.coding.workbook import read_workbook, write_workbook
from govtext.lexicons import Lexicons
from govtext.store import Source, write_text
from govtext.tables import TABLES

FOLDER = "coding"
SAMPLE = "sample.csv"
NO_LAYER = "# The study's coded texts taught nothing that beats the rules and coding_layer.toml: nothing is added.\n"


def coder_of(study: Study, layers: Sequence[str] = LAYERS) -> Coder:
    """Return the coder of the study's codebook, with the layers named."""
    stage = study.stages.stage("issues")
    return load_coder(Lexicons(study.lexicon_files(stage)), study.settings.issues, layers)


def write_sample(study: Study, names: Sequence[str], size: int, random_share: float, seed: int) -> list[Path]:
    """Draw a sample and write a workbook for each coder into the study's `coding` folder.

    Raises:
        GovtextError: a workbook is there already (it may be filled), or the sample is larger than the corpus.
    """
    folder = study.folder / FOLDER
    paths = [folder / f"{name}.xlsx" for name in names]
    there = [path.name for path in (*paths, folder / SAMPLE) if path.exists()]
    if there:
        raise GovtextError(
            f"{FOLDER}/{there[0]} is there already", hint="move it away first: it may hold a coder's work"
        )
    scores: dict[str, dict[str, float]] = {}
    for row in _source(study, "service_problems").read(["doc_id", "code", "score"]).to_pylist():
        scores.setdefault(row["doc_id"], {})[row["code"]] = row["score"]
    rows = draw_sample(_complaints(study), scores, size, seed, random_share, "region")
    coder = coder_of(study)
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        write_workbook(path, rows, coder.codebook)
    note_sample(folder, rows)
    return paths


def note_sample(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write sample.csv: how each text came into the sample, which no coder is to see."""
    with (folder / SAMPLE).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["doc_id", "sample", "probability", "weight"])
        writer.writerows([row["doc_id"], row["sample"], row["probability"], row["weight"]] for row in rows)


def filled_workbooks(study: Study, files: Sequence[Path]) -> tuple[dict[str, Any], list[str]]:
    """Return coder → what the coder's workbook holds, and a line for each cell that could not be used.

    Raises:
        GovtextError: there are no workbooks, or one can't be read.
    """
    paths = list(files) or sorted((study.folder / FOLDER).glob("*.xlsx"))
    paths = [path for path in paths if not path.name.startswith(("~$", "agreement", "training"))]
    if not paths:
        raise GovtextError(f"there are no workbooks in {FOLDER}", hint="draw a sample: govtext coding sample")
    codebook, expected = coder_of(study).codebook, list(sampled_in(study.folder / FOLDER))
    coders: dict[str, Any] = {}
    problems: list[str] = []
    for path in paths:
        filled = read_workbook(path, codebook, expected or None)
        coders[path.stem] = filled.rows
        problems += filled.problems
    return coders, problems


def agreement_of(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[str]]:
    """Measure how well the coders agree; write coding/agreement.xlsx with the disagreements to discuss.

    Raises:
        GovtextError: fewer than two coders, or no text that two of them coded.
    """
    coders, problems = filled_workbooks(study, files)
    if len(coders) < 2:
        raise GovtextError(f"there is one coder ({', '.join(coders)})", hint="agreement takes two workbooks or more")
    codes = [code.code for code in coder_of(study).codebook.codes]
    table = beside_random_part(agreement_table(coders, codes), coders, codes, sampled_in(study.folder / FOLDER))
    check_coded(table, "text", problems)
    texts = {row["doc_id"]: f"{row['title']}\n{row['text']}" for row in _complaints(study)}
    discuss = [{**row, "text": texts.get(row["doc_id"], "")} for row in disagreements(coders, codes)]
    write_sheets(study.folder / FOLDER / "agreement.xlsx", {"agreement": table, "disagreements": discuss})
    keep_agreement(study, "complaints", len(coders), table)
    return table, problems


def check_coded(table: Sequence[Mapping[str, Any]], what: str, problems: Sequence[str]) -> None:
    """Refuse agreement on nothing: the methods of the report would tell of a coding that has not been done.

    Raises:
        GovtextError: no row of the table rests on anything; the first cell that could not be used is named.
    """
    if not any(row["units"] for row in table):
        unusable = f" ({problems[0]})" if problems else ""
        raise GovtextError(
            f"no {what} is coded by two coders{unusable}", hint="fill the workbooks, save them, measure again"
        )


def train_on(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[str]]:
    """Fit the study's layer on what all coders agree on, and say code by code where it may be trusted.

    The layer is written to the study's pipeline/lexicons as plain numbers; the next run of the issues stage applies
    it. Each report row also has raw, corrected, low and high: the code's share in all complaints as the machine counts
    it, and corrected for its errors on the random part of the sample (`coded` texts), with a 95 % interval. Texts that
    no `coding/sample.csv` speaks of count as drawn at random. The report is also written to coding/training.xlsx, and
    kept for the methods of the study's report.

    Raises:
        GovtextError: too few coded texts.
    """
    coders, problems = filled_workbooks(study, files)
    complaints = {row["doc_id"]: row for row in _complaints(study)}
    rows, sampled = _agreed(coders, complaints), sampled_in(study.folder / FOLDER)
    words = _words(study, {row["doc_id"] for row in rows})
    known = [{**row, "words": words.get(row["doc_id"]), "sample": sampled.get(row["doc_id"])} for row in rows]
    entry, report = train(known, coder_of(study, LAYERS[:1]))
    text = layer_text(entry) if entry.codes else NO_LAYER
    write_text(study.folder / "pipeline" / "lexicons" / LAYERS[1], text)
    coder, positive = coder_of(study), dict.fromkeys((row["code"] for row in report), 0)
    for row in complaints.values():
        for code in assess(text_of(row), coder).given:
            positive[code] += 1
    for row in report:
        row |= corrected_prevalence(positive[row["code"]], len(complaints), row.pop("pairs"))
    write_sheets(study.folder / FOLDER / "training.xlsx", {"training": report})
    keep_training(study, len(coders), report)
    return report, problems


def audit_on(study: Study, files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return how good each code and each rule is on the hand-coded texts."""
    coders, _ = filled_workbooks(study, files)
    rows = _agreed(coders, {row["doc_id"]: row for row in _complaints(study)})
    return audit_rows(rows, coder_of(study))


def explain(study: Study, doc_id: str) -> list[dict[str, Any]]:
    """Return every rule that hit a text.

    Raises:
        GovtextError: there is no complaint of that number.
    """
    for row in _complaints(study):
        if row["doc_id"] == doc_id:
            return explain_row(row, coder_of(study))
    raise GovtextError(f"there is no complaint {doc_id}", hint="doc_id stands in 01_documents and in the data set")


def _agreed(coders: Mapping[str, Any], complaints: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the coded texts: codes that all gave, and as ambiguous those that only some gave or that are unclear."""
    rows = []
    for doc_id in sorted({doc for filled in coders.values() for doc in filled}):
        given = [filled[doc_id] for filled in coders.values() if filled.get(doc_id, {}).get("codes") is not None]
        if not given or doc_id not in complaints:
            continue
        sets = [set(one["codes"]) for one in given]
        unclear = {code for one in given for code in one.get("unclear") or ()}
        all_gave, some_gave = set.intersection(*sets), set.union(*sets)
        rows.append({**complaints[doc_id], "codes": all_gave, "ambiguous": (some_gave - all_gave) | unclear})
    return rows


def _source(study: Study, name: str) -> Source:
    return Source(name, study.processed / TABLES[name].path)


def _complaints(study: Study) -> list[dict[str, Any]]:
    content = _source(study, "documents").read(["doc_id", "kind", "region", "title", "text"]).to_pylist()
    return [row for row in content if row["kind"] == "complaint"]


def _words(study: Study, wanted: set[str]) -> dict[str, list[str]]:
    source = _source(study, "words")
    if not (study.processed / TABLES["words"].path).is_file():
        return {}
    return {
        row["doc_id"]: row["words"]
        for row in source.read(["doc_id", "words"]).to_pylist() if row["doc_id"] in wanted
    }


def sampled_in(folder: Path) -> dict[str, str]:
    """Return doc_id (of clauses clause_id) → random or enriched, of the sample that the folder notes, if any."""
    try:
        with (folder / SAMPLE).open(encoding="utf-8-sig", newline="") as file:
            return {row.get("doc_id", ""): row.get("sample", "") for row in csv.DictReader(file)}
    except OSError:
        return {}


def write_sheets(path: Path, sheets: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write a workbook with a sheet of rows for each name; numbers stay numbers, nothing is a formula."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        header = book.add_format({"bold": True, "bottom": 1})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(rows[0] if rows else ()):
                sheet.write_string(0, at, column, header)
                sheet.set_column(at, at, 60 if column == "text" else 16)
                for number, row in enumerate(rows, start=1):
                    value = row[column]
                    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
                        sheet.write_number(number, at, value)
                    elif value is not None:
                        sheet.write_string(number, at, str(value)[:32_000])
