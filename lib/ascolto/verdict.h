// The verdict on one comment.
//
//   if (verdict->action >= ascolto::Action::kHide) Hide(comment, verdict->message);
//   for (const ascolto::Match& match : verdict->matches) {
//     Mark(comment.text.substr(match.begin, match.end - match.begin), match.label);
//   }
//
// Offsets are in bytes of Comment::text as given, half-open, and never inside a code point of
// well-formed text. The views are valid until the next call of the classifier that returned the
// verdict, or until its destruction. Copy what must live longer (owned_verdict.h).

#ifndef ASCOLTO_VERDICT_H_
#define ASCOLTO_VERDICT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ascolto {

// Ordered from mild to harsh; may be compared.
enum class Action : std::uint8_t {
  kAllow,   // no action
  kFlag,    // listed for the moderators, nothing else
  kHold,    // a person must decide
  kHide,    // hidden, with a message for the author
  kRemove,  // removed, with a message for the author
};
inline constexpr int kActionCount = 5;

// "allow", "flag", "hold", "hide", "remove".
std::string_view ActionName(Action action);
std::optional<Action> ActionFromName(std::string_view name);

// How the text of a match was read: as written, or by a reading of unusual text. The order is the
// order of preference, from mild to harsh. A word that takes several steps (look-alike, then leet)
// has the harshest of them.
enum class Reading : std::uint8_t {
  kWritten,    // as written
  kChat,       // a spelling used in chats, in good faith: "nn", "xké"
  kCut,        // a hashtag or CamelCase word split into words: "#SeiUnCretino"
  kSqueezed,   // letters repeated three times or more, reduced: "stuuupido"
  kLookalike,  // letters of other scripts that look like Latin ones: a Cyrillic "с" in "сretino"
  kLeet,       // digits and signs instead of letters: "st0pid0"
  kJoined,     // single letters written apart: "s t u p i d o"
  kMasked,     // letters replaced by mask characters: "st***do"
  kSplit,      // a word with a space inside: "stu pido"
};
inline constexpr int kReadingCount = 9;

// "written", "chat", "cut", "squeezed", "lookalike", "leet", "joined", "masked", "split".
std::string_view ReadingName(Reading reading);
std::optional<Reading> ReadingFromName(std::string_view name);

// One hit of one rule. A verdict has at most 16 per rule.
struct Match {
  std::string_view rule;   // "pack/id"
  std::string_view label;  // the rule's label
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t rule_index = 0;         // index into RuleSet::rules()
  std::uint32_t label_index = 0;        // index into RuleSet::labels()
  Reading reading = Reading::kWritten;  // always kWritten for regexes
  bool shadow = false;                  // the rule is on trial and does not influence the action
};

// The sum of the points for one label by live rules, at least 0.
struct LabelPoints {
  std::string_view label;
  int points = 0;
  std::uint32_t label_index = 0;  // index into RuleSet::labels()
};

// The reason for the action.
struct Decision {
  std::string_view bucket;  // the key under `actions` whose points decided
  int points = 0;
  int threshold = 0;                                 // the points from which the action applies
  std::span<const std::string_view> rules;           // that added or subtracted points there, by id
  std::span<const std::uint32_t> rule_indices = {};  // the same, as indices into RuleSet::rules()
};

// Whether the office must answer the author, which office, and by when.
struct Answer {
  bool owed = false;
  std::string_view intent;  // "report", "complaint", "request", "question" or "proposal"
  std::string_view office;  // empty when the site policy names no offices
  std::optional<std::chrono::sys_seconds> due;  // none if the comment has no time
  std::chrono::seconds utc_offset{0};           // of the site's time zone at `due`
};

// Thread safety: belongs to the thread that uses the classifier.
struct Verdict {
  Action action = Action::kAllow;
  std::optional<Decision> decided_by;   // none for kAllow
  std::span<const LabelPoints> labels;  // of live rules, sorted by name
  std::span<const Match> matches;       // sorted by begin, end, rule
  bool more = false;                    // some rule had more hits than are listed
  Answer answer;
  bool propose_block = false;    // the policy proposes to block the author
  std::string_view profile;      // the site's profile that applied, or empty
  std::string_view message;      // for the author, for kHide and kRemove; may be empty
  std::string_view fingerprint;  // of the rule set, 64 hexadecimal digits
};

}  // namespace ascolto

#endif  // ASCOLTO_VERDICT_H_
