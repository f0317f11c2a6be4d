#include "service/rules/dictionaries.h"

#include <algorithm>
#include <utility>

namespace ascolto::service {
namespace {

auto Find(const std::deque<std::shared_ptr<const Dictionary>>& kept,
          std::string_view fingerprint) {
  return std::find_if(kept.begin(), kept.end(), [fingerprint](const auto& dictionary) {
    return dictionary->fingerprint == fingerprint;
  });
}

}  // namespace

void Dictionaries::Add(const RuleSet& rules) {
  auto made = std::make_shared<Dictionary>();
  made->fingerprint = rules.fingerprint();
  for (const RuleInfo& rule : rules.rules()) made->rules.emplace_back(rule.id);
  for (const std::string_view label : rules.labels()) made->labels.emplace_back(label);
  std::lock_guard lock(mutex_);
  if (const auto same = service::Find(kept_, made->fingerprint); same != kept_.end()) {
    kept_.erase(same);
  }
  kept_.push_back(std::move(made));
  if (kept_.size() > kKept) kept_.pop_front();
}

std::shared_ptr<const Dictionary> Dictionaries::Find(std::string_view fingerprint) const {
  std::lock_guard lock(mutex_);
  const auto found = service::Find(kept_, fingerprint);
  return found == kept_.end() ? nullptr : *found;
}

}  // namespace ascolto::service
