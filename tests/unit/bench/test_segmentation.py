"""The benchmark of segmentation measures what it says."""

from govtext.bench.segmentation import cut_batch, measure
from govtext.words.segmentation import SegmenterConfiguration


def test_figures_are_whole_and_the_words_the_same():
    figures = measure(["办事大厅的电话一直打不通，跑了三趟也没有办成。"] * 60, repeats=1, entries=(("打不通", None, "l"),))
    assert figures["texts_cut_differently"] == 0
    assert figures["ratio_to_jieba"] > 0
    assert figures["ratio_two_processes"] > 0
    assert figures["megabytes"] == round(60 * 23 * 3 / 1e6, 2)


def test_a_batch_comes_back_as_lists_of_words():
    assert cut_batch(SegmenterConfiguration(), ["打不通"]).to_pylist() == [["打", "不通"]]
