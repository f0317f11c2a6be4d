"""Settings of `ascolto serve`: flags over the file, what is wrong with them, --print-config."""

import pathlib
import re
import tempfile
import unittest

from ascolto_run import ascolto, RULES, SOURCE


class Settings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "ascolto.yaml"

    def printed(self, *arguments):
        run = ascolto("serve", "--print-config", *arguments)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        return run.stdout.decode()

    def refused(self, *arguments):
        run = ascolto("serve", *arguments)
        self.assertEqual((run.returncode, run.stdout), (2, b""))
        return run.stderr.decode().splitlines()

    def test_flags_override_the_file_and_the_rest_stays(self):
        self.file.write_text("max_batch: 7\ndrain: 3s\nlisten: [127.0.0.1:1, 127.0.0.1:2]\n"
                             "watch: on\nreflection: on\n")
        text = self.printed("--config", self.file, "--max-batch", "9", "--listen", "[::1]:3",
                            "--no-watch", "--log-texts", "--drain=250ms")
        for line in ("max_batch: 9", "drain: 250ms", "listen:\n  - '[::1]:3'\n", "watch: off",
                     "reflection: on", "log_texts: on", "max_message_bytes: 4MiB"):
            self.assertIn(f"\n{line}", text)

    def test_what_is_printed_is_a_file_that_gives_the_same(self):
        first = self.printed("--rules", "a b", "--rules", "it's", "--http", "127.0.0.1:0",
                             "--history", "--history-window", "36h", "--max-metadata-bytes", "9000")
        self.file.write_text(first)
        self.assertEqual(self.printed("--config", self.file), first)

    def test_every_problem_of_the_file_and_of_the_flags_is_said_at_once(self):
        self.file.write_text("max_bacth: 7\nthreads: many\n")
        self.assertEqual(
            self.refused("--config", self.file, "--drain", "soon", "--max-batch", "0"),
            [f"error: {self.file}:1:1: unknown key: max_bacth; did you mean max_batch?",
             f'error: {self.file}:2:10: threads cannot be "many"; give a whole number from 1 to '
             '1,024',
             'error: --drain cannot be "soon"; give a time with its unit (500ms, 20s, 2h), from '
             '0s to 1h',
             'error: --max-batch cannot be "0"; give a whole number from 1 to 1,000,000'])

    def test_a_flag_for_one_value_is_given_once(self):
        self.assertIn("--max-batch", self.refused("--max-batch", "1", "--max-batch", "2")[0])

    def test_what_cannot_be_together_is_said(self):
        self.assertEqual(self.refused(), ["error: no rules are given; give --rules PATH, or rules: PATH in the file of settings"])
        self.assertEqual(
            self.refused("--rules", RULES, "--tls-key", "key.pem"),
            ["error: only tls_key is given; TLS needs tls_certificate and tls_key"])

    def test_the_documentation_has_every_key_as_it_is(self):
        table = (SOURCE / "docs" / "operating.md").read_text()
        rows = re.findall(r"(?m)^# (.*)\.\n# (.*); by default (.*)\n(\w+):", self.printed())
        self.assertGreater(len(rows), 25)
        for what, wanted, default, key in rows:
            self.assertIn(f"\n| `{key}` | {what} | {wanted} | {default} |\n", table)

    def test_help_has_every_key(self):
        text = ascolto("serve", "--help").stdout.decode()
        for line in self.printed().splitlines():
            if line and line[0].isalpha():
                self.assertIn("--" + line.split(":")[0].replace("_", "-"), text)


if __name__ == "__main__":
    unittest.main()
