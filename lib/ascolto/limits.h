// Bounds of what is loaded and read.
//
//   ascolto::RuleSet::Options options;
//   options.limits.comment_bytes = 10'000;
//   ascolto::RuleSet::Loaded loaded = ascolto::RuleSet::FromSources(sources, options);

#ifndef ASCOLTO_LIMITS_H_
#define ASCOLTO_LIMITS_H_

#include <cstddef>

namespace ascolto {

// Going over one is an error that names it.
struct Limits {
  std::size_t comment_bytes = 64 * 1024;     // text of one comment; at most 256 MiB
  std::size_t file_bytes = 1024 * 1024;      // one rule file
  std::size_t files = 10'000;
  std::size_t rules = 100'000;
  std::size_t forms = 2'000'000;             // written-out forms of all words and phrases
  // Bytes of all entries with their alternatives written out: of each its own, times its forms.
  std::size_t form_bytes = 16 * 1024 * 1024;
  // About how many instructions of RE2 one regex may need, told before it is compiled.
  std::size_t regex_instructions = 10'000;
  // What all regexes may cost together: 100 + instructions × (1 + instructions / 500) of each,
  // summed. So much takes about two seconds at the worst.
  std::size_t regex_work = 5'000'000;
  std::size_t tests = 100'000;               // in the rule files, all together
  std::size_t problems = 5000;               // that Loaded::diagnostics lists; the rest is counted
  std::size_t hits = 1'000'000;              // of all entries in one comment
  // Bytes that the automata of all regexes of a rule set share; none gets less than 64 KiB.
  std::size_t regex_memory = 64 * 1024 * 1024;
};

}  // namespace ascolto

#endif  // ASCOLTO_LIMITS_H_
