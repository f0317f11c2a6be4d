// Requests by method, and how long they took; refusals by reason.

#ifndef ASCOLTO_SERVICE_METRICS_REQUEST_COUNTERS_H_
#define ASCOLTO_SERVICE_METRICS_REQUEST_COUNTERS_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "service/metrics/family.h"

namespace ascolto::service {

// Why a request was not answered, as far as it is the service's own doing.
enum class Refusal : std::uint8_t {
  kOverload,         // too many comments or bytes in flight
  kWaitedTooLong,    // for a thread
  kTooManyStreams,   // or connections
  kTooLarge,         // a request, comments in one, or an answer
  kInvalid,          // the request as a whole is not what its method takes
  kUnauthenticated,  // no token, or an unknown one
  kForbidden,        // the token lacks the role
  kStopping,         // the service is
  kDeadline,         // passed before the work began
  kClientGone,       // the client closed its connection before the work began
  kFailed,           // the work threw: an error of the service, or no memory was left
  kNotFound,         // no such method, path or dictionary
  // HTTP's own.
  kMalformed,             // not HTTP/1.1 as the service reads it: 400, 411, 417
  kMethodNotAllowed,      // 405
  kTooSlow,               // the request did not come to its end in time: 408
  kUnsupportedMediaType,  // not JSON, or encoded: 415
  kHeaderTooLarge,        // header, chunk header or trailer: 431
};
inline constexpr int kRefusalCount = 17;

// Why a request that ends with this status was refused. Nothing for OK and for failures of the service
// itself.
std::optional<Refusal> ReasonOf(const absl::Status& status);

// Of one method of one transport.
//
// Thread safety: every call from any thread; no lock.
class MethodCounters {
 public:
  // Bounds of the histogram, in seconds: 50 µs to 5 s, each about twice the one before.
  static constexpr std::array<double, 16> kBounds = {
      0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
      0.025,   0.05,   0.1,     0.25,   0.5,   1,      2.5,   5};

  void Count(absl::StatusCode code, std::chrono::nanoseconds took);

 private:
  friend class RequestCounters;
  static constexpr int kCodes = 17;  // those of absl::StatusCode, which are those of gRPC
  static constexpr int kShards = 8;  // threads that count together seldom share one

  struct alignas(64) Shard {
    std::array<std::atomic<std::uint64_t>, kCodes> codes{};
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets{};
    std::atomic<std::uint64_t> nanoseconds{0};
  };

  MethodCounters(std::string transport, std::string method)
      : transport_(std::move(transport)), method_(std::move(method)) {}
  void Collect(MetricFamily* requests, MetricFamily* durations) const;

  const std::string transport_;
  const std::string method_;
  std::array<Shard, kShards> shards_;
};

// Thread safety: every call from any thread.
class RequestCounters {
 public:
  // "grpc", "BatchClassify". For the start of the service, once for each; lives as long as this.
  MethodCounters* AddMethod(std::string transport, std::string method);

  // The same by the status that a request ends with; see ReasonOf.
  void CountRefusal(const absl::Status& status) {
    if (const std::optional<Refusal> reason = ReasonOf(status)) CountRefusal(*reason);
  }
  void CountRefusal(Refusal reason) {
    refusals_[static_cast<std::size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
  }

  void Collect(Families* families);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<MethodCounters>> methods_;
  std::array<std::atomic<std::uint64_t>, kRefusalCount> refusals_{};
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_REQUEST_COUNTERS_H_
