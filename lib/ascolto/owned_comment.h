// A comment that owns its text, for queues, files and stores that keep it after the call.
//
//   ascolto::OwnedComment kept(comment);
//   Write(kept->text);

#ifndef ASCOLTO_OWNED_COMMENT_H_
#define ASCOLTO_OWNED_COMMENT_H_

#include <cstddef>
#include <memory>

#include "ascolto/comment.h"

namespace ascolto {

// Copies every field in CommentFields(), so that a new field needs no change here. The text fields
// share one block of memory.
//
// Thread safety: a plain value. Threads may share it for reading.
class OwnedComment {
 public:
  OwnedComment() = default;
  explicit OwnedComment(const Comment& comment);
  OwnedComment(const OwnedComment& other) : OwnedComment(*other) {}
  OwnedComment& operator=(const OwnedComment& other) { return *this = OwnedComment(other); }
  // An object that was moved from is an empty comment.
  OwnedComment(OwnedComment&& other) noexcept;
  OwnedComment& operator=(OwnedComment&& other) noexcept;

  // The views are valid as long as this object, or the object that it is moved to, exists.
  const Comment& operator*() const { return comment_; }
  const Comment* operator->() const { return &comment_; }

  // Returns the total length of the text fields in bytes.
  std::size_t bytes() const { return bytes_; }

 private:
  Comment comment_;
  std::unique_ptr<char[]> text_;
  std::size_t bytes_ = 0;
};

// Returns whether all fields are equal.
bool operator==(const OwnedComment& a, const OwnedComment& b);

}  // namespace ascolto

#endif  // ASCOLTO_OWNED_COMMENT_H_
