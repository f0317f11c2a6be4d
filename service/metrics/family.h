// Makes the families of prometheus-cpp, which only its serializer reads.

#ifndef ASCOLTO_SERVICE_METRICS_FAMILY_H_
#define ASCOLTO_SERVICE_METRICS_FAMILY_H_

#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace ascolto::service {

using prometheus::MetricFamily;
using Families = std::vector<MetricFamily>;
using Labels = std::vector<prometheus::ClientMetric::Label>;

inline MetricFamily* AddFamily(prometheus::MetricType type, std::string name, std::string help,
                               Families* families) {
  MetricFamily& family = families->emplace_back();
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return &family;
}
inline MetricFamily* AddCounter(std::string name, std::string help, Families* families) {
  return AddFamily(prometheus::MetricType::Counter, std::move(name), std::move(help), families);
}
inline MetricFamily* AddGauge(std::string name, std::string help, Families* families) {
  return AddFamily(prometheus::MetricType::Gauge, std::move(name), std::move(help), families);
}

// One series of a counter or gauge.
inline void AddValue(double value, Labels labels, MetricFamily* family) {
  prometheus::ClientMetric& metric = family->metric.emplace_back();
  metric.label = std::move(labels);
  (family->type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) =
      value;
}

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_FAMILY_H_
