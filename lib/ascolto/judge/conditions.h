// The conditions of `when` and `unless.when`, compiled: every line must hold.

#ifndef ASCOLTO_JUDGE_CONDITIONS_H_
#define ASCOLTO_JUDGE_CONDITIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/comment.h"
#include "ascolto/model/model.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::judge {

// What conditions are about.
struct Facts {
  const Comment& comment;
  const text::FoldedText& folded;
  const text::Words& words;
  const std::vector<char>& labels;  // by label id: whether a live rule of it has a kept hit
};

// Whether two language tags have the same primary subtag (BCP 47), whatever their case.
bool IsSameLanguage(std::string_view a, std::string_view b);

// Thread safety: immutable. The model's conditions must outlive it.
class Conditions {
 public:
  Conditions() = default;
  // `labels`: the names of the labels, by id.
  Conditions(const std::vector<model::Condition>& lines, const std::vector<std::string>& labels);

  bool empty() const { return lines_.empty(); }

  // The first line that does not hold, or null when all do.
  const model::Condition* FirstFailure(const Facts& facts) const;

 private:
  struct Line {
    const model::Condition* condition;
    std::vector<std::uint32_t> labels;  // those it asks for
  };
  static bool Holds(const Line& line, const Facts& facts);

  std::vector<Line> lines_;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_CONDITIONS_H_
