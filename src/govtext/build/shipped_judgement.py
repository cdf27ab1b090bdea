"""Fits the judgement of recurring issues again:
python -m govtext.build.shipped_judgement STUDY FOLDER JUDGED.csv [JUDGED.csv ...].

STUDY is a study that was run up to its words; a JUDGED.csv has the columns source_file, source_id and issue_id
(messages without company have an issue of their own) and may have unsure_with, the issues that could be the same, and
readers, how many judged the message alike (1 where it is not told).
pair_weights.csv, pair_trees.csv and cluster_weights.csv are written to FOLDER, and what the fit is worth is told. (The
weights for small corpora, the column "small", are those that ship: they were fitted on samples of the messages.)
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.issues.recurring.copies import renamed
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.fitting import Fitted, fit, mean_agreement
from govtext.issues.recurring.judgement import INTERCEPT
from govtext.issues.recurring.judgements import Agreement, Judgements
from govtext.issues.recurring.messages import BATCH, Messages, messages_of, word_batches
from govtext.issues.recurring.reading import batch_of, encode
from govtext.issues.recurring.weights import SMALL_BIAS, SMALL_WEIGHTS
from govtext.parallel import Work
from govtext.settings import RecurringSettings
from govtext.store import Source, write_text

COLUMNS = ("source_file", "source_id", "issue_id")
Text = tuple[list[str], list[str]]


def fitted(study: Study, judged: Sequence[Path]) -> Fitted:
    """Return trees and weights fitted on the messages of a study that readers put into issues.

    Raises:
        GovtextError: a table of the study or a file of judgements is missing, or names no message of the study.
    """
    settings = study.settings.issues.recurring
    documents = Source("documents", study.processed / "01_documents" / "documents.parquet")
    words = Source("words", study.processed / "02_words" / "words.parquet")
    messages = messages_of(documents, words)
    rows = documents.read(["doc_id", "source_file", "source_id"]).to_pylist()
    key_of = {row["doc_id"]: (Path(row["source_file"]).name, str(row["source_id"])) for row in rows}
    read = Judgements.of([key_of[doc] for doc in messages.doc_ids], _judged(judged))
    if not (read.issue >= 0).any():
        raise GovtextError("no message of the study is judged: source_file and source_id must be those of its files")
    texts = [
        (row["words"], row["tags"]) for batch in word_batches(words, messages) for row in batch.to_pylist()
    ]
    copies = renamed(texts)
    originals = np.array([copy.original for copy in copies], dtype=np.int64)
    namesakes = np.array([copy.namesake for copy in copies], dtype=np.int64)
    added = len(texts) + np.arange(len(copies))
    corpus = _corpus(texts, messages, np.arange(len(texts)), settings)
    with_copies = _corpus(
        [*texts, *(copy.text for copy in copies)],
        messages,
        np.concatenate([np.arange(len(texts)), originals]),
        settings,
    )
    left, right = np.concatenate([originals, namesakes]), np.concatenate([added, added])
    return fit(corpus, read, settings, (with_copies, left, right))


def _corpus(texts: list[Text], messages: Messages, rows: np.ndarray, settings: RecurringSettings) -> MessageCorpus:
    """Return messages, some of which are copies: they have the region of their original and nobody as a writer."""
    copied = np.arange(len(rows)) >= len(messages.doc_ids)
    days = np.where(np.isfinite(messages.days), np.nan_to_num(messages.days), -1).astype(np.int64)[rows]
    batches = (
        batch_of([words for words, _ in texts[at : at + BATCH]], [tags for _, tags in texts[at : at + BATCH]])
        for at in range(0, len(texts), BATCH)
    )
    return encode(
        batches,
        np.where(copied, -1, messages.authors[rows]),
        np.where(copied & (days >= 0), days + 30, days),
        settings.body_characters,
        Work(workers=1),
        [messages.regions[row] for row in rows.tolist()],
    )


def _judged(paths: Sequence[Path]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
                if missing:
                    raise GovtextError(f"has no column {', '.join(missing)}", file=path.name)
                found += [dict(row) for row in reader]
        except OSError as error:
            raise GovtextError(f"can't be read ({error.strerror})", file=path.name) from error
    return found


def write(made: Fitted, folder: Path) -> None:
    """Write pair_weights.csv, pair_trees.csv and cluster_weights.csv."""
    trees = [("tree", "node", "feature", "least", "yes", "no", "value"), *made.trees]
    weights = [("term", "weight"), *((term, f"{weight:.4f}") for term, weight in made.weights.items())]
    small = {INTERCEPT: SMALL_BIAS, **SMALL_WEIGHTS}
    pairs = [
        ("term", "weight", "small"),
        *((term, f"{weight:.4f}", f"{small[term]:.4f}") for term, weight in made.pair_weights.items()),
    ]
    for name, rows in (("pair_trees.csv", trees), ("cluster_weights.csv", weights), ("pair_weights.csv", pairs)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        write_text(folder / name, text.getvalue())


def told(name: str, found: Agreement) -> str:
    """Return one line about an agreement."""
    return (
        f"{name}: B-cubed precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f}, "
        f"{found.pieces:.2f} pieces per issue, {found.alone:.1%} of lone messages alone, "
        f"{found.one_matter:.1%} of clusters of three and more of one issue"
    )


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        made = fitted(Study(Path(arguments[0])), [Path(path) for path in arguments[2:]])
        write(made, Path(arguments[1]))
    except GovtextError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(told("held out (mean of the parts)", mean_agreement(made.held_out)))
    print(told("fitted on", made.fitted_on))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
