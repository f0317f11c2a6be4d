// What is under way, for Prometheus.

#ifndef ASCOLTO_SERVICE_MODERATION_MODERATION_METRICS_H_
#define ASCOLTO_SERVICE_MODERATION_MODERATION_METRICS_H_

#include "service/metrics/family.h"
#include "service/moderation/moderation.h"

namespace ascolto::service {

// Comments and bytes in flight, their limits, and the requests that wait for a thread.
void CollectModeration(const Moderation& moderation, Families* families);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_MODERATION_MODERATION_METRICS_H_
