// Names of the verdict's enumerations.

#include "ascolto/verdict.h"

namespace ascolto {
namespace {

constexpr std::string_view kActions[kActionCount] = {"allow", "flag", "hold", "hide", "remove"};
constexpr std::string_view kReadings[kReadingCount] = {"written", "squeezed", "leet", "joined"};

}  // namespace

std::string_view ActionName(Action action) { return kActions[static_cast<int>(action)]; }

std::optional<Action> ActionFromName(std::string_view name) {
  for (int i = 0; i < kActionCount; ++i) {
    if (kActions[i] == name) return static_cast<Action>(i);
  }
  return std::nullopt;
}

std::string_view ReadingName(Reading reading) { return kReadings[static_cast<int>(reading)]; }

}  // namespace ascolto
