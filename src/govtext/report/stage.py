"""The report: figures, thesis tables, the page, the methods text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from govtext.lexicons import Lexicons, code_labels
from govtext.parallel import Work, no_cycles
from govtext.report.contents import Contents
from govtext.report.figures.model import FigureSpec, Shown
from govtext.report.figures.numbers import write_numbers
from govtext.report.figures.rendering import ON_PAGE, rendered
from govtext.report.lexicon_facts import lexicon_facts
from govtext.report.methods import Section, methods_markdown, methods_text
from govtext.report.methods_document import write_methods
from govtext.report.page.data import Held, page_data
from govtext.report.page.shell import page_template, render_page
from govtext.report.tables.catalogue import thesis_tables
from govtext.report.tables.latex import write_latex
from govtext.report.tables.model import ThesisTable
from govtext.report.tables.word import write_word
from govtext.report.tables.workbook import write_workbook
from govtext.report.wording import Phrase
from govtext.settings import ReportSettings
from govtext.store import Artifact, Inputs

GENERAL_NAME = Phrase("网民诉求与政策文本分析", "Complaints and policies: an analysis of texts")


def run(inputs: Inputs, settings: ReportSettings, lexicons: Lexicons, work: Work) -> Iterator[Artifact]:
    """Yield the figures, tables, methods and the page.

    What an empty table leaves nothing to draw for is left out, and the page says why.
    """
    language = settings.language
    frame = lexicons.table("service_problems.toml")
    contents = Contents(
        inputs,
        code_labels(frame),
        settings.study_name or GENERAL_NAME.say(language),
        {
            one["code"]: Phrase(one.get("label_zh", one["code"]), one.get("label_en", one["code"]))
            for one in lexicons.table("policy_instruments.toml").get("instrument", [])
        },
        {one.code: Phrase(one.zh, one.en) for one in code_labels(frame, "types")},
        lexicon_facts(lexicons),
    )
    figures: list[tuple[FigureSpec, Phrase | None]] = []
    numbers: dict[str, list[Shown]] = {}
    pictures: dict[str, dict[str, str]] = {}
    tables, methods = thesis_tables(contents), methods_text(contents)
    held: Held | None = None
    # The report's own language lies beside the page, the other one in a folder of its name.
    other = "en" if language == "zh" else "zh"
    for spoken, below in {language: "", **({other: f"{other}/"} if settings.both_languages else {})}.items():
        # The workers draw while this process writes the tables and the methods.
        drawing = work.ahead(rendered(contents, spoken, work))
        yield from _table_files(tables, spoken, contents.study_name, f"tables/{below}")
        if spoken == language:
            yield Artifact("methods.docx", partial(_methods, methods, contents.study_name))
            yield Artifact("methods.md", partial(_write, methods_markdown(methods, contents.study_name)))
        for spec, made in drawing:
            # They have the contents by now, and draw on while this process packs the page's texts.
            held = held or _held(contents, language, settings)
            if spoken == language:
                figures.append((spec, made if isinstance(made, Phrase) else None))
            if isinstance(made, Phrase):
                continue
            if spec.section:
                pictures.setdefault(spec.name, {})[spoken] = made.pop(ON_PAGE).decode("utf-8")
            for ending, content in made.items():
                yield Artifact(f"figures/{below}{spec.name}.{ending}", partial(_write_bytes, content))
            if spec.name not in numbers:
                numbers[spec.name] = list(spec.numbers(contents))
            yield Artifact(f"figures/{below}{spec.name}.csv", partial(_numbers, numbers[spec.name], spoken))

    held = held or _held(contents, language, settings)
    with no_cycles():
        page = render_page(contents, language, held, figures, numbers, pictures, tables, methods)
    yield Artifact("index.html", partial(_write, page))


def _held(contents: Contents, language: str, settings: ReportSettings) -> Held:
    with no_cycles():
        page_template()
        return page_data(contents, language, settings.page_texts)


def _table_files(tables: list[ThesisTable], language: str, title: str, folder: str) -> Iterator[Artifact]:
    numbered = list(enumerate(tables, start=1))
    written: dict[int, list[Any]] = {}
    for number, table in numbered:
        yield Artifact(
            f"{folder}{table.name}.docx",
            partial(_word, [(number, table)], language, table.caption.say(language), written),
        )
        yield Artifact(f"{folder}{table.name}.tex", partial(_latex, table, language))
    yield Artifact(f"{folder}tables.docx", partial(_word, numbered, language, title, written))
    yield Artifact(f"{folder}tables.xlsx", partial(_workbook, numbered, language))


def _numbers(numbers: list[Shown], language: str, path: Path) -> None:
    write_numbers(path, numbers, language)


def _word(
    tables: list[tuple[int, ThesisTable]], language: str, title: str, written: dict[int, list[Any]], path: Path
) -> None:
    with no_cycles():
        write_word(path, tables, language, title, written)


def _latex(table: ThesisTable, language: str, path: Path) -> None:
    write_latex(path, table, language)


def _workbook(tables: list[tuple[int, ThesisTable]], language: str, path: Path) -> None:
    write_workbook(path, tables, language)


def _methods(sections: list[Section], study: str, path: Path) -> None:
    with no_cycles():
        write_methods(path, sections, study)


def _write(content: str, path: Path) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)
