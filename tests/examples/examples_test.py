"""The examples do what they say, and stay short."""

import os
import subprocess
import tempfile
import unittest

from ascolto_run import Server, BIN, BUILD, RULES, SECONDS, SOURCE


def run(*command, stdin=b"", **environment):
    return subprocess.run(
        list(map(str, command)), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        timeout=SECONDS, env=os.environ | environment)


class Examples(unittest.TestCase):
    def test_each_is_under_60_lines(self):
        files = [p for p in (SOURCE / "examples").iterdir() if p.suffix in (".cc", ".py")]
        self.assertGreaterEqual(len(files), 5)
        for path in files:
            self.assertLess(len(path.read_text().splitlines()), 60, path.name)

    def test_embed(self):
        done = run(BIN / "embed", RULES, "Sei un cretino", "Quando apre?")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.decode().splitlines(), [
            "hide\tSei un cretino",
            '\tinsult: "Sei un cretino" at 0, by it.prova/insulto',
            "allow\tQuando apre?",
            '\tintent.question: "Quando apre" at 0, by it.prova/domanda',
            "\tan answer is owed to this question by urp",
        ])
        self.assertEqual(run(BIN / "embed", "/nowhere", "x").returncode, 2)

    def test_filter_jsonl(self):
        lines = b'{"text":"ciao"}\n{"text":"sei un cretino", "n": 1}\nbad\n'
        done = run(BIN / "filter_jsonl", RULES, stdin=lines)
        self.assertEqual((done.returncode, done.stdout),
                         (1, b'{"text":"sei un cretino", "n": 1}\n'))
        self.assertEqual(done.stderr, b'line 3: not an object with a "text"\n')

    def test_hot_reload(self):
        done = run(BIN / "hot_reload")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"broken rules: .*\n.*demo.yaml:3:\d+: error E\d+")
        self.assertRegex(done.stdout.decode(), r"taken the new rules: [0-9a-f]{64}\n$")

    def test_grpc_client(self):
        with Server() as server:
            done = run(BIN / "grpc_client", server.address)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.decode().splitlines(), [
            "comment 1: ACTION_HIDE, insult at 0..14",
            "comment 2: ACTION_ALLOW, intent.question at 0..13, answer owed by urp",
            "comment 3: ACTION_ALLOW",
            "comment 4: error: repeats is negative: -1; give 0 or more",
        ])
        self.assertEqual(run(BIN / "grpc_client", "127.0.0.1:1").returncode, 2)

    def test_grpc_client_in_python(self):
        client = ["/usr/bin/python3", "-B", SOURCE / "examples" / "grpc_client.py"]
        with Server() as server:
            done = run(*client, server.address, PYTHONPATH=str(BUILD / "python"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.decode().splitlines(), [
            "ACTION_HIDE\tSei un cretino!\t['Sei un cretino']",
            "ACTION_ALLOW\tQuando riapre la biblioteca? 📚\t['Quando riapre']",
            "ACTION_ALLOW\tGrazie mille\t[]",
        ])

    def test_a_header_without_an_example_ends_the_build(self):
        program = SOURCE / "tests" / "examples" / "header_examples.py"
        with tempfile.TemporaryDirectory() as root:
            output = os.path.join(root, "out.cc")
            for name, text, code, said in (
                    ("verdict.h", "// A verdict.\n//\n//   int i = 0;\n", 0, ""),
                    ("verdict.h", "// A verdict.\n//\n// prints\n//\n//   0\n", 1, "no example"),
                    ("verdict.h", "// A verdict.\n", 1, "no example"),
                    ("new.h", "// New.\n//\n//   int i = 0;\n", 1, "not known")):
                path = os.path.join(root, "lib", "ascolto", name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w") as file:
                    file.write(text)
                done = run("/usr/bin/python3", "-B", program, root, output, f"lib/ascolto/{name}")
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(said, done.stderr.decode())

    def test_client_of_the_api_page(self):
        page = (SOURCE / "docs" / "api.md").read_text()
        client = page.split("```python\n")[1].split("```")[0]
        with Server() as server:
            done = run("/usr/bin/python3", "-B", "-c",
                       client.replace("127.0.0.1:50051", server.address),
                       PYTHONPATH=str(BUILD / "python"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.decode().splitlines(), [
            "1 ACTION_HIDE ['it.prova/insulto']", "2 ACTION_ALLOW ['it.prova/domanda']"])


if __name__ == "__main__":
    unittest.main()
