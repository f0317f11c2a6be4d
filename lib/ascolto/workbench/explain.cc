#include "ascolto/workbench/explain.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/classifier_impl.h"
#include "ascolto/match/canonical.h"
#include "ascolto/rules/condition_reader.h"

namespace ascolto::workbench {
namespace {

using judge::RuleTrace;
using rules::Entry;

std::string_view KindName(Entry::Kind kind) {
  constexpr std::string_view kNames[] = {"phrase", "exact", "near", "regex", "regex_raw"};
  return kNames[static_cast<int>(kind)];
}

std::string_view FateName(match::Fate fate) {
  constexpr std::string_view kNames[] = {"kept", "excused", "overlapped"};
  return kNames[static_cast<int>(fate)];
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
std::vector<Entry> EntriesOf(const rules::Rule& rule) {
  std::vector<Entry> entries(rule.find.begin(), rule.find.end());
  entries.insert(entries.end(), rule.unless_find.begin(), rule.unless_find.end());
  return entries;
}

// The entry as the rule file has it; the items of a near joined.
std::string Written(const Entry& entry) {
  std::string written = entry.pattern;
  for (const rules::Phrase& phrase : entry.phrases) {
    if (!written.empty()) written += " + ";
    written += phrase.source;
  }
  return written;
}

ExplainedHit ExplainHit(const rules::Model& model, const Entry& entry,
                        const match::Fated& fated) {
  ExplainedHit hit;
  hit.entry = Written(entry);
  hit.kind = KindName(entry.kind);
  if (!entry.pattern.empty()) hit.patterns.push_back(entry.pattern);
  for (const rules::Phrase& phrase : entry.phrases) {
    hit.patterns.push_back(
        match::Canonical(model, phrase, entry.kind == Entry::Kind::kExact).pattern);
  }
  hit.begin = fated.hit.begin;
  hit.end = fated.hit.end;
  hit.reading = fated.hit.reading;
  hit.fate = FateName(fated.fate);
  return hit;
}

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

absl::StatusOr<Explanation> Explain(const Comment& comment, Classifier* classifier) {
  Classifier::Impl& impl = classifier->impl();
  std::vector<RuleTrace> trace;
  Explanation out;
  ASCOLTO_ASSIGN_OR_RETURN(out.verdict, impl.Run(comment, &trace));
  ExplainText(impl.folded, impl.words, &out);
  const RuleSet::Impl& set = impl.rules->impl();
  for (const RuleTrace& record : trace) {
    const rules::Rule& rule = set.model.rules[record.rule];
    ExplainedRule& explained = out.rules.emplace_back();
    explained.id = rule.id;
    explained.label = rule.label;
    explained.status = rule.status;
    explained.outcome = OutcomeName(record.outcome);
    if (record.condition != nullptr) {
      explained.condition = rules::FieldKey(record.condition->field);
    }
    std::vector<Entry> entries;
    if (!record.hits.empty()) entries = EntriesOf(rule);
    for (const match::Fated& fated : record.hits) {
      const Entry& entry = entries[set.program->entries[fated.hit.entry].order];
      explained.hits.push_back(ExplainHit(set.model, entry, fated));
      const bool counts = record.outcome == RuleTrace::Outcome::kHit;
      if (!counts && fated.fate == match::Fate::kKept) explained.hits.back().fate = "found";
    }
  }
  std::sort(out.rules.begin(), out.rules.end(),
            [](const ExplainedRule& a, const ExplainedRule& b) { return a.id < b.id; });
  return out;
}

}  // namespace ascolto::workbench
