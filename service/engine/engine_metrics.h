// What is under way, for Prometheus.

#ifndef ASCOLTO_SERVICE_ENGINE_ENGINE_METRICS_H_
#define ASCOLTO_SERVICE_ENGINE_ENGINE_METRICS_H_

#include "service/metrics/family.h"
#include "service/engine/engine.h"

namespace ascolto::service {

// Comments and bytes in flight, their limits, and the requests that wait for a thread.
void CollectEngine(const Engine& engine, Families* families);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_ENGINE_METRICS_H_
