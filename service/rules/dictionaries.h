// The names behind the indices of compact answers, kept for a while after their rules have gone.

#ifndef ASCOLTO_SERVICE_RULES_DICTIONARIES_H_
#define ASCOLTO_SERVICE_RULES_DICTIONARIES_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/rule_set.h"

namespace ascolto::service {

// In the order of RuleSet::rules() and RuleSet::labels() of the set with this fingerprint.
struct Dictionary {
  std::string fingerprint;
  std::vector<std::string> rules;
  std::vector<std::string> labels;
};

// Thread safety: every call from any thread.
class Dictionaries {
 public:
  static constexpr std::size_t kKept = 8;

  // Remembers the names of `rules`, and forgets those of the set that was added longest ago
  // when there are more than kKept.
  void Add(const RuleSet& rules);

  // Null when that fingerprint is not known, or not any more.
  std::shared_ptr<const Dictionary> Find(std::string_view fingerprint) const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Dictionary>> kept_;  // the newest last
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_DICTIONARIES_H_
