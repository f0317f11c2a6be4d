// The model: rules and site policy as plain data, as the files state them, checked and with names
// resolved. Nothing in it is compiled. rules/ builds it from files; tests and benches may build it
// by hand. match/ and judge/ compile it, and the fingerprint is computed from it.
//
// Indices into Model::lists and Model::rules are ints; -1 means none.

#ifndef ASCOLTO_MODEL_MODEL_H_
#define ASCOLTO_MODEL_MODEL_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/comment.h"
#include "ascolto/rule_info.h"
#include "ascolto/model/entry.h"
#include "ascolto/model/encoded_list.h"
#include "ascolto/verdict.h"

namespace ascolto::model {

// A named list. Its entries may refer to other lists, without cycles.
struct List {
  std::string pack;
  std::string name;
  diagnostics::Place place;
  bool maskable = false;
  EncodedList<Phrase> entries;
};

// What a condition tests. The first nine are fields of Comment with the same name.
enum class Field : std::uint8_t {
  kChannel, kPage, kPageTopic, kLanguage, kReply, kAuthorRole, kAuthorNew, kAuthorStrikes,
  kRepeats,
  kLength, kWordCount, kLinkCount, kMentionCount, kHashtagCount, kEmojiCount,
  kExclamationCount, kQuestionMark, kCaps,
  kLabel,  // `topic: x` becomes kLabel with the text "topic.x"
};

// One line of `when`. The field determines which member is used: `texts` (one of them must be
// equal), `flag`, or the range from `min` to `max` (inclusive; either may be missing).
struct Condition {
  Field field = Field::kChannel;
  diagnostics::Place place;
  std::vector<std::string> texts;
  bool flag = false;
  std::optional<double> min;
  std::optional<double> max;
};

// A comment under `tests`. `fields` has the fields that the file sets, by name and as written; it
// always has "text".
struct TestCase {
  diagnostics::Place place;
  std::map<std::string, std::string> fields;
};

struct Rule {
  std::string id;  // "pack/name"
  std::string pack;
  std::string title;
  std::string owner;
  std::string label;
  std::string policy;
  std::string policy_url;
  std::string message;   // with its placeholders as written; they are checked
  std::string language;  // of the pack; empty means every language
  diagnostics::Place place;
  RuleStatus status = RuleStatus::kLive;
  bool maskable = false;
  std::vector<Reading> readings_off;  // readings not used for this rule; ascending, never kWritten
  std::vector<std::pair<std::string, int>> points;  // a label or label prefix, and an amount
  std::vector<Condition> when;
  EncodedList<Entry> find;  // empty: the rule hits the whole text
  EncodedList<Entry> unless_find;
  std::vector<Condition> unless_when;  // empty: no comment is excused by conditions
  std::vector<TestCase> match, pass, todo_match, todo_pass;
};

// The points from which each action applies. The element of kAllow is never set.
using Thresholds = std::array<std::optional<int>, kActionCount>;

struct Profile {
  std::string name;
  std::vector<Condition> when;
  std::map<std::string, Thresholds> actions;
};

// Opening hours of an office in local time of the site. Each interval is in minutes from midnight,
// half-open; intervals of a day are sorted and do not overlap. Index 0 is Monday.
struct Hours {
  bool always = true;
  std::array<std::vector<std::pair<int, int>>, 7> open;
};

struct Closure {
  enum class Kind : std::uint8_t { kItalianHolidays, kYearly, kOnce };
  Kind kind = Kind::kItalianHolidays;
  int year = 0, month = 0, day = 0;
};

struct Office {
  std::string name;
  diagnostics::Place place;
  std::vector<std::string> topics;  // such as "waste", or "default"
  int within = 0;                   // in the unit that `days` states, at least 1
  bool days = false;                // true: opening days; false: opening hours
  Hours hours;
  std::vector<Closure> closed;
};

struct Block {
  Action from = Action::kHide;
  std::optional<double> min_strikes;
  std::optional<double> max_strikes;
};

struct Override {
  int rule = -1;
  std::optional<RuleStatus> status;
  std::optional<std::vector<std::pair<std::string, int>>> points;
  std::optional<std::string> policy;
  std::optional<std::string> message;
};

struct Site {
  std::string timezone = "UTC";  // a name in the tz database, checked
  std::string policy_url;        // for rules of packs that have none
  std::vector<std::string> packs_off;
  std::vector<std::string> channels;          // additional names of channels
  std::map<std::string, Thresholds> actions;  // always contains "default"
  std::optional<Block> block;
  std::vector<Profile> profiles;
  std::vector<Office> offices;
  std::vector<Override> overrides;
};

// A spelling used in chats, and the sequence of words for which it stands. All are folded. The same
// spelling may occur several times.
struct ChatSpelling {
  std::string spelling;  // one word
  std::vector<std::string> words;
};

// A letter that replaces other letters in chats. Within a word it stands for any one of `others`.
// All are folded.
struct ChatLetter {
  char letter = 0;
  std::vector<std::string> others;
};

struct ChatTable {
  std::string name;
  std::vector<ChatSpelling> spellings;
  std::vector<ChatLetter> letters;
};

struct Model {
  std::vector<std::string> files;
  std::vector<std::string> packs;  // sorted by name
  std::vector<ChatTable> chats;    // sorted by name
  std::vector<List> lists;
  // Sorted by stratum, then by id. A rule comes after every rule whose label its `label:`
  // conditions may test.
  std::vector<Rule> rules;
  Site site;
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_MODEL_H_
