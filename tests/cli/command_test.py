"""The command as a whole: verbs, flags, exit codes, `check` and `help`."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from ascolto_run import ascolto, RULES, SOURCE

VERBS = ("check", "test", "classify", "explain", "serve", "send", "help")


class Command(unittest.TestCase):
    def test_every_verb_has_help_with_an_example_and_json_and_lang(self):
        for verb in VERBS:
            run = ascolto(verb, "--help")
            self.assertEqual(run.returncode, 0, verb)
            for word in ("Example:  ", f"ascolto {verb}", "--json", "--lang"):
                self.assertIn(word, run.stdout.decode(), verb)

    def test_overview_names_every_verb(self):
        run = ascolto("--help")
        for verb in VERBS:
            self.assertRegex(run.stdout.decode(), rf"\n  {verb} +[A-Z]")

    def test_mistakes_are_one_line_and_exit_2(self):
        for arguments, words in {
            ("frob",): "no such verb: frob; there are check, ",
            (): "--help",
            ("classify", "-"): "--rules is required; see ascolto classify --help",
            ("classify", "--rules", "x", "--frob", "-"): "--frob",
            ("classify", "--rules", "x", "--format", "xml", "-"): "--format: xml",
            ("check", "--lang", "de", "x"): "--lang",
            ("serve", "--rules", RULES, "--listen", "nowhere"): 'not an address: "nowhere"',
            ("serve", "--rules", RULES, "--listen", "127.0.0.1:99999"): "127.0.0.1:99999",
            ("send", "--address", "127.0.0.1:1", "-"): "no service answers at 127.0.0.1:1",
            ("help", "E999"): "no such code: E999",
        }.items():
            run = ascolto(*arguments)
            lines = run.stderr.decode().splitlines()
            self.assertEqual((run.returncode, len(lines), run.stdout), (2, 1, b""), (arguments, lines))
            self.assertTrue(lines[0].startswith("error: "), lines)
            self.assertIn(words, lines[0])


class Check(unittest.TestCase):
    BAD = "pack: it.x\nrules:\n  - {id: a, label: insult, points: 1, find: {words: [$nessuna]}}\n"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bad = pathlib.Path(folder.name) / "bad.yaml"
        self.bad.write_text(self.BAD)

    def test_good_rules(self):
        run = ascolto("check", RULES)
        self.assertEqual((run.returncode, run.stdout), (0, b"4 rules: no problems\n"))
        summary = json.loads(ascolto("check", "--json", RULES).stdout)
        self.assertEqual((summary["problems"], summary["rule_count"]), ([], 4))

    def test_problems_have_code_place_and_caret(self):
        run = ascolto("check", self.bad)
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout.decode(), rf"^{self.bad}:3:\d+: error E\d+: ")
        self.assertRegex(run.stdout.decode(), r"\n +\| +\^+\n")
        self.assertTrue(run.stdout.endswith(b"1 error, 0 warnings\n"))

    def test_problems_as_json_in_italian_keep_their_code(self):
        english = json.loads(ascolto("check", "--json", self.bad).stdout)["problems"][0]
        italian = json.loads(ascolto("check", "--json", "--lang", "it", self.bad).stdout)["problems"][0]
        self.assertEqual(english["code"], italian["code"])
        self.assertEqual((english["line"], english["severity"]), (3, "error"))
        self.assertNotEqual(english["message"], italian["message"])
        explained = ascolto("help", english["code"], "--lang", "it")
        self.assertEqual(explained.returncode, 0)
        self.assertIn(english["code"], explained.stdout.decode())


class Scripts(unittest.TestCase):
    def test_unknown_arguments_are_refused(self):
        run = subprocess.run([SOURCE / "script" / "run", "--forever"], stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stderr.decode(),
                         "error: unknown argument: --forever; script/run takes only --once\n")


if __name__ == "__main__":
    unittest.main()
