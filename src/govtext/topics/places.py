"""Which words name places or people, so that they make no topics of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.store import Source
from govtext.text_rows import TextRows
from govtext.vocabulary import NAME_TAGS, Encoded

# The hundred most frequent family names: jieba tags many ordinary words nr (初中生, 幼儿园), and a
# personal name begins with a family name.
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范石廖贾夏韦傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_PLACE_ENDINGS = ("省", "市", "县", "区", "镇", "乡", "村", "州", "街道", "路", "街")
_SHIFT = 32


def is_place_word(word: str, tag: str) -> bool:
    """Tell whether a word names a place or a person, by its most frequent tag."""
    if tag == "ns":
        return True
    if tag in NAME_TAGS:
        return word[0] in _FAMILY_NAMES or word.endswith(_PLACE_ENDINGS)
    return False


@dataclass(frozen=True)
class PlaceSpans:
    """Where places are named: sorted starts and ends, each a text's row shifted left plus the character."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @cached_property
    def _furthest(self) -> NDArray[np.int64]:
        """Return the furthest end so far: a shorter place may begin inside a longer one."""
        return np.maximum.accumulate(self.ends)

    @classmethod
    def none(cls) -> PlaceSpans:
        """Return no spans."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    @classmethod
    def read(cls, entities: Source, known: TextRows) -> PlaceSpans:
        """Return the places among the entities of the known texts."""
        starts, ends = [], []
        for batch in entities.batches(["doc_id", "kind", "start", "end"], rows=65_536):
            batch = batch.filter(pc.equal(batch.column("kind"), "place"))
            rows = known.find(batch.column("doc_id"))
            mine = rows >= 0
            base = rows[mine] << _SHIFT
            starts.append(base + batch.column("start").to_numpy()[mine])
            ends.append(base + batch.column("end").to_numpy()[mine])
        if not starts:
            return cls.none()
        start, end = np.concatenate(starts), np.concatenate(ends)
        order = np.lexsort((end, start))
        return cls(start[order], end[order])

    def covered(
        self, encoded: Encoded, rows: NDArray[np.int64], tokens: NDArray[np.intp], text: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which of some tokens are the naming part of a place: inside a span, and not its last word.

        The last word of a longer span says what kind of place it is (小区, 学校) and stays; a span
        of one word is covered whole.

        Args:
            encoded: a batch.
            rows: the row of each of its texts.
            tokens: the tokens that are asked about, in order.
            text: the text of each of these, as a position in the batch.
        """
        if not len(self.starts) or not len(tokens):
            return np.zeros(len(tokens), dtype=bool)
        ends_in_batch = np.cumsum(encoded.lengths, dtype=np.int64)
        before = np.concatenate([[0], ends_in_batch])[encoded.offsets[:-1]]
        end = ((rows << _SHIFT) - before).take(text) + ends_in_batch.take(tokens)
        start = end - encoded.lengths.take(tokens)
        span = np.searchsorted(self.starts, start, side="right") - 1
        known = span >= 0
        span = np.maximum(span, 0)
        inside = known & (end < self._furthest.take(span))
        whole = known & (self.starts.take(span) == start) & (self.ends.take(span) == end)
        return np.asarray(inside | whole)
