"""Looks at everything that a run needs, before it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from govtext.build.own_settings import own_settings
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons

NEEDED = ("jieba", "scikit-learn", "gensim", "pandas", "pyarrow", "matplotlib", "doit")


@dataclass(frozen=True)
class Finding:
    """One line of the examination."""

    good: bool
    what: str


def examine(study: Study) -> Iterator[Finding]:
    """Yield what is found, in the order in which a person would mend it."""
    yield from _python()
    yield from _settings(study)
    yield from _folders(study)
    yield from _lexicons(study)
    yield from _font()
    yield from _raw(study)


def _python() -> Iterator[Finding]:
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(good, f"Python {sys.version.split()[0]}" + ("" if good else "; install 3.11, 3.12 or 3.13"))
    for name in NEEDED:
        try:
            yield Finding(True, f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(False, f"{name} is not installed; run: pip install govtext")


def _settings(study: Study) -> Iterator[Finding]:
    try:
        study.settings  # noqa: B018
        stages = len(study.stages.names())
        yield Finding(True, f"pipeline: settings and {stages} stages")
        if own := own_settings(study.settings):
            yield Finding(True, f"settings other than this release's defaults: {len(own)}")
            for one in own:
                yield Finding(True, f"    {one.name} = {one.own}  (default {one.default})")
        if study.settings.run.engine == "dask":
            yield _dask(study.settings.run.scheduler)
    except GovtextError as error:
        yield Finding(False, str(error))


def _dask(scheduler: str) -> Finding:
    try:
        return Finding(True, f"Dask {version('distributed')}, scheduler {scheduler or 'started here'}")
    except PackageNotFoundError:
        return Finding(False, 'run.engine is "dask", but Dask is not installed; run: pip install "govtext[dask]"')


def _folders(study: Study) -> Iterator[Finding]:
    there = study.raw.is_dir()
    yield Finding(there, "data/raw" if there else "data/raw is missing; make it and put your texts there")
    place = study.processed if study.processed.is_dir() else study.processed.parent
    good = place.is_dir() and os.access(place, os.W_OK)
    told = "can be written" if good else "can't be written; check permissions"
    yield Finding(good, f"data/processed {told}")


def _lexicons(study: Study) -> Iterator[Finding]:
    seen: set[str] = set()
    try:
        stages = list(study.stages)
    except GovtextError:
        return
    for stage in stages:
        lexicons = Lexicons(study.lexicon_files(stage))
        for name in stage.lexicons:
            if name in seen:
                continue
            seen.add(name)
            try:
                size = len(lexicons.table(name)) if name.endswith(".toml") else len(lexicons.lines(name))
                # A list that the study fills in itself (labels of topics) may be empty.
                yield Finding(True, f"lexicon {name}: {size} entries")
            except GovtextError as error:
                yield Finding(False, str(error))


def _font() -> Iterator[Finding]:
    from govtext.report.fonts import chinese_font

    try:
        yield Finding(True, f"Chinese font for figures: {chinese_font().get_name()}")
    except GovtextError as error:
        yield Finding(False, str(error))


def _raw(study: Study) -> Iterator[Finding]:
    from govtext.documents.doctor import describe, report_lines

    try:
        files = study.raw_files()
        lexicons = Lexicons(study.lexicon_files(study.stages.stage("documents")))
        if not files:
            yield Finding(False, "data/raw is empty; put your texts there")
        for report in describe(files, study.settings.documents, lexicons):
            for line in report_lines([report]):
                yield Finding(report.state != "needs a setting", line)
    except GovtextError as error:
        yield Finding(False, str(error))
