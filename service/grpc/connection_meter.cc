// Leaky buckets: what a connection sends fills them, requests and time empty them.

#include "service/grpc/connection_meter.h"

#include <algorithm>

namespace ascolto::service {
namespace {

// Preface, settings, window updates and pings that come before a first request.
constexpr double kOverheadBytes = 64 * 1024;
// gRPC refuses a message only when it has read all of it. Up to so many times the limit is let in, so
// that the client gets that error.
constexpr double kMessages = 2;
constexpr double kOverheadBytesASecond = 1024;  // of a connection that only keeps itself alive

std::uint64_t Less(std::uint64_t from, std::uint64_t what) { return from - std::min(from, what); }

}  // namespace

std::string_view NameOf(Offence offence) {
  switch (offence) {
    case Offence::kNone: return "none";
    case Offence::kResets: return "resets";
    case Offence::kOverhead: return "overhead";
    case Offence::kStalled: return "stalled";
    case Offence::kMemory: return "memory";
    case Offence::kLimit: return "limit";
  }
  return "";
}

ConnectionMeter::ConnectionMeter(const Limits& limits, Time now)
    : limits_(limits), updated_(now), progressed_(now) {}

Offence ConnectionMeter::Update(const ConnectionTraffic& now, Time time) {
  const double seconds = std::chrono::duration<double>(time - updated_).count();
  const std::uint64_t came = Less(now.bytes, last_.bytes);
  const std::uint64_t messages = Less(now.messages, last_.messages);
  // Frames of HTTP/2 and records of TLS add less than a 64th.
  const std::uint64_t explained =
      (Less(now.message_bytes, last_.message_bytes)) * 65 / 64 + messages * kCountedMessage;
  const bool progress =
      messages > 0 || now.streams != last_.streams || now.ended != last_.ended;
  const std::uint64_t open = Less(now.streams, now.ended);

  unexplained_ = Less(came, explained);
  // No stream: nothing is unfinished, and what came was overhead.
  const auto forgiven = static_cast<std::uint64_t>(seconds * kOverheadBytesASecond);
  unfinished_ = open == 0 ? 0 : Less(unfinished_ + came, explained + forgiven);
  resets_ = std::max(0.0, resets_ - seconds * limits_.resets_a_second) +
            static_cast<double>(Less(now.failed, last_.failed));
  excess_ = Less(open, limits_.streams);
  overhead_ = progress ? 0
                       : std::max(0.0, overhead_ - seconds * kOverheadBytesASecond) +
                             static_cast<double>(came);
  if (progress) progressed_ = time;
  last_ = now;
  updated_ = time;

  if (resets_ > limits_.resets || static_cast<double>(excess_) > limits_.excess) {
    return Offence::kResets;
  }
  const double messages_at_once =
      std::max(kMessages, static_cast<double>(std::min(open, limits_.streams)));
  const double message =
      now.streams == 0 ? 0 : messages_at_once * static_cast<double>(limits_.message_bytes);
  if (overhead_ > kOverheadBytes + static_cast<double>(limits_.header_bytes) + message) {
    return Offence::kOverhead;
  }
  if (unfinished_ > kOverheadBytes && time - progressed_ > limits_.patience) {
    return Offence::kStalled;
  }
  return Offence::kNone;
}

}  // namespace ascolto::service
