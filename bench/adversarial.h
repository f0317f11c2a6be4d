// Rules and texts that are made to be slow: near misses, half-phrases, texts that open every gate,
// chains of signs.

#ifndef ASCOLTO_BENCH_ADVERSARIAL_H_
#define ASCOLTO_BENCH_ADVERSARIAL_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/generator.h"

namespace ascolto::bench {

struct Attack {
  std::string name;
  std::vector<GeneratedRule> rules;
  // A text of that many bytes, to within one repetition.
  std::function<std::string(std::size_t)> text;
  bool half_phrases = false;  // whose words all begin a phrase and never end one
  // Its text is read otherwise than the peers' patterns say: links, mentions, `_`.
  bool tokens = false;
  // What the plain loop searches for; the rules' patterns when it is empty.
  std::vector<std::string> loop = {};
};

std::vector<Attack> Attacks();

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_ADVERSARIAL_H_
