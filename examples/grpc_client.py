"""A client of the service in Python: comments over the stream, verdicts back in order.

    PYTHONPATH=build/python /usr/bin/python3 examples/grpc_client.py 127.0.0.1:50051

Debian: python3-grpcio and python3-protobuf. The stubs in build/python are made by the build.
"""

import sys

import grpc

from ascolto.v1 import moderation_pb2 as v1
from ascolto.v1 import moderation_pb2_grpc

TEXTS = ["Sei un cretino!", "Quando riapre la biblioteca? 📚", "Grazie mille"]


def requests():
    """Many comments a message is what makes a stream fast."""
    comments = [
        v1.Comment(id=str(i), text=text.encode(), channel="facebook")
        for i, text in enumerate(TEXTS, 1)
    ]
    yield v1.StreamClassifyRequest(comments=comments, detail=v1.DETAIL_MATCHES, sequence=1)


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50051"
    with grpc.insecure_channel(address) as channel:
        stub = moderation_pb2_grpc.ModerationServiceStub(channel)
        try:
            for response in stub.StreamClassify(requests(), timeout=10):
                for text, result in zip(TEXTS, response.results):
                    if result.HasField("error"):
                        print(f"error: {result.error.message}\t{text}")
                        continue
                    verdict = result.verdict
                    words = [text.encode()[m.begin : m.end].decode() for m in verdict.matches]
                    print(v1.Action.Name(verdict.action), text, words, sep="\t")
        except grpc.RpcError as error:
            sys.exit(f"{address}: {error.details()}")


if __name__ == "__main__":
    main()
