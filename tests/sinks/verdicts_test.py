"""`ascolto serve --verdicts FILE`: every verdict of every transport, none lost at the end."""

import json
import os
import pathlib
import signal
import tempfile
import threading
import unittest

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import SECONDS, Server, ascolto, RULES
from http_client import metrics, post

CLASSIFY = "/v1/comments:classify"


class Verdicts(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.path = self.folder / "v.jsonl"

    def server(self, *arguments):
        return Server("--http", "127.0.0.1:0", "--verdicts", str(self.path), *arguments)

    def lines(self, path=None):
        text = (path or self.path).read_text()
        self.assertTrue(text == "" or text.endswith("\n"))
        return [json.loads(line) for line in text.splitlines()]

    def stop(self, server):
        server.signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(SECONDS), 0)

    def test_has_what_every_transport_classified(self):
        with self.server() as server, grpc.insecure_channel(server.address) as channel:
            stub = moderation_pb2_grpc.ModerationServiceStub(channel)
            comment = v1.Comment(id="1", text=b"sei un cretino", author="a", channel="facebook")
            stub.Classify(v1.ClassifyRequest(comment=comment), timeout=SECONDS)
            comments = [v1.Comment(id=f"b{i}", text=b"ciao") for i in range(100)]
            stub.BatchClassify(v1.BatchClassifyRequest(comments=comments), timeout=SECONDS)
            for _ in stub.StreamClassify(iter([v1.StreamClassifyRequest(comments=comments[:2])]),
                                         timeout=SECONDS):
                pass
            post(server, CLASSIFY, {"comments": [{"id": "h", "text": "ciao"}, {"text": 5}]})
            self.stop(server)
        lines = self.lines()
        self.assertEqual([line["id"] for line in lines],
                         ["1", *(f"b{i}" for i in range(100)), "b0", "b1", "h"])
        self.assertEqual(lines[0]["action"], "hide")
        self.assertEqual(lines[0]["comment"],
                         {"id": "1", "channel": "facebook", "author": "a"})
        self.assertNotIn("cretino", self.path.read_text())

    def test_texts_when_asked_for(self):
        with self.server("--verdicts-texts") as server:
            post(server, CLASSIFY, {"comment": {"text": "sei un cretino"}})
            self.stop(server)
        line, = self.lines()
        self.assertEqual(line["comment"]["text"], "sei un cretino")
        self.assertEqual(line["matches"][0]["text"], "sei un cretino")

    def test_a_new_file_after_sighup(self):
        old = self.folder / "old"
        with self.server() as server:
            post(server, CLASSIFY, {"comment": {"id": "before", "text": "ciao"}})
            while not self.lines():
                pass  # it is written a moment later
            self.path.rename(old)
            server.signal(signal.SIGHUP)
            for number in range(10_000_000):
                post(server, CLASSIFY, {"comment": {"id": str(number), "text": "ciao"}})
                if self.path.exists():
                    break
            self.stop(server)
        ids = [line["id"] for line in self.lines(old) + self.lines()]
        self.assertEqual(ids, ["before", *map(str, range(number + 1))])

    def test_nothing_is_lost_when_it_ends_under_load(self):
        answered, lock = [], threading.Lock()

        def load(server, name):
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                for number in range(10_000_000):
                    ids = [f"{name}-{number}-{i}" for i in range(50)]
                    comments = [v1.Comment(id=i, text=b"sei un cretino") for i in ids]
                    try:
                        stub.BatchClassify(v1.BatchClassifyRequest(comments=comments),
                                           timeout=SECONDS)
                    except grpc.RpcError:
                        return
                    with lock:
                        answered.extend(ids)

        with self.server() as server:
            threads = [threading.Thread(target=load, args=(server, n)) for n in range(4)]
            for thread in threads:
                thread.start()
            while True:
                with lock:
                    if len(answered) > 2000:
                        break
            self.stop(server)
            for thread in threads:
                thread.join()
        written = [line["id"] for line in self.lines()]
        self.assertEqual(len(written), len(set(written)))
        self.assertLessEqual(set(answered), set(written))

    # A pipe whose reader has stopped stands for a disk that does not keep up.
    def test_what_cannot_be_written_is_counted_and_nobody_waits(self):
        os.mkfifo(self.path)
        reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        with self.server() as server:
            failed = 0
            while failed == 0:
                post(server, CLASSIFY, {"comments": [{"id": "x" * 1000, "text": "ciao"}] * 100})
                failed = metrics(server)["ascolto_sink_comments_total", ("result", "failed"),
                                         ("sink", "verdicts")]
            self.assertEqual(server.logged("verdicts were not written")["level"], "warning")
            self.stop(server)

    def test_says_why_it_cannot_start(self):
        run = ascolto("serve", "--rules", RULES, "--listen", "127.0.0.1:0", "--verdicts",
                      self.folder / "no" / "v.jsonl")
        self.assertEqual(run.returncode, 2)
        self.assertIn("no/v.jsonl", run.stderr.decode())


if __name__ == "__main__":
    unittest.main()
