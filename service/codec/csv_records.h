// Records of comma-separated values (RFC 4180), by libcsv, with the line each begins on.

#ifndef ASCOLTO_SERVICE_CODEC_CSV_RECORDS_H_
#define ASCOLTO_SERVICE_CODEC_CSV_RECORDS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "service/codec/lines.h"

struct csv_parser;

namespace ascolto::service {

// Quoted cells may hold line ends. A record that is not well-formed, or whose quote is never
// closed, is a problem of its first line; reading goes on with the line after that.
//
// Thread safety: one thread at a time.
class CsvReader {
 public:
  struct Row {
    std::int64_t line = 0;
    std::vector<std::string> cells;
    std::string problem;  // not empty: what is wrong; there are no cells
  };

  // `lines` must outlive the reader.
  explicit CsvReader(LineReader* lines);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Looks at the first line: when it has no comma, but semicolons or tabs, these stand between
  // the cells. (A spreadsheet set to Italian writes semicolons.) Before the first Next.
  void GuessDelimiter();

  // False at the end. Blank lines are left out.
  bool Next(Row* row);

 private:
  struct Pending {
    std::int64_t number;
    std::string text;
    std::size_t bytes;
  };

  bool NextLine(Pending* line);
  void Reset();
  void Fail(std::string problem, Row* row);

  LineReader* const lines_;
  csv_parser* const parser_;
  char delimiter_ = ',';
  std::deque<Pending> again_;       // lines to be read once more
  std::vector<Pending> record_;     // lines of the record under way
  std::vector<std::string> cells_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_CSV_RECORDS_H_
