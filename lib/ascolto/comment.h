// What is known of one comment.
//
//   ascolto::Comment comment;
//   comment.text = "Quando riapre la biblioteca?";
//   comment.channel = "facebook";
//   absl::StatusOr<ascolto::Verdict> verdict = classifier.Classify(comment);
//
// A Comment holds views only: what they point at must live until the call returns, and
// nothing of it is kept afterwards. Every field but `text` may be left out; a condition on a
// field that the comment lacks does not hold.

#ifndef ASCOLTO_COMMENT_H_
#define ASCOLTO_COMMENT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ascolto {

// Thread safety: a plain value; share it only for reading.
struct Comment {
  std::string_view id = {};           // the caller's name for it; given back, never read
  std::string_view text = {};         // UTF-8; ill-formed bytes are read as U+FFFD
  std::string_view channel = {};      // "facebook", "instagram", …; see docs/rules.md
  std::string_view page = {};         // the page or profile it stands on
  std::string_view page_topic = {};   // what that page is about, e.g. "school"
  std::string_view language = {};     // "it", "en", …; left out: rules of every language apply
  std::string_view author = {};       // opaque to the engine
  std::string_view author_role = {};  // "office" is the body that keeps the page; any other name
  std::string_view thread = {};       // the post it stands under
  std::string_view parent = {};       // the comment it answers
  std::optional<bool> reply = {};     // whether it answers another comment
  std::optional<bool> author_new = {};              // first comment of this author
  std::optional<std::int64_t> author_strikes = {};  // earlier sanctions of this author, >= 0
  std::optional<std::int64_t> repeats = {};  // times the author wrote this text before, >= 0
  std::optional<std::chrono::sys_seconds> time = {};  // when it was written, UTC
};

// One field of Comment under the name that C++, protobuf, JSON, CSV and rule files share.
// Exactly one of the member pointers is set, the one that `kind` says.
struct CommentField {
  enum class Kind { kText, kFlag, kNumber, kTime };
  std::string_view name;
  Kind kind;
  bool condition;  // whether `when` in a rule file may ask for it
  std::string_view Comment::*text = nullptr;
  std::optional<bool> Comment::*flag = nullptr;
  std::optional<std::int64_t> Comment::*number = nullptr;
  std::optional<std::chrono::sys_seconds> Comment::*time = nullptr;
};

// Every field of Comment, in the order of its declaration. Safe from any thread.
std::span<const CommentField> CommentFields();

// The field of that name, or null.
const CommentField* FindCommentField(std::string_view name);

}  // namespace ascolto

#endif  // ASCOLTO_COMMENT_H_
