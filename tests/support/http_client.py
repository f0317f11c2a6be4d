"""A client of the HTTP port for the tests."""

import http.client
import json
import socket

from prometheus_client.parser import text_string_to_metric_families

from ascolto_run import SECONDS

JSON = {"Content-Type": "application/json"}


def connect(server):
    host, port = server.http.rsplit(":", 1)
    return http.client.HTTPConnection(host, int(port), timeout=SECONDS)


def raw(server, *pieces):
    """Everything that the server sends until it closes."""
    host, port = server.http.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=SECONDS) as client:
        for piece in pieces:
            client.sendall(piece)
        received = b""
        while piece := client.recv(65536):
            received += piece
    return received


def ask(server, method, path, body=None, headers=None):
    """Status, headers, and the body: an object when it is JSON."""
    connection = connect(server)
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
    connection.request(method, path, body, JSON | (headers or {}))
    response = connection.getresponse()
    data = response.read()
    connection.close()
    if response.headers.get("Content-Type") == "application/json" and method != "HEAD":
        data = json.loads(data)
    return response.status, response.headers, data


def post(server, path, body, **options):
    status, _, data = ask(server, "POST", path, body, **options)
    return status, data


def metrics(server, **headers):
    status, _, text = ask(server, "GET", "/metrics", headers=headers)
    assert status == 200, status
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }
