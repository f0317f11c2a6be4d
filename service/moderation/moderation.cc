// Puts the parts together.

#include "service/moderation/moderation.h"

#include <limits>

namespace ascolto::service {

// How many tasks wait is bounded by what is admitted, and by the number of streams.
Moderation::Moderation(const LiveRules& live, Metrics* counted, const Options& given)
    : options(given),
      metrics(*counted),
      admission(given.in_flight),
      history(given.history ? std::make_unique<History>(*given.history) : nullptr),
      moderators(live, &metrics.comments, history.get(), given.threads),
      tasks(given.threads, std::numeric_limits<std::size_t>::max()) {}

}  // namespace ascolto::service
