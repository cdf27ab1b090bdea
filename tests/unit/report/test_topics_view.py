from govtext.report.topics_view import reasons


def row(method, k, seed, npmi, stability, chosen=False, remark=None):
    return {
        "method": method, "k": k, "seed": seed, "coherence_npmi": npmi, "stability": stability, "chosen": chosen,
        "remark": remark, "subsample": 1.0 if seed == 1 else 0.8,
    }


TRIED = [
    row("nmf", 9, 1, 0.27, 0.86, True, "K=9: ..."), row("nmf", 9, 2, 0.29, 0.9), row("nmf", 9, 3, 0.28, 0.8),
    row("nmf", 13, 1, 0.26, 0.81, remark="nearly chosen"), row("nmf", 13, 2, 0.26, 0.8),
    row("nmf", 5, 1, 0.18, 0.9),
    row("nmf, shuffled words", 9, 1, -0.4, 0.05, remark="to compare"),
    row("lda_cvb", 9, 1, 0.09, 0.35, remark="to compare"), row("lda_cvb", 9, 2, 0.11, 0.35),
]
TOPICS = [{"topic_id": 0, "stable": True}, {"topic_id": 4, "stable": False}]


def test_the_rule_what_nearly_won_and_what_others_reach_are_told():
    lines = [line.say("en") for line in reasons(TRIED, TOPICS)]
    assert lines == [
        "K=9: the smallest number of topics whose NPMI x stability squared reaches 95% of the best; "
        "NPMI 0.28, stability 0.86 (3 fits, refits on 80% of the texts each).",
        "Nearly chosen: K=13 NPMI 0.26, stability 0.81.",
        "For comparison, with 9 topics too: shuffled words NPMI -0.40, stability 0.05; "
        "LDA (collapsed) NPMI 0.10, stability 0.35.",
        "Unstable, not to be interpreted: T4.",
    ]
    zh = [line.say("zh") for line in reasons(TRIED, TOPICS)]
    assert len(zh) == 4
    assert "次优：K=13" in zh[1]


def test_a_number_that_was_set_is_said_to_be_set():
    lines = [line.say("en") for line in reasons(TRIED[:3], [])]
    assert lines == ["K=9 is set: NPMI 0.28, stability 0.86 (3 fits, refits on 80% of the texts each)."]


def test_without_a_model_there_is_nothing_to_say():
    assert reasons([], []) == []
