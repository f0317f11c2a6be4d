"""RulesService on a real server: what is live, candidates, explanations, reloads."""

import pathlib
import shutil
import tempfile
import unittest

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc, rules_pb2, rules_pb2_grpc

from ascolto_run import ascolto, Server, RULES, SECONDS

PACK = """pack: it.nuovo
language: it
rules:
  - id: villano
    title: Villania
    label: insult
    points: 80
    find: {words: [villano]}
    tests:
      match: [sei un villano]
      pass: [la villa]
"""


def source(text, name="nuovo.yaml"):
    return rules_pb2.Source(name=name, text=text if isinstance(text, bytes) else text.encode())


def candidate(*sources, **settings):
    return rules_pb2.Candidate(sources=sources, **settings)


class RulesService(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.rules = folder / "rules"
        shutil.copytree(RULES, cls.rules)
        cls.server = cls.enterClassContext(Server(rules=cls.rules))
        cls.channel = cls.enterClassContext(grpc.insecure_channel(cls.server.address))
        stub = rules_pb2_grpc.RulesServiceStub(cls.channel)
        for method in ("GetRuleSet", "ListPacks", "ListRules", "CheckRules", "TestRules",
                       "ExplainComment", "ReloadRules"):
            call = getattr(stub, method)
            request = getattr(rules_pb2, method + "Request")
            setattr(cls, method, staticmethod(
                lambda call=call, request=request, **fields: call(request(**fields),
                                                                  timeout=SECONDS)))

    def error(self, method, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            method(**fields)
        return caught.exception.code(), caught.exception.details()

    def all_rules(self, **fields):
        rules, token = [], ""
        while True:
            page = self.ListRules(page_token=token, **fields)
            rules += page.rules
            token = page.next_page_token
            if not token:
                return rules

    def test_what_is_live(self):
        live = self.GetRuleSet()
        self.assertRegex(live.fingerprint, "^[0-9a-f]{64}$")
        self.assertEqual(f"ascolto {live.engine_version}\n", ascolto("--version").stdout.decode())
        rules = self.all_rules()
        packs = self.ListPacks().packs
        self.assertEqual(live.rule_count, len(rules))
        self.assertEqual(live.pack_count, len(packs))
        self.assertEqual(sum(pack.rule_count for pack in packs), len(rules))
        self.assertGreater(live.live_since.seconds, 1_700_000_000)

    def test_rules_page_by_page_and_by_what_they_are(self):
        rules = self.all_rules()
        self.assertEqual([rule.id for rule in rules], sorted(rule.id for rule in rules))
        self.assertEqual(self.all_rules(page_size=1), rules)
        dictionary = moderation_pb2_grpc.ModerationServiceStub(self.channel).GetDictionary(
            v1.GetDictionaryRequest(), timeout=SECONDS)
        for rule in rules:
            self.assertEqual(dictionary.rules[rule.index], rule.id)
            self.assertTrue(rule.file.startswith(str(self.rules)))
            self.assertGreater(rule.line, 0)
        insults = self.all_rules(label="insult")
        self.assertEqual(insults, [r for r in rules if r.label.split(".")[0] == "insult"])
        self.assertTrue(insults)
        self.assertEqual(self.all_rules(pack="it.prova"), [r for r in rules if r.pack == "it.prova"])
        code, details = self.error(self.ListRules, page_token="0" * 64 + ":1")
        self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("start again", details)
        self.assertEqual(self.error(self.ListRules, page_size=-1)[0],
                         grpc.StatusCode.INVALID_ARGUMENT)

    def test_candidate_is_checked_and_nothing_goes_live(self):
        before = self.GetRuleSet().fingerprint
        good = self.CheckRules(candidate=candidate(source(PACK)))
        self.assertEqual((good.valid, good.rule_count), (True, 1))
        self.assertRegex(good.fingerprint, "^[0-9a-f]{64}$")
        bad = self.CheckRules(candidate=candidate(source(PACK.replace("[villano]", "[$nessuna]"))),
                              language=rules_pb2.LANGUAGE_ITALIAN)
        self.assertFalse(bad.valid)
        errors = [d for d in bad.diagnostics if d.severity == rules_pb2.SEVERITY_ERROR]
        self.assertEqual((errors[0].file, errors[0].line), ("nuovo.yaml", 8))
        self.assertRegex(errors[0].code, r"^E\d{3}$")
        ill = self.CheckRules(candidate=candidate(source(PACK.encode() + b"# \xff\n")))
        self.assertFalse(ill.valid)
        self.assertEqual(self.GetRuleSet().fingerprint, before)

    def test_candidate_that_is_too_much_is_refused_by_the_name_of_the_limit(self):
        pack = "pack: p\nrules:\n  - {id: a, label: insult, points: 1, find: {regex: ['%s']}}\n"
        for pattern, code in (("(" * 9030 + "a" + ")" * 9030, "E058"),
                              ("[a-z]{1,1000}" * 200, "E057"),
                              ("\\pL" * 100_000, "E057")):
            answer = self.CheckRules(candidate=candidate(source(pack % pattern)))
            self.assertEqual([d.code for d in answer.diagnostics], [code])
            answer = self.TestRules(candidate=candidate(source(pack % pattern)))
            self.assertEqual([d.code for d in answer.diagnostics], [code])
        fan = "pack: p\nlists:\n  base: [%s]\n%srules:\n%s" % (
            ", ".join(f"w{i}" for i in range(10_000)),
            "".join(f"  l{i}: [$base]\n" for i in range(300)),
            "".join(f"  - {{id: r{i}, label: x, points: 1, find: {{words: [$l{i}]}}}}\n"
                    for i in range(300)))
        for method in (self.CheckRules, self.TestRules):
            with self.assertRaises(grpc.RpcError) as caught:
                method(candidate=candidate(source(fan)))
            self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
            self.assertIn("Limits::forms", caught.exception.details())

    def test_candidate_together_with_the_live_files(self):
        live = self.GetRuleSet()
        same = self.CheckRules(candidate=candidate(with_live_files=True))
        self.assertEqual((same.fingerprint, same.rule_count), (live.fingerprint, live.rule_count))
        more = self.CheckRules(candidate=candidate(source(PACK), with_live_files=True))
        self.assertEqual(more.rule_count, live.rule_count + 1)
        name = str(self.rules / "it.yaml")
        instead = self.CheckRules(candidate=candidate(source(PACK, name), with_live_files=True))
        self.assertEqual(
            instead.rule_count,
            1 + sum(1 for rule in self.all_rules() if rule.file != name))

    def test_tests_of_a_candidate(self):
        good = self.TestRules(candidate=candidate(source(PACK)), all=True)
        self.assertEqual((good.passed, good.test_count, good.failed_count), (True, 2, 0))
        self.assertEqual([t.outcome for t in good.results], [rules_pb2.TEST_OUTCOME_HOLDS] * 2)
        bad = self.TestRules(candidate=candidate(source(PACK.replace("[la villa]", "[il villano]"))))
        self.assertEqual((bad.passed, bad.failed_count, len(bad.results)), (False, 1, 1))
        failed = bad.results[0]
        self.assertEqual((failed.rule, failed.should_match, failed.text, failed.outcome),
                         ("it.nuovo/villano", False, "il villano",
                          rules_pb2.TEST_OUTCOME_FAILS))

    def test_explanation(self):
        comment = v1.Comment(text="😀 Sei un cr3tino".encode())
        explained = self.ExplainComment(comment=comment, offset_unit=v1.OFFSET_UNIT_UTF16)
        self.assertIn("cr3tino", explained.folded)
        hit = [rule for rule in explained.rules if rule.outcome == "hit"][0]
        self.assertEqual(hit.id, "it.prova/insulto")
        self.assertEqual((hit.hits[0].begin, hit.hits[0].end, hit.hits[0].reading),
                         (3, 17, v1.READING_LEET))
        self.assertTrue(hit.hits[0].patterns[0])
        self.assertEqual(explained.verdict.matches[0].rule, "it.prova/insulto")
        self.assertEqual(explained.verdict.matches[0].begin, 3)
        other = self.ExplainComment(comment=v1.Comment(text=b"villano"),
                                    candidate=candidate(source(PACK)))
        self.assertEqual(other.verdict.matches[0].rule, "it.nuovo/villano")
        code, details = self.error(self.ExplainComment, comment=comment,
                                   candidate=candidate(source("pack: [")))
        self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("nuovo.yaml", details)
        code, _ = self.error(self.ExplainComment, comment=v1.Comment(text=b"x", repeats=-1))
        self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT)

    def test_request_that_does_not_parse(self):
        call = self.channel.unary_unary("/ascolto.v1.RulesService/CheckRules")
        with self.assertRaises(grpc.RpcError) as caught:
            call(b"\xff\xff", timeout=SECONDS)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_reload_over_the_api(self):
        with tempfile.TemporaryDirectory() as folder:
            rules = pathlib.Path(folder) / "rules"
            shutil.copytree(RULES, rules)
            with Server(rules=rules) as server, grpc.insecure_channel(server.address) as channel:
                stub = rules_pb2_grpc.RulesServiceStub(channel)

                def reload():
                    return stub.ReloadRules(rules_pb2.ReloadRulesRequest(), timeout=SECONDS)

                def fingerprint():
                    request = v1.ClassifyRequest(comment=v1.Comment(text=b"villano"))
                    return moderation_pb2_grpc.ModerationServiceStub(channel).Classify(
                        request, timeout=SECONDS).fingerprint

                first = fingerprint()
                pack = rules / "nuovo.yaml"
                pack.write_text(PACK)
                done = reload()
                self.assertTrue(done.reload.done, done)
                self.assertNotEqual(done.fingerprint, first)
                self.assertEqual(fingerprint(), done.fingerprint)

                pack.write_text(PACK.replace("[la villa]", "[il villano]"))
                failed = reload()
                self.assertFalse(failed.reload.done)
                self.assertEqual(failed.reload.failed_tests[0].text, "il villano")
                self.assertEqual(failed.fingerprint, done.fingerprint)
                pack.write_text("pack: [")
                broken = reload()
                self.assertTrue(broken.reload.diagnostics)
                self.assertEqual(fingerprint(), done.fingerprint)
                state = stub.GetRuleSet(rules_pb2.GetRuleSetRequest(), timeout=SECONDS)
                self.assertEqual(state.last_reload, broken.reload)

                # Answers of the rules that were can still be read.
                old = moderation_pb2_grpc.ModerationServiceStub(channel).GetDictionary(
                    v1.GetDictionaryRequest(fingerprint=first), timeout=SECONDS)
                self.assertEqual(old.fingerprint, first)
                self.assertNotIn("it.nuovo/villano", old.rules)


if __name__ == "__main__":
    unittest.main()
