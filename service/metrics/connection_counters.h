// Connections that the service closed, or did not take, for its own protection; by cause.

#ifndef ASCOLTO_SERVICE_METRICS_CONNECTION_COUNTERS_H_
#define ASCOLTO_SERVICE_METRICS_CONNECTION_COUNTERS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "service/metrics/family.h"

namespace ascolto::service {

// Why a connection of HTTP was refused or closed. "Evicted": another connection needed its place.
enum class ConnectionRefusal : std::uint8_t {
  kLimit,          // every place was taken by requests that are being worked on
  kEvictedIdle,    // it was between two requests
  kEvictedHeader,  // its header, or TLS's handshake, was not complete
  kEvictedBody,    // its body was not complete
  kEvictedReader,  // it had stopped to take its answer
  kSlowHeader,     // the header, or TLS's handshake, took too long
  kSlowBody,       // the body took too long, or came too slowly
  kSlowReader,     // the answer was taken too slowly
  kBodyMemory,     // bodies that were being received took too much memory; this was the oldest
  kAnswerMemory,   // the same of answers that were not taken
};
inline constexpr int kConnectionRefusalCount = 10;
std::string_view ConnectionRefusalName(ConnectionRefusal reason);  // "evicted_idle"

// The family ascolto_connections_refused_total{transport,reason}.
//
// Thread safety: every call from any thread.
class ConnectionCounters {
 public:
  // Of HTTP.
  void Count(ConnectionRefusal reason) {
    http_[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
  }

  // A count that another part keeps, "grpc" and "limit" for example; `count` must be callable until
  // the last call of Values or Collect.
  void AddSource(std::string transport, std::string reason, std::function<std::uint64_t()> count);

  struct Value {
    std::string transport;
    std::string reason;
    std::uint64_t count;
  };
  // All of them, always in the same order.
  std::vector<Value> Values() const;

  void Collect(Families* families) const;

 private:
  struct Source {
    std::string transport;
    std::string reason;
    std::function<std::uint64_t()> count;
  };
  std::array<std::atomic<std::uint64_t>, kConnectionRefusalCount> http_{};
  mutable std::mutex mutex_;
  std::vector<Source> sources_;  // guarded by mutex_
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_CONNECTION_COUNTERS_H_
