// The conditions of `when` and `unless.when` in compiled form. All lines must hold.

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

// The facts about a comment that conditions test.
struct Facts {
  const Comment& comment;
  const text::FoldedText& folded;
  const text::Words& words;
  const std::vector<char>& labels;  // by label id: some live rule with this label has a kept hit
};

// Returns whether two language tags have the same primary subtag (BCP 47), ignoring case.
bool IsSameLanguage(std::string_view a, std::string_view b);

// Thread safety: immutable. The model's conditions must outlive this object.
class Conditions {
 public:
  Conditions() = default;
  // `labels`: the names of all labels, by id.
  Conditions(const std::vector<model::Condition>& lines, const std::vector<std::string>& labels);

  bool empty() const { return lines_.empty(); }

  // Returns the first line that does not hold, or null if all hold.
  const model::Condition* FirstFailure(const Facts& facts) const;

 private:
  struct Line {
    const model::Condition* condition;
    std::vector<std::uint32_t> labels;  // the ids of the labels that the condition names
  };
  static bool Holds(const Line& line, const Facts& facts);

  std::vector<Line> lines_;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_CONDITIONS_H_
