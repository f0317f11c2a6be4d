"""The HTTP port of a real server: answers, errors, limits, hostile clients, metrics that add up."""

import concurrent.futures
import http.client
import json
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

from ascolto_run import ascolto, classify, Server, RULES, SECONDS
from http_client import ask, connect, JSON, metrics, post, raw
from tls import Authority, openssl

INSULT = "Sei un cretino"

class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("--http", "127.0.0.1:0"))

    def classify(self, body, **options):
        return post(self.server, "/v1/comments:classify", body, **options)

    def error(self, answer, status, code="INVALID_ARGUMENT"):
        self.assertEqual((answer[0], answer[-1]["error"]["code"]), (status, code))
        return answer[-1]["error"]["message"]

    def test_verdicts_are_those_of_the_command(self):
        comments = [{"id": "a", "text": INSULT}, {"text": "Quando apre?", "id": 7,
                    "time": "2026-11-20T09:00:00Z"}, {"text": "ciao 😀\u0000"}]
        lines = "\n".join(map(json.dumps, comments)).encode()
        _, verdicts, _ = classify("-", stdin=lines)
        status, answer = self.classify({"comments": comments})
        self.assertEqual(status, 200)
        self.assertEqual([r["verdict"] for r in answer["results"]], verdicts)
        self.assertEqual(answer["fingerprint"], verdicts[0]["rules"])
        for comment, verdict in zip(comments, verdicts):
            self.assertEqual(self.classify({"comment": comment}),
                             (200, {"verdict": verdict, "fingerprint": verdict["rules"]}))

    def test_detail_and_offsets(self):
        comment = {"text": "è 😀 " + INSULT}
        verdict = self.classify({"comment": comment, "detail": "verdict"})[1]["verdict"]
        self.assertEqual((verdict["action"], "labels" in verdict, "matches" in verdict),
                         ("hide", False, False))
        verdict = self.classify({"comment": comment, "detail": "labels"})[1]["verdict"]
        self.assertEqual((verdict["labels"], "matches" in verdict), ({"insult": 80}, False))
        match = self.classify({"comment": comment})[1]["verdict"]["matches"][0]
        self.assertEqual((match["begin"], match["end"]), (8, 22))
        match = self.classify(
            {"comment": comment, "offset_unit": "utf16"})[1]["verdict"]["matches"][0]
        self.assertEqual((match["begin"], match["end"], match["text"]), (5, 19, INSULT))

    def test_errors_are_of_their_comment(self):
        status, answer = self.classify({"comments": [
            {"text": INSULT}, {"text": 5}, {}, 7, {"text": "x" * 65537}, {"text": "", "id": "z"}]})
        self.assertEqual(status, 200)
        results = answer["results"]
        self.assertEqual([list(r) for r in results],
                         [["verdict"]] + [["error"]] * 4 + [["verdict"]])
        self.assertEqual(results[1]["error"],
                         {"code": "INVALID_ARGUMENT", "message": "\"text\" is not a string: 5"})
        self.assertIn("65537", results[4]["error"]["message"])
        self.assertEqual(results[5]["verdict"]["id"], "z")
        self.assertIn("65537", self.error(self.classify({"comment": {"text": "x" * 65537}}), 400))

    def test_requests_that_are_wrong_as_a_whole(self):
        for body, message in [
                ("{", "error at byte"), (b'{"comments":[{"text":"\xff"}]}', "is not UTF-8"),
                ("[]", "not an object"), ("{}", "neither"), ("[" * 100_000, "deep"),
                ({"comments": 5}, "not an array"), ({"comments": [], "x": 1}, "unknown key: \"x\""),
                ({"comment": {"text": ""}, "comments": []}, "given twice"),
                ({"comment": {"text": ""}, "detail": "all"}, "unknown \"detail\": all"),
                ({"comment": {"text": ""}, "offset_unit": 3}, "not a string"),
                ('{"comment":{"text":"\\ud800"}}', "error at byte"),
                ({"comments": [{"text": ""}] * 1001}, "too many comments in one request: more than 1000")]:
            with self.subTest(body=str(body)[:60]):
                self.assertIn(message, self.error(self.classify(body), 400))
        self.assertEqual(self.classify({"comments": []})[1]["results"], [])

    def test_paths_methods_and_types(self):
        self.error(ask(self.server, "GET", "/"), 404, "NOT_FOUND")
        answer = ask(self.server, "DELETE", "/metrics")
        self.error(answer, 405, "UNIMPLEMENTED")
        self.assertEqual(answer[1]["Allow"], "GET, HEAD")
        answer = ask(self.server, "GET", "/v1/comments:classify")
        self.error(answer, 405, "UNIMPLEMENTED")
        self.assertEqual(answer[1]["Allow"], "POST")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.error(self.classify("{}", headers=form), 415)
        utf8 = {"Content-Type": "Application/JSON ; charset=utf-8"}
        self.assertEqual(self.classify({"comments": []}, headers=utf8)[0], 200)
        self.error(self.classify("{}", headers={"Content-Encoding": "gzip"}), 415)

    def test_health(self):
        version = ascolto("--version").stdout.split()[1]
        self.assertRegex(version.decode(), r"^\d+\.\d+\.\d+$")
        healthy = b"ok\nversion: " + version + b"\n"
        self.assertEqual(ask(self.server, "GET", "/healthz")[::2], (200, healthy))
        self.assertEqual(ask(self.server, "GET", "/readyz?full=1")[::2], (200, b"ready\n"))
        status, headers, body = ask(self.server, "HEAD", "/healthz")
        self.assertEqual((status, headers["Content-Length"], body), (200, str(len(healthy)), b""))

    def test_check_is_that_of_the_command(self):
        pack = (RULES / "it.yaml").read_text().replace("$insulti", "$insutli")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "it.yaml"
            path.write_text(pack)
            for lang in ("en", "it"):
                wanted = json.loads(ascolto("check", "--json", "--lang", lang, path).stdout)
                self.assertGreater(wanted["errors"], 0)
                self.assertEqual(
                    post(self.server, "/v1/rules:check",
                         {"sources": [{"name": str(path), "text": pack}], "lang": lang}),
                    (200, wanted))
        for body in ({}, {"sources": []}, {"sources": [{"name": "x"}]}, {"sources": [], "lang": 1},
                     {"sources": [{"name": "a", "text": "b"}], "x": 1}):
            self.error(post(self.server, "/v1/rules:check", body), 400)

    def test_check_is_of_so_many_files_and_of_so_much(self):
        sources = [{"name": f"{i}.yaml", "text": "x"} for i in range(10_001)]
        self.error(post(self.server, "/v1/rules:check", {"sources": sources}), 400)
        pack = "pack: p\nrules:\n  - {id: a, label: insult, points: 1, find: {regex: ['%s']}}\n"
        for pattern, code in (("(" * 9030 + "a" + ")" * 9030, "E058"),
                              ("[a-z]{1,1000}" * 200, "E057")):
            status, answer = post(self.server, "/v1/rules:check",
                                  {"sources": [{"name": "p.yaml", "text": pack % pattern}]})
            self.assertEqual((status, [d["code"] for d in answer["problems"]]), (200, [code]))

    def test_explanation_of_a_long_comment_is_no_larger_than_its_limits(self):
        status, answer = post(self.server, "/v1/rules:explain",
                              {"comment": {"text": "sei un cretino " * 4300}})
        self.assertEqual(status, 200)
        patterns = [p for rule in answer["rules"] for hit in rule["hits"] for p in hit["patterns"]]
        self.assertGreaterEqual(len(patterns), 4300)
        self.assertLessEqual(sum(len(p) for p in patterns), 4 * 1024 * 1024)

    def test_explain_is_that_of_the_command(self):
        wanted = json.loads(ascolto("explain", "--json", "--rules", RULES, "--field",
                                    "channel=web", INSULT).stdout)
        self.assertEqual(post(self.server, "/v1/rules:explain",
                              {"comment": {"text": INSULT, "channel": "web"}}), (200, wanted))
        self.error(post(self.server, "/v1/rules:explain", {"comment": {}}), 400)

    def test_curl(self):
        run = subprocess.run(
            ["curl", "-sS", "--fail", "--json", json.dumps({"comment": {"text": INSULT}}),
             f"http://{self.server.http}/v1/comments:classify"],
            stdout=subprocess.PIPE, timeout=SECONDS)
        self.assertEqual(json.loads(run.stdout)["verdict"]["action"], "hide")
        # A body that large makes curl expect 100-continue.
        comments = {"comments": [{"text": "x" * 60_000}] * 30}
        with tempfile.NamedTemporaryFile("w") as file:
            json.dump(comments, file)
            file.flush()
            for extra in ([], ["-H", "Transfer-Encoding: chunked"], ["--http1.0"]):
                run = subprocess.run(
                    ["curl", "-sS", "--fail", "-H", "Content-Type: application/json", *extra,
                     "--data-binary", "@" + file.name,
                     f"http://{self.server.http}/v1/comments:classify"],
                    stdout=subprocess.PIPE, timeout=SECONDS)
                self.assertEqual(len(json.loads(run.stdout)["results"]), 30)


class Wire(unittest.TestCase):
    """What clients should not do, and what they may do although few expect it."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(
            Server("--http", "127.0.0.1:0", "--max-message-bytes", "100000"))

    def status(self, *pieces):
        return [int(part[:3]) for part in raw(self.server, *pieces).split(b"HTTP/1.1 ")[1:]]

    def tearDown(self):
        self.assertEqual(ask(self.server, "GET", "/healthz")[0], 200)

    def test_keep_alive(self):
        connection = connect(self.server)
        for i in range(50):
            connection.request("POST", "/v1/comments:classify",
                               json.dumps({"comment": {"text": INSULT, "id": str(i)}}), JSON)
            answer = json.loads(connection.getresponse().read())
            self.assertEqual(answer["verdict"]["id"], str(i))
        connection.close()

    def test_pipelined_requests_are_answered_in_order(self):
        def request(i, last):
            body = json.dumps({"comment": {"text": INSULT, "id": str(i)}}).encode()
            return (b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\n"
                    b"Content-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
                    % (len(body), b"Connection: close\r\n" if last else b"", body))

        received = raw(self.server, b"".join(request(i, i == 99) for i in range(100)))
        bodies = [part.split(b"\r\n\r\n", 1)[1] for part in received.split(b"HTTP/1.1 200")[1:]]
        self.assertEqual([json.loads(body)["verdict"]["id"] for body in bodies],
                         [str(i) for i in range(100)])

    def test_byte_by_byte_and_chunked(self):
        body = b'{"comments":[]}'
        head = (b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                b"Content-Type: application/json\r\n")
        whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        self.assertEqual(self.status(*[whole[i:i + 1] for i in range(len(whole))]), [200])
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        self.assertEqual(self.status(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks), [200])

    def test_expect(self):
        head = (b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                b"Content-Type: application/json\r\nContent-Length: 15\r\nExpect: %s\r\n\r\n")
        self.assertEqual(self.status(head % b"100-continue", b'{"comments":[]}'), [100, 200])
        self.assertEqual(self.status(head % b"coffee"), [417])
        # Refused before the body, which is never asked for.
        self.assertEqual(self.status(head.replace(b"15", b"150000") % b"100-continue"), [413])

    def test_lengths(self):
        head = (b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\n"
                b"Content-Type: application/json\r\n")
        self.assertEqual(self.status(head + b"Connection: close\r\n\r\n"), [411])
        self.assertEqual(self.status(head + b"Content-Length: 100001\r\n\r\n" + b" " * 100001),
                         [413])
        self.assertEqual(
            self.status(head + b"Transfer-Encoding: chunked\r\n\r\n"
                        + (b"2000\r\n" + b" " * 8192 + b"\r\n") * 20), [413])
        for lengths in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        b"Content-Length: 5\r\nContent-Length: 6\r\n",
                        b"Content-Length: -5\r\n", b"Content-Length: 5x\r\n",
                        b"Transfer-Encoding: gzip, chunked, chunked\r\n"):
            with self.subTest(lengths=lengths):
                status = self.status(head + lengths + b"\r\n12345")
                self.assertEqual(status, [400])
        # What a proxy may take for a body is not to be read as a request.
        for coding in (b"xchunked", b"chunked, identity"):
            get = b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding
            self.assertEqual(self.status(get + b"\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"),
                             [400])

    def test_objects_of_many_members(self):
        members = ",".join(f'"{i:06}":0' for i in range(9_000))
        body = ('{"comment":{"text":"a",' + members + "}}").encode()
        status = self.status(
            b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.assertEqual(status, [400])

    def test_headers(self):
        get = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        many = b"".join(b"A%d: b\r\n" % i for i in range(10_000))
        self.assertEqual(self.status(get + many + b"\r\n"), [431])
        self.assertEqual(self.status(get + b"X: " + b"y" * 20_000 + b"\r\n\r\n"), [431])
        self.assertEqual(self.status(b"GET /" + b"y" * 200_000 + b" HTTP/1.1\r\n\r\n"), [431])
        self.assertEqual(self.status(get + b"X: " + b"y" * 4000 + b"\r\n\r\n"), [200])

    def test_what_is_no_http(self):
        for request in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"hello\r\n\r\n",
                        b"GET /healthz HTTP/1.1\r\n\r\n", b"GET  /healthz HTTP/1.1\r\n\r\n",
                        b"GET /healthz HTTP/3.0\r\nHost: x\r\n\r\n",
                        b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                        b"GET /healthz HTTP/1.1\r\nHost: x\r\n bad\0header: 1\r\n\r\n",
                        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            with self.subTest(request=request):
                self.assertEqual(self.status(request), [400])
        body = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
        self.assertEqual(self.status(body), [400])

    def test_clients_that_go_away(self):
        host, port = self.server.http.rsplit(":", 1)
        head = (b"POST /v1/comments:classify HTTP/1.1\r\nHost: x\r\n"
                b"Content-Type: application/json\r\nContent-Length: 50000\r\n\r\n")
        for pieces in (b"", b"GET", head, head + b"{" * 100, head + b" " * 50000):
            for _ in range(20):
                with socket.create_connection((host, int(port)), timeout=SECONDS) as client:
                    client.sendall(pieces)

    def test_slow_clients_are_told_and_do_not_hold_up_others(self):
        host, port = self.server.http.rsplit(":", 1)
        slow = [socket.create_connection((host, int(port)), timeout=SECONDS) for _ in range(50)]
        try:
            for client in slow:
                client.sendall(b"GET /healthz HTTP/1.1\r\nX-")
            self.assertEqual(ask(self.server, "GET", "/healthz")[0], 200)
            for client in slow:
                self.assertIn(b" 408 ", client.recv(65536))
        finally:
            for client in slow:
                client.close()


class Tokens(unittest.TestCase):
    CMS, DESK = "c" * 40, "d" * 40

    def test_roles(self):
        with tempfile.TemporaryDirectory() as folder:
            tokens = pathlib.Path(folder) / "tokens.yaml"
            tokens.write_text(
                f"callers:\n  - {{name: cms, token: {self.CMS}, roles: [classify]}}\n"
                f"  - {{name: desk, token: {self.DESK}, roles: [rules]}}\n")
            tokens.chmod(0o600)
            with Server("--http", "127.0.0.1:0", "--tokens", tokens) as server:
                def status(method, path, token=None):
                    headers = {"Authorization": f"Bearer {token}"} if token else {}
                    answer = ask(server, method, path, {"comments": []} if method == "POST"
                                 else None, headers)
                    if answer[0] == 401:
                        self.assertEqual(answer[1]["WWW-Authenticate"], "Bearer")
                        self.assertEqual(answer[2]["error"]["code"], "UNAUTHENTICATED")
                    return answer[0]

                classify_path = "/v1/comments:classify"
                self.assertEqual(status("POST", classify_path), 401)
                self.assertEqual(status("POST", classify_path, "x" * 40), 401)
                self.assertEqual(status("POST", classify_path, self.DESK), 403)
                self.assertEqual(status("POST", classify_path, self.CMS), 200)
                self.assertEqual(status("POST", "/v1/rules:check", self.CMS), 403)
                self.assertEqual(status("GET", "/metrics"), 401)
                self.assertEqual(status("GET", "/metrics", self.DESK), 200)
                self.assertEqual((status("GET", "/healthz"), status("GET", "/readyz")), (200, 200))
                counted = metrics(server, Authorization=f"Bearer {self.DESK}")
                refusals = "ascolto_refusals_total"
                self.assertEqual(counted[refusals, ("reason", "unauthenticated")], 3)
                self.assertEqual(counted[refusals, ("reason", "forbidden")], 2)


class Tls(unittest.TestCase):
    def test_with_the_certificates_of_grpc_and_new_ones_as_they_come(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        authority = Authority(folder)
        certificate, key = authority.issue("server", "IP:127.0.0.1")
        trusted = ssl.create_default_context(cafile=authority.certificate)

        def shown(server, context=trusted):
            host, port = server.http.rsplit(":", 1)
            with socket.create_connection((host, int(port)), timeout=SECONDS) as client:
                with context.wrap_socket(client, server_hostname=host) as tls:
                    tls.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    self.assertIn(b" 200 ", tls.recv(65536))
                    return tls.getpeercert()["serialNumber"]

        with Server("--http", "127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key,
                    log_level="info") as server:
            first = shown(server)
            self.assertEqual(shown(server), first)
            self.assertNotIn(b"HTTP/1.1 200", raw(server, b"GET /healthz HTTP/1.1\r\n\r\n"))
            authority.issue("server", "IP:127.0.0.1")
            server.signal(signal.SIGHUP)
            server.logged("certificate reloaded")
            self.assertNotEqual(shown(server), first)

        client_certificate, client_key = authority.issue("client")
        with Server("--http", "127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key,
                    "--tls-client-ca", authority.certificate) as server:
            with self.assertRaises(OSError):
                shown(server)
            known = ssl.create_default_context(cafile=authority.certificate)
            known.load_cert_chain(client_certificate, client_key)
            shown(server, known)


    def test_only_ciphers_with_forward_secrecy_that_authenticate(self):
        # RFC 9325, 4.2: no CBC, no exchange of keys by RSA; TLS 1.3 as it is.
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        authority = Authority(folder)
        certificate, key = authority.issue("server", "IP:127.0.0.1")
        rsa_certificate, rsa_key = folder / "rsa.pem", folder / "rsa.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=rsa",
                "-keyout", rsa_key, "-out", rsa_certificate)

        def spoken(server, ciphers):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(ciphers)
            host, port = server.http.rsplit(":", 1)
            with socket.create_connection((host, int(port)), timeout=SECONDS) as client:
                try:
                    with context.wrap_socket(client) as tls:
                        return tls.cipher()[0]
                except ssl.SSLError:
                    return None

        for files, kind, weak in (
                ((certificate, key), "ECDSA", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"]),
                ((rsa_certificate, rsa_key), "RSA", ["ECDHE-RSA-AES128-SHA", "AES128-GCM-SHA256",
                                                     "AES256-SHA", "DHE-RSA-AES128-GCM-SHA256"])):
            with Server("--http", "127.0.0.1:0", "--tls-certificate", files[0], "--tls-key",
                        files[1]) as server:
                for cipher in weak:
                    self.assertIsNone(spoken(server, cipher), cipher)
                for cipher in (f"ECDHE-{kind}-AES128-GCM-SHA256", f"ECDHE-{kind}-CHACHA20-POLY1305"):
                    self.assertEqual(spoken(server, cipher), cipher)


class Metrics(unittest.TestCase):
    def test_they_add_up_with_what_was_sent(self):
        with Server("--http", "127.0.0.1:0") as server:
            texts = [INSULT] * 30 + ["accidenti"] * 20 + ["ciao"] * 50
            for start in range(0, 100, 10):
                comments = [{"text": text} for text in texts[start:start + 10]]
                post(server, "/v1/comments:classify", {"comments": comments + [{"text": 1}]})
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                request = v1.BatchClassifyRequest(
                    comments=[v1.Comment(text=text.encode()) for text in texts])
                stub.BatchClassify(request, timeout=SECONDS)
            counted = metrics(server)
            while counted["ascolto_in_flight_bytes",] > 0:  # until gRPC says that all is sent
                counted = metrics(server)
            self.assertEqual(counted["ascolto_comments_total", ("action", "hide")], 60)
            self.assertEqual(counted["ascolto_comments_total", ("action", "allow")], 140)
            self.assertEqual(counted["ascolto_comment_errors_total",], 10)
            self.assertEqual(
                counted["ascolto_rule_hits_total", ("label", "insult"),
                        ("rule", "it.prova/insulto"), ("shadow", "false")], 60)
            self.assertEqual(
                counted["ascolto_rule_hits_total", ("label", "profanity"),
                        ("rule", "it.prova/in-prova"), ("shadow", "true")], 40)
            self.assertEqual(counted["ascolto_label_comments_total", ("label", "insult")], 60)
            self.assertEqual(
                counted["ascolto_requests_total", ("code", "OK"), ("method", "Classify"),
                        ("transport", "http")], 10)
            self.assertEqual(
                counted["ascolto_request_duration_seconds_count", ("method", "Classify"),
                        ("transport", "http")], 10)
            for method, calls in (("BatchClassify", 1), ("Classify", 0)):
                self.assertEqual(
                    counted["ascolto_requests_total", ("code", "OK"), ("method", method),
                            ("transport", "grpc")], calls)
            self.assertEqual(counted["ascolto_in_flight_comments",], 0)
            self.assertEqual(counted["ascolto_rules",], 4)
            self.assertEqual(counted["ascolto_rules_last_reload_successful",], 1)
            self.assertEqual(server.stop(), (0, ""))

    def test_promtool_finds_nothing_to_say(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool is not installed")
        with Server("--http", "127.0.0.1:0") as server:
            text = ask(server, "GET", "/metrics")[2]
        run = subprocess.run([promtool, "check", "metrics"], input=text, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=SECONDS)
        self.assertEqual((run.returncode, run.stdout), (0, b""))


class Reload(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.rules = self.folder / "rules"
        shutil.copytree(RULES, self.rules)
        self.pack = self.rules / "it.yaml"
        self.text = self.pack.read_text()

    def action(self, server):
        body = {"comment": {"text": "sei un villano"}}
        return post(server, "/v1/comments:classify", body)[1]["verdict"]["action"]

    def test_by_watching(self):
        better = self.text.replace("buffon(e/i)", "villan(o/i)")
        with Server("--http", "127.0.0.1:0", "--watch", "--watch-debounce", "50ms",
                    rules=self.rules, log_level="info") as server:
            self.assertEqual(server.logged("rules loaded")["cause"], "start")
            self.assertEqual(self.action(server), "allow")
            new = self.rules / ".new"
            new.write_text(better)
            new.rename(self.pack)
            self.assertEqual(server.logged("rules reloaded")["cause"], "watch")
            self.assertEqual(self.action(server), "hide")

            self.pack.write_text(better[:len(better) // 2])
            server.logged("new rules refused")
            self.assertEqual(self.action(server), "hide")
            counted = metrics(server)
            self.assertEqual(counted["ascolto_rules_last_reload_successful",], 0)
            self.assertEqual(
                counted["ascolto_rules_reloads_total", ("result", "invalid")], 1)

            self.pack.write_text(better.replace("match: [sei un cretino]", "match: [ciao]"))
            server.logged("new rules refused")
            self.assertEqual(self.action(server), "hide")
            self.assertEqual(
                metrics(server)["ascolto_rules_reloads_total", ("result", "tests_failed")], 1)

            self.pack.write_text(self.text)
            server.logged("rules reloaded")
            self.assertEqual(self.action(server), "allow")

    def test_by_signal_under_load(self):
        with Server("--http", "127.0.0.1:0", rules=self.rules, log_level="info") as server:
            server.logged("rules loaded")
            body = {"comments": [{"text": INSULT}] * 20}

            def load(_):
                status, answer = post(server, "/v1/comments:classify", body)
                actions = {r["verdict"]["action"] for r in answer["results"]}
                fingerprints = {r["verdict"]["rules"] for r in answer["results"]}
                return (status, actions, fingerprints == {answer["fingerprint"]}) == (
                    200, {"hide"}, True)

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = pool.map(load, range(200))
                for i in range(10):
                    self.pack.write_text(self.text.replace("points: 60", f"points: 6{i}"))
                    server.signal(signal.SIGHUP)
                    server.logged("rules reloaded")
                self.assertTrue(all(answers))
            counted = metrics(server)
            self.assertEqual(counted["ascolto_comments_total", ("action", "hide")], 4000)
            self.assertEqual(
                counted["ascolto_rule_hits_total", ("label", "insult"),
                        ("rule", "it.prova/insulto"), ("shadow", "false")], 4000)


class History(unittest.TestCase):
    def test_fills_what_the_caller_leaves_out_and_says_so(self):
        with Server("--http", "127.0.0.1:0", "--history", "--history-window", "1h") as server:
            def ask_http(**fields):
                body = {"comment": {"text": "che offerta", "author": "anna"} | fields}
                verdict = post(server, "/v1/comments:classify", body)[1]["verdict"]
                return verdict["action"], verdict.get("history")

            # Nobody can be called new before the window has been watched.
            self.assertEqual(ask_http(), ("allow", {"repeats": 0}))
            self.assertEqual(ask_http(), ("allow", {"repeats": 1, "author_new": False}))
            self.assertEqual(ask_http(), ("allow", {"repeats": 2, "author_new": False}))
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                comment = v1.Comment(text=b"CHE OFFERTA", author="anna")
                request = v1.ClassifyRequest(comment=comment)
                verdict = stub.Classify(request, timeout=SECONDS).verdict
                self.assertEqual((verdict.action, verdict.history),
                                 (v1.ACTION_HOLD, v1.History(repeats=3, author_new=False)))
            self.assertEqual(ask_http(repeats=0, author_new=True), ("allow", None))
            self.assertEqual(ask_http(author=None), ("allow", None))
            self.assertEqual(ask_http(author="bruno", repeats=9), ("hold", None))
            self.assertGreater(metrics(server)["ascolto_history_memory_bytes",], 20_000_000)

    def test_is_off_unless_it_is_asked_for(self):
        with Server("--http", "127.0.0.1:0") as server:
            for _ in range(5):
                body = {"comment": {"text": "che offerta", "author": "anna"}}
                verdict = post(server, "/v1/comments:classify", body)[1]["verdict"]
            self.assertEqual((verdict["action"], "history" in verdict), ("allow", False))


class Starting(unittest.TestCase):
    def test_port_in_use_ends_it(self):
        with Server("--http", "127.0.0.1:0") as server:
            run = ascolto("serve", "--rules", RULES, "--listen", "127.0.0.1:0", "--http", server.http)
            self.assertEqual(run.returncode, 2)
            self.assertIn("Address already in use", run.stderr.decode())


class Stopping(unittest.TestCase):
    def test_readyz_says_no_while_grpc_drains(self):
        with Server("--http", "127.0.0.1:0", "--drain", "30s") as server:
            connection = connect(server)
            connection.request("GET", "/readyz")
            self.assertEqual(connection.getresponse().read(), b"ready\n")
            with grpc.insecure_channel(server.address) as channel:
                # Callers that go on calling hold gRPC's end back until they are told.
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                request = v1.BatchClassifyRequest(comments=[v1.Comment(text=b"x" * 60_000)] * 60)
                calls = [stub.BatchClassify.future(request, timeout=SECONDS) for _ in range(8)]
                server.signal(signal.SIGTERM)
                while True:
                    connection.request("GET", "/readyz")
                    response = connection.getresponse()
                    body = response.read()
                    if response.status == 503:
                        break
                self.assertEqual((body, response.headers["Connection"]), (b"stopping\n", "close"))
                self.assertEqual(ask(server, "GET", "/healthz")[0], 200)
                for call in calls:
                    self.assertIn(call.code(), (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE,
                                                grpc.StatusCode.RESOURCE_EXHAUSTED))
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_requests_that_were_taken_are_answered(self):
        with Server("--http", "127.0.0.1:0") as server:
            body = {"comments": [{"text": INSULT * 200}] * 200}
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                calls = [pool.submit(post, server, "/v1/comments:classify", body)
                         for _ in range(8)]
                next(concurrent.futures.as_completed(calls)).result()
                server.signal(signal.SIGTERM)
                for call in calls:
                    try:
                        status, answer = call.result()
                    except ConnectionError:
                        continue  # it came after the end
                    self.assertIn(status, (200, 503))
                    if status == 200:
                        self.assertEqual(len(answer["results"]), 200)
            self.assertEqual(server.process.wait(SECONDS), 0)

    def test_waiting_connections_do_not_hold_it_up(self):
        with Server("--http", "127.0.0.1:0") as server:
            connection = connect(server)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            self.assertEqual(server.stop(), (0, ""))


if __name__ == "__main__":
    unittest.main()
