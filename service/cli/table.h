// Verdicts for people to read: one row a comment, in columns.

#ifndef ASCOLTO_SERVICE_CLI_TABLE_H_
#define ASCOLTO_SERVICE_CLI_TABLE_H_

#include <array>
#include <string>

#include "ascolto/comment.h"
#include "ascolto/verdict.h"

namespace ascolto::cli {

// Text with the matched words marked (in colour, else between brackets), action, labels with
// their points, rules, the answer owed and by whom. Cells wrap; text cannot steer the terminal.
//
// Thread safety: immutable.
class Table {
 public:
  // `width` columns in all, at least 60.
  Table(int width, bool colour);

  std::string Header() const;
  std::string Row(const Comment& comment, const Verdict& verdict) const;

 private:
  static constexpr int kColumns = 5;

  std::array<int, kColumns> widths_;
  bool colour_;
};

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_TABLE_H_
