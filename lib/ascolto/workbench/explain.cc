#include "ascolto/workbench/explain.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier_impl.h"
#include "ascolto/match/canonical.h"
#include "ascolto/rules/condition_reader.h"

namespace ascolto::workbench {
namespace {

using judge::RuleTrace;
using model::Entry;

std::string_view KindName(Entry::Kind kind) {
  constexpr std::string_view kNames[] = {"phrase", "exact", "near", "regex", "regex_raw"};
  return kNames[static_cast<int>(kind)];
}

std::string_view DispositionName(match::Disposition disposition) {
  constexpr std::string_view kNames[] = {"kept", "excused", "overlapped"};
  return kNames[static_cast<int>(disposition)];
}

std::string_view OutcomeName(RuleTrace::Outcome outcome) {
  constexpr std::string_view kNames[] = {"hit", "other language", "condition fails",
                                         "comment excused", "hits excused"};
  return kNames[static_cast<int>(outcome)];
}

std::string_view TokenName(text::Token::Kind kind) {
  constexpr std::string_view kNames[] = {"link", "mail", "mention", "hashtag", "emoji"};
  return kNames[static_cast<int>(kind)];
}

// Those of `find`, then those of `unless`.
std::vector<Entry> EntriesOf(const model::Rule& rule) {
  std::vector<Entry> entries(rule.find.begin(), rule.find.end());
  entries.insert(entries.end(), rule.unless_find.begin(), rule.unless_find.end());
  return entries;
}

// The entry as the rule file has it; the items of a near joined.
std::string Written(const Entry& entry) {
  std::string written = entry.pattern;
  for (const model::Phrase& phrase : entry.phrases) {
    if (!written.empty()) written += " + ";
    written += phrase.source;
  }
  return written;
}

std::vector<std::string> PatternsOf(const model::Model& model, const Entry& entry) {
  std::vector<std::string> patterns;
  if (!entry.pattern.empty()) patterns.push_back(entry.pattern);
  for (const model::Phrase& phrase : entry.phrases) {
    patterns.push_back(match::Canonical(model, phrase, entry.kind == Entry::Kind::kExact).pattern);
  }
  return patterns;
}

absl::Status TooLarge(std::string_view what, std::size_t limit, std::string_view name) {
  return absl::ResourceExhaustedError(
      base::Cat("the explanation is too large: more than ", limit, " ", what,
                " (ExplainLimits::", name, "); explain a shorter comment, or a part of it"));
}

// Explains the hits of one rule after the other, within the limits.
class HitExplainer {
 public:
  HitExplainer(const model::Model& model, const match::Program& program,
               const ExplainLimits& limits)
      : model_(model), program_(program), limits_(limits), patterns_left_(limits.pattern_bytes) {}

  absl::Status Add(const RuleTrace& record, ExplainedRule* out) {
    if (record.hits.empty()) return absl::OkStatus();
    const std::vector<Entry> entries = EntriesOf(model_.rules[record.rule]);
    std::vector<std::optional<Texts>> texts(entries.size());  // of those with hits
    if (limits_.stop && limits_.stop()) return absl::CancelledError("the explanation was stopped");
    for (const match::HitDisposition& selected : record.hits) {
      const std::size_t order = program_.entries[selected.hit.entry].order;
      const Entry& entry = entries[order];
      if (!texts[order]) texts[order] = {Written(entry), PatternsOf(model_, entry)};
      bytes_ += texts[order]->written.size();
      if (++hits_ > limits_.hits) return TooLarge("hits", limits_.hits, "hits");
      if (bytes_ > limits_.bytes) return TooLarge("bytes of text", limits_.bytes, "bytes");
      ExplainedHit& hit = out->hits.emplace_back();
      hit.entry = texts[order]->written;
      hit.kind = KindName(entry.kind);
      hit.patterns = Patterns(texts[order]->patterns);
      hit.begin = selected.hit.begin;
      hit.end = selected.hit.end;
      hit.reading = selected.hit.reading;
      const bool counts = record.outcome == RuleTrace::Outcome::kHit;
      hit.fate = !counts && selected.disposition == match::Disposition::kKept
                     ? "found"
                     : DispositionName(selected.disposition);
    }
    return absl::OkStatus();
  }

 private:
  struct Texts {
    std::string written;
    std::vector<std::string> patterns;
  };

  // A copy of the patterns; empty ones when they are no longer to be written out.
  std::vector<std::string> Patterns(const std::vector<std::string>& patterns) {
    std::size_t size = 0;
    for (const std::string& pattern : patterns) size += pattern.size();
    if (size > patterns_left_) return std::vector<std::string>(patterns.size());
    patterns_left_ -= size;
    return patterns;
  }

  const model::Model& model_;
  const match::Program& program_;
  const ExplainLimits& limits_;
  std::size_t hits_ = 0, bytes_ = 0, patterns_left_;
};

void ExplainText(const text::FoldedText& folded, const text::Words& words, Explanation* out) {
  out->folded = folded.text;
  const auto begin = [&](std::size_t at) { return folded.OriginalBegin(at); };
  const auto end = [&](std::size_t at) { return folded.OriginalEnd(at); };
  for (const text::Word& w : words.words) {
    const std::string_view form = folded.text.substr(w.begin, w.end - w.begin);
    out->words.push_back({std::string(form), begin(w.begin), end(w.end)});
  }
  for (const text::ReadingEdge& r : words.readings) {
    out->readings.push_back({std::string(words.Form(r)), r.kind, begin(r.begin), end(r.end)});
  }
  for (const text::Token& t : words.tokens) {
    out->tokens.push_back({TokenName(t.kind), begin(t.begin), end(t.end)});
  }
}

}  // namespace

absl::StatusOr<Explanation> Explain(const Comment& comment, Classifier* classifier,
                                    const ExplainLimits& limits) {
  Classifier::Impl& impl = classifier->impl();
  std::vector<RuleTrace> trace;
  Explanation out;
  const bool may_stop = static_cast<bool>(limits.stop);
  if (may_stop) impl.StopWhen(&limits.stop);
  absl::StatusOr<Verdict> verdict = impl.Run(comment, &trace);
  if (may_stop) impl.StopWhen(nullptr);
  if (may_stop && limits.stop()) return absl::CancelledError("the explanation was stopped");
  ASCOLTO_ASSIGN_OR_RETURN(out.verdict, std::move(verdict));
  ExplainText(impl.folded, impl.words, &out);
  const RuleSet::Impl& set = impl.rules->impl();
  HitExplainer hits(set.model, *set.program, limits);
  for (const RuleTrace& record : trace) {
    const model::Rule& rule = set.model.rules[record.rule];
    ExplainedRule& explained = out.rules.emplace_back();
    explained.id = rule.id;
    explained.label = rule.label;
    explained.status = rule.status;
    explained.outcome = OutcomeName(record.outcome);
    if (record.condition != nullptr) {
      explained.condition = rules::FieldKey(record.condition->field);
    }
    ASCOLTO_RETURN_IF_ERROR(hits.Add(record, &explained));
  }
  std::sort(out.rules.begin(), out.rules.end(),
            [](const ExplainedRule& a, const ExplainedRule& b) { return a.id < b.id; });
  return out;
}

}  // namespace ascolto::workbench
