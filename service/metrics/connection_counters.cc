#include "service/metrics/connection_counters.h"

#include <utility>

namespace ascolto::service {

std::string_view ConnectionRefusalName(ConnectionRefusal reason) {
  constexpr std::array<std::string_view, kConnectionRefusalCount> kNames = {
      "limit",       "evicted_idle", "evicted_header", "evicted_body", "evicted_reader",
      "slow_header", "slow_body",    "slow_reader",    "body_memory",  "answer_memory"};
  return kNames[static_cast<std::size_t>(reason)];
}

void ConnectionCounters::AddSource(std::string transport, std::string reason,
                                   std::function<std::uint64_t()> count) {
  std::lock_guard lock(mutex_);
  sources_.push_back({std::move(transport), std::move(reason), std::move(count)});
}

std::vector<ConnectionCounters::Value> ConnectionCounters::Values() const {
  std::vector<Value> values;
  for (int i = 0; i < kConnectionRefusalCount; ++i) {
    values.push_back({"http",
                      std::string(ConnectionRefusalName(static_cast<ConnectionRefusal>(i))),
                      http_[static_cast<std::size_t>(i)].load(std::memory_order_relaxed)});
  }
  std::lock_guard lock(mutex_);
  for (const Source& source : sources_) {
    values.push_back({source.transport, source.reason, source.count()});
  }
  return values;
}

void ConnectionCounters::Collect(Families* families) const {
  MetricFamily* family = AddCounter("ascolto_connections_refused_total",
                                    "Connections that were not taken, or closed so that others "
                                    "are served, by cause.",
                                    families);
  for (const Value& value : Values()) {
    AddValue(static_cast<double>(value.count),
             {{"transport", value.transport}, {"reason", value.reason}}, family);
  }
}

}  // namespace ascolto::service
