#include "service/moderation/moderation_metrics.h"

namespace ascolto::service {
namespace {

void Add(std::string name, std::string help, std::size_t value, Families* families) {
  AddValue(static_cast<double>(value), {},
           AddGauge(std::move(name), std::move(help), families));
}

}  // namespace

void CollectModeration(const Moderation& moderation, Families* families) {
  const Admission::Limits& limits = moderation.options.in_flight;
  Add("ascolto_in_flight_comments", "Comments of requests that are not yet answered.",
      moderation.admission.comments(), families);
  Add("ascolto_in_flight_comments_limit", "From so many on requests are refused.",
      limits.comments, families);
  Add("ascolto_in_flight_bytes", "Bytes of requests that are not yet answered.",
      moderation.admission.bytes(), families);
  Add("ascolto_in_flight_bytes_limit", "From so many on requests are refused.", limits.bytes,
      families);
  if (moderation.history != nullptr) {
    Add("ascolto_history_memory_bytes", "Memory that the history of authors takes, always.",
        moderation.history->memory_bytes(), families);
  }
  Add("ascolto_queued_requests", "Requests that wait for a thread.", moderation.tasks.waiting(),
      families);
  AddValue(static_cast<double>(moderation.tasks.failed()), {},
           AddCounter("ascolto_failed_tasks_total",
                      "Requests whose work ended with an exception: an error of the service, or no "
                      "memory was left.",
                      families));
}

}  // namespace ascolto::service
