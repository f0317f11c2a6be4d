// The comments that are classified: generated, or read from a file.

#ifndef ASCOLTO_BENCH_CORPUS_H_
#define ASCOLTO_BENCH_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/random.h"

namespace ascolto::bench {

// A word of the shape of Italian ones, of ASCII letters; with `english`, of English ones.
std::string MakeWord(Random& random, int syllables, bool english);

// Comments of words of made-up languages that have the statistics of real ones: words after
// Zipf's law, a mean of 80–90 bytes, punctuation, digits, links, mentions, hashtags, emoji,
// capitals, accents, a few disguised words. The same on every machine for a seed; the words are the
// same for every seed.
std::vector<std::string> GenerateCorpus(std::size_t comments, std::uint64_t seed);

// The values of "text" of a file of JSON Lines. NotFound: the file can't be read;
// InvalidArgument names the line that is no such object.
absl::StatusOr<std::vector<std::string>> ReadCorpus(const std::string& path);

double MeanBytes(const std::vector<std::string>& comments);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_CORPUS_H_
