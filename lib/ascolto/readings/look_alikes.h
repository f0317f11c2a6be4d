// Letters of other scripts, or unusual letters, that look like Latin ones, such as the Cyrillic
// letter in "сretino".
//
// The table combines the skeletons of Unicode's security mechanisms (UTS #39, section 4) with a few
// letters that people use for their shape; generate_look_alikes.cc documents the rules. It contains
// letters of scripts that are written like Latin, and no signs.
//
// Thread safety: a constant table.

#ifndef ASCOLTO_READINGS_LOOK_ALIKES_H_
#define ASCOLTO_READINGS_LOOK_ALIKES_H_

#include <cstddef>
#include <string_view>

namespace ascolto::readings {

// The largest number of Latin letters that one letter can look like.
inline constexpr std::size_t kMaxLookAlikes = 3;

// Returns the letters a to z and digits that `c` looks like, the most likely first. `c` is a code
// point of the folded text. Each returned character is one alternative: "nv" for ν, which is also
// the folded form of the capital Ν. Returns an empty view when there is none.
std::string_view LookAlikes(char32_t c);

// One row of the generated table, which is sorted by code point.
struct LookAlike {
  char32_t code_point;
  char letters[kMaxLookAlikes + 1];
};
extern const LookAlike kLookAlikes[];
extern const std::size_t kLookAlikesCount;

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_LOOK_ALIKES_H_
