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

// Of every rule, whatever its status; conditions are not looked at. Ordered.
class Oracle {
 public:
  explicit Oracle(const model::Model& model);
  ~Oracle();
  // The hits of rules with `find`, as matching gives them.
  std::vector<KeptHit> Run(const text::FoldedText& folded, const text::Words& words) const {
    return Run(folded, words, /*whole_texts=*/false);
  }
  // The same, and of every rule without `find` the whole text, as judging sees it.
  std::vector<KeptHit> RunWithWholeTexts(const text::FoldedText& folded,
                                         const text::Words& words) const {
    return Run(folded, words, /*whole_texts=*/true);
  }

 private:
  std::vector<KeptHit> Run(const text::FoldedText& folded, const text::Words& words,
                           bool whole_texts) const;

  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_ORACLE_H_
