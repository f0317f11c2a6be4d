"""A real server on a port of its own, asked by a real client: answers, errors, limits, reload."""

import concurrent.futures
import pathlib
import shutil
import signal
import socket
import tempfile
import unittest

import grpc
from google.protobuf import any_pb2
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import ascolto, Server, RULES, SECONDS

INSULT = "Sei un cretino"
SERVICE = "/ascolto.v1.ModerationService/"


def comment(text, **fields):
    return v1.Comment(text=text if isinstance(text, bytes) else text.encode(), **fields)


def connect(server):
    channel = grpc.insecure_channel(server.address)
    return channel, moderation_pb2_grpc.ModerationServiceStub(channel)


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.channel, cls.stub = connect(cls.server)
        cls.enterClassContext(cls.channel)

    def classify(self, text, **settings):
        return self.stub.Classify(
            v1.ClassifyRequest(comment=comment(text, id="7"), **settings), timeout=SECONDS)

    def wrong_field(self, call, request):
        """The field that the details of the error name."""
        with self.assertRaises(grpc.RpcError) as caught:
            call(request, timeout=SECONDS)
        details = dict(caught.exception.trailing_metadata())["grpc-status-details-bin"]
        self.assertIn(b"type.googleapis.com/google.rpc.BadRequest", details)
        status = any_pb2.Any.FromString(details[details.index(b"\x1a") + 2:])
        violation = any_pb2.Any.FromString(status.value[2:])  # field 1 of both is a string
        return violation.type_url

    def error(self, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, timeout=SECONDS, **options)
        return caught.exception.code(), caught.exception.details()

    def test_verdict_of_one_comment(self):
        response = self.classify(INSULT, names=True)
        self.assertRegex(response.fingerprint, "^[0-9a-f]{64}$")
        dictionary = self.stub.GetDictionary(v1.GetDictionaryRequest(), timeout=SECONDS)
        rule = list(dictionary.rules).index("it.prova/insulto")
        label = list(dictionary.labels).index("insult")
        self.assertEqual(
            response.verdict,
            v1.Verdict(
                id="7", action=v1.ACTION_HIDE, message="Nascosto: art. 1",
                labels=[v1.LabelPoints(label="insult", points=80, label_index=label)],
                decided_by=v1.Decision(bucket="insult", points=80, threshold=80,
                                       rules=["it.prova/insulto"], rule_indices=[rule]),
                matches=[v1.Match(rule="it.prova/insulto", label="insult", begin=0, end=14,
                                  reading=v1.READING_WRITTEN, rule_index=rule,
                                  label_index=label)]))

    def test_answers_are_compact_unless_names_are_asked_for(self):
        compact = self.classify(INSULT)
        dictionary = self.stub.GetDictionary(
            v1.GetDictionaryRequest(fingerprint=compact.fingerprint), timeout=SECONDS)
        self.assertEqual(dictionary.fingerprint, compact.fingerprint)
        self.assertEqual(list(dictionary.rules), sorted(dictionary.rules))
        for match in compact.verdict.matches:
            self.assertEqual((match.rule, match.label), ("", ""))
            match.rule = dictionary.rules[match.rule_index]
            match.label = dictionary.labels[match.label_index]
        for label in compact.verdict.labels:
            label.label = dictionary.labels[label.label_index]
        decision = compact.verdict.decided_by
        decision.rules.extend(dictionary.rules[i] for i in decision.rule_indices)
        self.assertEqual(compact, self.classify(INSULT, names=True))
        code, _ = self.error(self.stub.GetDictionary, v1.GetDictionaryRequest(fingerprint="0" * 64))
        self.assertEqual(code, grpc.StatusCode.NOT_FOUND)

    def test_answer_owed(self):
        request = v1.ClassifyRequest(comment=comment("Quando apre?"))
        request.comment.time.FromJsonString("2026-11-20T09:00:00Z")
        answer = self.stub.Classify(request, timeout=SECONDS).verdict.answer
        self.assertEqual((answer.intent, answer.office), ("question", "urp"))
        self.assertEqual((answer.due.ToJsonString(), answer.utc_offset_seconds),
                         ("2026-11-24T09:00:00Z", 3600))

    def test_detail_levels(self):
        verdict = self.classify(INSULT, detail=v1.DETAIL_VERDICT).verdict
        self.assertEqual((verdict.action, len(verdict.labels), verdict.HasField("decided_by")),
                         (v1.ACTION_HIDE, 0, False))
        verdict = self.classify(INSULT, detail=v1.DETAIL_LABELS).verdict
        self.assertEqual((len(verdict.labels), verdict.decided_by.points, len(verdict.matches)),
                         (1, 80, 0))
        self.assertEqual(self.classify(INSULT, detail=v1.DETAIL_MATCHES),
                         self.classify(INSULT))

    def test_offsets_in_bytes_and_in_utf16_units(self):
        text = "è 😀 sei un cretino"
        match = self.classify(text).verdict.matches[0]
        self.assertEqual(text.encode()[match.begin:match.end], b"sei un cretino")
        match = self.classify(text, offset_unit=v1.OFFSET_UNIT_UTF16).verdict.matches[0]
        units = text.encode("utf-16-le")
        self.assertEqual(units[2 * match.begin:2 * match.end].decode("utf-16-le"), "sei un cretino")

    def test_text_that_is_not_utf8_gets_a_verdict(self):
        verdict = self.classify(b"\xff\xfe sei un cretino \xc3").verdict
        self.assertEqual((verdict.action, verdict.matches[0].begin), (v1.ACTION_HIDE, 3))

    def test_batch_answers_each_comment_and_errors_are_of_their_comment(self):
        comments = [comment(INSULT, id="a"), comment("x" * 65537), comment("x", repeats=-1),
                    comment("", id="d")]
        response = self.stub.BatchClassify(
            v1.BatchClassifyRequest(comments=comments), timeout=SECONDS)
        self.assertEqual([r.WhichOneof("outcome") for r in response.results],
                         ["verdict", "error", "error", "verdict"])
        self.assertEqual(response.results[0].verdict.id, "a")
        self.assertEqual(response.results[1].error.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])
        self.assertIn("65537", response.results[1].error.message)
        self.assertEqual(response.results[2].error.message, "repeats is negative: -1; give 0 or more")
        self.assertEqual(response.results[3].verdict.id, "d")
        self.assertRegex(response.fingerprint, "^[0-9a-f]{64}$")

    def test_ill_formed_string_field_is_the_error_of_its_comment(self):
        good = v1.BatchClassifyRequest(comments=[comment(INSULT)]).SerializeToString()
        bad = b"\x0a\x05\x12\x01x\x1a\x01\xff"  # text "x", channel "\xff"
        bad = b"\x0a" + bytes([len(bad) - 2]) + bad[2:]
        call = self.channel.unary_unary(SERVICE + "BatchClassify")
        response = v1.BatchClassifyResponse.FromString(call(good + bad + good, timeout=SECONDS))
        self.assertEqual([r.WhichOneof("outcome") for r in response.results],
                         ["verdict", "error", "verdict"])
        self.assertIn("well-formed UTF-8", response.results[1].error.message)
        code, details = self.error(self.channel.unary_unary(SERVICE + "Classify"), bad)
        self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("well-formed UTF-8", details)

    def test_stream_answers_every_message_in_order(self):
        def requests():
            for i in range(50):
                yield v1.StreamClassifyRequest(
                    sequence=i, comments=[comment(INSULT), comment("x", repeats=-i)])

        responses = list(self.stub.StreamClassify(requests(), timeout=SECONDS))
        self.assertEqual([r.sequence for r in responses], list(range(50)))
        for i, response in enumerate(responses):
            self.assertEqual(response.results[0].verdict.action, v1.ACTION_HIDE)
            self.assertEqual(response.results[1].HasField("error"), i > 0)
            self.assertEqual(len(response.fingerprint), 64)

    def test_requests_that_are_wrong_as_a_whole(self):
        invalid = grpc.StatusCode.INVALID_ARGUMENT
        raw = self.channel.unary_unary(SERVICE + "BatchClassify")
        self.assertEqual(self.error(raw, b"\xff\xff\xff\xff")[0], invalid)
        code, details = self.error(self.stub.Classify, v1.ClassifyRequest())
        self.assertEqual((code, details), (invalid, "one comment is needed: 0 were given"))
        code, details = self.error(
            self.stub.BatchClassify, v1.BatchClassifyRequest(comments=[comment("")] * 1001))
        self.assertEqual((code, details),
                         (invalid, "too many comments in one request: more than 1000, which is the limit; "
                                   "send them in several requests"))
        code, details = self.error(
            self.stub.Classify, v1.ClassifyRequest(comment=comment("x"), detail=9))
        self.assertEqual((code, details.split(";")[0]), (invalid, "unknown detail: 9"))

    def test_errors_name_the_field(self):
        for request, field in [
                (v1.ClassifyRequest(), "comment"),
                (v1.ClassifyRequest(comment=comment("x", repeats=-1)), "comment.repeats"),
                (v1.ClassifyRequest(comment=comment("x"), offset_unit=9), "offset_unit")]:
            self.assertEqual(self.wrong_field(self.stub.Classify, request), field)
        batch = self.stub.BatchClassify(
            v1.BatchClassifyRequest(comments=[comment("x", author_strikes=-2)]), timeout=SECONDS)
        self.assertEqual(batch.results[0].error.field, "author_strikes")

    def test_message_over_the_limit_is_refused(self):
        big = v1.BatchClassifyRequest(comments=[comment("x" * 60_000)] * 100)
        self.assertEqual(self.error(self.stub.BatchClassify, big)[0],
                         grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.classify(INSULT)

    def test_compressed_messages_are_refused(self):
        request = v1.ClassifyRequest(comment=comment("x" * 1000))
        for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            code, _ = self.error(self.stub.Classify, request, compression=algorithm)
            self.assertEqual(code, grpc.StatusCode.UNIMPLEMENTED)

    def test_health_is_the_standard_service(self):
        check = self.channel.unary_unary("/grpc.health.v1.Health/Check")
        name = b"ascolto.v1.ModerationService"
        for request in (b"", b"\x0a" + bytes([len(name)]) + name):
            self.assertEqual(check(request, timeout=SECONDS), b"\x08\x01")  # SERVING

    def test_reflection_lists_the_service(self):
        call = self.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
        list_services = b"\x3a\x00"
        self.assertIn(b"ascolto.v1.ModerationService",
                      next(call(iter([list_services]), timeout=SECONDS)))

    def test_client_of_the_command(self):
        lines = b'{"id":"1","text":"sei un cretino"}\nbad\n{"id":"2","text":"' + b"x" * 70_000 + b'"}\n'
        run = ascolto("send", "--address", self.server.address, "-", stdin=lines)
        self.assertEqual(run.returncode, 1)
        local = ascolto("classify", "--rules", RULES, "-", stdin=lines)
        self.assertEqual(run.stdout, local.stdout)
        self.assertEqual(run.stderr, local.stderr)


class Limits(unittest.TestCase):
    def test_streams_over_the_limit_are_refused_with_a_hint(self):
        with Server("--max-streams", "1") as server:
            channel, stub = connect(server)
            with channel:
                release = concurrent.futures.Future()

                def first():
                    yield v1.StreamClassifyRequest(comments=[comment(INSULT)])
                    release.result()

                held = stub.StreamClassify(first(), timeout=SECONDS)
                next(held)
                with self.assertRaises(grpc.RpcError) as caught:
                    next(stub.StreamClassify(iter([]), timeout=SECONDS))
                release.set_result(None)
                self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
                self.assertIn(("grpc-retry-pushback-ms", "100"),
                              list(caught.exception.trailing_metadata()))
                self.assertEqual(list(held), [])

    def test_what_is_over_the_limit_in_flight_is_refused_and_the_rest_answered(self):
        with Server("--threads", "1", "--max-comments-in-flight", "1000") as server:
            channel, stub = connect(server)
            request = v1.BatchClassifyRequest(comments=[comment(INSULT * 50)] * 1000)
            with channel:
                calls = [stub.BatchClassify.future(request, timeout=SECONDS) for _ in range(32)]
                codes = [call.code() for call in calls]
            self.assertEqual(set(codes), {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED})

    def test_connections_over_the_limit_are_closed_and_make_room_when_others_go(self):
        with Server("--max-connections", "3") as server:
            host, port = server.address.rsplit(":", 1)
            connections = [socket.create_connection((host, int(port)), SECONDS) for _ in range(3)]
            for connection in connections:
                self.assertEqual(connection.recv(9)[3:4], b"\x04")  # the server's SETTINGS
            with self.assertRaises((ConnectionResetError, BrokenPipeError)):
                with socket.create_connection((host, int(port)), SECONDS) as refused:
                    if refused.recv(9) == b"":
                        raise ConnectionResetError
            for connection in connections:
                connection.close()
            channel, stub = connect(server)
            with channel:
                stub.Classify(v1.ClassifyRequest(comment=comment(INSULT)), timeout=SECONDS,
                              wait_for_ready=True)

    def test_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "ascolto.sock"
            left = socket.socket(socket.AF_UNIX)
            left.bind(str(path))
            left.close()  # a file at which nobody answers
            with Server(listen=f"unix:{path}") as server:
                self.assertEqual(server.address, f"unix:{path}")
                self.assertEqual(path.stat().st_mode & 0o777, 0o660)
                channel, stub = connect(server)
                with channel:
                    response = stub.Classify(
                        v1.ClassifyRequest(comment=comment(INSULT)), timeout=SECONDS)
                self.assertEqual(response.verdict.action, v1.ACTION_HIDE)
                run = ascolto("serve", "--rules", RULES, "--listen", f"unix:{path}")
                self.assertEqual((run.returncode, run.stderr.decode()),
                                 (2, f"error: cannot listen on unix:{path}: Address already in use\n"))
                self.assertEqual(server.stop(), (0, ""))
            self.assertFalse(path.exists())

    def test_port_in_use_is_one_line_and_exit_2(self):
        with Server() as server:
            run = ascolto("serve", "--rules", RULES, "--listen", server.address)
            self.assertEqual((run.returncode, run.stdout, run.stderr.decode()),
                             (2, b"", f"error: cannot listen on {server.address}: Address already in use\n"))


class Reload(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.rules = pathlib.Path(folder.name) / "rules"
        shutil.copytree(RULES, self.rules)
        self.pack = self.rules / "it.yaml"

    def test_good_rules_replace_the_old_ones_and_bad_ones_do_not(self):
        with Server(rules=self.rules, log_level="info") as server:
            channel, stub = connect(server)

            def ask():
                response = stub.Classify(
                    v1.ClassifyRequest(comment=comment("sei un villano")), timeout=SECONDS)
                return response.verdict.action, response.fingerprint

            with channel:
                action, first = ask()
                self.assertEqual(action, v1.ACTION_ALLOW)
                self.pack.write_text(self.pack.read_text().replace("buffon(e/i)", "villan(o/i)"))
                server.signal(signal.SIGHUP)
                logged = server.logged("rules reloaded")
                action, second = ask()
                self.assertEqual(action, v1.ACTION_HIDE)
                self.assertNotEqual(first, second)
                self.assertEqual((logged["cause"], logged["fingerprint"], logged["changed"]),
                                 ("signal", second, True))

                self.pack.write_text(self.pack.read_text().replace("$insulti", "$insutli"))
                server.signal(signal.SIGHUP)
                error = server.logged("error in the rules")
                self.assertEqual((error["file"], error["code"][0]), (str(self.pack), "E"))
                self.assertEqual(server.logged("new rules refused")["fingerprint"], second)
                self.assertEqual(ask(), (v1.ACTION_HIDE, second))
            self.assertEqual(server.stop()[0], 0)


if __name__ == "__main__":
    unittest.main()
