// The naive matcher: every canonical pattern run alone, nothing clever. What the engine must
// agree with. Folding, words and readings are shared with the engine and have tests of their own.

#ifndef ASCOLTO_TESTS_ORACLE_ORACLE_H_
#define ASCOLTO_TESTS_ORACLE_ORACLE_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ascolto/model/model.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "ascolto/verdict.h"

namespace ascolto::oracle {

// A kept hit of a rule, in bytes of the original.
struct KeptHit {
  std::uint32_t rule;
  std::size_t begin, end;
  Reading reading;
  std::uint32_t entry;  // of the rule
  auto operator<=>(const KeptHit&) const = default;
};

// Of every rule that is not off and has a `find`; conditions are not looked at. Ordered.
class Oracle {
 public:
  explicit Oracle(const model::Model& model);
  ~Oracle();
  std::vector<KeptHit> Run(const text::FoldedText& folded, const text::Words& words) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_ORACLE_H_
