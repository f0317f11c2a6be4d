"""HTTP/2 frames (RFC 9113) and gRPC messages made by hand, so that they can be wrong."""

import collections
import contextlib
import socket
import struct
import threading

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = (
    0, 1, 2, 3, 4, 6, 8, 9)
END_STREAM, END_HEADERS = 1, 4
INITIAL_WINDOW_SIZE = 4  # a setting
CANCEL = struct.pack(">I", 8)
MODERATION = b"/ascolto.v1.ModerationService/"


def frame(kind, flags=0, stream=0, payload=b""):
    """One frame (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", stream) + payload


def setting(name, value):
    return frame(SETTINGS, 0, 0, struct.pack(">HI", name, value))


def integer(value, prefix_bits, first=0):
    """An integer of HPACK (RFC 7541, 5.1)."""
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([first | value])
    out = bytearray([first | most])
    value -= most
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def header(name, value, first=0):
    """A literal header field, not indexed (RFC 7541, 6.2.2); first=0x40 adds it to the table."""
    return bytes([first]) + integer(len(name), 7) + name + integer(len(value), 7) + value


def request_headers(path=MODERATION + b"Classify"):
    return (header(b":method", b"POST") + header(b":scheme", b"http") + header(b":path", path)
            + header(b":authority", b"x") + header(b"content-type", b"application/grpc")
            + header(b"te", b"trailers"))


def opening(stream, path=MODERATION + b"Classify", flags=0):
    """The HEADERS frame with which a call begins."""
    return frame(HEADERS, END_HEADERS | flags, stream, request_headers(path))


def message(payload):
    """A message of gRPC: not compressed, its length, its bytes."""
    return b"\x00" + struct.pack(">I", len(payload)) + payload


def data(stream, payload, end=False, most=16384):
    """DATA frames for `payload`, none larger than every receiver must take."""
    frames = []
    for at in range(0, len(payload), most):
        last = at + most >= len(payload)
        frames.append(frame(DATA, END_STREAM if end and last else 0, stream,
                            payload[at:at + most]))
    return b"".join(frames)


def field(number, payload):
    """A length-delimited field of protobuf."""
    out, size = bytearray([number << 3 | 2]), len(payload)
    while size >= 128:
        out.append(size & 127 | 128)
        size >>= 7
    out.append(size)
    return bytes(out) + payload


def connect(address, seconds=10):
    host, port = address.rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), seconds)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Connection:
    """An HTTP/2 connection of which the windows are kept (RFC 9113, 6.9): whoever sends more than the
    service lets in is cut off by gRPC itself. What the service sends is read and thrown away; with
    `window` 0 it may send no DATA, so that its answers stay with it."""

    def __init__(self, address, window=1 << 24, seconds=10):
        self.seconds = seconds
        self.socket = connect(address, seconds)
        self.changed = threading.Condition()
        self.windows = collections.defaultdict(lambda: 65535)
        self.closed = threading.Event()
        self.socket.sendall(PREFACE + setting(INITIAL_WINDOW_SIZE, window))
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, frames):
        self.socket.sendall(frames)

    def send_data(self, stream, payload, end=False):
        """DATA frames, no faster than the windows allow. OSError: the connection was closed."""
        for at in range(0, len(payload), 16384):
            piece = payload[at:at + 16384]
            self.take(stream, len(piece))
            last = at + 16384 >= len(payload)
            self.send(frame(DATA, END_STREAM if end and last else 0, stream, piece))

    def take(self, stream, size):
        with self.changed:
            fits = self.changed.wait_for(lambda: self.closed.is_set() or (
                self.windows[0] >= size and self.windows[stream] >= size), self.seconds)
            if self.closed.is_set() or not fits:
                raise ConnectionResetError("closed, or its window stays shut")
            self.windows[0] -= size
            self.windows[stream] -= size

    def _read(self):
        received = b""
        with contextlib.suppress(OSError):
            while more := self.socket.recv(65536):
                received += more
                while len(received) >= 9:
                    end = 9 + int.from_bytes(received[:3], "big")
                    if len(received) < end:
                        break
                    if received[3] == WINDOW_UPDATE:
                        self._widen(int.from_bytes(received[5:9], "big"),
                                    int.from_bytes(received[9:end], "big"))
                    received = received[end:]
        self.closed.set()
        with self.changed:
            self.changed.notify_all()

    def _widen(self, stream, size):
        with self.changed:
            self.windows[stream] += size
            self.changed.notify_all()
