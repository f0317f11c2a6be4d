"""Every bench runs: its checks pass and its table names what was compared. Time is not judged."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAMS = pathlib.Path(os.environ["ASCOLTO_BUILD"]) / "bin"
RULES = pathlib.Path(os.environ["ASCOLTO_SOURCE"]) / "rules"


def run(program, *arguments):
    return subprocess.run([PROGRAMS / program, *arguments], capture_output=True, text=True,
                          timeout=300, check=False)


class BenchesTest(unittest.TestCase):

    def assert_prints(self, words, program, *arguments):
        done = run(program, "--quick", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stdout)

    def test_comparisons_name_every_engine(self):
        engines = ["Ascolto", "RE2, one by one", "FilteredRE2", "RE2::Set, default",
                   "RE2::Set, 1 GiB", "Vectorscan, ids only", "Vectorscan, then RE2",
                   "Vectorscan with start", "comments that meet a rule"]
        for program in ("classify_bench", "match_bench"):
            with self.subTest(program=program):
                self.assert_prints(engines, program)

    def test_classifying_is_held_against_what_is_to_reach(self):
        self.assert_prints(["to reach", "100 rules, RE2::Set", "two threads by processor time"],
                           "classify_bench", "--threads", "--peers", "re2-set")

    def test_json_has_a_figure_or_a_refusal_of_every_engine(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "figures.json"
            self.assert_prints(["| --- |"], "classify_bench", "--markdown", "--json", file,
                               "--peers", "re2,vectorscan")
            results = json.loads(file.read_text())
        self.assertEqual([r["mix"] for r in results], ["mixed", "lists"])
        for result in results:
            self.assertEqual([e["name"] for e in result["engines"][:1]], ["ascolto"])
            self.assertEqual(len(result["engines"]), 3)
            self.assertTrue(0.4 <= result["hits"] <= 0.55, result["hits"])
            for engine in result["engines"]:
                self.assertTrue(engine.get("nanoseconds", 0) > 0 or engine["refusal"], engine)

    def test_folding(self):
        self.assert_prints(["fold / ASCII", "ICU NFKC_Casefold / emoji", "copy / generated"],
                           "fold_bench")

    def test_loading(self):
        self.assert_prints(["compiling, s", "memory after"], "compile_bench")

    def test_service(self):
        quick = ["--comments", "1024", "--rounds", "1", "--turn", "20", "--rules", RULES]
        for mode, words in [([], ["unary, 64 in flight", "batch of 1,024", "stream, 64 a message",
                                  "Unix", "Classify() alone"]),
                            (["--overload"], ["share of the peak", "640"])]:
            done = run("service_bench", *quick, *mode)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            for word in words:
                self.assertIn(word, done.stdout)

    def test_attacks(self):
        self.assert_prints(["half of a phrase", "every gate open", "underscores"],
                           "adversarial_bench")

    def test_wrong_arguments_are_told(self):
        for arguments, told in ((["--peers", "grep"], "grep"), (["--rules", "three"], "three"),
                                (["--corpus", "/no/such"], "/no/such")):
            with self.subTest(arguments=arguments):
                done = run("classify_bench", *arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertIn(told, done.stderr)

    def test_help_shows_an_example(self):
        for program in ("adversarial_bench", "classify_bench", "compile_bench", "fold_bench",
                        "match_bench"):
            with self.subTest(program=program):
                done = run(program, "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn("xample", done.stdout)


if __name__ == "__main__":
    unittest.main()
