#include "service/metrics/request_counters.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

constexpr std::string_view kReasons[kRefusalCount] = {
    "overload",           "waited_too_long", "too_many_streams", "too_large",
    "invalid",            "unauthenticated", "forbidden",        "stopping",
    "deadline",           "client_gone",     "failed",           "not_found",
    "malformed",          "method_not_allowed",                  "too_slow",
    "unsupported_media_type",                "header_too_large"};

}  // namespace

std::optional<Refusal> ReasonOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated: return Refusal::kUnauthenticated;
    case absl::StatusCode::kPermissionDenied: return Refusal::kForbidden;
    case absl::StatusCode::kInvalidArgument: return Refusal::kInvalid;
    case absl::StatusCode::kResourceExhausted: return Refusal::kTooLarge;
    case absl::StatusCode::kOutOfRange: return Refusal::kTooLarge;
    case absl::StatusCode::kNotFound: return Refusal::kNotFound;
    case absl::StatusCode::kUnavailable: return Refusal::kStopping;
    case absl::StatusCode::kDeadlineExceeded: return Refusal::kDeadline;
    case absl::StatusCode::kCancelled: return Refusal::kClientGone;
    default: return std::nullopt;
  }
}

namespace {

// A number of the calling thread, the same for good.
unsigned ThreadNumber() {
  static std::atomic<unsigned> threads{0};
  thread_local const unsigned number = threads.fetch_add(1, std::memory_order_relaxed);
  return number;
}

std::string CodeName(int code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

}  // namespace

void MethodCounters::Count(absl::StatusCode code, std::chrono::nanoseconds took) {
  constexpr auto kRelaxed = std::memory_order_relaxed;
  Shard& shard = shards_[ThreadNumber() % kShards];
  shard.codes[std::clamp(static_cast<int>(code), 0, kCodes - 1)].fetch_add(1, kRelaxed);
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  shard.buckets[static_cast<std::size_t>(bucket)].fetch_add(1, kRelaxed);
  shard.nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), kRelaxed);
}

void MethodCounters::Collect(MetricFamily* requests, MetricFamily* durations) const {
  std::array<std::uint64_t, kCodes> codes{};
  std::array<std::uint64_t, kBounds.size() + 1> buckets{};
  double seconds = 0;
  for (const Shard& shard : shards_) {
    for (int i = 0; i < kCodes; ++i) codes[i] += shard.codes[i].load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      buckets[i] += shard.buckets[i].load(std::memory_order_relaxed);
    }
    seconds += 1e-9 * static_cast<double>(shard.nanoseconds.load(std::memory_order_relaxed));
  }
  for (int i = 0; i < kCodes; ++i) {
    if (codes[i] == 0 && i != 0) continue;  // OK is there from the beginning
    AddValue(static_cast<double>(codes[i]),
             {{"transport", transport_}, {"method", method_}, {"code", CodeName(i)}}, requests);
  }
  prometheus::ClientMetric& metric = durations->metric.emplace_back();
  metric.label = {{"transport", transport_}, {"method", method_}};
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    count += buckets[i];
    if (i < kBounds.size()) {
      metric.histogram.bucket.push_back({.cumulative_count = count, .upper_bound = kBounds[i]});
    }
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = seconds;
}

MethodCounters* RequestCounters::AddMethod(std::string transport, std::string method) {
  std::lock_guard lock(mutex_);
  methods_.emplace_back(new MethodCounters(std::move(transport), std::move(method)));
  return methods_.back().get();
}

void RequestCounters::Collect(Families* families) {
  families->reserve(families->size() + 3);  // keeps the two below where they are
  MetricFamily* requests = AddCounter("ascolto_requests_total",
                                      "Requests that were answered, by status; in a stream each "
                                      "message is one.",
                                      families);
  MetricFamily* durations = AddFamily(
      prometheus::MetricType::Histogram, "ascolto_request_duration_seconds",
      "From the whole request being there to its answer being handed to the transport.", families);
  {
    std::lock_guard lock(mutex_);
    for (const auto& method : methods_) method->Collect(requests, durations);
  }
  MetricFamily* refusals =
      AddCounter("ascolto_refusals_total",
                 "Requests that were not worked on, by reason.", families);
  for (int i = 0; i < kRefusalCount; ++i) {
    AddValue(static_cast<double>(refusals_[i].load(std::memory_order_relaxed)),
             {{"reason", std::string(kReasons[i])}}, refusals);
  }
}

}  // namespace ascolto::service
