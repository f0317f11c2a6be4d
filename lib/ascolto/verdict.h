// What the engine says of one comment.
//
//   if (verdict->action >= ascolto::Action::kHide) Hide(comment, verdict->message);
//   for (const ascolto::Match& match : verdict->matches) {
//     Mark(comment.text.substr(match.begin, match.end - match.begin), match.label);
//   }
//
// Offsets are bytes of Comment::text as given, half-open, never inside a code point of
// well-formed text. The views live until the next call on the classifier that gave the
// verdict (or its end); copy what must outlive that.

#ifndef ASCOLTO_VERDICT_H_
#define ASCOLTO_VERDICT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ascolto {

// From mild to harsh; comparable.
enum class Action : std::uint8_t {
  kAllow,   // nothing to do
  kFlag,    // listed for the moderators, nothing else
  kHold,    // a person must decide
  kHide,    // hidden, with a message for the author
  kRemove,  // removed, with a message for the author
};
inline constexpr int kActionCount = 5;

// "allow", "flag", "hold", "hide", "remove".
std::string_view ActionName(Action action);
std::optional<Action> ActionFromName(std::string_view name);

// How a match was read: as written, or through one of the readings of odd text. The order is
// the order of preference, from mild to harsh; a word that takes several steps (look-alike, then
// leet) bears the harshest of them.
enum class Reading : std::uint8_t {
  kWritten,    // as it stands
  kChat,       // the spelling of chats, in good faith: "nn", "xké"
  kCut,        // a hashtag or CamelCase cut into words: "#SeiUnCretino"
  kSqueezed,   // letters repeated three times or more, squeezed: "stuuupido"
  kLookalike,  // letters of another script that look like Latin ones: a Cyrillic "с" in "сretino"
  kLeet,       // digits and signs for letters: "st0pid0"
  kJoined,     // single letters set apart: "s t u p i d o"
  kMasked,     // letters starred out: "st***do"
  kSplit,      // a word that a stray space cuts: "stu pido"
};
inline constexpr int kReadingCount = 9;

// "written", "chat", "cut", "squeezed", "lookalike", "leet", "joined", "masked", "split".
std::string_view ReadingName(Reading reading);
std::optional<Reading> ReadingFromName(std::string_view name);

// One hit of one rule. At most 16 are given of a rule.
struct Match {
  std::string_view rule;   // "pack/id"
  std::string_view label;  // the rule's label
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t rule_index = 0;   // into RuleSet::rules()
  std::uint32_t label_index = 0;  // into RuleSet::labels()
  Reading reading = Reading::kWritten;  // always kWritten for regexes
  bool shadow = false;  // from a rule on trial: counted, without any part in the action
};

// The points that the live rules of one label gave; never below 0.
struct LabelPoints {
  std::string_view label;
  int points = 0;
  std::uint32_t label_index = 0;  // into RuleSet::labels()
};

// Why the action is what it is.
struct Decision {
  std::string_view bucket;  // the key under `actions` whose points decided
  int points = 0;
  int threshold = 0;  // the points from which the action applies
  std::span<const std::string_view> rules;  // that gave or took points there, by id
  std::span<const std::uint32_t> rule_indices = {};  // the same, into RuleSet::rules()
};

// Whether the office owes the author an answer, and which.
struct Answer {
  bool owed = false;
  std::string_view intent;  // "report", "complaint", "request", "question" or "proposal"
  std::string_view office;  // empty when the site policy names no offices
  std::optional<std::chrono::sys_seconds> due;  // none when the comment has no time
  std::chrono::seconds utc_offset{0};           // of the site's time zone at `due`
};

// Thread safety: belongs to the thread of the classifier that gave it.
struct Verdict {
  Action action = Action::kAllow;
  std::optional<Decision> decided_by;    // none with kAllow
  std::span<const LabelPoints> labels;   // of live rules, by name
  std::span<const Match> matches;        // by begin, end, rule
  bool more = false;                     // some rule had more hits than are given
  Answer answer;
  bool propose_block = false;            // the policy proposes to block the author
  std::string_view profile;              // the site's profile that applied, or empty
  std::string_view message;              // for the author, with kHide and kRemove; may be empty
  std::string_view fingerprint;          // of the rule set, 64 hexadecimal digits
};

}  // namespace ascolto

#endif  // ASCOLTO_VERDICT_H_
