// All keys of the rule files, grouped by the mapping in which they may occur. The readers in rules/
// accept these keys and no others; a test compares them with the JSON schemas in rules/schema/.

#ifndef ASCOLTO_MODEL_KEYS_H_
#define ASCOLTO_MODEL_KEYS_H_

#include <string_view>

namespace ascolto::model::keys {

inline constexpr std::string_view kPack[] = {"pack", "language", "policy_url", "readings",
                                             "lists", "rules"};
inline constexpr std::string_view kReadings[] = {"off"};
inline constexpr std::string_view kList[] = {"maskable", "entries"};
inline constexpr std::string_view kRule[] = {"id", "title", "owner", "status", "label", "points",
                                             "policy", "maskable", "readings", "when", "find",
                                             "unless", "message", "tests"};
inline constexpr std::string_view kFind[] = {"words", "phrases", "exact", "near", "regex",
                                             "regex_raw"};
inline constexpr std::string_view kNear[] = {"within", "all"};
inline constexpr std::string_view kUnless[] = {"find", "when"};
inline constexpr std::string_view kTests[] = {"match", "pass", "todo"};
inline constexpr std::string_view kTodo[] = {"match", "pass"};
inline constexpr std::string_view kWhen[] = {
    "channel", "page", "page_topic", "language", "reply", "author_role", "author_new",
    "author_strikes", "repeats", "length", "word_count", "link_count", "mention_count",
    "hashtag_count", "emoji_count", "exclamation_count", "question_mark", "caps", "label", "topic"};

inline constexpr std::string_view kChat[] = {"chat", "words", "letters"};

inline constexpr std::string_view kSite[] = {"timezone", "policy_url", "channels", "packs",
                                             "actions", "block", "profiles", "offices",
                                             "overrides"};
inline constexpr std::string_view kPacks[] = {"off"};
inline constexpr std::string_view kThresholds[] = {"flag", "hold", "hide", "remove"};
inline constexpr std::string_view kBlock[] = {"from", "strikes"};
inline constexpr std::string_view kProfile[] = {"name", "when", "actions"};
inline constexpr std::string_view kOffice[] = {"topics", "answer_within", "hours", "closed"};
inline constexpr std::string_view kOverride[] = {"rule", "status", "points", "policy", "message"};

inline constexpr std::string_view kChannels[] = {"facebook", "instagram", "x", "linkedin",
                                                 "youtube", "whatsapp", "telegram", "messenger",
                                                 "snapchat", "web"};

}  // namespace ascolto::model::keys

#endif  // ASCOLTO_MODEL_KEYS_H_
