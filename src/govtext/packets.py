"""Objects sent to another process over a socket: small ones pickled, large arrays as they lie in memory."""

from __future__ import annotations

import pickle
import socket
import struct
from collections import deque
from itertools import islice
from typing import Any

# Bytes of an array from which on it is sent as it lies in memory, not copied into the message first.
LARGE_BUFFER = 1 << 16
# Parts of a message that the system takes at once.
_PARTS = 256


def packed(message: Any) -> deque[memoryview]:
    """Return an object as what is to be sent: large arrays as they lie in memory."""
    aside: list[memoryview] = []

    def within(buffer: pickle.PickleBuffer) -> bool:
        try:
            raw = buffer.raw()
        except BufferError:  # not in one piece
            return True
        if raw.nbytes < LARGE_BUFFER:
            return True
        aside.append(raw)
        return False

    pickled = pickle.dumps(message, protocol=5, buffer_callback=within)
    sizes = [len(pickled), *(raw.nbytes for raw in aside)]
    head = struct.pack(f"<Q{len(sizes)}Q", len(sizes), *sizes)
    return deque([memoryview(head), memoryview(pickled), *aside])


def send(channel: socket.socket, parts: deque[memoryview]) -> None:
    """Send what `packed` returned.

    Raises:
        OSError: the other side is no more.
    """
    while parts:
        sent = channel.sendmsg(list(islice(parts, _PARTS)))
        while parts and sent >= parts[0].nbytes:
            sent -= parts.popleft().nbytes
        if sent:
            parts[0] = parts[0][sent:]


def receive(channel: socket.socket) -> Any:
    """Return the next object.

    Raises:
        EOFError: the other side is no more.
    """
    return unpacked(received(channel))


def received(channel: socket.socket) -> list[bytearray]:
    """Return the next object, as it came."""
    (count,) = struct.unpack("<Q", _exactly(channel, 8))
    sizes = struct.unpack(f"<{count}Q", _exactly(channel, 8 * count))
    return [_exactly(channel, size) for size in sizes]


def unpacked(parts: list[bytearray]) -> Any:
    """Return the object that came so."""
    return pickle.loads(parts[0], buffers=parts[1:])


def _exactly(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        got = channel.recv_into(view[at:])
        if not got:
            raise EOFError
        at += got
    return data
