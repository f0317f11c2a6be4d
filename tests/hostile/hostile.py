"""Attacks the service with what it must survive, beside neighbours that go on asking.

`ascolto serve` runs with its default settings and the shipped rules, and nobody reads its log. Each
attack runs for its share of the time; then a table says what became of it:

  peak     resident memory at most, MB
  later    resident memory when the service has rested, MB
  p99      of the neighbours' answers, ms: gRPC, HTTP, /healthz on a new connection, gRPC health
  lost     questions of neighbours that got no answer within ten seconds
  refused  requests and connections that the service refused, as its own metrics count them

The attackers run with a low priority: they stand for other machines, and are not to take the
processors that the service and its neighbours have here.

Exits with 1 when the service ended, froze or lost a question, or when its memory went past its bound
or did not come down again. The p99 decides nothing: it depends on the machine. Attacks under which it
is above 50 ms (health: 100 ms) are named at the end.
"""

import argparse
import contextlib
import multiprocessing
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import attacks
import neighbours

SOURCE = pathlib.Path(os.environ["ASCOLTO_SOURCE"])
BUILD = pathlib.Path(os.environ["ASCOLTO_BUILD"])
SANITIZED = bool(os.environ.get("ASCOLTO_SANITIZE"))
KINDS = list(neighbours.KINDS)
SLOW = {"grpc": 50, "http": 50, "health": 100, "grpc health": 100}  # ms
START = 120  # seconds, under a sanitizer on a busy machine


class Service:
    def __init__(self, log):
        self.log = log
        self.start()

    def start(self):
        # The pipe of the log is full at some time: nobody reads it.
        self.process = subprocess.Popen(
            [BUILD / "bin" / "ascolto", "serve", "--lang", "en", "--rules", SOURCE / "rules",
             "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=open(self.log, "ab") if self.log else subprocess.PIPE)
        self.grpc = self.address("listening on ")
        self.http = self.address("listening for HTTP on ")

    def address(self, begins):
        line = self.process.stdout.readline().decode()
        if not line.startswith(begins):
            sys.exit(f"the service did not start: {line!r}; see its own message")
        return line.removeprefix(begins).strip()

    def alive(self):
        return self.process.poll() is None

    def megabytes(self, key="VmRSS"):
        with contextlib.suppress(OSError, AttributeError), open(
                f"/proc/{self.process.pid}/status") as status:
            return int(re.search(key + r":\s+(\d+)", status.read()).group(1)) / 1024
        return 0.0

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")  # proc(5): resets VmHWM

    def refused(self):
        """Sum of what the service says that it refused."""
        try:
            with urllib.request.urlopen(f"http://{self.http}/metrics", timeout=10) as page:
                text = page.read().decode()
        except OSError:
            return 0
        return int(sum(float(value) for value in re.findall(
            r"^ascolto_(?:refusals|connections_refused)_total\{.*\} (\S+)$", text, re.M)))

    def stop(self):
        """Whether SIGTERM ended it in time."""
        if not self.alive():
            return False
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            return False


class Neighbours:
    """Processes of neighbours.py, for the time of a `with`."""

    def __init__(self, service):
        self.answers = {kind: [] for kind in KINDS}
        self.lost = 0
        self.why = ""  # of the first
        self.processes = {
            kind: subprocess.Popen(
                [sys.executable, "-B", neighbours.__file__, kind, service.grpc, service.http],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for kind in KINDS}
        self.readers = [threading.Thread(target=self.read, args=item)
                        for item in self.processes.items()]

    def read(self, kind, process):
        for line in process.stdout:
            if line.startswith(b"lost"):
                self.lost += 1
                self.why = self.why or f"{kind}: {line.decode()[5:300].strip()}"
            else:
                self.answers[kind].append(float(line))

    def __enter__(self):
        for kind, process in self.processes.items():
            if process.stdout.readline() != b"ready\n":
                for other in self.processes.values():
                    other.kill()
                    other.wait()
                sys.exit(f"a neighbour was not answered before the attack: {kind}")
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.stdin.close()
        for process, reader in zip(self.processes.values(), self.readers):
            reader.join(60)
            process.kill()
            process.wait()

    def p99(self, kind):
        answers = sorted(self.answers[kind])
        return answers[int(len(answers) * 0.99)] if answers else float("inf")


def attacker(attack, target):
    os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    attack.run(target)


def run(service, attack, seconds, rest, seed):
    """A row of the table."""
    before = service.refused()
    service.forget_peak()
    with Neighbours(service) as near:
        end = time.monotonic() + seconds
        share = max(1, attack.connections // attack.processes)
        attackers = [multiprocessing.Process(target=attacker, daemon=True, args=(
            attack, attacks.Target(service.grpc, service.http, end, share, seed + i)))
            for i in range(attack.processes)]
        for process in attackers:
            process.start()
        for process in attackers:
            process.join(max(0.0, end - time.monotonic()) + 10)
            process.kill()
            process.join()
    peak = service.megabytes("VmHWM")
    wait_until_rested(service, rest)
    later = service.megabytes()
    return {"attack": attack, "alive": service.alive(), "peak": peak, "later": later,
            "lost": near.lost, "why": near.why, "p99": {kind: near.p99(kind) for kind in KINDS},
            "refused": service.refused() - before}


def wait_until_rested(service, seconds):
    """Waits `seconds` at most, less when memory is as it was at rest."""
    end = time.monotonic() + seconds
    while service.alive() and time.monotonic() < end:
        time.sleep(0.5)
        if service.megabytes() <= 1.2 * service.rest:
            break


HEAD = f"{'attack':<45} {'survived':>8} {'peak':>6} {'later':>6}   " + " ".join(
    f"{kind:>11}" for kind in KINDS) + f" {'lost':>5} {'refused':>8}"


def show(row):
    p99 = " ".join(f"{row['p99'][kind]:>11.1f}" for kind in KINDS)
    print(f"{row['attack'].name:<45} {'yes' if row['alive'] else 'NO':>8} {row['peak']:>6.0f} "
          f"{row['later']:>6.0f}   {p99} {row['lost']:>5} {row['refused']:>8}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="for all attacks together")
    parser.add_argument("--only", action="append", default=[],
                        help="attacks whose name has this in it; several times for several")
    parser.add_argument("--rest", type=float, default=60,
                        help="seconds that the memory has to come down after an attack")
    parser.add_argument("--memory", type=float, default=512, help="MB that no attack may pass")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="names the attacks, and ends")
    parser.add_argument("--log", help="a file for the service's log; without it nobody reads it")
    parser.add_argument("--allow-lost", action="store_true",
                        help="for a machine that is busy with other things: neighbours may wait")
    parser.add_argument("--need-tools", action="store_true",
                        help="an attack whose tool is not installed is an error")
    options = parser.parse_args()
    chosen = [attack for attack in attacks.ATTACKS
              if not options.only or any(word in attack.name for word in options.only)]
    if not chosen:
        parser.error(f"no attack has this in its name: {', '.join(options.only)}; see --list")
    if options.list:
        print("\n".join(attack.name for attack in chosen))
        return 0

    service = Service(options.log)
    time.sleep(2)
    service.rest = service.megabytes()
    print(f"at rest {service.rest:.0f} MB; p99 in ms", flush=True)
    print(HEAD, flush=True)
    failures, slow = [], []
    seconds = max(1.0, options.minutes * 60 / len(chosen))
    for attack in chosen:
        missing = attack.why_not and attack.why_not()
        if missing:
            print(f"{attack.name:<45} left out: {missing}", flush=True)
            if options.need_tools:
                failures.append(f"{attack.name}: {missing}")
            continue
        row = run(service, attack, seconds, options.rest, options.seed)
        show(row)
        if not row["alive"]:
            failures.append(f"{attack.name}: the service ended with {service.process.poll()}")
            service.start()
        if row["lost"] and not options.allow_lost:
            failures.append(f"{attack.name}: {row['lost']} questions of neighbours were lost; the "
                            f"first: {row['why']}")
        if not SANITIZED and row["peak"] > options.memory:
            failures.append(f"{attack.name}: {row['peak']:.0f} MB at most; the bound is "
                            f"{options.memory:.0f}")
        if not SANITIZED and options.rest >= 60 and row["later"] > 1.5 * service.rest:
            failures.append(f"{attack.name}: {row['later']:.0f} MB a minute later; the bound is "
                            f"{1.5 * service.rest:.0f}")
        slow += [f"{attack.name}: {kind} {p99:.0f} ms" for kind, p99 in row["p99"].items()
                 if p99 > SLOW[kind]]
    if not service.stop():
        failures.append("SIGTERM did not end the service")
    for one in slow:
        print("slow:", one)
    for failure in failures:
        print("failed:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
