import numpy as np

from govtext.words.forms import Forms
from govtext.words.segmentation import SegmenterConfiguration, segmenter


def test_forms_of_several_batches_are_those_of_each_numbered_together():
    cutter = segmenter(SegmenterConfiguration())
    cuts = [cutter.cut_batch(texts) for texts in (["小区停水，物业不管。", "路灯坏了"], [""], ["停水三天", "物业收费"])]
    together = Forms.of_all(cuts)
    for cut, forms in zip(cuts, together, strict=True):
        alone = Forms.of(cut)
        assert forms.words() == alone.words() == [word for words in cut.words() for word in words]
        counts = dict(zip(forms.distinct, forms.counts().tolist(), strict=True))
        assert {word: count for word, count in counts.items() if count} == dict(
            zip(alone.distinct, alone.counts().tolist(), strict=True)
        )
    assert len({id(forms.distinct) for forms in together}) == 1
    assert len(set(together[0].distinct)) == len(together[0].distinct)
    assert np.concatenate([forms.index for forms in together]).max() == len(together[0].distinct) - 1
    assert Forms.of_all([]) == []
