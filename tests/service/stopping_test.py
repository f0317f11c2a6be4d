"""How a server ends: what was taken is answered, callers are told, the exit code is 0."""

import signal
import threading
import unittest

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import Server, SECONDS

COMMENTS = [v1.Comment(id=str(i), text=b"sei un cretino") for i in range(200)]


def right(response):
    return len(response.results) == len(COMMENTS) and all(
        r.verdict.id == c.id and r.verdict.action == v1.ACTION_HIDE
        for r, c in zip(response.results, COMMENTS))


class Load:
    """Callers that go on until they are told that the service stops."""

    def __init__(self, server):
        self.server = server
        self.wrong = []
        self.answered = 0
        self.lock = threading.Lock()
        self.warm = threading.Event()
        self.threads = [threading.Thread(target=call) for call in [self.batches, self.stream] * 4]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        if not self.warm.wait(SECONDS):
            raise AssertionError(f"only {self.answered} answers")
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join()

    def count(self, response):
        with self.lock:
            self.answered += 1
            if self.answered == 100:
                self.warm.set()
            if not right(response):
                self.wrong.append("a verdict")

    def end(self, error):
        if error.code() != grpc.StatusCode.UNAVAILABLE:
            with self.lock:
                self.wrong.append(f"{error.code()} {error.details()}")

    def batches(self):
        with grpc.insecure_channel(self.server.address) as channel:
            stub = moderation_pb2_grpc.ModerationServiceStub(channel)
            request = v1.BatchClassifyRequest(comments=COMMENTS)
            try:
                while True:
                    self.count(stub.BatchClassify(request, timeout=SECONDS))
            except grpc.RpcError as error:
                self.end(error)

    def stream(self):
        def requests():
            sequence = 0
            while True:
                yield v1.StreamClassifyRequest(comments=COMMENTS, sequence=sequence)
                sequence += 1

        with grpc.insecure_channel(self.server.address) as channel:
            stub = moderation_pb2_grpc.ModerationServiceStub(channel)
            expected = 0
            try:
                for response in stub.StreamClassify(requests(), timeout=SECONDS):
                    self.count(response)
                    if response.sequence != expected:
                        self.wrong.append(f"answer {response.sequence} in place of {expected}")
                    expected += 1
                self.wrong.append("the stream ended without a status")
            except grpc.RpcError as error:
                self.end(error)


class Stopping(unittest.TestCase):
    def test_sigterm_under_load(self):
        with Server() as server:
            with Load(server) as load:
                code, errors = server.stop()
            self.assertEqual((code, errors, load.wrong), (0, "", []))

    def test_sigint_ends_an_idle_server(self):
        with Server() as server:
            server.signal(signal.SIGINT)
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_reloads_under_load_lose_nothing(self):
        with Server(log_level="info") as server:
            with Load(server) as load:
                for _ in range(20):
                    server.signal(signal.SIGHUP)
                    server.logged("rules reloaded")
                code, _ = server.stop()
            self.assertEqual((code, load.wrong), (0, []))

    def test_health_watchers_are_told(self):
        with Server() as server:
            with grpc.insecure_channel(server.address) as channel:
                watch = channel.unary_stream("/grpc.health.v1.Health/Watch")
                states = watch(b"", timeout=SECONDS)
                self.assertEqual(next(states), b"\x08\x01")  # SERVING
                server.signal(signal.SIGTERM)
                self.assertEqual(next(states), b"\x08\x02")  # NOT_SERVING
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_waiting_streams_end_at_once(self):
        with Server() as server:
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                release = threading.Event()

                def requests():
                    yield v1.StreamClassifyRequest(comments=COMMENTS)
                    release.wait()

                call = stub.StreamClassify(requests(), timeout=SECONDS)
                self.assertTrue(right(next(call)))
                server.signal(signal.SIGTERM)
                with self.assertRaises(grpc.RpcError) as caught:
                    next(call)
                release.set()
                self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
                self.assertIn("stopping", caught.exception.details())
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_caller_that_does_not_read_is_broken_off(self):
        with Server("--drain", "1") as server:
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                sent = threading.Semaphore(0)

                def requests():
                    for _ in range(400):
                        yield v1.StreamClassifyRequest(comments=COMMENTS * 5)
                        sent.release()

                call = stub.StreamClassify(requests(), timeout=SECONDS)
                while sent.acquire(timeout=5):  # until nothing moves any more
                    pass
                code, errors = server.stop()
                self.assertEqual(code, 0)
                self.assertIn("broken off", errors)
                call.cancel()


if __name__ == "__main__":
    unittest.main()
