// Letters that are taken for Latin ones: what "сretino" with a Cyrillic letter is written with.
//
// From the skeletons of Unicode's security mechanisms (UTS #39, section 4), and a few letters more
// that people use for their shape; generate_look_alikes.cc says which. Only letters of scripts
// that are written like Latin; signs are not letters.
//
// Thread safety: a constant table.

#ifndef ASCOLTO_READINGS_LOOK_ALIKES_H_
#define ASCOLTO_READINGS_LOOK_ALIKES_H_

#include <cstddef>
#include <string_view>

namespace ascolto::readings {

// The most letters that one letter may be taken for.
inline constexpr std::size_t kMostLookAlikes = 3;

// The letters a to z and digits that `c`, a code point of the folded text, may be taken for, each
// by itself, the likeliest first: "nv" for ν, which is the capital Ν too. Empty: for none.
std::string_view LookAlikes(char32_t c);

// One line of the generated table, which is by code point.
struct LookAlike {
  char32_t code_point;
  char letters[kMostLookAlikes + 1];
};
extern const LookAlike kLookAlikes[];
extern const std::size_t kLookAlikesCount;

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_LOOK_ALIKES_H_
