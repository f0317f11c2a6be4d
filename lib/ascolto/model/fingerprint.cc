// Serializes a model into a canonical text and takes its digest.
//
// Every value is written after its length, so that different models have different texts. Packs,
// lists and rules are written in the order of their names, so that the order of files does not
// matter.

#include "ascolto/model/fingerprint.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/base/sha256.h"
#include "ascolto/base/strings.h"

namespace ascolto::model {
namespace {

// The version of the semantics. Increase it whenever a change of the engine gives other verdicts
// for the same rules.
constexpr std::string_view kSemanticsVersion = "ascolto-3";

class Canonical {
 public:
  explicit Canonical(const Model& model) : model_(model) {}

  std::string Text() && {
    Put(kSemanticsVersion);
    std::vector<std::string> packs = model_.packs;
    std::sort(packs.begin(), packs.end());
    PutTexts(packs);
    std::vector<const List*> lists;
    for (const List& list : model_.lists) lists.push_back(&list);
    std::sort(lists.begin(), lists.end(), [](const List* a, const List* b) {
      return std::tie(a->pack, a->name) < std::tie(b->pack, b->name);
    });
    Put(lists.size());
    for (const List* list : lists) PutList(*list);
    std::vector<const Rule*> rules;
    for (const Rule& rule : model_.rules) rules.push_back(&rule);
    std::sort(rules.begin(), rules.end(),
              [](const Rule* a, const Rule* b) { return a->id < b->id; });
    Put(rules.size());
    for (const Rule* rule : rules) PutRule(*rule);
    Put(model_.chats.size());
    for (const ChatTable& table : model_.chats) PutChat(table);
    PutSite(model_.site);
    return std::move(text_);
  }

 private:
  void Put(std::string_view value) {
    base::AppendPiece(&text_, value.size());
    text_ += ':';
    text_ += value;
    text_ += '\n';
  }
  void Put(const std::string& value) { Put(std::string_view(value)); }
  template <typename T>
    requires std::is_integral_v<T>
  void Put(T value) {
    Put(std::string_view(std::to_string(value)));
  }
  template <typename T>
    requires std::is_enum_v<T>
  void Put(T value) {
    Put(static_cast<int>(value));
  }
  // The text of printf's %.17g in the C locale, whatever locale the process has.
  void Put(double value) {
    char digits[32];
    const auto [end, error] =
        std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 17);
    Put(std::string_view(digits, end));
  }
  template <typename T>
  void PutOptional(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }
  void PutTexts(const std::vector<std::string>& texts) {
    Put(texts.size());
    for (const std::string& text : texts) Put(text);
  }
  void PutPoints(const std::vector<std::pair<std::string, int>>& points) {
    Put(points.size());
    for (const auto& [label, amount] : points) {
      Put(label);
      Put(amount);
    }
  }

  void PutPhrase(const Phrase& phrase) {
    Put(phrase.forms.size());
    for (const Form& form : phrase.forms) {
      Put(form.size());
      for (const Element& element : form) {
        Put(element.kind);
        Put(element.text);
        Put(element.cased);
        Put(element.star_before);
        Put(element.star_after);
        Put(element.gap);
        if (element.list < 0) continue;
        const List& list = model_.lists[static_cast<std::size_t>(element.list)];
        Put(list.pack);
        Put(list.name);
      }
    }
  }

  void PutList(const List& list) {
    Put(list.pack);
    Put(list.name);
    Put(list.maskable);
    Put(list.entries.size());
    for (const Phrase& phrase : list.entries) PutPhrase(phrase);
  }

  void PutEntries(const EncodedList<Entry>& entries) {
    Put(entries.size());
    for (const Entry& entry : entries) {
      Put(entry.kind);
      Put(entry.within);
      Put(entry.pattern);
      Put(entry.phrases.size());
      for (const Phrase& phrase : entry.phrases) PutPhrase(phrase);
    }
  }

  void PutConditions(const std::vector<Condition>& conditions) {
    Put(conditions.size());
    for (const Condition& condition : conditions) {
      Put(condition.field);
      PutTexts(condition.texts);
      Put(condition.flag);
      PutOptional(condition.min);
      PutOptional(condition.max);
    }
  }

  void PutRule(const Rule& rule) {
    for (const std::string* value : {&rule.id, &rule.pack, &rule.title, &rule.owner, &rule.label,
                                     &rule.policy, &rule.policy_url, &rule.message,
                                     &rule.language}) {
      Put(*value);
    }
    Put(rule.status);
    Put(rule.maskable);
    Put(rule.readings_off.size());
    for (const Reading reading : rule.readings_off) Put(ReadingName(reading));
    PutPoints(rule.points);
    PutConditions(rule.when);
    PutEntries(rule.find);
    PutEntries(rule.unless_find);
    PutConditions(rule.unless_when);
  }

  void PutChat(const ChatTable& table) {
    Put(table.name);
    Put(table.spellings.size());
    for (const ChatSpelling& spelling : table.spellings) {
      Put(spelling.spelling);
      PutTexts(spelling.words);
    }
    Put(table.letters.size());
    for (const ChatLetter& letter : table.letters) {
      Put(std::string_view(&letter.letter, 1));
      PutTexts(letter.others);
    }
  }

  void PutActions(const std::map<std::string, Thresholds>& actions) {
    Put(actions.size());
    for (const auto& [bucket, thresholds] : actions) {
      Put(bucket);
      for (const std::optional<int>& threshold : thresholds) PutOptional(threshold);
    }
  }

  void PutOffice(const Office& office) {
    Put(office.name);
    PutTexts(office.topics);
    Put(office.within);
    Put(office.days);
    Put(office.hours.always);
    for (const auto& day : office.hours.open) {
      Put(day.size());
      for (const auto& [from, to] : day) {
        Put(from);
        Put(to);
      }
    }
    Put(office.closed.size());
    for (const Closure& closure : office.closed) {
      Put(closure.kind);
      Put(closure.year);
      Put(closure.month);
      Put(closure.day);
    }
  }

  void PutSite(const Site& site) {
    Put(site.timezone);
    Put(site.policy_url);
    PutTexts(site.packs_off);
    PutTexts(site.channels);
    PutActions(site.actions);
    Put(site.block.has_value());
    if (site.block) {
      Put(site.block->from);
      PutOptional(site.block->min_strikes);
      PutOptional(site.block->max_strikes);
    }
    Put(site.profiles.size());
    for (const Profile& profile : site.profiles) {
      Put(profile.name);
      PutConditions(profile.when);
      PutActions(profile.actions);
    }
    Put(site.offices.size());
    for (const Office& office : site.offices) PutOffice(office);
    Put(site.overrides.size());
    for (const Override& change : site.overrides) {
      Put(model_.rules[static_cast<std::size_t>(change.rule)].id);
      PutOptional(change.status);
      Put(change.points.has_value());
      if (change.points) PutPoints(*change.points);
      PutOptional(change.policy);
      PutOptional(change.message);
    }
  }

  const Model& model_;
  std::string text_;
};

}  // namespace

std::string Fingerprint(const Model& model) {
  return base::Sha256Hex(Canonical(model).Text());
}

}  // namespace ascolto::model
