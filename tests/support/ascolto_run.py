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
# English, whatever the machine speaks.
ENGLISH = os.environ | {"LC_ALL": "C.UTF-8"}
SECONDS = 120  # no step of a test takes as long, even under a sanitizer


def ascolto(*arguments, stdin=b"", **options):
    """The finished process, its output as bytes."""
    return subprocess.run(
        [BIN / "ascolto", *map(str, arguments)],
        input=stdin,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        env=options.pop("env", ENGLISH),
        **options,
    )


def classify(*arguments, stdin=b"", rules=RULES):
    """Exit code, verdicts as objects, lines of stderr."""
    run = ascolto("classify", "--rules", rules, *arguments, stdin=stdin)
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    return run.returncode, verdicts, run.stderr.decode().splitlines()


class Server:
    """`ascolto serve` on a port of its own, ended with the block; it logs from `log_level` on.

    Without `wait` the line that says where it listens is left to the test.
    """

    def __init__(self, *arguments, rules=RULES, listen="127.0.0.1:0", log_level="warning",
                 environment=None, wait=True):
        self.environment = ENGLISH | (environment or {})
        self.wait = wait
        self.arguments = [BIN / "ascolto", "serve", "--rules", str(rules)]
        self.arguments += ["--log-level", log_level, "--log-format", "json"]
        if "--max-wait" not in arguments:  # a slow machine is no reason to be refused
            self.arguments += ["--max-wait", "60s"]
        self.arguments += ["--listen", listen, *map(str, arguments)]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment
        )
        if not self.wait:
            return self
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on "):
            raise AssertionError(f"{line!r} {self.process.stderr.read().decode()}")
        self.address = line.removeprefix("listening on ").strip()
        if "--http" in self.arguments:
            line = self.process.stdout.readline().decode()
            self.http = line.removeprefix("listening for HTTP on ").strip()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def signal(self, number):
        self.process.send_signal(number)

    def logged(self, event):
        """The next line of the log with this event, as an object; those before it are read over."""
        for line in self.process.stderr:
            entry = json.loads(line)
            if entry["event"] == event:
                return entry
        raise AssertionError(f"the log ended without {event!r}")

    def stop(self):
        """Exit code, and what was left on stderr."""
        self.signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, errors.decode()
