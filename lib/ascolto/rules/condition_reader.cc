#include "ascolto/rules/condition_reader.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/model/keys.h"
#include "ascolto/model/labels.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

enum class Shape { kTexts, kFlag, kCount, kShare };

Shape ShapeOf(model::Field field) {
  switch (field) {
    case model::Field::kReply:
    case model::Field::kAuthorNew:
    case model::Field::kQuestionMark: return Shape::kFlag;
    case model::Field::kAuthorStrikes:
    case model::Field::kRepeats:
    case model::Field::kLength:
    case model::Field::kWordCount:
    case model::Field::kLinkCount:
    case model::Field::kMentionCount:
    case model::Field::kHashtagCount:
    case model::Field::kEmojiCount:
    case model::Field::kExclamationCount: return Shape::kCount;
    case model::Field::kCaps: return Shape::kShare;
    default: return Shape::kTexts;
  }
}

bool IsWhole(const std::optional<double>& bound) {
  return !bound || *bound == std::floor(*bound);
}

class WhenReader {
 public:
  WhenReader(NodeReader* reader, bool labels) : reader_(*reader), labels_(labels) {}

  ReadConditions Read(const yaml::Node& when) && {
    if (!reader_.Map(when, "when", model::keys::kWhen)) return std::move(read_);
    for (const auto& [key, value] : when.members) {
      const std::optional<model::Field> field = key.scalar() ? FieldOf(key.text) : std::nullopt;
      if (field) ReadLine(*field, key, value);
    }
    if (when.members.empty()) reader_.Report(Code::kEmptyValue, when, {"when"});
    return std::move(read_);
  }

 private:
  void ReadLine(model::Field field, const yaml::Node& key, const yaml::Node& value) {
    model::Condition condition;
    condition.field = field;
    condition.place = reader_.PlaceOf(key);
    if (field == model::Field::kLabel && !labels_) {
      reader_.Report(Code::kLabelNotHere, key, {key.text});
      return;
    }
    bool ok = false;
    switch (ShapeOf(field)) {
      case Shape::kTexts: ok = ReadTexts(key.text, value, &condition); break;
      case Shape::kFlag:
        if (const std::optional<bool> flag = reader_.Flag(value, key.text)) {
          condition.flag = *flag;
          ok = true;
        }
        break;
      case Shape::kCount:
      case Shape::kShare: ok = ReadBounds(key.text, value, &condition); break;
    }
    if (ok) read_.conditions.push_back(std::move(condition));
  }

  bool ReadTexts(const std::string& key, const yaml::Node& value, model::Condition* condition) {
    for (const yaml::Node* node : reader_.Texts(value, key)) {
      std::string text = node->text;
      if (condition->field == model::Field::kLabel) {
        if (key == "topic") text = "topic." + text;
        if (!model::IsLabel(text)) {
          reader_.Report(Code::kBadLabel, *node, {node->text});
          continue;
        }
        read_.labels.push_back({text, reader_.SpotOf(*node)});
      } else if (condition->field == model::Field::kChannel) {
        read_.channels.push_back({text, reader_.SpotOf(*node)});
      } else if (condition->field == model::Field::kLanguage && !IsLanguageCode(text)) {
        reader_.Report(Code::kBadName, *node, {Term::kLanguageCode, text})
            .WithHint(Hint::kNone);
        continue;
      }
      condition->texts.push_back(std::move(text));
    }
    return !condition->texts.empty();
  }

  bool ReadBounds(const std::string& key, const yaml::Node& value, model::Condition* condition) {
    const std::optional<NodeReader::Range> range = reader_.ReadRange(value, key);
    if (!range) return false;
    if (condition->field == model::Field::kCaps) {
      if (range->min.value_or(0) > 1 || range->max.value_or(0) > 1) {
        reader_.Report(Code::kNumberOutOfRange, value, {key, value.text, 0, 1});
        return false;
      }
    } else if (!IsWhole(range->min) || !IsWhole(range->max)) {
      reader_.Report(Code::kWrongShape, value, {key, Term::kWholeNumber, value.text});
      return false;
    }
    condition->min = range->min;
    condition->max = range->max;
    return true;
  }

  NodeReader& reader_;
  bool labels_;
  ReadConditions read_;
};

}  // namespace

std::optional<model::Field> FieldOf(std::string_view key) {
  const auto found = std::find(std::begin(model::keys::kWhen), std::end(model::keys::kWhen), key);
  if (found == std::end(model::keys::kWhen)) return std::nullopt;
  const auto index = found - std::begin(model::keys::kWhen);
  return index <= static_cast<int>(model::Field::kLabel) ? static_cast<model::Field>(index) : model::Field::kLabel;
}

std::string_view FieldKey(model::Field field) { return model::keys::kWhen[static_cast<std::size_t>(field)]; }

ReadConditions ReadWhen(NodeReader* reader, const yaml::Node& when, bool labels) {
  return WhenReader(reader, labels).Read(when);
}

bool IsLanguageCode(std::string_view code) {
  const std::size_t dash = std::min(code.find('-'), code.size());
  if (dash < 2 || dash > 3 || dash + 1 == code.size() || code.size() > 12) return false;
  return std::all_of(code.begin(), code.end(), [&](const char& c) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool after = static_cast<std::size_t>(&c - code.data()) > dash;
    return letter || c == '-' || (after && c >= '0' && c <= '9');
  });
}

}  // namespace ascolto::rules
