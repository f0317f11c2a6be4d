// What gRPC alone costs: a service with the methods of ModerationService that parses each request
// and answers with as many bytes as ours does, without reading a comment.

#ifndef ASCOLTO_BENCH_ECHO_SERVER_H_
#define ASCOLTO_BENCH_ECHO_SERVER_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ascolto::bench {

// Serves on the addresses, as `ascolto serve --listen` takes them, until SIGTERM; prints "listening
// on ADDRESS" for each. A response is `base` bytes, and `each` for each comment. The exit code.
int RunEchoServer(const std::vector<std::string>& listen, double base, double each);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_ECHO_SERVER_H_
