"""The service as systemd sees it: what it is told, the log, how it starts and how it ends."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import ascolto, BIN, ENGLISH, RULES, SECONDS, Server, SOURCE


class Systemd(unittest.TestCase):
    """NOTIFY_SOCKET as systemd would make it."""

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.path = os.path.join(folder, "notify")
        self.socket = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.socket.bind(self.path)
        self.socket.settimeout(SECONDS)

    def server(self, *arguments, **environment):
        return Server(*arguments, environment={"NOTIFY_SOCKET": self.path, **environment})

    def told(self, what):
        """The next message with the line `what`, as its lines; others are read over."""
        while True:
            lines = self.socket.recv(4096).decode().splitlines()
            if what in lines:
                return lines

    def test_is_told_when_it_serves_reloads_and_stops(self):
        with self.server("--drain", "3s") as server:
            self.assertIn("STATUS=serving", self.told("READY=1"))
            server.signal(signal.SIGHUP)
            self.assertRegex(self.told("RELOADING=1")[1], r"^MONOTONIC_USEC=\d+$")
            self.told("READY=1")
            server.signal(signal.SIGTERM)
            self.assertIn("EXTEND_TIMEOUT_USEC=13000000", self.told("STOPPING=1"))
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_rules_that_are_refused_show_in_the_status(self):
        rules = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "it.yaml"
        rules.write_text((RULES / "it.yaml").read_text())
        with Server("--rules", rules, rules=RULES / "site.yaml",
                    environment={"NOTIFY_SOCKET": self.path}) as server:
            self.told("READY=1")
            rules.write_text("pack: [\n")
            server.signal(signal.SIGHUP)
            self.assertIn("STATUS=serving; the last rules were refused", self.told("READY=1"))

    def test_is_kept_from_taking_it_for_stuck(self):
        with self.server(WATCHDOG_USEC="3000000") as server:
            self.told("READY=1")
            for _ in range(3):
                self.told("WATCHDOG=1")
            self.assertEqual(server.stop(), (0, ""))


class ProcessStart(unittest.TestCase):
    """packaging/ascolto.service has ProcSubset=pid: /proc holds the folders of processes only."""

    HIDDEN = "mount -t proc -o subset=pid proc /proc"

    def setUp(self):
        self.assertIn("ProcSubset=pid", (SOURCE / "packaging" / "ascolto.service").read_text())
        tried = subprocess.run(["unshare", "-m", "sh", "-c", self.HIDDEN + " && ! test -e /proc/stat"],
                               stderr=subprocess.DEVNULL)
        if tried.returncode != 0:
            self.skipTest("mounting /proc anew needs root")

    def test_start_time_is_true_where_proc_stat_is_hidden(self):
        earliest = time.time()
        process = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", self.HIDDEN + ' && exec "$@"', "sh", BIN / "ascolto",
             "serve", "--rules", RULES, "--no-reflection", "--listen", "127.0.0.1:0", "--http",
             "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENGLISH)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        process.stdout.readline()
        address = process.stdout.readline().decode().removeprefix("listening for HTTP on ").strip()
        latest = time.time()
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=SECONDS) as answer:
            text = answer.read().decode()
        start = float(re.search(r"^process_start_time_seconds (\S+)$", text, re.MULTILINE)[1])
        self.assertGreaterEqual(start, earliest - 0.1)
        self.assertLessEqual(start, latest + 0.1)


class Logging(unittest.TestCase):
    def test_a_life_in_json(self):
        with Server(log_level="info") as server:
            for event in ("rules loaded", "listening"):
                entry = server.logged(event)
                self.assertEqual(entry["level"], "info")
            self.assertEqual((entry["address"], entry["tls"], entry["tokens"]),
                             (server.address, False, False))
            code, rest = server.stop()
        self.assertEqual(code, 0)
        self.assertEqual([json.loads(line)["event"] for line in rest.splitlines()],
                         ["stopping", "stopped"])

    def test_a_text_is_in_the_log_only_when_asked_for(self):
        secret = "sei un cretino davvero unico"
        for flags, there in ((["--no-log-texts"], False), (["--log-texts"], True)):
            rules = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "it.yaml"
            good = (RULES / "it.yaml").read_text()
            rules.write_text(good)
            with Server("--rules", rules, *flags, rules=RULES / "site.yaml",
                        log_level="debug") as server:
                with grpc.insecure_channel(server.address) as channel:
                    moderation_pb2_grpc.ModerationServiceStub(channel).Classify(
                        v1.ClassifyRequest(comment=v1.Comment(text=secret.encode())),
                        timeout=SECONDS)
                # A test inside the rules that fails names the text it was about.
                rules.write_text(good.replace("pass: [", f'pass: ["{secret}", '))
                server.signal(signal.SIGHUP)
                failed = server.logged("test in the rules failed")
                self.assertEqual(failed.get("text"), secret if there else None)
                _, rest = server.stop()
                self.assertNotIn(secret, rest)


class Documentation(unittest.TestCase):
    def test_every_event_of_the_log_is_explained(self):
        documented = (SOURCE / "docs" / "operating.md").read_text()
        events = set()
        for path in (SOURCE / "service").rglob("*.cc"):
            code = re.sub(r'"\s*\n\s*"', "", path.read_text())
            events |= set(re.findall(
                r'(?:\b(?:Info|Warning|Error|LogCertificate)\(|LogLevel::k\w+,)\s*"([^"]+)"', code))
            events |= set(re.findall(r'\? "(rules loaded)" : "(rules reloaded)"', code)[0]
                          if path.name == "rules_log.cc" else ())
        self.assertGreater(len(events), 15)
        self.assertEqual([event for event in sorted(events) if f"`{event}`" not in documented], [])


class Start(unittest.TestCase):
    def test_rules_with_errors_are_shown_with_their_place(self):
        rules = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "it.yaml"
        rules.write_text("pack: it.x\nrules:\n  - {id: a, label: insult, points: 1, "
                         "find: {words: [$nessuna]}}\n")
        run = ascolto("serve", "--rules", rules, "--listen", "127.0.0.1:0")
        self.assertEqual((run.returncode, run.stdout), (2, b""))
        errors = run.stderr.decode()
        self.assertRegex(errors, rf"^{rules}:3:\d+: error E\d+: ")
        self.assertIn("^", errors)

    def test_several_addresses_are_announced(self):
        with Server("--listen", "[::1]:0") as server:
            self.assertRegex(server.process.stdout.readline().decode(),
                             r"^listening on \[::1\]:\d+\n$")
        # As JSON all in one line.
        with Server("--listen", "[::1]:0", "--json", wait=False) as server:
            line = json.loads(server.process.stdout.readline())
            self.assertEqual(len(line["listening"]), 2)
            self.assertRegex(line["rules"], "^[0-9a-f]{64}$")

    def test_everything_can_come_from_the_file(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "ascolto.yaml").write_text(
            f"rules: {RULES}\nlisten: unix:{folder}/a.sock\nlog_level: error\ndrain: 1s\n")
        process = subprocess.Popen([BIN / "ascolto", "serve", "--config", folder / "ascolto.yaml"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENGLISH)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline().decode(), f"listening on unix:{folder}/a.sock\n")
        with grpc.insecure_channel(f"unix:{folder}/a.sock") as channel:
            check = channel.unary_unary("/grpc.health.v1.Health/Check")
            self.assertEqual(check(b"", timeout=SECONDS), b"\x08\x01")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SECONDS), 0)
        self.assertFalse((folder / "a.sock").exists())


if __name__ == "__main__":
    unittest.main()
