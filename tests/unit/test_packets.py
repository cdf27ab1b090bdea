"""Objects sent over a socket: the same on the other side, large arrays without being copied into the message."""

import socket
import threading

import numpy as np
import pyarrow as pa
import pytest

from govtext.packets import LARGE_BUFFER, packed, receive, send


def sent(message):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sending = threading.Thread(target=send, args=(ours, packed(message)))
        sending.start()
        try:
            return receive(theirs)
        finally:
            sending.join()


def test_small_and_large_objects_arrive_as_they_were():
    large = np.arange(200_000.0)
    table = pa.table({"doc_id": [f"d{n}" for n in range(50_000)], "words": [["申请", "低保"]] * 50_000})
    message = {"n": [1, None], "large": large, "every_second": large[::2], "small": large[:3], "table": table}
    told = sent(message)
    assert told["n"] == [1, None]
    assert all(np.array_equal(told[name], message[name]) for name in ("large", "every_second", "small"))
    assert told["table"].equals(table)


def test_large_arrays_lie_beside_the_message_and_small_ones_within():
    large, small = np.zeros(LARGE_BUFFER, dtype=np.uint8), np.zeros(LARGE_BUFFER - 1, dtype=np.uint8)
    assert [part.nbytes >= LARGE_BUFFER for part in list(packed([large, small]))[2:]] == [True]
    assert len(packed([small, small])) == 2


@pytest.mark.parametrize("size", [10, 100_000])
def test_what_arrives_may_be_written_to_where_it_might_be_before(size):
    fixed = np.arange(size)
    fixed.flags.writeable = False
    assert [array.flags.writeable for array in sent([fixed, np.arange(size)])] == [False, True]


def test_many_arrays_go_in_several_pieces():
    arrays = [np.full(LARGE_BUFFER, n % 251, dtype=np.uint8) for n in range(600)]
    assert all(np.array_equal(one, other) for one, other in zip(sent(arrays), arrays, strict=True))


def test_the_end_of_the_other_side_is_told():
    ours, theirs = socket.socketpair()
    with theirs:
        ours.close()
        with pytest.raises(EOFError):
            receive(theirs)
