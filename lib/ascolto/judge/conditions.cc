// Compiles the lines of `when` and evaluates them on the facts about a comment.

#include "ascolto/judge/conditions.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "ascolto/base/strings.h"

namespace ascolto::judge {
namespace {

using model::Condition;
using model::Field;

bool InRange(double value, const Condition& condition) {
  return (!condition.min.has_value() || value >= *condition.min) &&
         (!condition.max.has_value() || value <= *condition.max);
}

bool InRange(const std::optional<std::int64_t>& value, const Condition& condition) {
  return value.has_value() && InRange(static_cast<double>(*value), condition);
}

bool IsOneOf(std::string_view value, const Condition& condition) {
  return !value.empty() && std::find(condition.texts.begin(), condition.texts.end(), value) !=
                               condition.texts.end();
}

bool IsFlag(const std::optional<bool>& value, const Condition& condition) {
  return value.has_value() && *value == condition.flag;
}

// A condition on capitals does not hold for a text without letters.
bool CapitalsInRange(const text::FoldedText& folded, const Condition& condition) {
  return folded.letters > 0 &&
         InRange(static_cast<double>(folded.capitals) / folded.letters, condition);
}

}  // namespace

bool IsSameLanguage(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto primary = [](std::string_view tag) { return tag.substr(0, tag.find_first_of("-_")); };
  return absl::EqualsIgnoreCase(base::ToAbsl(primary(a)), base::ToAbsl(primary(b)));
}

namespace {

// Adds the ids of the labels that equal `asked` or are under it. `labels` is sorted.
void AddLabelsUnder(const std::string& asked, const std::vector<std::string>& labels,
                    std::vector<std::uint32_t>* ids) {
  const auto add = [&](auto at) {
    ids->push_back(static_cast<std::uint32_t>(at - labels.begin()));
  };
  const auto same = std::lower_bound(labels.begin(), labels.end(), asked);
  if (same != labels.end() && *same == asked) add(same);
  const std::string under = asked + ".";
  for (auto at = std::lower_bound(same, labels.end(), under);
       at != labels.end() && at->starts_with(under); ++at) {
    add(at);
  }
}

}  // namespace

Conditions::Conditions(const std::vector<Condition>& lines,
                       const std::vector<std::string>& labels) {
  for (const Condition& condition : lines) {
    Line line{&condition, {}};
    if (condition.field == Field::kLabel) {
      for (const std::string& asked : condition.texts) AddLabelsUnder(asked, labels, &line.labels);
      std::sort(line.labels.begin(), line.labels.end());
      line.labels.erase(std::unique(line.labels.begin(), line.labels.end()), line.labels.end());
    }
    lines_.push_back(std::move(line));
  }
}

const Condition* Conditions::FirstFailure(const Facts& facts) const {
  for (const Line& line : lines_) {
    if (!Holds(line, facts)) return line.condition;
  }
  return nullptr;
}

bool Conditions::Holds(const Line& line, const Facts& facts) {
  const Condition& c = *line.condition;
  const Comment& comment = facts.comment;
  const text::Words& words = facts.words;
  switch (c.field) {
    case Field::kChannel: return IsOneOf(comment.channel, c);
    case Field::kPage: return IsOneOf(comment.page, c);
    case Field::kPageTopic: return IsOneOf(comment.page_topic, c);
    case Field::kLanguage:
      return !comment.language.empty() &&
             std::any_of(c.texts.begin(), c.texts.end(), [&](const std::string& tag) {
               return IsSameLanguage(comment.language, tag);
             });
    case Field::kReply: return IsFlag(comment.reply, c);
    case Field::kAuthorRole: return IsOneOf(comment.author_role, c);
    case Field::kAuthorNew: return IsFlag(comment.author_new, c);
    case Field::kAuthorStrikes: return InRange(comment.author_strikes, c);
    case Field::kRepeats: return InRange(comment.repeats, c);
    case Field::kLength: return InRange(double{1} * facts.folded.code_points, c);
    case Field::kWordCount: return InRange(static_cast<double>(words.words.size()), c);
    case Field::kLinkCount: return InRange(double{1} * words.links, c);
    case Field::kMentionCount: return InRange(double{1} * words.mentions, c);
    case Field::kHashtagCount: return InRange(double{1} * words.hashtags, c);
    case Field::kEmojiCount: return InRange(double{1} * words.emoji, c);
    case Field::kExclamationCount: return InRange(double{1} * words.exclamations, c);
    case Field::kQuestionMark: return words.question_mark == c.flag;
    case Field::kCaps: return CapitalsInRange(facts.folded, c);
    case Field::kLabel:
      return std::any_of(line.labels.begin(), line.labels.end(),
                         [&](std::uint32_t id) { return facts.labels[id] != 0; });
  }
  return false;
}

}  // namespace ascolto::judge
