"""A layer as the text of its TOML file, see :func:`.layer.read_layer`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from govtext.issues.coding.layer import LayerEntry

# The tables of clauses are told in hundredths: half the bytes.
PARTS = 100
STUDY_HEADER = (
    "# What the study's own coders taught: written by `govtext coding train`, applied on top of coding_layer.toml.",
)
SHIPPED_HEADER = (
    "# Statistical layer over the codebook: plain numbers, applied by the issues stage.",
    "#",
    "# chance of a code = 1 / (1 + exp(-(intercept + rules x log odds of the rules' score + clauses x clauses said",
    "#                                   + title x best of the title + whole x whole text)))",
    "#   score of the rules: `floor` at least",
    "#   clauses said: intercept of the code + sum of idf x weight over the pieces (one to three characters) of `span`",
    "#   clauses that follow each other, divided by the length of the vector of their idf (`least` at least), + what",
    "#   the concepts that they name add, each alone and two `together`; over all such stretches the log of the sum of",
    "#   their odds, less half the log of their number",
    "#   whole text: the same sum over all its pieces with the weights of the columns whole:CODE",
    "# A code is given from `threshold` on. The columns type:KIND are what the pieces of the whole text add to the",
    "# points that rules give a request type. It serves the codebook named here only. The tables of clauses, told in",
    "# hundredths, are learnt from coded_examples_*.csv, coded_retold_*.csv, coded_clauses.csv and",
    "# coding_concepts.toml (all authored, beside this file), and from nothing else; intercepts, weights and",
    "# thresholds of the codes from the 332 messages of coding_dev.csv, the thresholds by cross-validation.",
    "# docs/quality.md gives the figures. Made again, the same bytes, by",
    "#     python -m govtext.build.shipped_layer coding_dev.csv",
    "# `govtext coding train` writes what a study's own coders teach into coding_study_layer.toml, applied on top.",
)


def layer_text(entry: LayerEntry, header: Sequence[str] = STUDY_HEADER) -> str:
    """Return the layer as a TOML lexicon."""
    lines = [*header, f"codebook = {_quoted(entry.codebook)}", f"scale = {entry.scale}", f"least = {entry.least}"]
    lines += [f"floor = {entry.floor}"]
    for code, model in entry.codes.items():
        lines += ["", f"[codes.{code}]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in model.model_dump().items()]
    if entry.words.weights:
        lines += ["", "[words]", f"columns = {json.dumps(entry.words.columns)}"]
        lines += ["", "[words.weights]", *_rows(entry.words.weights)]
    if entry.clauses.weights:
        told = entry.clauses.told_in(PARTS)
        lines += ["", "[clauses]", f"columns = {json.dumps(told.columns)}"]
        lines += [f"intercepts = {json.dumps(told.intercepts)}", f"least = {told.least}"]
        lines += [f"span = {told.span}", f"parts = {told.parts}"]
        lines += ["", "[clauses.weights]", *_rows(told.weights, ",")]
    if entry.clauses.concepts:
        lines += ["", "[clauses.concepts]"]
        lines += [f"{_quoted(name)} = {_quoted(words)}" for name, words in entry.clauses.concepts.items()]
        lines += ["", "[clauses.together]", *_rows(entry.clauses.together)]
    return "\n".join(lines) + "\n"


def _rows(weights: Mapping[str, Sequence[float]], between: str = ", ") -> list[str]:
    return [f"{_quoted(word)} = [{between.join(f'{value:g}' for value in row)}]" for word, row in weights.items()]


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
