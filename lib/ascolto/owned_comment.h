// A comment that owns its text: for queues, files and stores, which keep it after the call.
//
//   ascolto::OwnedComment kept(comment);
//   Write(kept->text);

#ifndef ASCOLTO_OWNED_COMMENT_H_
#define ASCOLTO_OWNED_COMMENT_H_

#include <cstddef>
#include <memory>

#include "ascolto/comment.h"

namespace ascolto {

// Copies every field of CommentFields(), so a new field needs nothing here. The text fields lie in
// one block of memory.
//
// Thread safety: a plain value; share it only for reading.
class OwnedComment {
 public:
  OwnedComment() = default;
  explicit OwnedComment(const Comment& comment);
  OwnedComment(const OwnedComment& other) : OwnedComment(*other) {}
  OwnedComment& operator=(const OwnedComment& other) { return *this = OwnedComment(other); }
  // What was moved from is an empty comment.
  OwnedComment(OwnedComment&& other) noexcept;
  OwnedComment& operator=(OwnedComment&& other) noexcept;

  // The views live as long as this object and its moves.
  const Comment& operator*() const { return comment_; }
  const Comment* operator->() const { return &comment_; }

  // Bytes of the text fields.
  std::size_t bytes() const { return bytes_; }

 private:
  Comment comment_;
  std::unique_ptr<char[]> text_;
  std::size_t bytes_ = 0;
};

// Whether all fields are equal.
bool operator==(const OwnedComment& a, const OwnedComment& b);

}  // namespace ascolto

#endif  // ASCOLTO_OWNED_COMMENT_H_
