// The state of the rules for Prometheus.

#ifndef ASCOLTO_SERVICE_RULES_RELOAD_METRICS_H_
#define ASCOLTO_SERVICE_RULES_RELOAD_METRICS_H_

#include "service/metrics/family.h"
#include "service/rules/reloader.h"

namespace ascolto::service {

// Attempts by result, when the last ones were, what is live, what is kept in memory.
void CollectReloads(const RulesReloader& rules, Families* families);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_RELOAD_METRICS_H_
