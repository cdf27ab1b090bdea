"""The page: one file, no network, no evaluation of data."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from govtext.report.citing import Sentence, key_of
from govtext.report.contents import Contents
from govtext.report.figures.model import FigureSpec, Shown
from govtext.report.findings.catalogue import findings
from govtext.report.findings.flow import corpus_flow
from govtext.report.methods import Section
from govtext.report.page.data import Held, escaped_json, visible
from govtext.report.page.downloads import DATA_FILES, FOLDER
from govtext.report.reference_list import references
from govtext.report.tables.model import ThesisTable, shown
from govtext.report.wording import SECTIONS, Phrase, number, shipped
from govtext.tables import TABLES

SCRIPTS = (
    "dom.js", "charts.js", "reply_panel.js", "texts.js", "browse.js", "calendar.js", "overview.js", "keywords.js",
    "topic_map.js", "topics.js", "problems.js", "issues.js", "replies.js", "policies.js", "figures.js", "start.js",
)  # fmt: skip


def render_page(
    contents: Contents,
    language: str,
    held: Held,
    figures: list[tuple[FigureSpec, Phrase | None]],
    numbers: Mapping[str, list[Shown]],
    pictures: Mapping[str, Mapping[str, str]],
    tables: list[ThesisTable],
    methods: list[Section],
) -> str:
    """Return the HTML.

    Args:
        contents: what the tables hold.
        language: that the page opens in.
        held: the page's data and its blocks of texts, see `page_data`; the figures' numbers are added.
        pictures: name of a figure that a section shows → language → its SVG, in one language or both.
        figures: each figure with the sentence that says why it was not drawn, or None.
        numbers: name of a figure that was drawn → the numbers that it shows.
        tables: the thesis tables that were written.
        methods: the sections of the methods text.
    """
    data, blocks = held
    data["figures"] = {
        spec.name: [_number(one) for one in numbers[spec.name]]
        for spec, missing in figures if spec.section and not missing
    }
    # A strict function: what the page runs is these files and nothing that came with the data.
    script = '(() => {\n"use strict";\n' + "\n".join(shipped(f"page/{name}") for name in SCRIPTS) + "\n})();"
    style = shipped("page/page.css")
    return page_template().render(
        language=language,
        study=contents.study_name,
        policy=_policy(script, style),
        script=Markup(script),
        style=Markup(style),
        data=Markup(escaped_json(data)),
        blocks=[Markup(escaped_json(block)) for block in blocks],
        flow=corpus_flow(contents),
        findings=findings(contents),
        sections=SECTIONS,
        pictures={name: {spoken: _image(one) for spoken, one in both.items()} for name, both in pictures.items()},
        figures=figures,
        figure_keys={name: [one.number.key for one in found] for name, found in numbers.items()},
        tables=tables,
        methods=methods,
        data_files=DATA_FILES,
        data_folder=FOLDER,
        dictionary=list(TABLES.values()),
        embedded=len(data["placed"]),
        total=data["total"],
        listed=len(data["messages"]["id"]),
        issues_shown=len(data["issues"]),
        issues_total=data["issue_total"],
        references=references(),
        compressed=bool(blocks) and isinstance(blocks[0], str),
    )


@lru_cache(maxsize=1)
def page_template() -> Template:
    """Return the page's template, which takes a while to compile: who waits for figures asks for it meanwhile."""
    environment = Environment(
        loader=DictLoader({"page.html": shipped("page/page.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["visible"] = visible
    environment.filters["number"] = number
    environment.filters["key"] = key_of
    environment.filters["words"] = _has_words
    environment.globals["cell"] = shown
    environment.tests["sentence"] = lambda value: isinstance(value, Sentence)
    return environment.get_template("page.html")


def _has_words(text: str) -> bool:
    return any(one.isalpha() for one in text)


def _number(one: Shown) -> list[Any]:
    names = (visible(name) if isinstance(name, str) else Phrase(*map(visible, name)) for name in (one.item, one.series))
    return [*names, one.number.value, visible(one.number.key)]


def _image(picture: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode("ascii")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
