"""Makes the shipped layer again: python -m govtext.build.shipped_layer coding_dev.csv [FOLDER]."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from govtext.build.study import default_pipeline
from govtext.errors import GovtextError
from govtext.issues.coding.batch import LAYERS, LEXICON, WHOLE_TEXTS, load_coder
from govtext.issues.coding.examples import CLAUSES, CONCEPTS, MESSAGES, RETOLD, read_clauses, read_messages
from govtext.issues.coding.fitting import fit_layer
from govtext.issues.coding.layer_file import SHIPPED_HEADER, layer_text, whole_text
from govtext.lexicons import Lexicons
from govtext.store import write_text


def make_layer(gold: Path, folder: Path) -> list[str]:
    """Fit the layer on the authored examples in ``folder`` and the coded messages in ``gold``; write it there.

    Returns the names of its files.

    ``gold`` has the columns source_file, source_id (or id), title, text, request_type, codes, codes_ambiguous and
    evidence.

    Raises:
        GovtextError: a file is missing or a row is no coded message.
    """
    lexicons = Lexicons({name: folder / name for name in (LEXICON, CLAUSES, CONCEPTS, *MESSAGES, *RETOLD)})
    coder = load_coder(lexicons, layers=())
    messages, retold = (
        [row for name in names for row in read_messages(lexicons.rows(name), coder.codebook, name)]
        for names in (MESSAGES, RETOLD)
    )
    clauses = read_clauses(lexicons.rows(CLAUSES), coder.codebook, CLAUSES)
    try:
        with gold.open(encoding="utf-8-sig", newline="") as file:
            coded = read_messages(list(csv.DictReader(file)), coder.codebook, gold.name)
    except OSError as error:
        raise GovtextError(f"can't be read ({error.strerror})", file=gold.name) from error
    entry = fit_layer(messages, clauses, coded, coder, lexicons.table(CONCEPTS)["concepts"], retold)
    made = {LAYERS[0]: layer_text(entry, SHIPPED_HEADER, WHOLE_TEXTS), WHOLE_TEXTS: whole_text(entry)}
    for name, text in made.items():
        write_text(folder / name, text)
    return list(made)


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else default_pipeline() / "lexicons"
    try:
        print(f"{', '.join(make_layer(Path(arguments[0]), folder))} written")
    except GovtextError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
