"""Clients that send rubbish, too much, or never read: each is refused or cut off, memory comes back,
and a well-behaved client is answered all the while.

How much the service takes before it notices depends on the machine, so nothing is asked of that; what a
client only announces (a message of 2 GB, a bomb of 1 GB) must never be taken.
"""

import gzip
import os
import re
import socket
import struct
import threading
import time
import unittest
import urllib.request

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import Server, SECONDS

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS, RST_STREAM, DATA, PING = 4, 1, 3, 0, 6
METHOD = "/ascolto.v1.ModerationService/"
OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]  # gRPC shares connections else
SANITIZED = bool(os.environ.get("ASCOLTO_SANITIZE"))


def frame(kind, flags=0, stream=0, payload=b""):
    """An HTTP/2 frame (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", stream) + payload


def header(name, value):
    """A literal header field that is not indexed (RFC 7541, 6.2.2), of at most 126 bytes."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def request_headers(path=b"/ascolto.v1.ModerationService/Classify"):
    return (header(b":method", b"POST") + header(b":scheme", b"http") + header(b":path", path)
            + header(b":authority", b"x") + header(b"content-type", b"application/grpc")
            + header(b"te", b"trailers"))


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("--http", "127.0.0.1:0"))
        cls.channel = cls.enterClassContext(grpc.insecure_channel(cls.server.address))
        cls.stub = moderation_pb2_grpc.ModerationServiceStub(cls.channel)

    def tearDown(self):
        self.assertIsNone(self.server.process.poll())
        self.assertEqual(self.classify_patiently().verdict.action, v1.ACTION_HIDE)

    def classify_patiently(self):
        """Comes again while the server still works off what others gave up."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                return self.stub.Classify(
                    v1.ClassifyRequest(comment=v1.Comment(text=b"sei un cretino")),
                    timeout=SECONDS)
            except grpc.RpcError as error:
                busy = error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
                if not busy or time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def connect(self):
        host, port = self.server.address.rsplit(":", 1)
        connection = socket.create_connection((host, int(port)), SECONDS)
        self.addCleanup(connection.close)
        return connection

    def megabytes(self, what="VmRSS"):
        """Memory in use now, or with VmHWM the most that ever was."""
        with open(f"/proc/{self.server.process.pid}/status") as status:
            return int(re.search(rf"{what}:\s+(\d+)", status.read()).group(1)) / 1024

    def assert_memory_comes_back(self, before):
        """Waits until the service holds hardly more than before."""
        end = time.monotonic() + SECONDS
        while not SANITIZED and self.megabytes() - before >= 80:
            self.assertLess(time.monotonic(), end, f"{before} MB before, {self.megabytes()} now")
            time.sleep(0.01)

    def assert_never_taken(self, peak, announced):
        """Whether the most that the service ever held is far from what a client announced."""
        if not SANITIZED:
            self.assertLess(self.megabytes("VmHWM") - peak, announced / 2)

    def metric(self, name):
        with urllib.request.urlopen(f"http://{self.server.http}/metrics", timeout=SECONDS) as page:
            return float(re.search(rf"^{name} (\S+)$", page.read().decode(), re.M).group(1))

    def code(self, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, timeout=SECONDS, **options)
        return caught.exception.code()

    def drain(self, connection):
        """Reads until the server closes the connection."""
        try:
            while connection.recv(65536):
                pass
        except ConnectionResetError:
            pass

    def test_bytes_that_are_not_http2(self):
        for rubbish in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + b"\x00" * 512,
                        bytes(range(256)) * 64):
            connection = self.connect()
            connection.sendall(rubbish)
            self.drain(connection)

    def test_frames_cut_short(self):
        whole = PREFACE + frame(SETTINGS) + frame(HEADERS, 4, 1, request_headers()) + frame(
            DATA, 1, 1, b"\x00\x00\x00\x00\x04abcd")
        for size in range(1, len(whole), 7):
            connection = self.connect()
            connection.sendall(whole[:size])
            connection.close()

    def test_frames_that_break_the_protocol(self):
        for rubbish in (frame(DATA, 0, 0, b"x"), frame(HEADERS, 4, 2, request_headers()),
                        frame(HEADERS, 4, 1, b"\xff" * 64), frame(PING, 0, 0, b"short"),
                        b"\xff\xff\xff\x00\x00\x00\x00\x00\x01" + b"x" * 1000):
            connection = self.connect()
            connection.sendall(PREFACE + frame(SETTINGS) + rubbish)
            connection.shutdown(socket.SHUT_WR)
            self.drain(connection)

    def test_length_of_a_message_that_is_a_lie(self):
        before, peak = self.megabytes(), self.megabytes("VmHWM")
        connection = self.connect()
        connection.sendall(PREFACE + frame(SETTINGS) + frame(HEADERS, 4, 1, request_headers())
                           + frame(DATA, 0, 1, b"\x00\x7f\xff\xff\xffabcd"))
        connection.shutdown(socket.SHUT_WR)
        self.drain(connection)
        self.assert_never_taken(peak, announced=2048)
        self.assert_memory_comes_back(before)

    def test_streams_opened_and_reset(self):
        connection = self.connect()
        connection.sendall(PREFACE + frame(SETTINGS))
        block = request_headers()
        try:
            for stream in range(1, 20_000, 2):
                connection.sendall(frame(HEADERS, 4, stream, block)
                                   + frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))
        except (ConnectionResetError, BrokenPipeError):
            pass

    def test_message_of_100_megabytes(self):
        before = self.megabytes()
        with grpc.insecure_channel(
                self.server.address,
                OWN_CONNECTION + [("grpc.max_send_message_length", -1)]) as channel:
            call = channel.unary_unary(METHOD + "BatchClassify")
            # gRPC refuses it when it has all of it. It is not to get that far.
            self.assertIn(self.code(call, b"\x0a" * 100_000_000),
                          (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE))
        self.assert_memory_comes_back(before)

    def test_message_that_is_a_little_too_large(self):
        with grpc.insecure_channel(self.server.address, OWN_CONNECTION) as channel:
            call = channel.unary_unary(METHOD + "BatchClassify")
            self.assertEqual(self.code(call, b"\x0a" * 5_000_000),
                             grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_message_of_many_empty_comments(self):
        call = self.channel.unary_unary(METHOD + "BatchClassify")
        self.assertEqual(self.code(call, b"\x0a\x00" * 1_900_000),
                         grpc.StatusCode.INVALID_ARGUMENT)

    def test_metadata_of_10000_keys(self):
        keys = [(f"key-{i}", "value") for i in range(10_000)]
        with grpc.insecure_channel(self.server.address, OWN_CONNECTION) as channel:
            self.assertIn(self.code(channel.unary_unary(METHOD + "Classify"), b"", metadata=keys),
                          (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.INTERNAL,
                           grpc.StatusCode.UNAVAILABLE))

    def test_gzip_bomb(self):
        before, peak = self.megabytes(), self.megabytes("VmHWM")
        bomb = gzip.compress(b"\x00" * 1_000_000_000, 9)
        self.assertLess(len(bomb), 2_000_000)
        connection = self.connect()
        connection.settimeout(2)
        block = request_headers() + header(b"grpc-encoding", b"gzip")
        message = b"\x01" + struct.pack(">I", len(bomb)) + bomb
        connection.sendall(PREFACE + frame(SETTINGS) + frame(HEADERS, 4, 1, block))
        try:
            for at in range(0, len(message), 16_000):
                connection.sendall(frame(DATA, 0, 1, message[at:at + 16_000]))
        except OSError:
            pass  # the window is full, or the call refused
        try:
            self.drain(connection)
        except TimeoutError:
            pass  # the connection stays; the call is over
        self.assert_never_taken(peak, announced=1000)
        self.assert_memory_comes_back(before)

    def test_streams_that_never_read(self):
        before = self.megabytes()
        release = threading.Event()
        self.addCleanup(release.set)
        message = v1.StreamClassifyRequest(comments=[v1.Comment(text=b"sei un cretino")] * 1000)

        def requests():
            for _ in range(200):
                yield message
            release.wait(SECONDS)

        calls = [self.stub.StreamClassify(requests(), timeout=SECONDS) for _ in range(20)]
        for _ in range(20):  # others are answered meanwhile
            self.stub.Classify(v1.ClassifyRequest(comment=v1.Comment(text=b"x")), timeout=SECONDS)
            # Of each stream at most one request is under way, however many were sent.
            self.assertLessEqual(self.metric("ascolto_in_flight_comments"),
                                 len(calls) * len(message.comments))
        for call in calls:
            call.cancel()
        self.assert_memory_comes_back(before)

    def test_deadlines_that_pass_and_calls_that_are_cancelled(self):
        batch = v1.BatchClassifyRequest(comments=[v1.Comment(text=b"sei un cretino " * 50)] * 1000)
        calls = [self.stub.BatchClassify.future(batch, timeout=0.002) for _ in range(50)]
        calls += [self.stub.BatchClassify.future(batch, timeout=SECONDS) for _ in range(50)]
        for call in calls[50:]:
            call.cancel()
        for call in calls[:50]:
            self.assertIn(call.code(),
                          (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED))


if __name__ == "__main__":
    unittest.main()
