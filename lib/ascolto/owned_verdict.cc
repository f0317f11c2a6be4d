// One function, ForEachField, lists every field of a verdict in order. Copying, comparing, encoding
// and decoding use it, so that none of them can omit a field.

#include "ascolto/owned_verdict.h"

#include <bit>
#include <chrono>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "ascolto/base/strings.h"

namespace ascolto {
namespace {

// A verdict with vectors instead of spans, for decoding.
struct Parts {
  Verdict verdict;
  std::vector<std::string_view> rules;
  std::vector<std::uint32_t> rule_indices;
  std::vector<LabelPoints> labels;
  std::vector<Match> matches;
};

template <typename Visitor>
void VisitLabel(LabelPoints& label, Visitor& visit) {
  visit.Text(label.label);
  visit.Number(label.points);
  visit.Number(label.label_index);
}

template <typename Visitor>
void VisitMatch(Match& match, Visitor& visit) {
  visit.Text(match.rule);
  visit.Text(match.label);
  visit.Number(match.begin);
  visit.Number(match.end);
  visit.Number(match.rule_index);
  visit.Number(match.label_index);
  visit.Enumerator(match.reading, kReadingCount);
  visit.Flag(match.shadow);
}

template <typename Visitor>
void ForEachField(Parts& parts, Visitor& visit) {
  Verdict& verdict = parts.verdict;
  visit.Enumerator(verdict.action, kActionCount);
  bool decided = verdict.decided_by.has_value();
  visit.Flag(decided);
  if (decided) {
    if (!verdict.decided_by) verdict.decided_by.emplace();
    visit.Text(verdict.decided_by->bucket);
    visit.Number(verdict.decided_by->points);
    visit.Number(verdict.decided_by->threshold);
    visit.List(parts.rules, [&](std::string_view& rule) { visit.Text(rule); });
    visit.List(parts.rule_indices, [&](std::uint32_t& index) { visit.Number(index); });
  }
  visit.List(parts.labels, [&](LabelPoints& label) { VisitLabel(label, visit); });
  visit.List(parts.matches, [&](Match& match) { VisitMatch(match, visit); });
  visit.Flag(verdict.more);
  visit.Flag(verdict.answer.owed);
  visit.Text(verdict.answer.intent);
  visit.Text(verdict.answer.office);
  bool has_due = verdict.answer.due.has_value();
  visit.Flag(has_due);
  if (has_due) {
    std::int64_t due = verdict.answer.due ? verdict.answer.due->time_since_epoch().count() : 0;
    visit.Number(due);
    verdict.answer.due = std::chrono::sys_seconds(std::chrono::seconds(due));
  }
  std::int64_t offset = verdict.answer.utc_offset.count();
  visit.Number(offset);
  verdict.answer.utc_offset = std::chrono::seconds(offset);
  visit.Flag(verdict.propose_block);
  visit.Text(verdict.profile);
  visit.Text(verdict.message);
  visit.Text(verdict.fingerprint);
}

Parts PartsOf(const Verdict& verdict) {
  Parts parts;
  parts.verdict = verdict;
  if (verdict.decided_by) {
    parts.rules.assign(verdict.decided_by->rules.begin(), verdict.decided_by->rules.end());
    parts.rule_indices.assign(verdict.decided_by->rule_indices.begin(),
                              verdict.decided_by->rule_indices.end());
  }
  parts.labels.assign(verdict.labels.begin(), verdict.labels.end());
  parts.matches.assign(verdict.matches.begin(), verdict.matches.end());
  return parts;
}

// Encodes numbers as varints with seven bits per byte, the lowest bits first, and signed numbers by
// zigzag. Texts and lists are preceded by their lengths.
class Encoder {
 public:
  explicit Encoder(std::string* out) : out_(*out) {}

  template <typename T>
  void Number(T& number) {
    if constexpr (std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>(number);
      Write(static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
    } else {
      Write(number);
    }
  }
  void Flag(bool& flag) { Write(flag ? 1 : 0); }
  template <typename T>
  void Enumerator(T& value, int) {
    Write(static_cast<std::uint64_t>(value));
  }
  void Text(std::string_view& text) {
    Write(text.size());
    out_.append(text);
  }
  template <typename T, typename Visit>
  void List(std::vector<T>& list, Visit visit) {
    Write(list.size());
    for (T& item : list) visit(item);
  }

 private:
  void Write(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) out_.push_back(static_cast<char>(number | 0x80));
    out_.push_back(static_cast<char>(number));
  }

  std::string& out_;
};

// Decodes what an Encoder wrote. After the first error all values are empty and ok() is false.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : left_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return left_.empty(); }

  template <typename T>
  void Number(T& number) {
    const std::uint64_t given = ReadNumber();
    if constexpr (std::is_signed_v<T>) {
      const auto wide = static_cast<std::int64_t>(given >> 1 ^ (~(given & 1) + 1));
      number = static_cast<T>(wide);
      ok_ = ok_ && number == wide;
    } else {
      number = static_cast<T>(given);
      ok_ = ok_ && number == given;
    }
  }
  void Flag(bool& flag) {
    const std::uint64_t given = ReadNumber();
    ok_ = ok_ && given <= 1;
    flag = ok_ && given == 1;
  }
  template <typename T>
  void Enumerator(T& value, int count) {
    const std::uint64_t given = ReadNumber();
    ok_ = ok_ && given < static_cast<std::uint64_t>(count);
    value = ok_ ? static_cast<T>(given) : T();
  }
  void Text(std::string_view& text) {
    const std::size_t size = ReadSize();
    text = left_.substr(0, size);
    left_.remove_prefix(size);
  }
  template <typename T, typename Visit>
  void List(std::vector<T>& list, Visit visit) {
    list.assign(ReadSize(), T());  // each item takes at least one byte
    for (T& item : list) visit(item);
  }

 private:
  std::uint64_t ReadNumber() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64 && !left_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      if (shift == 63 && byte > 1) break;
      number |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return number;
    }
    Fail();
    return 0;
  }
  // Reads a length, which is at most the number of remaining bytes.
  std::size_t ReadSize() {
    const std::uint64_t size = ReadNumber();
    if (size <= left_.size()) return static_cast<std::size_t>(size);
    Fail();
    return 0;
  }
  void Fail() {
    ok_ = false;
    left_ = {};
  }

  std::string_view left_;
  bool ok_ = true;
};

// First sums the lengths of the texts, then copies them into one block.
class TextCounter {
 public:
  std::size_t bytes = 0;

  template <typename T>
  void Number(T&) {}
  void Flag(bool&) {}
  template <typename T>
  void Enumerator(T&, int) {}
  void Text(std::string_view& text) { bytes += text.size(); }
  template <typename T, typename Visit>
  void List(std::vector<T>& list, Visit visit) {
    for (T& item : list) visit(item);
  }
};

class TextMover {
 public:
  explicit TextMover(char* to) : to_(to) {}

  template <typename T>
  void Number(T&) {}
  void Flag(bool&) {}
  template <typename T>
  void Enumerator(T&, int) {}
  void Text(std::string_view& text) {
    if (text.empty()) {
      text = {};
      return;
    }
    std::memcpy(to_, text.data(), text.size());
    text = {to_, text.size()};
    to_ += text.size();
  }
  template <typename T, typename Visit>
  void List(std::vector<T>& list, Visit visit) {
    for (T& item : list) visit(item);
  }

 private:
  char* to_;
};

}  // namespace

OwnedVerdict::OwnedVerdict(const Verdict& verdict) {
  Parts parts = PartsOf(verdict);
  TextCounter counter;
  ForEachField(parts, counter);
  text_.resize(counter.bytes);
  TextMover mover(text_.data());
  ForEachField(parts, mover);
  verdict_ = parts.verdict;
  rules_ = std::move(parts.rules);
  rule_indices_ = std::move(parts.rule_indices);
  labels_ = std::move(parts.labels);
  matches_ = std::move(parts.matches);
  if (verdict_.decided_by) {
    verdict_.decided_by->rules = rules_;
    verdict_.decided_by->rule_indices = rule_indices_;
  }
  verdict_.labels = labels_;
  verdict_.matches = matches_;
}

// Swapping vectors keeps their buffers at the same addresses, so all views stay valid.
void OwnedVerdict::Swap(OwnedVerdict& other) noexcept {
  std::swap(verdict_, other.verdict_);
  text_.swap(other.text_);
  rules_.swap(other.rules_);
  rule_indices_.swap(other.rule_indices_);
  labels_.swap(other.labels_);
  matches_.swap(other.matches_);
}

std::size_t OwnedVerdict::bytes() const {
  return text_.size() + rules_.size() * sizeof(rules_[0]) +
         rule_indices_.size() * sizeof(rule_indices_[0]) + labels_.size() * sizeof(labels_[0]) +
         matches_.size() * sizeof(matches_[0]);
}

std::string OwnedVerdict::Encode() const {
  std::string out(1, static_cast<char>(kVersion));
  Parts parts = PartsOf(verdict_);
  Encoder encoder(&out);
  ForEachField(parts, encoder);
  return out;
}

absl::StatusOr<OwnedVerdict> OwnedVerdict::Decode(std::string_view bytes) {
  if (bytes.empty()) return absl::InvalidArgumentError("not an encoded verdict: it has no bytes");
  if (const int version = static_cast<unsigned char>(bytes.front()); version != kVersion) {
    return absl::InvalidArgumentError(base::Cat("the encoded verdict has version ", version,
                                                "; this program reads version ", kVersion));
  }
  Decoder decoder(bytes.substr(1));
  Parts parts;
  ForEachField(parts, decoder);
  if (!decoder.ok() || !decoder.at_end()) {
    return absl::InvalidArgumentError(
        base::Cat("not an encoded verdict: the ", bytes.size(), " bytes do not add up"));
  }
  if (parts.verdict.decided_by) {
    parts.verdict.decided_by->rules = parts.rules;
    parts.verdict.decided_by->rule_indices = parts.rule_indices;
  }
  parts.verdict.labels = parts.labels;
  parts.verdict.matches = parts.matches;
  return OwnedVerdict(parts.verdict);
}

bool operator==(const OwnedVerdict& a, const OwnedVerdict& b) { return a.Encode() == b.Encode(); }

}  // namespace ascolto
