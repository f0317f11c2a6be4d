// Random models over a small vocabulary, so that rules and comments meet often.

#ifndef ASCOLTO_TESTS_ORACLE_RANDOM_RULES_H_
#define ASCOLTO_TESTS_ORACLE_RANDOM_RULES_H_

#include <random>
#include <string>
#include <vector>

#include "ascolto/model/model.h"

namespace ascolto::oracle {

using Random = std::mt19937_64;

// A number in [0, below).
inline int Below(Random& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}
inline bool Chance(Random& random, int percent) { return Below(random, 100) < percent; }
template <typename T>
const T& Pick(Random& random, const std::vector<T>& from) {
  return from[Below(random, static_cast<int>(from.size()))];
}
template <typename T>
T Pick(Random& random, const model::EncodedList<T>& from) {
  return from[Below(random, static_cast<int>(from.size()))];
}

// Words that rules and comments are made of, as a person writes them: with accents.
const std::vector<std::string>& Vocabulary();
const std::vector<std::string>& TokenVocabulary();  // emoji, hashtags, mentions

// One to three rules with every kind of entry, two lists, a chat table, no conditions.
model::Model RandomModel(Random& random);

// What the constructs of an entry are called, for counting.
std::vector<std::string> ConstructsOf(const model::Model& model, const model::Entry& entry);

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_RANDOM_RULES_H_
