// libcsv is fed one line at a time, so that it is known which lines make up a record.

#include "service/codec/csv_records.h"

#include <csv.h>

#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

void TakeCell(void* bytes, std::size_t size, void* cells) {
  static_cast<std::vector<std::string>*>(cells)->emplace_back(static_cast<const char*>(bytes),
                                                              size);
}

int NotSpace(unsigned char) { return 0; }

}  // namespace

CsvReader::CsvReader(LineReader* lines) : lines_(lines), parser_(new csv_parser) {
  csv_init(parser_, CSV_STRICT | CSV_STRICT_FINI);
  Reset();
}

CsvReader::~CsvReader() {
  csv_free(parser_);
  delete parser_;
}

void CsvReader::GuessDelimiter() {
  Pending line;
  if (!NextLine(&line)) return;
  if (line.text.find(',') == std::string::npos) {
    if (line.text.find('\t') != std::string::npos) delimiter_ = '\t';
    if (line.text.find(';') != std::string::npos) delimiter_ = ';';
  }
  again_.push_front(std::move(line));
  Reset();
}

void CsvReader::Reset() {
  csv_free(parser_);
  csv_init(parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(parser_, static_cast<unsigned char>(delimiter_));
  csv_set_space_func(parser_, NotSpace);  // spaces belong to the cell
  cells_.clear();
  record_.clear();
}

bool CsvReader::NextLine(Pending* line) {
  if (!again_.empty()) {
    *line = std::move(again_.front());
    again_.pop_front();
    return true;
  }
  LineReader::Line read;
  if (!lines_->Next(&read)) return false;
  *line = {read.number, std::string(read.text), read.bytes};
  return true;
}

void CsvReader::Fail(std::string problem, Row* row) {
  *row = {.line = record_.front().number, .cells = {}, .problem = std::move(problem)};
  again_.insert(again_.begin(), std::make_move_iterator(record_.begin() + 1),
                std::make_move_iterator(record_.end()));
  Reset();
}

bool CsvReader::Next(Row* row) {
  struct Sink {
    std::vector<std::string>* cells;
    bool complete = false;
  };
  std::size_t record_bytes = 0;
  Pending line;
  while (NextLine(&line)) {
    Sink sink{&cells_};
    record_bytes += line.bytes;
    record_.push_back(std::move(line));
    const std::string& text = record_.back().text;
    if (record_bytes > kMaxLineBytes) {
      Fail(base::Cat("the record is too long, or its quote is never closed: more than ",
                     kMaxLineBytes, " bytes"), row);
      return true;
    }
    const std::size_t used = csv_parse(
        parser_, text.data(), text.size(),
        [](void* bytes, std::size_t size, void* data) {
          TakeCell(bytes, size, static_cast<Sink*>(data)->cells);
        },
        [](int, void* data) { static_cast<Sink*>(data)->complete = true; }, &sink);
    if (used != text.size()) {
      Fail("not CSV: a quote inside a cell; double it, and put the cell between quotes", row);
      return true;
    }
    if (sink.complete) {
      *row = {.line = record_.front().number, .cells = std::move(cells_), .problem = {}};
      cells_.clear();
      record_.clear();
      return true;
    }
    if (cells_.empty() && text.find_first_not_of("\r\n") == std::string::npos &&
        record_.size() == 1) {
      record_.clear();  // a blank line
      record_bytes = 0;
    }
  }
  if (record_.empty()) return false;
  // The last line has no end, or a quote is open.
  Sink sink{&cells_};
  const int left = csv_fini(
      parser_,
      [](void* bytes, std::size_t size, void* data) {
        TakeCell(bytes, size, static_cast<Sink*>(data)->cells);
      },
      [](int, void*) {}, &sink);
  if (left != 0) {
    Fail("not CSV: a quote is never closed; close it", row);
    return true;
  }
  *row = {.line = record_.front().number, .cells = std::move(cells_), .problem = {}};
  Reset();
  return !row->cells.empty();
}

}  // namespace ascolto::service
