// Hashes a text in blocks of 16 bytes.

#include "ascolto/lexicon/word_hash.h"

namespace ascolto::lexicon {

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0;
  for (; text.size() > kHashSlack; text.remove_prefix(kHashSlack)) {
    const std::uint64_t block =
        HashOfBytes16(internal::Load64(text.data()), internal::Load64(text.data() + 8));
    hash = internal::Mix(hash ^ block, internal::kStep);
  }
  const internal::Bytes16 last = internal::LoadUpTo16(text.data(), text.size());
  return hash ^ HashOfBytes16(last.low, last.high);
}

WordKey KeyOf(std::string_view word) {
  if (word.size() >= kHashSlack) return KeyOfPadded(word.data(), word.size());
  const internal::Bytes16 begin = internal::LoadUpTo16(word.data(), word.size());
  return {HashOfBytes16(begin.low, begin.high), begin};
}

}  // namespace ascolto::lexicon
