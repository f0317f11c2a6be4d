"""Well-behaved clients beside an attack: each asks 50 times a second, on a schedule that does not
wait for answers that are late, and measures from the moment when it should have asked.

Run as a program: neighbours.py KIND GRPC HTTP, prints a line with the milliseconds of every answer, or
"lost", until its standard input ends."""

import http.client
import sys
import threading
import time

import grpc

from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

A_SECOND = 50
PATIENCE = 10  # seconds after which an answer counts as lost


def grpc_classify(address, _):
    channel = grpc.insecure_channel(address)
    stub = moderation_pb2_grpc.ModerationServiceStub(channel)
    request = v1.ClassifyRequest(comment=v1.Comment(text=b"Quando riapre la biblioteca?"))
    return lambda: stub.Classify(request, timeout=PATIENCE, wait_for_ready=True)


def grpc_health(address, _):
    channel = grpc.insecure_channel(address)
    check = channel.unary_unary("/grpc.health.v1.Health/Check")
    return lambda: check(b"", timeout=PATIENCE, wait_for_ready=True)


class Http:
    """A connection that is kept, and made again when the service has closed it."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.address = host, int(port)
        self.connection = None

    def ask(self, method, path, body=None):
        headers = {"content-type": "application/json"} if body else {}
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                answer.read()
                if answer.status == 200:
                    return
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
            if time.monotonic() > end:
                raise TimeoutError(path)
            time.sleep(0.001)


def http_classify(_, address):
    client = Http(address)
    body = b'{"comment":{"text":"Quando riapre la biblioteca?"}}'
    return lambda: client.ask("POST", "/v1/comments:classify", body)


def http_health(_, address):
    """Each question on a connection of its own, as a supervisor asks."""
    def ask():
        client = Http(address)
        client.ask("GET", "/healthz")
        client.connection.close()
    return ask


KINDS = {"grpc": grpc_classify, "http": http_classify, "health": http_health,
         "grpc health": grpc_health}


def main():
    ask = KINDS[sys.argv[1]](sys.argv[2], sys.argv[3])
    ask()
    print("ready", flush=True)
    done = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    due = time.monotonic()
    while not done.is_set():
        due += 1 / A_SECOND
        time.sleep(max(0, due - time.monotonic()))
        try:
            ask()
            print(f"{(time.monotonic() - due) * 1000:.2f}")
        except (grpc.RpcError, OSError) as error:
            print("lost", str(error).replace("\n", " "))
        # After a stall one late answer stands for those that should have been asked meanwhile.
        while time.monotonic() - due > 1 / A_SECOND and not done.is_set():
            due += 1 / A_SECOND
            print(f"{(time.monotonic() - due) * 1000:.2f}")


if __name__ == "__main__":
    main()
