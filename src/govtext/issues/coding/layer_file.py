"""A layer as the text of its TOML files, see :func:`.layer.read_layer`.

The shipped layer is told in two files: what clauses say, and what the pieces of a text as a whole say (the first names
the second as ``whole``). In one they would be more than a megabyte, which few editors and code hosts show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from govtext.errors import GovtextError
from govtext.issues.coding.clauses import PER_STRETCH, ClauseEntry
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
    f"#   their odds, less {PER_STRETCH} times the log of their number",
    "#   whole text: the same sum over all its pieces with the weights of whole:CODE in the file `whole`",
    "# A code is given from `threshold` on. The columns type:KIND there are what the pieces of the whole text add",
    "# to the points that rules give a request type. The layer serves the codebook named here only. The tables of",
    "# clauses, told in hundredths, are learnt from coded_examples_*.csv, coded_retold_*.csv, coded_clauses.csv and",
    "# coding_concepts.toml (all authored, beside this file), and from nothing else; intercepts, weights and",
    "# thresholds of the codes from the 332 messages of coding_dev.csv, the thresholds by cross-validation.",
    "# docs/quality.md gives the figures. Made again, the same bytes, by",
    "#     python -m govtext.build.shipped_layer coding_dev.csv",
    "# `govtext coding train` writes what a study's own coders teach into coding_study_layer.toml, applied on top.",
)
WHOLE_HEADER = (
    "# What the pieces of a text as a whole say of codes (whole:CODE) and request types (type:KIND), in parts of one:",
    "# the second half of coding_layer.toml, which tells how it is read and made.",
)


def layer_text(entry: LayerEntry, header: Sequence[str] = STUDY_HEADER, whole: str = "") -> str:
    """Return the layer as a TOML lexicon.

    ``whole`` names the lexicon that has what whole texts say, see :func:`whole_text`; without it all is in this one.
    """
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
        if whole:
            told = _columns(told, 0, 1 + len(told.codes))
        lines += ["", "[clauses]", *([f"whole = {_quoted(whole)}"] if whole else [])]
        lines += [f"columns = {json.dumps(told.columns)}"]
        lines += [f"intercepts = {json.dumps(told.intercepts)}", f"least = {told.least}"]
        lines += [f"span = {told.span}", f"parts = {told.parts}"]
        lines += ["", "[clauses.weights]", *_rows(told.weights, ",")]
    if entry.clauses.concepts:
        lines += ["", "[clauses.concepts]"]
        lines += [f"{_quoted(name)} = {_quoted(words)}" for name, words in entry.clauses.concepts.items()]
        lines += ["", "[clauses.together]", *_rows(entry.clauses.together)]
    return "\n".join(lines) + "\n"


def whole_text(entry: LayerEntry) -> str:
    """Return what whole texts say as a TOML lexicon: the columns after those of the codes, for the same pieces."""
    told = entry.clauses.told_in(PARTS)
    told = _columns(told, 1 + len(told.codes), len(told.columns))
    lines = [*WHOLE_HEADER, f"columns = {json.dumps(told.columns)}", f"parts = {told.parts}"]
    return "\n".join([*lines, "", "[weights]", *_rows(told.weights, ",")]) + "\n"


def with_whole(table: Mapping[str, Any], read: Callable[[str], Mapping[str, Any]], where: str) -> Mapping[str, Any]:
    """Return a layer's table with what whole texts say put beside what clauses say; ``read`` gives a lexicon's table.

    A table that names no second file stays as it is. Raises GovtextError where the two don't speak of the same pieces.
    """
    clauses = table.get("clauses")
    if not isinstance(clauses, Mapping) or "whole" not in clauses:
        return table
    own, name = {key: value for key, value in clauses.items() if key != "whole"}, str(clauses["whole"])
    other = read(name)
    try:
        columns, parts, weights = other["columns"], other["parts"], other["weights"]
        same = parts == own.get("parts", 1) and list(weights) == list(own["weights"])
    except KeyError as error:
        raise GovtextError(f"has no {error.args[0]}", file=where.rpartition("/")[0] + "/" + name) from error
    if not same:
        raise GovtextError(
            f"{name} is not the other half of this file: pieces or parts differ", file=where,
            hint="take both from the same version of govtext, or delete both to have the shipped ones",
        )
    own["columns"] = [*own.get("columns", ["idf"]), *columns]
    own["weights"] = {piece: [*row, *weights[piece]] for piece, row in own["weights"].items()}
    return {**table, "clauses": own}


def _columns(entry: ClauseEntry, first: int, end: int) -> ClauseEntry:
    weights = {piece: row[first:end] for piece, row in entry.weights.items()}
    return entry.model_copy(update={"columns": entry.columns[first:end], "weights": weights})


def _rows(weights: Mapping[str, Sequence[float]], between: str = ", ") -> list[str]:
    return [f"{_quoted(word)} = [{between.join(f'{value:g}' for value in row)}]" for word, row in weights.items()]


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
