#include "ascolto/lexicon/word_hash.h"

namespace ascolto::lexicon {

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0;
  for (; text.size() > kHashSlack; text.remove_prefix(kHashSlack)) {
    const std::uint64_t block =
        HashOfHalves(internal::Load64(text.data()), internal::Load64(text.data() + 8));
    hash = internal::Mix(hash ^ block, internal::kStep);
  }
  const internal::Halves last = internal::LoadUpTo16(text.data(), text.size());
  return hash ^ HashOfHalves(last.low, last.high);
}

WordKey KeyOf(std::string_view word) {
  if (word.size() >= kHashSlack) return KeyOfReadable(word.data(), word.size());
  const internal::Halves begin = internal::LoadUpTo16(word.data(), word.size());
  return {HashOfHalves(begin.low, begin.high), begin};
}

}  // namespace ascolto::lexicon
