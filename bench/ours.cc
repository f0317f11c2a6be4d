#include "bench/ours.h"

#include <cstdlib>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/match/program.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto::bench {

absl::StatusOr<std::shared_ptr<const RuleSet>> Load(std::span<const GeneratedRule> rules) {
  const std::vector<RuleSet::Source> sources = ToSources(rules);
  RuleSet::Loaded loaded = RuleSet::FromSources(sources);
  if (loaded.status.ok()) return std::move(loaded.rules);
  std::string problems;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == Severity::kError) problems += diagnostic.Render();
  }
  return absl::InternalError(
      base::Cat("the generated rules do not load: ", loaded.status.ToString(), "\n", problems));
}

std::function<void(std::string_view)> RunOurs(Ours ours, std::shared_ptr<const RuleSet> rules) {
  if (ours == Ours::kMatch) {
    auto finder = std::make_shared<RuleFinder>(std::move(rules));
    return [finder, found = std::vector<std::uint32_t>()](std::string_view text) mutable {
      finder->Find(text, &found);
    };
  }
  auto classifier = std::make_shared<Classifier>(std::move(rules));
  return [classifier](std::string_view text) {
    Comment comment;
    comment.text = text;
    if (!classifier->Classify(comment).ok()) std::abort();  // a comment beyond the limits
  };
}

RuleFinder::RuleFinder(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)), matcher_(*rules_->impl().program, /*adds_readings=*/false) {
  const RuleSet::Impl& impl = rules_->impl();
  for (const match::ProgramEntry& entry : impl.program->entries) {
    rule_of_entry_.push_back(
        static_cast<std::uint32_t>(RuleIndex(impl.model.rules[entry.rule].id)));
  }
  stamp_.resize(impl.model.rules.size(), 0);
}

void RuleFinder::Find(std::string_view text, std::vector<std::uint32_t>* found) {
  found->clear();
  ++text_;
  text::Fold(text, &folded_);
  text::CutWords(folded_, &words_);
  readings::AddTextReadings(folded_, &words_);
  words_.readings.clear();
  words_.forms.clear();
  words_.inner.clear();
  for (const match::Hit& hit : matcher_.Match(folded_, &words_)) {
    const std::uint32_t rule = rule_of_entry_[hit.entry];
    if (std::exchange(stamp_[rule], text_) != text_) found->push_back(rule);
  }
}

}  // namespace ascolto::bench
