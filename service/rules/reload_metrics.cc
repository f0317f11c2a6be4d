#include "service/rules/reload_metrics.h"

#include <string>

namespace ascolto::service {
namespace {

double Seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void Add(MetricFamily* family, double value) { AddValue(value, {}, family); }

}  // namespace

void CollectReloads(const RulesReloader& rules, Families* families) {
  const ReloadState state = rules.state();
  MetricFamily* family = AddGauge(
      "ascolto_rules_info", "1; the fingerprint of the rules that are live is in the label.",
      families);
  AddValue(1, {{"fingerprint", state.last->fingerprint}}, family);
  Add(AddGauge("ascolto_rules", "Rules that are live, on trial or off.", families),
      static_cast<double>(state.last->rules));
  Add(AddGauge("ascolto_rule_sets_in_memory",
               "The live rules, and older ones that somebody still uses.", families),
      static_cast<double>(state.sets_in_memory));

  family = AddCounter("ascolto_rules_reloads_total",
                      "Attempts to read the rules, the first one included, by result.", families);
  for (int i = 0; i < kReloadResultCount; ++i) {
    const auto result = static_cast<ReloadResult>(i);
    if (result == ReloadResult::kStopped) continue;
    AddValue(static_cast<double>(state.count[static_cast<std::size_t>(i)]),
             {{"result", std::string(ReloadResultName(result))}}, family);
  }
  Add(AddGauge("ascolto_rules_last_reload_successful",
               "1 when the last attempt gave live rules, 0 when it was refused.", families),
      state.last->ok() ? 1 : 0);
  Add(AddGauge("ascolto_rules_last_reload_timestamp_seconds",
               "When the last attempt began, from 1970.", families),
      Seconds(state.last->began));
  Add(AddGauge("ascolto_rules_last_reload_duration_seconds", "How long the last attempt took.",
               families),
      std::chrono::duration<double>(state.last->took).count());
  Add(AddGauge("ascolto_rules_loaded_timestamp_seconds",
               "When the rules that are live became so, from 1970.", families),
      Seconds(state.last_loaded));
}

}  // namespace ascolto::service
