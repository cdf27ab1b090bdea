"""A layer as the text of its TOML file, see :func:`.layer.read_layer`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from govtext.issues.coding.layer import LayerEntry

STUDY_HEADER = (
    "# What the study's own coders taught: written by `govtext coding train`, applied on top of coding_layer.toml.",
)
SHIPPED_HEADER = (
    "# Statistical layer over the codebook: plain numbers, applied by the issues stage.",
    "#",
    "# chance of a code = 1 / (1 + exp(-(intercept + rules x log odds of the rules' score + clauses x best clause",
    "#                                   + title x best of the title + whole x whole text)))",
    "#   best clause: intercept of the code + sum of idf x weight over the pieces (one to three characters) of `span`",
    "#   clauses that follow each other, divided by the length of the vector of their idf (`least` at least), + what",
    "#   the concepts that they name add, each alone and two `together`; the stretch with the most counts",
    "#   whole text: the same sum over all its pieces with the weights of the columns whole:CODE",
    "# A code is given from `threshold` on. It serves the codebook named here only; request types are left to the",
    "# rules. Learnt from coded_examples_*.csv and coded_clauses.csv (all authored, beside this file), which give the",
    "# pieces, with the concepts of coding_concepts.toml (authored too), and from the 332 messages of coding_dev.csv,",
    "# which give no piece and no concept; intercepts, weights and thresholds of the codes by cross-validation on",
    "# these. docs/quality.md gives the figures. Made again, the same bytes, by",
    "#     python -m govtext.build.shipped_layer coding_dev.csv",
    "# `govtext coding train` writes what a study's own coders teach into coding_study_layer.toml, applied on top.",
)


def layer_text(entry: LayerEntry, header: Sequence[str] = STUDY_HEADER) -> str:
    """Return the layer as a TOML lexicon."""
    lines = [*header, f"codebook = {_quoted(entry.codebook)}", f"scale = {entry.scale}", f"least = {entry.least}"]
    for code, model in entry.codes.items():
        lines += ["", f"[codes.{code}]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in model.model_dump().items()]
    if entry.words.weights:
        lines += ["", "[words]", f"columns = {json.dumps(entry.words.columns)}"]
        lines += ["", "[words.weights]", *_rows(entry.words.weights)]
    if entry.clauses.weights:
        lines += ["", "[clauses]", f"columns = {json.dumps(entry.clauses.columns)}"]
        lines += [f"intercepts = {json.dumps(entry.clauses.intercepts)}", f"least = {entry.clauses.least}"]
        lines += [f"span = {entry.clauses.span}"]
        lines += ["", "[clauses.weights]", *_rows(entry.clauses.weights)]
    if entry.clauses.concepts:
        lines += ["", "[clauses.concepts]"]
        lines += [f"{_quoted(name)} = {_quoted(words)}" for name, words in entry.clauses.concepts.items()]
        lines += ["", "[clauses.together]", *_rows(entry.clauses.together)]
    return "\n".join(lines) + "\n"


def _rows(weights: Mapping[str, Sequence[float]]) -> list[str]:
    return [f"{_quoted(word)} = [{', '.join(f'{value:g}' for value in row)}]" for word, row in weights.items()]


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
