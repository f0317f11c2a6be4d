// The plain model of rules and site policy: what the files say, checked, names resolved,
// nothing compiled. rules/ makes it, match/ and judge/ compile it, the fingerprint is taken of
// it. It can be made by hand too (tests, benches).
//
// Indices into Model::lists and Model::rules are ints; -1 is none.

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

// A named list. Every entry may hold further lists; there are no cycles.
struct List {
  std::string pack;
  std::string name;
  diagnostics::Place place;
  bool maskable = false;
  EncodedList<Phrase> entries;
};

// What a condition asks for. The first nine are the fields of Comment of the same name.
enum class Field : std::uint8_t {
  kChannel, kPage, kPageTopic, kLanguage, kReply, kAuthorRole, kAuthorNew, kAuthorStrikes,
  kRepeats,
  kLength, kWordCount, kLinkCount, kMentionCount, kHashtagCount, kEmojiCount,
  kExclamationCount, kQuestionMark, kCaps,
  kLabel,  // `topic: x` is kLabel with "topic.x"
};

// One line of `when`. Which members count follows from the field: texts (one must equal),
// flag, or range (bounds inclusive, either may be missing).
struct Condition {
  Field field = Field::kChannel;
  diagnostics::Place place;
  std::vector<std::string> texts;
  bool flag = false;
  std::optional<double> min;
  std::optional<double> max;
};

// A comment under `tests`. The fields that the file set are in `fields`, by name, as written;
// "text" is always there.
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
  std::string message;   // placeholders as written, checked
  std::string language;  // of the pack; empty: every language
  diagnostics::Place place;
  RuleStatus status = RuleStatus::kLive;
  bool maskable = false;
  std::vector<Reading> readings_off;  // by which it is not found; ascending, never kWritten
  std::vector<std::pair<std::string, int>> points;  // label or label prefix, amount
  std::vector<Condition> when;
  EncodedList<Entry> find;  // empty: the whole text
  EncodedList<Entry> unless_find;
  std::vector<Condition> unless_when;  // empty: excuses nothing
  std::vector<TestCase> match, pass, todo_match, todo_pass;
};

// Points from which each action applies; kAllow is never set.
using Thresholds = std::array<std::optional<int>, kActionCount>;

struct Profile {
  std::string name;
  std::vector<Condition> when;
  std::map<std::string, Thresholds> actions;
};

// When an office is open, in local time of the site. Minutes from midnight, half-open, sorted,
// not overlapping; index 0 is Monday.
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
  std::vector<std::string> topics;  // "waste", or "default"
  int within = 0;                   // of the unit below, >= 1
  bool days = false;                // opening days, else opening hours
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
  std::string timezone = "UTC";  // a name of the tz database, checked
  std::string policy_url;        // for rules whose pack has none
  std::vector<std::string> packs_off;
  std::vector<std::string> channels;  // further names of channels
  std::map<std::string, Thresholds> actions;  // always has "default"
  std::optional<Block> block;
  std::vector<Profile> profiles;
  std::vector<Office> offices;
  std::vector<Override> overrides;
};

// A spelling of chats, and the words that it stands for, one after the other; all folded. The same
// spelling may stand several times.
struct ChatSpelling {
  std::string spelling;  // one word
  std::vector<std::string> words;
};

// A letter of chats, and what it stands for inside words: one of these; all folded.
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
  std::vector<std::string> packs;  // by name
  std::vector<ChatTable> chats;    // by name
  std::vector<List> lists;
  // By stratum (a rule stands after every rule that its `label:` conditions may see), then id.
  std::vector<Rule> rules;
  Site site;
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_MODEL_H_
