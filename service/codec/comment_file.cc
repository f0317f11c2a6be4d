// One class a format.

#include "service/codec/comment_file.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/codec/csv_records.h"

namespace ascolto::service {
namespace {

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view WithoutEnd(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(base::ToAbsl(message));
}

class LinesInput final : public Input {
 public:
  explicit LinesInput(bool json) : json_(json) {}

  bool Next(Record* record) override {
    LineReader::Line line;
    do {
      if (!lines_.Next(&line)) return false;
    } while (json_ && line.bytes <= kMaxLineBytes && IsBlank(line.text));
    record->line = line.number;
    record->problem.clear();
    record->text.clear();
    if (line.bytes > kMaxLineBytes) {
      record->problem = base::Cat("the line is too long: ", line.bytes, " bytes; the limit is ",
                                  kMaxLineBytes);
    } else {
      record->text = WithoutEnd(line.text);
    }
    return true;
  }

  absl::Status Decode(const Record& record, bool keep_others,
                      DecodedComment* out) const override {
    if (json_) return DecodeJson(record.text, keep_others, out);
    out->others.clear();
    out->comment = Comment();
    out->id = std::to_string(record.line);
    out->comment.id = out->id;
    out->comment.text = record.text;
    return absl::OkStatus();
  }

  using Input::lines_;

 private:
  const bool json_;
};

class CsvInput final : public Input {
 public:
  absl::Status ReadHeader(const std::string& path) {
    rows_.GuessDelimiter();
    CsvReader::Row row;
    if (!rows_.Next(&row)) {
      ASCOLTO_RETURN_IF_ERROR(lines_.status());
      return Invalid(
          base::Cat("empty file: ", path, "; the first line of CSV names the columns"));
    }
    if (!row.problem.empty()) {
      return Invalid(base::Cat(path, ":", row.line, ": ", row.problem));
    }
    header_ = std::move(row.cells);
    return CheckHeader(base::Cat(path, ":", row.line, ": "));
  }

  bool Next(Record* record) override {
    CsvReader::Row row;
    if (!rows_.Next(&row)) return false;
    record->line = row.line;
    record->cells = std::move(row.cells);
    record->problem = std::move(row.problem);
    return true;
  }

  absl::Status Decode(const Record& record, bool keep_others,
                      DecodedComment* out) const override {
    return DecodeRow(header_, record.cells, keep_others, out);
  }

  using Input::lines_;

 private:
  absl::Status CheckHeader(const std::string& place) const {
    for (auto name = header_.begin(); name != header_.end(); ++name) {
      if (std::find(header_.begin(), name, *name) != name) {
        return Invalid(base::Cat(place, "two columns have the same name: ", *name));
      }
    }
    if (std::find(header_.begin(), header_.end(), "text") != header_.end()) {
      return absl::OkStatus();
    }
    std::string given;
    for (const std::string& name : header_) given += (given.empty() ? "" : ", ") + name;
    if (given.size() > 200) given.replace(200, std::string::npos, " …");
    return Invalid(base::Cat(place, "no column is named \"text\": the header has ", given));
  }

  CsvReader rows_{&lines_};
  std::vector<std::string> header_;
};

}  // namespace

std::optional<InputFormat> InputFormatFromName(std::string_view name) {
  if (name == "jsonl") return InputFormat::kJsonl;
  if (name == "csv") return InputFormat::kCsv;
  if (name == "plain") return InputFormat::kPlain;
  return std::nullopt;
}

InputFormat FormatOfFile(std::string_view path) {
  const auto ends = [path](std::string_view end) { return path.ends_with(end); };
  if (path == "-" || ends(".jsonl") || ends(".ndjson") || ends(".json")) {
    return InputFormat::kJsonl;
  }
  return ends(".csv") || ends(".tsv") ? InputFormat::kCsv : InputFormat::kPlain;
}

absl::StatusOr<std::unique_ptr<Input>> Input::Open(const std::string& path, InputFormat format) {
  if (format == InputFormat::kCsv) {
    auto input = std::make_unique<CsvInput>();
    ASCOLTO_RETURN_IF_ERROR(input->lines_.Open(path));
    ASCOLTO_RETURN_IF_ERROR(input->ReadHeader(path));
    return input;
  }
  auto input = std::make_unique<LinesInput>(format == InputFormat::kJsonl);
  ASCOLTO_RETURN_IF_ERROR(input->lines_.Open(path));
  return input;
}

}  // namespace ascolto::service
