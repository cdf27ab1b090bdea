from govtext.bench.privacy import benchmark, score
from govtext.bench.privacy_texts import Sample, generate


def test_the_masking_meets_its_aims():
    figures = benchmark(mentions=2400, look_alikes=2400)
    assert figures["mentions"] >= 2000
    assert figures["look_alikes"] >= 2000
    assert figures["recall_numbers"] >= 0.99
    assert figures["recall_names"] >= 0.9
    assert figures["precision"] >= 0.97
    assert figures["recall_names_last"] >= 0.9
    assert figures["precision_last"] >= 0.97


def test_the_same_seed_gives_the_same_sentences():
    assert generate(50, 50, seed=3) == generate(50, 50, seed=3) != generate(50, 50, seed=4)
    assert all(s.text[s.start : s.end].strip() for s in generate(200, 0))


def test_half_a_mention_is_missed_and_a_mask_elsewhere_is_wrong():
    samples = [Sample("电话13912345678", "phone", 2, 13), Sample("编号123", "look-alike", -1, -1)]
    whole, _ = score(samples, lambda text: [(2, len(text), "phone")] if "电话" in text else [])
    assert (whole["recall_numbers"], whole["precision"]) == (1.0, 1.0)
    half, errors = score(samples, lambda text: [(2, 5, "phone")])
    assert (half["recall_numbers"], half["precision"]) == (0.0, 0.5)
    assert [what for what, _ in errors] == ["missed", "wrong"]
