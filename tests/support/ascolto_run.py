"""Runs the built programs for the tests: `ascolto` to its end, or as a server on a free port."""

import json
import os
import pathlib
import signal
import subprocess

SOURCE = pathlib.Path(os.environ["ASCOLTO_SOURCE"])
BUILD = pathlib.Path(os.environ["ASCOLTO_BUILD"])
BIN = BUILD / "bin"
RULES = SOURCE / "tests" / "support" / "rules"
SECONDS = 120  # no step of a test takes as long, even under a sanitizer


def ascolto(*arguments, stdin=b"", **options):
    """The finished process, its output as bytes."""
    return subprocess.run(
        [BIN / "ascolto", *map(str, arguments)],
        input=stdin,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        **options,
    )


def classify(*arguments, stdin=b"", rules=RULES):
    """Exit code, verdicts as objects, lines of stderr."""
    run = ascolto("classify", "--rules", rules, *arguments, stdin=stdin)
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    return run.returncode, verdicts, run.stderr.decode().splitlines()


class Server:
    """`ascolto serve` on a port of its own, ended with the block."""

    def __init__(self, *arguments, rules=RULES, listen="127.0.0.1:0"):
        self.arguments = [BIN / "ascolto", "serve", "--rules", str(rules)]
        self.arguments += ["--listen", listen, *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on "):
            raise AssertionError(f"{line!r} {self.process.stderr.read().decode()}")
        self.address = line.removeprefix("listening on ").strip()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def signal(self, number):
        self.process.send_signal(number)

    def error_line(self):
        """The next line that the server writes to stderr."""
        return self.process.stderr.readline().decode()

    def stop(self):
        """Exit code, and what was left on stderr."""
        self.signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, errors.decode()
