// Judges one connection by what it has sent: requests that are answered, or only work and memory.
// Plain arithmetic without sockets or clocks, so that it can be tested.

#ifndef ASCOLTO_SERVICE_GRPC_CONNECTION_METER_H_
#define ASCOLTO_SERVICE_GRPC_CONNECTION_METER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace ascolto::service {

// Why a connection is closed, or not let in.
enum class Offence : std::uint8_t {
  kNone,
  kResets,    // it gives up more calls than it lets be answered
  kOverhead,  // headers, settings, pings, or a message far too large, and no request in them
  kStalled,   // a request began and does not come to its end
  kMemory,    // it holds the most of what the service may hold
  kLimit,     // too many connections: it was silent for longest, or came when none was silent
};
inline constexpr Offence kOffences[] = {Offence::kResets, Offence::kOverhead, Offence::kStalled,
                                        Offence::kMemory, Offence::kLimit};
inline constexpr std::size_t kOffenceCount = std::size(kOffences) + 1;  // with kNone

// "resets", "overhead" …, as metrics and the log name it.
std::string_view NameOf(Offence offence);

// Totals of one connection since it was accepted.
struct ConnectionTraffic {
  std::uint64_t bytes = 0;          // that gRPC has read
  std::uint64_t message_bytes = 0;  // of messages that came to their end, kCountedMessage or more
  std::uint64_t messages = 0;       // that came to their end, of any size
  std::uint64_t streams = 0;        // HTTP/2 streams (calls) that were begun
  std::uint64_t ended = 0;          // of them, those that are over
  std::uint64_t failed = 0;         // of those, the ones that were reset
};

// Thread safety: one thread at a time.
class ConnectionMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A smaller message is not counted with its size; each stands for this many bytes.
  static constexpr std::uint64_t kCountedMessage = 1024;

  struct Limits {
    std::uint64_t message_bytes = 4 << 20;  // of one request; gRPC refuses more when it has it all
    std::uint64_t header_bytes = 16 << 10;  // of one header block
    std::uint64_t streams = 100;            // that may be open at the same time
    double excess = 50;                     // open streams beyond that
    double resets = 500;                    // at once …
    double resets_a_second = 100;           // … and for ever
    std::chrono::seconds patience{30};      // for a request to come to its end
  };

  ConnectionMeter(const Limits& limits, Time now);

  // Takes the totals as they are now; kNone while the connection may stay.
  Offence Update(const ConnectionTraffic& traffic, Time now);

  // Bytes of requests that have not come to their end: an estimate. Requests that were reset count
  // until all calls of the connection are over. It is too low by up to kCountedMessage for each
  // message that was smaller.
  std::uint64_t unfinished() const { return unfinished_; }

  // Bytes of the last update that no request accounts for.
  std::uint64_t unexplained() const { return unexplained_; }

  // Calls that were reset and are not forgiven yet. gRPC counts a reset only when it has freed the
  // call, which may be long after: more open streams than may be open have been reset as well.
  double resets() const { return resets_ + static_cast<double>(excess_); }

  const ConnectionTraffic& last() const { return last_; }

 private:
  const Limits limits_;
  ConnectionTraffic last_;
  Time updated_;
  Time progressed_;  // when a call last began or ended, or a message came to its end
  std::uint64_t unfinished_ = 0;
  std::uint64_t unexplained_ = 0;
  double overhead_ = 0;  // bytes since then, forgiven at a small rate
  double resets_ = 0;           // that gRPC has counted
  std::uint64_t excess_ = 0;    // open streams beyond the limit
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_CONNECTION_METER_H_
