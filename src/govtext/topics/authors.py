"""How much one author may say in a model: the turns of phrase of a person who writes often make no topic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# A name above more than this share of the texts is no one person: "anonymous", an operator's account.
NO_PERSON = 0.05


def within_author_limit(authors: pa.ChunkedArray, usable: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return which texts are among the first `most` usable ones of their author.

    A topic is what many people write about. One person's letters share their set phrases (a petition's
    rhetoric, a signature), which stand together in text after text as the words of a subject do, and
    would make a topic of their own. Texts without an author are all within the limit.

    Args:
        authors: of each text; null where unknown.
        usable: texts that count at all.
        most: texts per author; 0 for no limit.
    """
    if not most:
        return np.ones(len(usable), dtype=bool)
    coded = authors.combine_chunks().dictionary_encode()
    author = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    counted = np.flatnonzero(usable & (author >= 0))
    texts = np.bincount(author[counted], minlength=len(coded.dictionary))
    by_author = counted[np.argsort(author[counted], kind="stable")]
    place = np.arange(len(by_author)) - np.repeat(np.cumsum(texts) - texts, texts)
    person = texts <= NO_PERSON * usable.sum()
    within = np.ones(len(usable), dtype=bool)
    within[by_author[(place >= most) & person[author[by_author]]]] = False
    return within
