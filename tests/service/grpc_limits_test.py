"""What a gRPC client may cost: connections that only cost are closed, each cause is counted, and other
clients are answered meanwhile. tests/hostile has the same at length."""

import contextlib
import pathlib
import re
import sys
import tempfile
import time
import unittest
import urllib.request

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import SECONDS, Server, SOURCE

sys.path.insert(0, str(SOURCE / "tests" / "hostile"))
import wire  # pylint: disable=wrong-import-position


class Limits(unittest.TestCase):
    flags = ()

    def setUp(self):
        self.server = self.enterContext(Server("--http", "127.0.0.1:0", *self.flags))
        self.stub = moderation_pb2_grpc.ModerationServiceStub(
            self.enterContext(grpc.insecure_channel(self.server.address)))
        self.classify()  # a connection from before

    def classify(self):
        return self.stub.Classify(v1.ClassifyRequest(comment=v1.Comment(text=b"sei un cretino")),
                                  timeout=SECONDS)

    def connect(self, settings=b""):
        connection = wire.connect(self.server.address, SECONDS)
        self.addCleanup(connection.close)
        connection.sendall(wire.PREFACE + wire.frame(wire.SETTINGS) + settings)
        return connection

    def refused(self, reason):
        with urllib.request.urlopen(f"http://{self.server.http}/metrics", timeout=SECONDS) as page:
            text = page.read().decode()
        return int(re.search(r'ascolto_connections_refused_total\{transport="grpc",reason="'
                             + reason + r'"\} (\d+)', text).group(1))

    def send_until_closed(self, connection, blob):
        """How many bytes were taken before the service closed the connection."""
        sent = 0
        end = time.monotonic() + SECONDS
        connection.settimeout(SECONDS)
        try:
            while time.monotonic() < end:
                sent += connection.send(blob)
        except (ConnectionResetError, BrokenPipeError):
            return sent
        self.fail(f"the connection was not closed after {sent} bytes")

    # A header block has no bound in gRPC 1.51, and is copied for each frame: what is allowed here is
    # small, so that the copies take no time.
    def test_header_without_end(self):
        self.server = self.enterContext(
            Server("--http", "127.0.0.1:0", "--max-message-bytes", "64KiB"))
        connection = self.connect()
        connection.sendall(wire.frame(wire.HEADERS, 0, 1, wire.request_headers() + b"\x00"
                                      + wire.integer(3, 7) + b"abc" + wire.integer(1 << 30, 7)))
        self.send_until_closed(connection, wire.frame(wire.CONTINUATION, 0, 1, b"a" * 16384))
        self.assertEqual(self.refused("overhead"), 1)
        self.classify()

    # 100,000 of them took 1.7 GB.
    def test_calls_that_are_reset(self):
        connection = self.connect()
        block = wire.request_headers()
        reset, stream = 0, 1
        connection.settimeout(SECONDS)
        try:
            while reset < 1_000_000:
                blob = bytearray()
                for _ in range(100):
                    blob += wire.frame(wire.HEADERS, wire.END_HEADERS, stream, block)
                    blob += wire.frame(wire.RST_STREAM, 0, stream, wire.CANCEL)
                    stream += 2
                connection.sendall(blob)
                reset += 100
        except (ConnectionResetError, BrokenPipeError):
            pass
        self.assertLess(reset, 1_000_000)
        self.assertEqual(self.refused("resets") + self.refused("memory"), 1)
        self.classify()

    # A message is kept until it is whole, of as many streams as there may be.
    def test_messages_that_never_end(self):
        connection = wire.Connection(self.server.address, seconds=SECONDS)
        self.addCleanup(connection.close)
        begin = wire.message(b"x" * 4_000_000)[:1000]
        streams = range(1, 100, 2)
        for stream in streams:
            connection.send(wire.opening(stream, wire.MODERATION + b"BatchClassify"))
            connection.send_data(stream, begin)
        # All but the last bytes of 50 messages.
        with contextlib.suppress(OSError):
            for _ in range(3_900_000 // 16384):
                for stream in streams:
                    connection.send_data(stream, b"x" * 16384)
        self.assertTrue(connection.closed.wait(SECONDS))
        self.assertEqual(self.refused("memory") + self.refused("overhead"), 1)
        self.classify()

    def test_message_as_large_as_it_may_be(self):
        comments = [v1.Comment(text=b"x" * 4000)] * 1000
        for _ in range(20):
            answer = self.stub.BatchClassify(v1.BatchClassifyRequest(comments=comments),
                                             timeout=SECONDS)
            self.assertEqual(len(answer.results), 1000)
        self.assertEqual(sum(map(self.refused, ("memory", "overhead", "resets", "stalled"))), 0)


class UnreadAnswers(unittest.TestCase):
    flags = ("--max-bytes-in-flight", "4MiB", "--max-batch", "5000")
    setUp, classify, refused = Limits.setUp, Limits.classify, Limits.refused

    # The answers of a client that does not read were bounded one by one, not together.
    def test_answers_that_nobody_reads(self):
        path = wire.MODERATION + b"BatchClassify"
        body = wire.message(wire.field(1, wire.field(2, b"sei un cretino " * 250)) * 100
                            + b"\x10\x03")  # every match
        for _ in range(40):  # connections, each with a request of 375 KB and a larger answer
            connection = wire.Connection(self.server.address, window=0, seconds=SECONDS)
            self.addCleanup(connection.close)
            connection.send(wire.opening(1, path))
            connection.send_data(1, body, end=True)
            self.classify()  # is not refused for what others do not read
        self.wait_for("answer_memory")
        self.classify()

    # It would have cancelled every other answer, and then itself.
    def test_an_answer_larger_than_all_may_be(self):
        # Less than half of the limit, so that it is let in however slowly it comes; its answer is not.
        request = v1.BatchClassifyRequest(
            comments=[v1.Comment(text=b"sei un cretino " * 16)] * 5000, detail=v1.DETAIL_MATCHES,
            names=True)
        self.assertLess(request.ByteSize(), 2 << 20)
        with self.assertRaises(grpc.RpcError) as caught:
            self.stub.BatchClassify(request, timeout=SECONDS)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertIn("the request and its answer are too large", caught.exception.details())
        self.assertEqual(self.refused("answer_memory"), 0)

    def wait_for(self, reason):
        end = time.monotonic() + SECONDS
        while self.refused(reason) == 0:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)


class SilentConnections(unittest.TestCase):
    # As many silent connections as may be open shut everybody else out.
    def test_the_longest_silent_makes_room(self):
        with Server("--http", "127.0.0.1:0", "--max-connections", "4") as server:
            held = [wire.connect(server.address, SECONDS) for _ in range(4)]
            end = time.monotonic() + SECONDS
            while True:
                with grpc.insecure_channel(
                        server.address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
                    try:
                        moderation_pb2_grpc.ModerationServiceStub(channel).Classify(
                            v1.ClassifyRequest(comment=v1.Comment(text=b"x")), timeout=SECONDS)
                        break
                    except grpc.RpcError:  # none has been silent for a second yet
                        self.assertLess(time.monotonic(), end)
            with urllib.request.urlopen(f"http://{server.http}/metrics", timeout=SECONDS) as page:
                self.assertRegex(page.read().decode(),
                                 r'refused_total\{transport="grpc",reason="limit"\} [1-9]')
            for connection in held:
                connection.close()


class Logs(unittest.TestCase):
    # libprotobuf wrote to stderr by itself, and waited there for good when nobody read it.
    def test_ill_formed_messages_beside_a_log_that_nobody_reads(self):
        with Server() as server, grpc.insecure_channel(server.address) as channel:
            call = channel.unary_unary("/ascolto.v1.ModerationService/GetDictionary")
            for _ in range(1000):
                with self.assertRaises(grpc.RpcError) as caught:
                    call(b"\x0a\x03\xff\xfe\xfd", timeout=SECONDS)
                self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
            check = channel.unary_unary("/grpc.health.v1.Health/Check")
            self.assertEqual(check(b"", timeout=SECONDS), b"\x08\x01")

    def test_authorization_comes_before_parsing(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        tokens = pathlib.Path(folder, "tokens.yaml")
        tokens.write_text("callers:\n  - name: a\n    token: 0123456789012345678901234567890123\n"
                          "    roles: [classify]\n")
        tokens.chmod(0o600)
        with Server("--tokens", str(tokens)) as server, grpc.insecure_channel(
                server.address) as channel:
            for method in ("GetDictionary", "Classify", "BatchClassify"):
                call = channel.unary_unary("/ascolto.v1.ModerationService/" + method)
                with self.assertRaises(grpc.RpcError) as caught:
                    call(b"\x0a\x03\xff\xfe\xfd", timeout=SECONDS)
                self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAUTHENTICATED)


if __name__ == "__main__":
    unittest.main()
