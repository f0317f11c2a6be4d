// The words of a corpus with their frequencies, for rules to be made of.

#ifndef ASCOLTO_BENCH_VOCABULARY_H_
#define ASCOLTO_BENCH_VOCABULARY_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bench/random.h"

namespace ascolto::bench {

// Only words of ASCII letters, as folding gives them.
//
// Thread safety: immutable.
class Vocabulary {
 public:
  explicit Vocabulary(std::span<const std::string> comments);

  std::size_t size() const { return words_.size(); }

  // Any word, as often as the corpus has it.
  const std::string& CommonWord(Random& random) const;
  // A word as lists of rules hold them: at least four letters, none of the most frequent ones;
  // frequent words less often than the corpus has them.
  const std::string& TellingWord(Random& random) const;
  // Words that follow one another in some comment; fewer than `words` when no comment has so many.
  std::vector<std::string> Phrase(Random& random, int words) const;
  // A word of at least five letters that the corpus does not have, nor one that begins like it:
  // with PrefixOf it.
  std::string MadeUpWord(Random& random) const;

 private:
  std::vector<std::string> words_;            // by falling frequency, then by name
  std::vector<double> common_, telling_;      // cumulative weights, by word
  std::vector<std::vector<std::string>> runs_;  // words in a row
  std::vector<std::string> known_;            // by name
};

// What a rule with a star would keep of a word.
inline std::string PrefixOf(const std::string& word) {
  return word.substr(0, std::max<std::size_t>(4, word.size() - 2));
}

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_VOCABULARY_H_
