// What the fuzzers hold of any bytes. Each is a function of the text alone that ends the program with
// a line saying what does not hold.

#ifndef ASCOLTO_TESTS_FUZZ_PROPERTIES_H_
#define ASCOLTO_TESTS_FUZZ_PROPERTIES_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// Ends the program where `condition` does not hold, with or without NDEBUG.
#define ASCOLTO_HOLDS(condition)                                                          \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)

namespace ascolto::fuzz {

// Where the code points and the ill-formed pieces of `text` begin, and its end.
std::vector<bool> Borders(std::string_view text);

// `text` with zero-width characters strewn in, none beside an emoji, which they may bind, and none
// before a mark, to which they would be a letter.
struct Noisy {
  std::string text;
  std::vector<std::size_t> plain;  // where each border of it, and its end, is in the plain text
};
Noisy WithZeroWidthNoise(std::string_view text);

}  // namespace ascolto::fuzz

// What libFuzzer and the replay of the corpus call.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#endif  // ASCOLTO_TESTS_FUZZ_PROPERTIES_H_
