// Looks a letter up in the generated table.

#include "ascolto/readings/look_alikes.h"

#include <algorithm>

namespace ascolto::readings {

std::string_view LookAlikes(char32_t c) {
  const LookAlike* const end = kLookAlikes + kLookAlikesCount;
  const LookAlike* const found =
      std::lower_bound(kLookAlikes, end, c, [](const LookAlike& entry, char32_t code_point) {
        return entry.code_point < code_point;
      });
  return found != end && found->code_point == c ? found->letters : std::string_view();
}

}  // namespace ascolto::readings
