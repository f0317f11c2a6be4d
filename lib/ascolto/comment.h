// A comment and everything that is known about it.
//
//   ascolto::Comment comment;
//   comment.text = "Quando riapre la biblioteca?";
//   comment.channel = "facebook";
//   absl::StatusOr<ascolto::Verdict> verdict = classifier.Classify(comment);
//
// A Comment holds views only. What they refer to must live until the call returns; the engine keeps
// nothing of it afterwards. Every field except `text` may be omitted. A condition on a field that
// the comment does not have never holds.

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
  std::string_view id = {};           // the caller's id; returned, never interpreted
  std::string_view text = {};         // UTF-8; ill-formed bytes are read as U+FFFD
  std::string_view channel = {};      // "facebook", "instagram", …; see docs/rules.md
  std::string_view page = {};         // the page or profile that has the comment
  std::string_view page_topic = {};   // what that page is about, e.g. "school"
  std::string_view language = {};     // "it", "en", …; omitted: rules of every language apply
  std::string_view author = {};       // opaque to the engine
  std::string_view author_role = {};  // "office" is the body that owns the page; any other name
  std::string_view thread = {};       // the post to which the comment belongs
  std::string_view parent = {};       // the comment that it answers
  std::optional<bool> reply = {};     // whether it answers another comment
  std::optional<bool> author_new = {};              // whether it is the author's first comment
  std::optional<std::int64_t> author_strikes = {};  // earlier sanctions of the author, >= 0
  std::optional<std::int64_t> repeats = {};  // how often the author wrote this text before, >= 0
  std::optional<std::chrono::sys_seconds> time = {};  // when it was written, UTC
};

// One field of Comment, with the name that C++, protobuf, JSON, CSV and rule files share. `kind`
// determines which one of the member pointers is set.
struct CommentField {
  enum class Kind { kText, kFlag, kNumber, kTime };
  std::string_view name;
  Kind kind;
  bool condition;  // whether `when` in a rule file may test the field
  std::string_view Comment::*text = nullptr;
  std::optional<bool> Comment::*flag = nullptr;
  std::optional<std::int64_t> Comment::*number = nullptr;
  std::optional<std::chrono::sys_seconds> Comment::*time = nullptr;
};

// Returns every field of Comment in the order of declaration. May be called from any thread.
std::span<const CommentField> CommentFields();

// Returns the field with this name, or null.
const CommentField* FindCommentField(std::string_view name);

}  // namespace ascolto

#endif  // ASCOLTO_COMMENT_H_
