"""A batch is heard as its complaints are, one by one and token by token."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.policies.hearing import IN_OPENING, IN_REST, IN_TITLE, OPENING_LENGTH, hear
from govtext.policies.matters import MatterFrame
from govtext.policies.vocabulary import Vocabulary

VOCABULARY = Vocabulary({"synonyms": {"推诿": ["踢皮球"], "办理": ["处理", "办结事"], "营业执照": ["执照"]}}, ["我们"])
NO_MATTERS = MatterFrame({"matter": []})
TOKENS = ["停水", "踢", "皮球", "踢皮球", "处理", "办结", "事", "营业", "营业执照", "我们", "，", "\n", "的" * 90, "12345", ""]
MESSAGES = st.lists(
    st.lists(st.tuples(st.sampled_from(TOKENS), st.sampled_from(["n", "v", "x", "ns"])), max_size=12), max_size=5
)


def one_by_one(tokens, tags):
    """Return word → place, told piece by piece."""
    title = tokens.index("\n") if "\n" in tokens else len(tokens)
    at, opening = 0, len(tokens)
    for position in range(title, len(tokens)):
        at += len(tokens[position])
        if at > OPENING_LENGTH:
            opening = position
            break
    found = {}
    for begin, end, place in ((0, title, IN_TITLE), (title, opening, IN_OPENING), (opening, len(tokens), IN_REST)):
        for word in VOCABULARY.words(tokens[begin:end], tags[begin:end]):
            found.setdefault(word, place)
    return found


def batch_of(messages):
    return pa.record_batch(
        [
            pa.array([f"c{at}" for at in range(len(messages))], pa.string()),
            pa.array([[token for token, _ in one] for one in messages], pa.list_(pa.string())),
            pa.array([[tag for _, tag in one] for one in messages], pa.list_(pa.string())),
        ],
        names=["doc_id", "words", "tags"],
    )


@settings(deadline=None)
@given(MESSAGES)
def test_words_and_places_are_those_of_each_complaint(messages):
    heard = hear(batch_of(messages), {}, VOCABULARY, NO_MATTERS)
    assert len(set(heard.words)) == len(heard.words)
    for at, one in enumerate(messages):
        own = slice(heard.ends[at], heard.ends[at + 1])
        words = [heard.words[number] for number in heard.numbers[own]]
        expected = one_by_one([token for token, _ in one], [tag for _, tag in one])
        assert len(words) == len(expected)
        assert dict(zip(words, heard.places[own].tolist(), strict=True)) == expected


def test_a_batch_that_comes_as_numbers_of_different_texts_is_heard_alike():
    tokens = [("踢皮球", "v"), ("停水", "n"), ("\n", "x"), ("处理", "v"), ("停水", "n")]
    plain = batch_of([tokens, [], tokens[::-1]])
    kind = pa.list_(pa.dictionary(pa.int32(), pa.string()))
    columns = [plain.column("doc_id"), *(plain.column(name).cast(kind) for name in ("words", "tags"))]
    evidence = {"c2": [("x", 0, 3)]}
    one, other = (
        hear(batch, evidence, VOCABULARY, NO_MATTERS)
        for batch in (plain, pa.record_batch(columns, names=["doc_id", "words", "tags"]).slice(0, 3))
    )
    assert one.words == other.words
    assert (one.ends.tolist(), one.numbers.tolist(), one.places.tolist()) == (
        other.ends.tolist(), other.numbers.tolist(), other.places.tolist()
    )
    assert one.evidence == other.evidence != [(), (), ()]


def test_evidence_takes_the_tokens_of_which_a_part_lies_inside():
    tokens = [("部门", "n"), ("踢皮球", "v"), ("停水", "n"), ("\n", "x"), ("处理", "v")]
    batch = batch_of([[("噪音", "n")], tokens])
    heard = hear(batch, {"c1": [("buck_passing", 4, 5), ("other", 5, 9)], "c9": [("x", 0, 1)]}, VOCABULARY, NO_MATTERS)
    assert heard.evidence == [(), (("buck_passing", frozenset({"推诿"})), ("other", frozenset({"停水", "办理"})))]
