"""Messages as the report holds them: which have a reply, and how they are sent to other processes."""

import datetime
import pickle

import pyarrow as pa

from govtext.report.messages import Message, Texts, _answered

DAY = datetime.datetime(2024, 3, 1, 9)


def test_a_reply_or_its_date_answers_and_blanks_do_not():
    replies = ["已答复。", None, None, "", "  \n ", " " * 9, " " * 9 + "好", "\u3000\u3000您好"]
    dates = [None, DAY, None, None, None, None, None, None]
    batch = pa.record_batch({"reply": pa.array(replies), "reply_date": pa.array(dates, pa.timestamp("us"))})
    assert _answered(batch) == [True, True, False, False, False, False, True, True]


def test_messages_arrive_as_they_were_sent():
    message = Message("d1", "题", "某市", DAY, "a.xlsx", None, 3, True, None, None, False, 2, "complaint", ("slow",), None)
    sent = Texts([message, message._replace(date=None)], [{"doc_id": "p1"}], 4, 1)
    made = pickle.loads(pickle.dumps(sent))
    assert made == sent
    assert [one.month for one in made.messages] == ["2024-03", None]
    assert type(made.messages[0]) is Message
