"""The attacks. Each is a function of a Target that goes on until the target's time is over; it runs
in several processes at once, each with its share of the connections. All of them send only to the
service that the suite has started on this machine."""

import contextlib
import dataclasses
import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import wire


@dataclasses.dataclass
class Target:
    grpc: str  # HOST:PORT
    http: str
    end: float  # of time.monotonic()
    connections: int  # that this process may have open
    seed: int

    def over(self):
        return time.monotonic() >= self.end

    def left(self):
        return max(0.0, self.end - time.monotonic())


@dataclasses.dataclass
class Attack:
    name: str
    run: object
    application: bool = True  # counts for the figure of neighbours
    connections: int = 64
    processes: int = 4
    why_not: object = None  # a tool that is missing


ATTACKS = []


def attack(name, **options):
    def add(function):
        ATTACKS.append(Attack(name, function, **options))
        return function
    return add


def tool(name):
    return lambda: None if shutil.which(name) else f"{name} is not installed"


# Helpers.


def read_all(connection):
    with contextlib.suppress(OSError):
        while connection.recv(65536):
            pass


def in_threads(target, session):
    """Calls `session` again and again on every connection, each on a thread of its own."""
    def work(number):
        while not target.over():
            with contextlib.suppress(OSError):
                session(number)
                continue
            time.sleep(0.002)  # closed or refused: comes again

    threads = [threading.Thread(target=work, args=(i,), daemon=True)
               for i in range(target.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(target.left() + 5)


def grpc_connection(target, settings=b"", read=True):
    connection = wire.connect(target.grpc)
    connection.sendall(wire.PREFACE + wire.frame(wire.SETTINGS) + settings)
    if read:
        threading.Thread(target=read_all, args=(connection,), daemon=True).start()
    return connection


def repeat(target, connection, blob):
    while not target.over():
        connection.sendall(blob)


def batch(comments, text):
    return wire.message(wire.field(1, wire.field(2, text)) * comments)


BATCH = wire.MODERATION + b"BatchClassify"
STREAM = wire.MODERATION + b"StreamClassify"


# What is valid, too much of it, or not to its end.


@attack("large valid batches")
def large_batches(target):
    body = batch(1000, b"Che bello il parco nuovo, grazie! " * 120)
    def session(_):
        with wire.Connection(target.grpc) as connection:
            stream = 1
            while not target.over():
                connection.send(wire.opening(stream, BATCH))
                connection.send_data(stream, body, end=True)
                stream += 2
    in_threads(target, session)


@attack("large valid batches, h2load", processes=1, why_not=tool("h2load"))
def h2load_batches(target):
    with tempfile.NamedTemporaryFile() as body:
        body.write(batch(1000, b"Quando riapre la biblioteca? " * 140))
        body.flush()
        subprocess.run(
            ["h2load", "-c", str(target.connections), "-m", "100", "-t", "2",
             "-D", str(max(1, int(target.left()))), "-d", body.name,
             "-H", "content-type: application/grpc", "-H", "te: trailers",
             f"http://{target.grpc}{BATCH.decode()}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=target.left() + 60,
            check=False)


@attack("messages that never end")
def unfinished_messages(target):
    body = batch(1000, b"x" * 4000)[:-10]
    def session(_):
        with wire.Connection(target.grpc) as connection:
            for stream in range(1, 200, 2):
                connection.send(wire.opening(stream, BATCH))
            for at in range(0, len(body), 16384):
                for stream in range(1, 200, 2):
                    connection.send_data(stream, body[at:at + 16384])
            time.sleep(target.left())
    in_threads(target, session)


@attack("messages in frames of one byte")
def tiny_frames(target):
    body = batch(1000, b"x" * 4000)
    blob = b"".join(wire.frame(wire.DATA, 0, 1, body[at:at + 1]) for at in range(20000))
    def session(_):
        with wire.Connection(target.grpc) as connection:
            connection.send(wire.opening(1, BATCH))
            while not target.over():
                connection.take(1, 20000)
                connection.send(blob)
    in_threads(target, session)


@attack("streams that send large requests and do not read")
def streams_unread(target):
    body = batch(60, b"sei un cretino " * 4000)
    def session(_):
        with wire.Connection(target.grpc, window=0) as connection:
            for stream in range(1, 33, 2):
                connection.send(wire.opening(stream, STREAM))
                connection.send_data(stream, body)
            time.sleep(min(1.0, target.left()))
    in_threads(target, session)


@attack("answers that nobody reads")
def unread_answers(target):
    body = batch(40, b"sei un cretino " * 1000)
    def session(_):
        with wire.Connection(target.grpc, window=0) as connection:
            for stream in range(1, 200, 2):
                connection.send(wire.opening(stream, BATCH))
                connection.send_data(stream, body, end=True)
            time.sleep(min(2.0, target.left()))
    in_threads(target, session)


# Calls that are begun and given up.


def resets(target, path):
    block = wire.request_headers(path)
    def session(_):
        with contextlib.closing(grpc_connection(target)) as connection:
            stream = 1
            while not target.over():
                blob = bytearray()
                for _ in range(200):
                    blob += wire.frame(wire.HEADERS, wire.END_HEADERS, stream, block)
                    blob += wire.frame(wire.RST_STREAM, 0, stream, wire.CANCEL)
                    stream += 2
                connection.sendall(blob)
    in_threads(target, session)


@attack("calls begun and reset")
def unary_resets(target):
    resets(target, wire.MODERATION + b"Classify")


@attack("streams begun and reset")
def stream_resets(target):
    resets(target, STREAM)


@attack("connections opened and closed", application=False)
def churn(target):
    def session(_):
        for address in (target.grpc, target.http):
            wire.connect(address).close()
    in_threads(target, session)


@attack("connections that stay silent", connections=1400, processes=2)
def silent_connections(target):
    held = []
    while not target.over() and len(held) < target.connections:
        with contextlib.suppress(OSError):
            held.append(wire.connect(target.grpc))
            held.append(wire.connect(target.http))
            continue
        time.sleep(0.01)
    time.sleep(target.left())


# Headers and the frames that only steer.


@attack("one header without end", application=False)
def endless_header(target):
    start = wire.frame(wire.HEADERS, 0, 1, wire.request_headers() + b"\x00" + wire.integer(3, 7)
                       + b"abc" + wire.integer(1 << 30, 7))
    blob = wire.frame(wire.CONTINUATION, 0, 1, b"a" * 16384) * 64
    def session(_):
        with contextlib.closing(grpc_connection(target)) as connection:
            connection.sendall(start)
            repeat(target, connection, blob)
    in_threads(target, session)


@attack("references to a large header", application=False)
def header_references(target):
    def session(_):
        with contextlib.closing(grpc_connection(target)) as connection:
            first = wire.request_headers() + wire.header(b"x", b"v" * 3900, first=0x40)
            connection.sendall(wire.frame(wire.HEADERS, wire.END_HEADERS, 1, first))
            stream = 3
            while not target.over():
                connection.sendall(
                    wire.frame(wire.HEADERS, 0, stream, wire.request_headers() + b"\xbe" * 8000)
                    + wire.frame(wire.CONTINUATION, 0, stream, b"\xbe" * 16384) * 32)
    in_threads(target, session)


def flood(name, blob):
    @attack(name, application=False)
    def run(target):
        def session(_):
            with contextlib.closing(grpc_connection(target)) as connection:
                repeat(target, connection, blob)
        in_threads(target, session)


flood("CONTINUATION frames without bytes",
      wire.frame(wire.HEADERS, 0, 1, wire.request_headers())
      + wire.frame(wire.CONTINUATION, 0, 1, b"") * 5000)
flood("SETTINGS", wire.setting(wire.INITIAL_WINDOW_SIZE, 65535) * 2000)
flood("PING", wire.frame(wire.PING, 0, 0, b"12345678") * 2000)
flood("PRIORITY", wire.frame(wire.PRIORITY, 0, 1, b"\x00\x00\x00\x03\x10") * 2000)
flood("WINDOW_UPDATE", wire.frame(wire.WINDOW_UPDATE, 0, 0, b"\x00\x00\x00\x01") * 2000)
flood("empty DATA", wire.opening(1) + wire.frame(wire.DATA, 0, 1, b"") * 2000)


# Bytes that are no message.


@attack("ill-formed messages")
def ill_formed(target):
    bodies = [b"\x0a\x03\xff\xfe\xfd", b"\x0a\x7f", b"\x08" + b"\xff" * 12, b"\x1b\x1c"]
    paths = [wire.MODERATION + method for method in
             (b"GetDictionary", b"Classify", b"BatchClassify", b"StreamClassify")]
    paths += [b"/ascolto.v1.RulesService/ListRules", b"/grpc.health.v1.Health/Check",
              b"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"]
    def session(_):
        with contextlib.closing(grpc_connection(target)) as connection:
            for stream in range(1, 100, 2):
                path = paths[stream // 2 % len(paths)]
                body = bodies[stream // 2 % len(bodies)]
                connection.sendall(wire.opening(stream, path)
                                   + wire.data(stream, wire.message(body), end=True))
            time.sleep(0.02)
    in_threads(target, session)


def zzuf(data, seed, ratio="0.004"):
    return subprocess.run(["zzuf", "-s", str(seed), "-r", ratio], input=data,
                          stdout=subprocess.PIPE, check=True).stdout


@attack("mutated requests, zzuf", why_not=tool("zzuf"))
def mutated(target):
    json_body = json.dumps({"comments": [{"text": "sei un cretino", "id": "1", "author": "a"}] * 5,
                            "detail": "matches"}).encode()
    http = (b"POST /v1/comments:classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n" % len(json_body)) + json_body
    grpc = wire.PREFACE + wire.frame(wire.SETTINGS) + wire.opening(1, BATCH) + wire.data(
        1, batch(5, b"sei un cretino"), end=True)
    seeds = random.Random(target.seed)
    while not target.over():
        seed = seeds.randrange(1 << 30)
        for address, request in ((target.http, http), (target.grpc, grpc)):
            blob = zzuf(request, seed)
            with contextlib.suppress(OSError), contextlib.closing(
                    wire.connect(address)) as connection:
                connection.sendall(blob)
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)
                read_all(connection)


# HTTP.


POST = (b"POST /v1/comments:classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n")
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"


def http_flood(name, head, blob, application=True):
    @attack(name, application=application)
    def run(target):
        def session(_):
            with contextlib.closing(wire.connect(target.http)) as connection:
                threading.Thread(target=read_all, args=(connection,), daemon=True).start()
                connection.sendall(head)
                repeat(target, connection, blob)
        in_threads(target, session)


http_flood("HTTP: a trailer without end", CHUNKED + b"2\r\n{}\r\n0\r\nT: ", b"x" * 65536)
http_flood("HTTP: many trailers", CHUNKED + b"2\r\n{}\r\n0\r\n", b"T: x\r\n" * 10000)
http_flood("HTTP: a chunk extension without end", CHUNKED + b"1;", b"x" * 65536)
http_flood("HTTP: chunks of one byte", CHUNKED, b"1\r\n \r\n" * 10000)
http_flood("HTTP: chunks of one byte with extensions", CHUNKED,
           (b"1;" + b"e" * 200 + b"\r\n \r\n") * 1000)
http_flood("HTTP: a header without end", POST + b"x: ", b"y" * 65536)
http_flood("HTTP: many headers", POST, b"x: y\r\n" * 10000)


@attack("HTTP: a trailer of 70,000 bytes")
def long_trailer(target):
    def session(_):
        with contextlib.closing(wire.connect(target.http)) as connection:
            connection.sendall(CHUNKED + b"2\r\n{}\r\n0\r\nT: " + b"x" * 70000 + b"\r\n\r\n")
            connection.settimeout(2)
            read_all(connection)
    in_threads(target, session)


@attack("HTTP: large bodies that never end")
def http_unfinished(target):
    def session(_):
        with contextlib.closing(wire.connect(target.http)) as connection:
            connection.sendall(POST + b"content-length: 4194304\r\n\r\n" + b" " * 4194300)
            time.sleep(target.left())
    in_threads(target, session)


def http_posts(name, body, path=b"/v1/comments:classify", application=True, read=True,
               connections=64):
    @attack(name, application=application, connections=connections)
    def run(target):
        content = body() if callable(body) else body
        request = (b"POST " + path + b" HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                   b"content-length: %d\r\n\r\n" % len(content)) + content
        def session(_):
            with contextlib.closing(wire.connect(target.http)) as connection:
                if read:
                    threading.Thread(target=read_all, args=(connection,), daemon=True).start()
                while not target.over():
                    connection.sendall(request)
        in_threads(target, session)


http_posts("HTTP: objects with many keys",
           lambda: b'{"comments":[' + b",".join(
               [b"{" + b",".join(b'"k%d":1' % i for i in range(900)) + b"}"] * 400) + b"]}")
http_posts("HTTP: a million empty objects", lambda: b'{"comments":[' + b",".join([b"{}"] * 1000000)
           + b"]}")
http_posts("HTTP: large answers that nobody reads",
           lambda: json.dumps({"comments": [{"text": "sei un cretino " * 4000}] * 60,
                               "detail": "matches"}).encode(), read=False)
http_posts("HTTP: explain 64 KiB", lambda: json.dumps(
    {"comment": {"text": "sei un cretino " * 4300}}).encode(), path=b"/v1/rules:explain",
    connections=8)


def rules_check(pattern):
    text = ("pack: it.a\nlanguage: it\nrules:\n  - id: a\n    title: a\n    label: insult\n"
            "    points: 1\n    find:\n      regex: ['" + pattern + "']\n    tests:\n"
            "      match: [a]\n")
    return json.dumps({"sources": [{"name": "a.yaml", "text": text}]}).encode()


http_posts("HTTP: regexes that are dear to compile", lambda: rules_check("[a-z]{1,1000}" * 40),
           path=b"/v1/rules:check", connections=8)
http_posts("HTTP: groups nested 9,000 deep", lambda: rules_check("(" * 9030 + "a" + ")" * 9030),
           path=b"/v1/rules:check", connections=8)


def slow_http(name, mode, path="/v1/comments:classify"):
    @attack(name, processes=1, why_not=tool("slowhttptest"))
    def run(target):
        subprocess.run(
            ["slowhttptest", mode, "-c", "1000", "-r", "300", "-i", "3",
             "-l", str(max(1, int(target.left()))), "-u", f"http://{target.http}{path}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=target.left() + 60,
            check=False)


slow_http("HTTP: slow headers, slowhttptest", "-H")
slow_http("HTTP: slow bodies, slowhttptest", "-B")
slow_http("HTTP: slow readers, slowhttptest", "-X", "/metrics")
