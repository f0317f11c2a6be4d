#include "service/rules/reload_report.h"

namespace ascolto::service {

std::string_view ReloadCauseName(ReloadCause cause) {
  constexpr std::string_view kNames[] = {"start", "watch", "signal", "call"};
  return kNames[static_cast<std::size_t>(cause)];
}

std::string_view ReloadResultName(ReloadResult result) {
  constexpr std::string_view kNames[] = {"loaded", "unreadable", "invalid", "tests_failed",
                                         "stopped"};
  return kNames[static_cast<std::size_t>(result)];
}

}  // namespace ascolto::service
