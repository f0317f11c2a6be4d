// A cell is a run of glyphs; it is cut into lines, and the lines of a row's cells are laid side
// by side.

#include "service/cli/table.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/text/characters.h"
#include "service/cli/messages.h"
#include "service/cli/terminal.h"

namespace ascolto::cli {
namespace {

constexpr int kGap = 2;
constexpr int kActionWidth = 6;
constexpr int kLeastWidth = 60;
constexpr std::size_t kLongestText = 2000;  // bytes of a text that a row shows

struct Glyph {
  std::string bytes;
  int width = 1;
  bool marked = false;
};
using Glyphs = std::vector<Glyph>;

// What a style looks like on a terminal that has colours.
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kMarked = "\x1b[1;7m";
constexpr std::string_view kTitle = "\x1b[1m";

std::string_view ActionColour(Action action) {
  switch (action) {
    case Action::kAllow: return "\x1b[32m";
    case Action::kFlag: return "\x1b[36m";
    case Action::kHold: return "\x1b[33m";
    case Action::kHide:
    case Action::kRemove: return "\x1b[31m";
  }
  return kPlain;
}

void AppendGlyphs(std::string_view text, bool marked, Glyphs* out) {
  const std::string printable = Printable(text);
  for (std::size_t at = 0; at < printable.size();) {
    const text::Decoded decoded = text::Decode(printable, at);
    const int width = Width(decoded.code_point);
    const std::string_view bytes = std::string_view(printable).substr(at, decoded.bytes);
    if (width == 0 && !out->empty()) {
      out->back().bytes.append(bytes);
    } else {
      out->push_back({std::string(bytes), width, marked});
    }
    at += decoded.bytes;
  }
}

// The spans of live matches, those that touch made one. A match of the whole text, as of a rule
// with conditions only, is left out when there are others: it would hide them.
std::vector<std::pair<std::size_t, std::size_t>> MarkedSpans(std::size_t text_size,
                                                             const Verdict& verdict) {
  const auto is_marked = [&](const Match& match, bool whole) {
    return !match.shadow && (whole || match.end - match.begin < text_size);
  };
  const bool only_whole = std::none_of(verdict.matches.begin(), verdict.matches.end(),
                                       [&](const Match& match) { return is_marked(match, false); });
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const Match& match : verdict.matches) {
    if (!is_marked(match, only_whole)) continue;
    if (!spans.empty() && match.begin <= spans.back().second) {
      spans.back().second = std::max(spans.back().second, match.end);
    } else {
      spans.emplace_back(match.begin, match.end);
    }
  }
  return spans;
}

Glyphs TextCell(std::string_view text, const Verdict& verdict, bool colour) {
  Glyphs cell;
  std::size_t at = 0;
  for (const auto& [begin, end] : MarkedSpans(text.size(), verdict)) {
    if (begin >= kLongestText) break;
    AppendGlyphs(text.substr(at, begin - at), false, &cell);
    if (!colour) cell.push_back({"[", 1, true});
    AppendGlyphs(text.substr(begin, end - begin), true, &cell);
    if (!colour) cell.push_back({"]", 1, true});
    at = end;
  }
  if (at < kLongestText) AppendGlyphs(text.substr(at, kLongestText - at), false, &cell);
  if (text.size() > std::max(at, kLongestText)) cell.push_back({"…", 1, false});
  return cell;
}

Glyphs ListCell(const std::vector<std::string>& items) {
  Glyphs cell;
  for (const std::string& item : items) {
    if (!cell.empty()) AppendGlyphs(", ", false, &cell);
    AppendGlyphs(item, false, &cell);
  }
  return cell;
}

Glyphs LabelsCell(const Verdict& verdict) {
  std::vector<std::string> items;
  for (const LabelPoints& label : verdict.labels) {
    items.push_back(label.points == 0 ? std::string(label.label)
                                      : base::Cat(label.label, " ", label.points));
  }
  return ListCell(items);
}

Glyphs RulesCell(const Verdict& verdict) {
  std::vector<std::string> items;
  for (const Match& match : verdict.matches) {
    std::string item = base::Cat(match.rule, match.shadow ? base::Cat(" (", Say("shadow"), ")") : "");
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
  }
  return ListCell(items);
}

Glyphs AnswerCell(const Answer& answer) {
  Glyphs cell;
  if (!answer.owed) return cell;
  std::string text = NameText(answer.intent);
  if (!answer.office.empty()) text += base::Cat(": ", answer.office);
  if (answer.due) {
    std::string due = base::FormatRfc3339(*answer.due, answer.utc_offset).substr(0, 16);
    std::replace(due.begin(), due.end(), 'T', ' ');
    text += base::Cat(" ", Say("by %1", {due}));
  }
  AppendGlyphs(text, false, &cell);
  return cell;
}

// Where the line that begins at `begin` ends: after the last space that fits, else after the
// last sign that parts words, else where the width ends.
std::size_t LineEnd(const Glyphs& cell, std::size_t begin, int width) {
  int used = 0;
  std::size_t after_space = 0;
  std::size_t after_sign = 0;
  std::size_t i = begin;
  for (; i < cell.size(); ++i) {
    const bool space = cell[i].bytes == " ";
    if (!space && used + cell[i].width > width) break;
    used += cell[i].width;
    if (space) after_space = i + 1;
    if (cell[i].bytes == "/" || cell[i].bytes == "-") after_sign = i + 1;
  }
  if (i == cell.size()) return i;
  if (after_space > begin) return after_space;
  if (after_sign > begin) return after_sign;
  return std::max(i, begin + 1);
}

void AppendLine(const Glyphs& cell, std::size_t begin, std::size_t end, int width, bool colour,
                std::string_view style, std::string* out) {
  while (end > begin && cell[end - 1].bytes == " ") --end;
  bool marked = false;
  if (colour && begin < end) out->append(style);
  int used = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (colour && cell[i].marked != marked) {
      marked = cell[i].marked;
      out->append(marked ? kMarked : kPlain);
    }
    out->append(cell[i].bytes);
    used += cell[i].width;
  }
  if (colour && begin < end && (marked || !style.empty())) out->append(kPlain);
  out->append(static_cast<std::size_t>(std::max(0, width - used)), ' ');
}

template <std::size_t kCount>
std::string LayOut(const std::array<Glyphs, kCount>& cells, const std::array<int, kCount>& widths,
                   bool colour, const std::array<std::string_view, kCount>& styles) {
  std::string out;
  std::array<std::size_t, kCount> at{};
  bool first = true;
  const auto left = [&] {
    for (std::size_t i = 0; i < kCount; ++i) {
      if (at[i] < cells[i].size()) return true;
    }
    return false;
  };
  while (first || left()) {
    first = false;
    std::string line;
    for (std::size_t i = 0; i < kCount; ++i) {
      if (i > 0) line.append(kGap, ' ');
      const std::size_t end = LineEnd(cells[i], at[i], widths[i]);
      AppendLine(cells[i], at[i], end, widths[i], colour, styles[i], &line);
      at[i] = end;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out.append(line).push_back('\n');
  }
  return out;
}

}  // namespace

Table::Table(int width, bool colour) : colour_(colour) {
  const int shared = std::max(width, kLeastWidth) - kActionWidth - (kColumns - 1) * kGap;
  widths_ = {shared * 38 / 100, kActionWidth, shared * 18 / 100, shared * 25 / 100, 0};
  widths_[4] = shared - widths_[0] - widths_[2] - widths_[3];
}

std::string Table::Header() const {
  const std::array<std::string, kColumns> titles = {Say("TEXT"), Say("ACTION"), Say("LABELS"),
                                                    Say("RULES"), Say("ANSWER OWED")};
  std::array<Glyphs, kColumns> cells;
  std::array<std::string_view, kColumns> styles;
  for (int i = 0; i < kColumns; ++i) {
    AppendGlyphs(titles[i], false, &cells[i]);
    styles[i] = kTitle;
  }
  return LayOut(cells, widths_, colour_, styles);
}

std::string Table::Row(const Comment& comment, const Verdict& verdict) const {
  std::array<Glyphs, kColumns> cells;
  cells[0] = TextCell(comment.text, verdict, colour_);
  AppendGlyphs(ActionName(verdict.action), false, &cells[1]);
  cells[2] = LabelsCell(verdict);
  cells[3] = RulesCell(verdict);
  cells[4] = AnswerCell(verdict.answer);
  return LayOut(cells, widths_, colour_, {"", ActionColour(verdict.action), "", "", ""});
}

}  // namespace ascolto::cli
