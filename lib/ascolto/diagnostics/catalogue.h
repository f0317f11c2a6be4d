// Every text that a moderator can be shown about a rule file: one table of codes, each with its
// message, hint and explanation in English and Italian. Nothing else in rules/ holds prose.
//
// Codes are stable: a number is never used for another problem. E… are errors, W… warnings.
//
// Thread safety: constant tables.

#ifndef ASCOLTO_DIAGNOSTICS_CATALOGUE_H_
#define ASCOLTO_DIAGNOSTICS_CATALOGUE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ascolto/diagnostic.h"

namespace ascolto::diagnostics {

enum class Code : std::uint8_t {
  // The text of the file.
  kNotUtf8, kFileTooLarge, kTab, kControlCharacter, kUnclosedQuote, kTextAfterQuote, kBadEscape,
  kSpecialStart, kGluedHash, kSeveralDocuments, kDuplicateKey, kTooDeep, kNotYaml, kColonInText,
  kSplitAtComma, kColonWithoutSpace, kUnclosedBracket,
  // The shape of what it says.
  kEmptyValue, kWrongShape, kUnknownKey, kMissingKey, kNotRuleFile, kBadName, kUnknownValue,
  kNotANumber, kNumberOutOfRange, kNotTrueFalse, kBadRange, kBackwardRange,
  // Words and phrases.
  kUnknownPack, kUnknownList, kListCycle, kGluedList, kStarInMiddle, kLoneStar, kGapAtEnd,
  kGapTooLong, kTooManyGaps, kUnbalanced, kNested, kMissingSlash, kSlashOutside, kEmptyEntry,
  kNeverMatches, kTooManyForms, kBareDollar, kNearItems, kNearTooNarrow,
  // Regexes.
  kBadRegex, kLookAround, kBackReference, kFoldedAway, kFoldedClass, kMatchesEmpty,
  // Rules and conditions.
  kDuplicateRule, kDuplicatePack, kNothingToFind, kUnknownChannel, kConditionCycle,
  kUnknownPlaceholder, kBadLabel, kLabelNotHere, kBadTime,
  // The site policy.
  kSecondSite, kThresholdsDecrease, kNeverActs, kUnknownRule, kUnknownPackOff, kTouchesNothing,
  kNoDefaultOffice, kBadHours, kBadDate, kUnknownTimeZone, kBadDuration, kDuplicateName,
  // Limits.
  kTooManyRules, kTooManyAllForms, kTooManyProblems,
  // Warnings.
  kNoPoints, kUnknownLabel, kNoRequiredText, kSignNotRead, kEmptyPlaceholder, kEllipsis,
  kConditionOnNothing, kTokenInPhrase,
  // Errors again.
  kListTooDeep, kSingleByte, kBadSpelling, kRegexTooLarge, kRegexTooDeep, kTooManyMeanings,
  kTooMuchRegexWork, kTextTooLong, kTooManyTests, kTooManyProfiles, kEntryTooLong,
  kEntriesTooLong,
  // A warning again.
  kMoreProblems,
};

// Hints that replace the one of the code.
enum class Hint : std::uint8_t {
  kDidYouMean,        // %1
  kDidYouMeanLine,    // %1, %2 line
  kDidYouMeanFile,    // %1, %2 file, %3 line
  kOneOf,             // %1
  kQuote,             // %1
  kWrite,             // %1
  kGivePolicyUrl,
  kNone,
};

// A word inside a message that has to be translated.
enum class Term : std::uint8_t {
  kNone,
  kText, kList, kMap, kNothing, kWholeNumber,
  kAnchor, kAlias, kTag, kReserved, kDirective, kBlockText, kCommentSign, kFlowSign, kMapKey,
  kBrokenQuote,
  kPackName, kRuleId, kListName, kChannelName, kOfficeName, kLanguageCode, kChatName,
  kOverride, kProfile, kOffice, kOff,
};

// One argument of a message: text as it is, or a term.
struct Argument {
  std::string text;
  Term term = Term::kNone;

  // NOLINTBEGIN(google-explicit-constructor): arguments are written in place.
  Argument(std::string value) : text(std::move(value)) {}
  Argument(std::string_view value) : text(value) {}
  Argument(const char* value) : text(value) {}
  Argument(Term value) : term(value) {}
  template <typename T>
    requires std::is_integral_v<T>
  Argument(T value) : text(std::to_string(value)) {}
  // NOLINTEND(google-explicit-constructor)
};
using Arguments = std::vector<Argument>;

std::string_view CodeName(Code code);  // "E031"
Severity CodeSeverity(Code code);
std::span<const Code> AllCodes();  // in the order of their names
std::optional<Code> FindCode(std::string_view name);

std::string Message(Code code, const Arguments& arguments, MessageLanguage language);
// The code's own hint, with the message's arguments.
std::string DefaultHint(Code code, const Arguments& arguments, MessageLanguage language);
// What is added to a message when the same cause shows in so many further places.
std::string OtherPlaces(std::size_t others, MessageLanguage language);
std::string HintText(Hint hint, const Arguments& arguments, MessageLanguage language);

// What `ascolto help E031` prints: the code, what it means and what to do, in a few lines that
// end with a line end. Empty when no code has that name.
std::string ExplainCode(std::string_view name, MessageLanguage language);

}  // namespace ascolto::diagnostics

#endif  // ASCOLTO_DIAGNOSTICS_CATALOGUE_H_
