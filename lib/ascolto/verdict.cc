// Names of the verdict's enumerations.

#include "ascolto/verdict.h"

namespace ascolto {
namespace {

constexpr std::string_view kActions[kActionCount] = {"allow", "flag", "hold", "hide", "remove"};
constexpr std::string_view kReadings[kReadingCount] = {
    "written", "chat", "cut", "squeezed", "lookalike", "leet", "joined", "masked", "split"};

}  // namespace

std::string_view ActionName(Action action) { return kActions[static_cast<int>(action)]; }

std::optional<Action> ActionFromName(std::string_view name) {
  for (int i = 0; i < kActionCount; ++i) {
    if (kActions[i] == name) return static_cast<Action>(i);
  }
  return std::nullopt;
}

std::string_view ReadingName(Reading reading) { return kReadings[static_cast<int>(reading)]; }

std::optional<Reading> ReadingFromName(std::string_view name) {
  for (int i = 0; i < kReadingCount; ++i) {
    if (kReadings[i] == name) return static_cast<Reading>(i);
  }
  return std::nullopt;
}

}  // namespace ascolto
