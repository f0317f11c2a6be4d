// Limits on rule files and comments.
//
//   ascolto::RuleSet::Options options;
//   options.limits.comment_bytes = 10'000;
//   ascolto::RuleSet::Loaded loaded = ascolto::RuleSet::FromSources(sources, options);

#ifndef ASCOLTO_LIMITS_H_
#define ASCOLTO_LIMITS_H_

#include <cstddef>

namespace ascolto {

// Exceeding a limit is an error that names it.
struct Limits {
  std::size_t comment_bytes = 64 * 1024;     // text of one comment; at most 256 MiB
  std::size_t file_bytes = 1024 * 1024;      // one rule file
  std::size_t files = 10'000;
  std::size_t rules = 100'000;
  std::size_t forms = 2'000'000;             // forms of all words and phrases, expanded
  // Bytes of all entries with their alternatives expanded. An entry counts its length times its
  // forms.
  std::size_t form_bytes = 16 * 1024 * 1024;
  // RE2 instructions that one regex may need. They are estimated before it is compiled.
  std::size_t regex_instructions = 10'000;
  // Total cost of all regexes, where one regex costs 100 + instructions × (1 + instructions / 500).
  // The default takes about two seconds in the worst case.
  std::size_t regex_work = 5'000'000;
  std::size_t tests = 100'000;               // in all rule files together
  std::size_t problems = 5000;               // listed in Loaded::diagnostics; the rest is counted
  std::size_t hits = 1'000'000;              // of all entries in one comment
  // Bytes that the automata of all regexes of a rule set share. Each gets at least 64 KiB.
  std::size_t regex_memory = 64 * 1024 * 1024;
};

}  // namespace ascolto

#endif  // ASCOLTO_LIMITS_H_
