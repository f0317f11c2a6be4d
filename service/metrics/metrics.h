// All that is counted, as the text that Prometheus reads.

#ifndef ASCOLTO_SERVICE_METRICS_METRICS_H_
#define ASCOLTO_SERVICE_METRICS_METRICS_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "service/metrics/comment_counters.h"
#include "service/metrics/connection_counters.h"
#include "service/metrics/request_counters.h"

namespace ascolto::service {

// Thread safety: every call from any thread.
class Metrics {
 public:
  // Series by rule are given for so many rules at most, however many there are.
  static constexpr std::size_t kMostRules = 10'000;

  CommentTotals comments;
  RequestCounters requests;
  ConnectionCounters connections;

  // Parts that know something themselves add it when it is asked for. What `source` uses must
  // outlive the last call of Text.
  using Source = std::function<void(Families*)>;
  void AddSource(Source source);

  // The text format of Prometheus, version 0.0.4, which OpenMetrics parsers take too.
  std::string Text();

 private:
  std::mutex mutex_;
  std::vector<Source> sources_;
};

inline constexpr char kMetricsContentType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_METRICS_H_
