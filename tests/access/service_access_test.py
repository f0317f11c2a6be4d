"""A real server with TLS, client certificates and tokens, asked by real clients; files replaced."""

import pathlib
import shutil
import signal
import socket
import ssl
import tempfile
import time
import unittest
import warnings

import grpc
from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc
from ascolto.v1 import rules_pb2
from ascolto.v1 import rules_pb2_grpc

from ascolto_run import ascolto, Server, RULES, SECONDS
from tls import Authority

CMS = "cms-token-0123456789-0123456789-0123456789"
READER = "reader-token-0123456789-0123456789-0123456789"
LOCAL = "127.0.0.1:0"


def tokens_yaml(*entries):
    return "callers:\n" + "".join(
        f"  - {{name: {name}, token: {token}, roles: [{roles}]}}\n"
        for name, token, roles in entries)


class AccessCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.ca = Authority(cls.shared)
        cls.certificate, cls.key = cls.ca.issue("server", "DNS:localhost", "IP:127.0.0.1")
        cls.other_ca = Authority(cls.shared, "other-ca")

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.tokens = self.folder / "tokens.yaml"
        self.write_tokens(("cms", CMS, "classify"), ("reader", READER, "rules"))

    def write_tokens(self, *entries, mode=0o600):
        next_file = self.folder / "tokens.next"
        next_file.write_text(tokens_yaml(*entries))
        next_file.chmod(mode)
        next_file.rename(self.tokens)

    def tls_flags(self, certificate=None, key=None):
        return ["--tls-certificate", certificate or self.certificate, "--tls-key", key or self.key]

    def secure(self, server, ca=None, client=None, target=None):
        certificate, key = client if client else (None, None)
        credentials = grpc.ssl_channel_credentials(
            (ca or self.ca).certificate.read_bytes(),
            key and key.read_bytes(), certificate and certificate.read_bytes())
        return grpc.secure_channel(target or server.address, credentials)

    def classify(self, channel, token=None):
        metadata = [("authorization", f"Bearer {token}")] if token else []
        stub = moderation_pb2_grpc.ModerationServiceStub(channel)
        request = v1.ClassifyRequest(comment=v1.Comment(text=b"sei un cretino"))
        return stub.Classify(request, timeout=SECONDS, metadata=metadata).verdict.action

    def refused(self, channel, token=None):
        with self.assertRaises(grpc.RpcError) as caught:
            self.classify(channel, token)
        return caught.exception.code()

    def until(self, condition):
        """Waits for what the server does by itself within a few seconds."""
        end = time.monotonic() + SECONDS
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)


class Tokens(AccessCase):
    def test_each_role_opens_its_methods_and_no_others(self):
        with Server("--tokens", self.tokens) as server:
            with grpc.insecure_channel(server.address) as channel:
                self.assertEqual(self.classify(channel, CMS), v1.ACTION_HIDE)
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAUTHENTICATED)
                self.assertEqual(self.refused(channel, CMS + "x"), grpc.StatusCode.UNAUTHENTICATED)
                self.assertEqual(self.refused(channel, READER), grpc.StatusCode.PERMISSION_DENIED)
            code, log = server.stop()
        self.assertEqual(code, 0)
        self.assertIn('"event":"access refused"', log)
        self.assertIn('"caller":"reader","role":"classify"', log)
        self.assertNotIn("token-0123456789", log)

    def test_batches_streams_and_the_dictionary_ask_too(self):
        with Server("--tokens", self.tokens) as server:
            with grpc.insecure_channel(server.address) as channel:
                stub = moderation_pb2_grpc.ModerationServiceStub(channel)
                comment = v1.Comment(text=b"x")
                for call in (
                        lambda **options: stub.BatchClassify(
                            v1.BatchClassifyRequest(comments=[comment]), **options),
                        lambda **options: list(stub.StreamClassify(
                            iter([v1.StreamClassifyRequest(comments=[comment])]), **options)),
                        lambda **options: stub.GetDictionary(v1.GetDictionaryRequest(), **options)):
                    with self.assertRaises(grpc.RpcError) as caught:
                        call(timeout=SECONDS)
                    self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
                    call(timeout=SECONDS, metadata=[("authorization", f"Bearer {CMS}")])

    def test_rules_and_reloads_have_roles_of_their_own(self):
        admin = "admin-token-0123456789-0123456789-0123456789"
        self.write_tokens(("cms", CMS, "classify"), ("reader", READER, "rules"),
                          ("admin", admin, "admin"))
        with Server("--tokens", self.tokens) as server:
            with grpc.insecure_channel(server.address) as channel:
                stub = rules_pb2_grpc.RulesServiceStub(channel)
                for role, call, request in (
                        (READER, stub.GetRuleSet, rules_pb2.GetRuleSetRequest()),
                        (READER, stub.ListPacks, rules_pb2.ListPacksRequest()),
                        (READER, stub.ListRules, rules_pb2.ListRulesRequest()),
                        (READER, stub.CheckRules, rules_pb2.CheckRulesRequest()),
                        (READER, stub.TestRules, rules_pb2.TestRulesRequest()),
                        (READER, stub.ExplainComment, rules_pb2.ExplainCommentRequest(
                            comment=v1.Comment(text=b"x"))),
                        (admin, stub.ReloadRules, rules_pb2.ReloadRulesRequest())):
                    for token in (CMS, READER, admin):
                        metadata = [("authorization", f"Bearer {token}")]
                        try:
                            call(request, timeout=SECONDS, metadata=metadata)
                            code = grpc.StatusCode.OK
                        except grpc.RpcError as error:
                            code = error.code()
                        self.assertEqual(code == grpc.StatusCode.PERMISSION_DENIED, token != role,
                                         (request, token, code))

    def test_health_needs_no_token(self):
        with Server("--tokens", self.tokens, "--no-reflection") as server:
            with grpc.insecure_channel(server.address) as channel:
                check = channel.unary_unary("/grpc.health.v1.Health/Check")
                self.assertEqual(check(b"", timeout=SECONDS), b"\x08\x01")
                reflect = channel.stream_stream(
                    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
                with self.assertRaises(grpc.RpcError) as caught:
                    next(reflect(iter([b"\x3a\x00"]), timeout=SECONDS))
                self.assertEqual(caught.exception.code(), grpc.StatusCode.UNIMPLEMENTED)

    def test_a_changed_file_is_taken_and_a_wrong_one_is_not(self):
        new = "new-token-0123456789-0123456789-0123456789"
        with Server("--tokens", self.tokens, log_level="info") as server:
            with grpc.insecure_channel(server.address) as channel:
                self.classify(channel, CMS)
                self.write_tokens(("cms", new, "classify"))
                self.assertEqual(server.logged("tokens reloaded")["callers"], 1)
                self.classify(channel, new)
                self.assertEqual(self.refused(channel, CMS), grpc.StatusCode.UNAUTHENTICATED)
                self.write_tokens(("cms", "short", "classify"))
                self.assertIn("too short", server.logged("new tokens refused")["problem"])
                self.classify(channel, new)
                self.write_tokens(("cms", CMS, "classify"), mode=0o644)
                self.assertIn("chmod", server.logged("new tokens refused")["problem"])
                self.classify(channel, new)

    def test_sighup_reads_the_file_again(self):
        with Server("--tokens", self.tokens, log_level="info") as server:
            server.signal(signal.SIGHUP)
            self.assertEqual(server.logged("tokens reloaded")["callers"], 2)

    def test_a_wrong_file_is_told_at_the_start(self):
        self.tokens.chmod(0o604)
        run = ascolto("serve", "--rules", RULES, "--listen", LOCAL, "--tokens", self.tokens)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stderr.decode().splitlines(), [
            f"error: {self.tokens}: everybody on this machine can read the tokens; run: "
            f"chmod o-rwx {self.tokens}"])


class Tls(AccessCase):
    def test_clients_of_its_ca_get_in_and_others_do_not(self):
        with Server(*self.tls_flags()) as server:
            with self.secure(server) as channel:
                self.assertEqual(self.classify(channel), v1.ACTION_HIDE)
            with self.secure(server, ca=self.other_ca) as channel:
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAVAILABLE)
            with grpc.insecure_channel(server.address) as channel:
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAVAILABLE)

    def test_only_tls_1_2_and_1_3_are_spoken(self):
        with Server(*self.tls_flags()) as server:
            host, port = server.address.split(":")
            for version, spoken in ((ssl.TLSVersion.TLSv1, False), (ssl.TLSVersion.TLSv1_1, False),
                                    (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.load_verify_locations(self.ca.certificate)
                context.set_alpn_protocols(["h2"])
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    context.minimum_version = context.maximum_version = version
                with socket.create_connection((host, int(port)), timeout=SECONDS) as plain:
                    try:
                        with context.wrap_socket(plain, server_hostname=host) as wrapped:
                            got = wrapped.version()
                    except ssl.SSLError:
                        got = None
                self.assertEqual(got is not None, spoken, version)

    def test_with_a_client_ca_only_its_clients_get_in(self):
        client = self.ca.issue("client")
        stranger = self.other_ca.issue("stranger")
        with Server(*self.tls_flags(), "--tls-client-ca", self.ca.certificate) as server:
            with self.secure(server, client=client) as channel:
                self.classify(channel)
            with self.secure(server) as channel:
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAVAILABLE)
            with self.secure(server, client=stranger) as channel:
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAVAILABLE)
            # What gRPC has to say of it is a line of the log as any other.
            entry = server.logged("grpc")
            self.assertEqual((entry["level"], entry["file"]),
                             ("warning", "ssl_transport_security.cc"))

    def test_a_certificate_can_stand_for_a_token(self):
        gateway = self.ca.issue("gateway", "DNS:gateway.example")
        other = self.ca.issue("somebody", "DNS:somebody.example")
        with self.tokens.open("a") as file:
            file.write("  - {name: gateway, certificate: gateway.example, roles: [classify]}\n")
        with Server(*self.tls_flags(), "--tls-client-ca", self.ca.certificate,
                    "--tokens", self.tokens) as server:
            with self.secure(server, client=gateway) as channel:
                self.classify(channel)
                self.assertEqual(self.refused(channel, "wrong"), grpc.StatusCode.UNAUTHENTICATED)
            with self.secure(server, client=other) as channel:
                self.assertEqual(self.refused(channel), grpc.StatusCode.UNAUTHENTICATED)
                self.classify(channel, CMS)

    def test_a_replaced_certificate_is_taken_and_one_without_its_key_is_not(self):
        live_certificate, live_key = self.folder / "live.pem", self.folder / "live.key"
        shutil.copy(self.certificate, live_certificate)
        shutil.copy(self.key, live_key)
        next_certificate, next_key = self.other_ca.issue("next", "DNS:localhost", "IP:127.0.0.1")
        with Server(*self.tls_flags(live_certificate, live_key), log_level="info") as server:
            def serves(ca):
                with self.secure(server, ca=ca) as channel:
                    try:
                        return self.classify(channel) == v1.ACTION_HIDE
                    except grpc.RpcError:
                        return False

            with self.secure(server) as connected:
                self.classify(connected)
                self.assertTrue(serves(self.ca))
                shutil.copy(next_certificate, live_certificate)
                self.assertIn("does not match", server.logged("new certificate refused")["problem"])
                self.assertTrue(serves(self.ca))
                shutil.copy(next_key, live_key)
                server.logged("certificate reloaded")
                self.until(lambda: serves(self.other_ca))
                self.assertFalse(serves(self.ca))
                self.classify(connected)  # what is connected stays so

    def test_files_that_do_not_fit_are_told_at_the_start(self):
        _, other_key = self.ca.issue("other")
        for flags, words in (
                (self.tls_flags(key=other_key), "the key does not match the certificate"),
                (self.tls_flags(certificate=self.key), "no certificate found"),
                (self.tls_flags(key=self.certificate), "no private key found"),
                (self.tls_flags(key=self.folder / "none"), "No such file"),
                ([*self.tls_flags(), "--tls-client-ca", self.key], "no certificate found")):
            run = ascolto("serve", "--rules", RULES, "--listen", LOCAL, *flags)
            self.assertEqual((run.returncode, run.stdout), (2, b""))
            self.assertRegex(run.stderr.decode(), rf"^error: .*{words}.*\n$")

    def test_a_certificate_that_ends_soon_is_a_warning(self):
        certificate, key = self.ca.issue("brief", "IP:127.0.0.1", days=1)
        with Server(*self.tls_flags(certificate, key)) as server:
            self.assertRegex(server.logged("certificate read")["expires"], r"^\d{4}-.*Z$")


class Exposure(AccessCase):
    def test_beyond_this_machine_it_takes_tls_and_who_calls_or_so_many_words(self):
        for flags in ([], ["--tokens", self.tokens], self.tls_flags()):
            run = ascolto("serve", "--rules", RULES, "--listen", "0.0.0.0:0", *flags)
            self.assertEqual((run.returncode, run.stdout), (2, b""))
            self.assertIn("can be reached from other machines", run.stderr.decode())
        with Server(*self.tls_flags(), "--tokens", self.tokens, listen="0.0.0.0:0") as server:
            with self.secure(server, target="localhost:" + server.address.split(":")[1]) as channel:
                self.classify(channel, CMS)
        with Server("--allow-exposed", listen="0.0.0.0:0") as server:
            with grpc.insecure_channel("127.0.0.1:" + server.address.split(":")[1]) as channel:
                self.classify(channel)


class Send(AccessCase):
    LINE = b'{"id":"1","text":"sei un cretino"}\n'

    def setUp(self):
        super().setUp()
        self.token_file = self.folder / "token"
        self.token_file.write_text(CMS + "\n")

    def send(self, address, *flags):
        run = ascolto("send", "--address", address, *flags, "-", stdin=self.LINE)
        return run.returncode, run.stdout.decode(), run.stderr.decode()

    def test_over_tls_with_a_certificate_and_a_token(self):
        certificate, key = self.ca.issue("sender")
        with Server(*self.tls_flags(), "--tls-client-ca", self.ca.certificate,
                    "--tokens", self.tokens) as server:
            flags = ["--tls-ca", self.ca.certificate, "--tls-certificate", certificate,
                     "--tls-key", key]
            code, out, errors = self.send(server.address, *flags, "--token-file", self.token_file)
            self.assertEqual((code, errors), (0, ""))
            self.assertIn('"action":"hide"', out)
            code, out, errors = self.send(server.address, *flags)
            self.assertEqual((code, out), (2, ""))
            self.assertIn("no token was sent", errors)
            code, _, errors = self.send(server.address, "--tls-ca", self.ca.certificate)
            self.assertEqual(code, 2)
            self.assertIn("whether the service wants --tls-certificate", errors)

    def test_over_a_unix_socket(self):
        path = self.folder / "ascolto.sock"
        with Server("--tokens", self.tokens, listen=f"unix:{path}") as server:
            self.assertEqual(server.address, f"unix:{path}")
            self.assertEqual(path.stat().st_mode & 0o777, 0o660)
            code, out, _ = self.send(server.address, "--token-file", self.token_file)
            self.assertEqual(code, 0)
            self.assertIn('"action":"hide"', out)

    def test_a_token_is_not_sent_to_another_machine_without_tls(self):
        with Server("--allow-exposed", listen="0.0.0.0:0") as server:
            run = ascolto("send", "--address", server.address, "--token-file", self.token_file, "-")
            self.assertEqual(run.returncode, 2)
            self.assertIn("others could read the token on the way", run.stderr.decode())


if __name__ == "__main__":
    unittest.main()
