// A gRPC client that keeps a server busy: messages that are ready beforehand, one thread, one
// completion queue, so that what it takes is small and the same for every server.

#ifndef ASCOLTO_BENCH_SERVICE_LOAD_H_
#define ASCOLTO_BENCH_SERVICE_LOAD_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status_code_enum.h>

namespace ascolto::bench {

enum class CallKind { kUnary, kBatch, kStream };

// What is sent, and how.
struct Shape {
  CallKind kind = CallKind::kUnary;
  std::size_t comments = 1;   // in one message
  std::size_t in_flight = 1;  // messages: calls of their own, or shared out over kStreams streams
};
inline constexpr std::size_t kStreams = 4;

// "unary, 8 in flight", "batch of 64", "stream, 64 a message".
std::string NameOf(const Shape& shape);

// Serialized requests of the shape, each with comments of its own, over all of `texts`.
std::vector<grpc::ByteBuffer> MakeRequests(const Shape& shape, const std::vector<std::string>& texts);

struct LoadResult {
  std::uint64_t answered = 0;  // messages
  std::uint64_t comments = 0;  // in them
  std::uint64_t response_bytes = 0;
  std::map<grpc::StatusCode, std::uint64_t> refused;  // calls that ended otherwise
  double seconds = 0;
  std::vector<float> latencies;  // of answered messages, in µs, sorted

  double Rate() const { return seconds > 0 ? comments / seconds : 0; }  // comments a second
  double Percentile(double share) const;  // µs
};

// What a caller does whose call was refused.
enum class Manners {
  kWait,      // as long as grpc-retry-pushback-ms says
  kInsist,    // goes on at once
};

// Sends requests in turn for `duration`, then waits for what is under way. `address` is HOST:PORT
// or unix:/PATH. A refused call is not repeated: the next one is another request.
LoadResult Load(const std::string& address, const Shape& shape,
                const std::vector<grpc::ByteBuffer>& requests, std::chrono::milliseconds duration,
                Manners manners = Manners::kWait);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_SERVICE_LOAD_H_
