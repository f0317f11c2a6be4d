#include "service/engine/engine_metrics.h"

namespace ascolto::service {
namespace {

void Add(std::string name, std::string help, std::size_t value, Families* families) {
  AddValue(static_cast<double>(value), {},
           AddGauge(std::move(name), std::move(help), families));
}

}  // namespace

void CollectEngine(const Engine& engine, Families* families) {
  const Admission::Limits& limits = engine.options.in_flight;
  Add("ascolto_in_flight_comments", "Comments of requests that are not yet answered.",
      engine.admission.comments(), families);
  Add("ascolto_in_flight_comments_limit", "From so many on requests are refused.",
      limits.comments, families);
  Add("ascolto_in_flight_bytes", "Bytes of requests that are not yet answered.",
      engine.admission.bytes(), families);
  Add("ascolto_in_flight_bytes_limit", "From so many on requests are refused.", limits.bytes,
      families);
  if (engine.history != nullptr) {
    Add("ascolto_history_memory_bytes", "Memory that the history of authors takes, always.",
        engine.history->memory_bytes(), families);
  }
  Add("ascolto_queued_requests", "Requests that wait for a thread.", engine.tasks.waiting(),
      families);
  AddValue(static_cast<double>(engine.tasks.failed()), {},
           AddCounter("ascolto_failed_tasks_total",
                      "Requests whose work ended with an exception: an error of the service, or no "
                      "memory was left.",
                      families));
}

}  // namespace ascolto::service
