"""What a request is refused with: the codes that the .proto files promise come, and no refusal over
gRPC goes uncounted. (http_limits_test.py has those of HTTP.)"""

import pathlib
import re
import signal
import tempfile
import unittest

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc, rules_pb2, rules_pb2_grpc

from ascolto_run import SECONDS, Server, SOURCE
from http_test import metrics, post

CODES = {code.name for code in grpc.StatusCode}
TOKENS = """callers:
  - name: one
    token: 0123456789012345678901234567890123
    roles: [classify]
"""
# Each list of words again in each of 300 rules: more forms than a rule set may have.
TOO_MANY_FORMS = "pack: p\nlists:\n  base: [%s]\n%srules:\n%s" % (
    ", ".join(f"w{i}" for i in range(10_000)),
    "".join(f"  l{i}: [$base]\n" for i in range(300)),
    "".join(f"  - {{id: r{i}, label: x, points: 1, find: {{words: [$l{i}]}}}}\n"
            for i in range(300)))


def promised():
    """The codes that the comment of each method names."""
    out = set()
    for path in sorted((SOURCE / "proto" / "ascolto" / "v1").glob("*.proto")):
        comment = ""
        for line in path.read_text().splitlines():
            line = line.strip()
            if line.startswith("//"):
                comment += line
                continue
            if method := re.match(r"rpc (\w+)\(", line):
                out |= {(method[1], word) for word in re.findall(r"\b[A-Z_]{5,}\b", comment)
                        if word in CODES}
            comment = ""
    return out


def candidate(text):
    return rules_pb2.Candidate(sources=[rules_pb2.Source(name="a.yaml", text=text.encode())])


class Calls(unittest.TestCase):
    def connect(self, server):
        channel = self.enterContext(grpc.insecure_channel(server.address))
        self.channel = channel
        self.moderation = moderation_pb2_grpc.ModerationServiceStub(channel)
        self.rules = rules_pb2_grpc.RulesServiceStub(channel)

    def code(self, call, request, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call(request, timeout=SECONDS, **options)
            if hasattr(answer, "__iter__"):
                list(answer)
        return caught.exception.code().name


class Promises(Calls):
    def triggers(self):
        """For each code that a comment promises, what brings it about."""
        bad = v1.Comment(text=b"x", repeats=-1)
        return {
            ("Classify", "INVALID_ARGUMENT"):
                lambda: self.code(self.moderation.Classify, v1.ClassifyRequest(comment=bad)),
            ("StreamClassify", "UNAVAILABLE"): self.stopping_stream,
            ("GetDictionary", "NOT_FOUND"):
                lambda: self.code(self.moderation.GetDictionary,
                                  v1.GetDictionaryRequest(fingerprint="0" * 64)),
            ("ListRules", "INVALID_ARGUMENT"):
                lambda: self.code(self.rules.ListRules,
                                  rules_pb2.ListRulesRequest(page_token="0" * 64 + ":1")),
            ("CheckRules", "RESOURCE_EXHAUSTED"):
                lambda: self.code(self.rules.CheckRules, rules_pb2.CheckRulesRequest(
                    candidate=candidate(TOO_MANY_FORMS))),
            ("ExplainComment", "INVALID_ARGUMENT"):
                lambda: self.code(self.rules.ExplainComment,
                                  rules_pb2.ExplainCommentRequest(comment=bad)),
        }

    def stopping_stream(self):
        with Server() as server, grpc.insecure_channel(server.address) as channel:
            stub = moderation_pb2_grpc.ModerationServiceStub(channel)
            asked = v1.StreamClassifyRequest(comments=[v1.Comment(text=b"x")])

            def requests():
                yield asked
                server.process.wait(SECONDS)  # has more to send when the server stops

            answers = stub.StreamClassify(requests(), timeout=SECONDS)
            next(answers)
            server.signal(signal.SIGTERM)
            with self.assertRaises(grpc.RpcError) as caught:
                next(answers)
            return caught.exception.code().name

    def test_every_promised_code_comes(self):
        self.connect(self.enterContext(Server()))
        triggers = self.triggers()
        self.assertEqual(promised(), set(triggers))
        for (method, code), trigger in triggers.items():
            with self.subTest(method=method):
                self.assertEqual(trigger(), code)

    def test_a_candidate_with_errors_is_not_explained(self):
        self.connect(self.enterContext(Server()))
        request = rules_pb2.ExplainCommentRequest(comment=v1.Comment(text=b"x"),
                                                  candidate=candidate("pack: p\nx: 1\n"))
        self.assertEqual(self.code(self.rules.ExplainComment, request), "INVALID_ARGUMENT")


class Counted(Calls):
    MOST = 100_000

    def setUp(self):
        self.server = self.enterContext(Server(
            "--http", "127.0.0.1:0", "--max-message-bytes", f"{self.MOST}", "--max-batch", "10"))
        self.connect(self.server)

    def refusals(self, server=None, **headers):
        return {dict([key[1]])["reason"]: int(value)
                for key, value in metrics(server or self.server, **headers).items()
                if key[0] == "ascolto_refusals_total"}

    def assert_counts(self, reason, ask):
        before = self.refusals()
        ask()
        after = self.refusals()
        self.assertEqual({name: after[name] - before[name] for name in after
                          if after[name] != before[name]}, {reason: 1})

    def raw(self, method, service="Moderation"):
        return self.channel.unary_unary(f"/ascolto.v1.{service}Service/{method}")

    def test_requests_larger_than_the_limit(self):
        large = v1.BatchClassifyRequest(comments=[v1.Comment(text=b"x" * 50_000)] * 3)
        stream = v1.StreamClassifyRequest(comments=large.comments)
        bytes_too_many = b"\x0a" + b"\xa0\x8d\x06" + b"x" * 100_000
        for name, ask in {
                "BatchClassify": lambda: self.code(self.moderation.BatchClassify, large),
                "StreamClassify": lambda: self.code(self.moderation.StreamClassify, iter([stream])),
                "GetDictionary": lambda: self.code(self.raw("GetDictionary"), bytes_too_many),
                "CheckRules": lambda: self.code(self.raw("CheckRules", "Rules"), bytes_too_many),
        }.items():
            with self.subTest(method=name):
                self.assert_counts(
                    "too_large", lambda: self.assertEqual(ask(), "RESOURCE_EXHAUSTED"))

    def test_the_error_names_the_size_and_the_limit(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.raw("Classify")(b"\x0a" + b"\xa0\x8d\x06" + b"x" * 100_000, timeout=SECONDS)
        self.assertEqual(caught.exception.details(),
                         "the request is too large: 100004 bytes; the limit is 100000, send the "
                         "comments in several requests")

    def test_more_comments_than_one_request_may_have(self):
        eleven = [v1.Comment(text=b"x")] * 11
        for call, request in (
                (self.moderation.BatchClassify, v1.BatchClassifyRequest(comments=eleven)),
                (self.moderation.StreamClassify,
                 iter([v1.StreamClassifyRequest(comments=eleven)]))):
            self.assert_counts("too_large", lambda c=call, r=request: self.assertEqual(
                self.code(c, r), "INVALID_ARGUMENT"))

    def test_requests_that_are_not_valid(self):
        for name, ask in {
                "no message": lambda: self.code(self.raw("BatchClassify"), b"\xff\xff\xff\xff"),
                "no comment": lambda: self.code(self.moderation.Classify, v1.ClassifyRequest()),
                "no such detail": lambda: self.code(
                    self.moderation.BatchClassify, v1.BatchClassifyRequest(detail=9)),
                "the comment": lambda: self.code(self.moderation.Classify, v1.ClassifyRequest(
                    comment=v1.Comment(text=b"x", repeats=-1))),
                "in a stream": lambda: self.code(
                    self.moderation.StreamClassify, iter([v1.StreamClassifyRequest(detail=9)])),
                "dictionary": lambda: self.code(self.raw("GetDictionary"), b"\xff\xff\xff\xff"),
                "about rules": lambda: self.code(self.raw("ListRules", "Rules"), b"\xff\xff"),
                "page token": lambda: self.code(
                    self.rules.ListRules, rules_pb2.ListRulesRequest(page_token="x")),
        }.items():
            with self.subTest(what=name):
                self.assert_counts("invalid", lambda: self.assertEqual(ask(), "INVALID_ARGUMENT"))

    def test_requests_over_http_that_are_not_valid(self):
        for path, body in (("/v1/comments:classify", "x"), ("/v1/comments:classify", {"a": 1}),
                           ("/v1/comments:classify", {"comment": {"text": 5}}),
                           ("/v1/rules:check", {}), ("/v1/rules:explain", {"comment": {}})):
            with self.subTest(path=path, body=body):
                self.assert_counts("invalid", lambda: self.assertEqual(
                    post(self.server, path, body)[0], 400))

    def test_what_does_not_exist(self):
        for ask, code in (
                (lambda: self.code(self.raw("Clasify"), b""), "UNIMPLEMENTED"),
                (lambda: self.code(self.raw("Classify", "No"), b""), "UNIMPLEMENTED"),
                (lambda: self.code(self.moderation.GetDictionary,
                                   v1.GetDictionaryRequest(fingerprint="no")), "NOT_FOUND")):
            self.assert_counts("not_found", lambda: self.assertEqual(ask(), code))

    def test_answered_requests_are_no_refusals(self):
        before = self.refusals()
        self.moderation.Classify(v1.ClassifyRequest(comment=v1.Comment(text=b"x")), timeout=SECONDS)
        self.moderation.GetDictionary(v1.GetDictionaryRequest(), timeout=SECONDS)
        # An error of one comment of several is no refusal of the request.
        self.moderation.BatchClassify(v1.BatchClassifyRequest(
            comments=[v1.Comment(text=b"x", repeats=-1)]), timeout=SECONDS)
        self.assertEqual(self.refusals(), before)
        self.assertEqual(metrics(self.server)[
            "ascolto_requests_total", ("code", "OK"), ("method", "GetDictionary"),
            ("transport", "grpc")], 1)

    def test_callers_without_a_token_or_the_role(self):
        tokens = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()), "tokens.yaml")
        tokens.write_text(TOKENS + """  - name: two
    token: 9876543210987654321098765432109876
    roles: [rules]
""")
        tokens.chmod(0o600)
        with Server("--tokens", str(tokens), "--http", "127.0.0.1:0") as server:
            self.connect(server)
            rules = {"Authorization": "Bearer 9876543210987654321098765432109876"}
            token = [("authorization", rules["Authorization"])]
            before = self.refusals(server, **rules)
            for call, request in ((self.moderation.GetDictionary, v1.GetDictionaryRequest()),
                                  (self.moderation.Classify, v1.ClassifyRequest()),
                                  (self.moderation.StreamClassify, iter([]))):
                self.assertEqual(self.code(call, request), "UNAUTHENTICATED")
            self.assertEqual(self.code(self.moderation.GetDictionary, v1.GetDictionaryRequest(),
                                       metadata=token), "PERMISSION_DENIED")
            after = self.refusals(server, **rules)
            self.assertEqual((after["unauthenticated"] - before["unauthenticated"],
                              after["forbidden"] - before["forbidden"]), (3, 1))


if __name__ == "__main__":
    unittest.main()
