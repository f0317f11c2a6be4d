#include "service/metrics/metrics.h"

#include <utility>

#include <prometheus/text_serializer.h>

#include "service/config/version.h"
#include "service/metrics/process.h"

namespace ascolto::service {

void Metrics::AddSource(Source source) {
  std::lock_guard lock(mutex_);
  sources_.push_back(std::move(source));
}

std::string Metrics::Text() {
  Families families;
  comments.Collect(kMostRules, &families);
  requests.Collect(&families);
  connections.Collect(&families);
  {
    std::lock_guard lock(mutex_);
    for (const Source& source : sources_) source(&families);
  }
  MetricFamily* build =
      AddGauge("ascolto_build_info", "1; the version that runs is in the label.", &families);
  AddValue(1, {{"version", std::string(EngineVersion())}}, build);
  CollectProcess(&families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ascolto::service
