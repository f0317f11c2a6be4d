#include "ascolto/owned_comment.h"

#include <cstring>
#include <string_view>
#include <utility>

namespace ascolto {

OwnedComment::OwnedComment(const Comment& comment) : comment_(comment) {
  for (const CommentField& field : CommentFields()) {
    if (field.kind == CommentField::Kind::kText) bytes_ += (comment.*field.text).size();
  }
  text_ = std::make_unique_for_overwrite<char[]>(bytes_);
  char* to = text_.get();
  for (const CommentField& field : CommentFields()) {
    if (field.kind != CommentField::Kind::kText) continue;
    std::string_view& view = comment_.*field.text;
    if (view.empty()) {
      view = {};
      continue;
    }
    std::memcpy(to, view.data(), view.size());
    view = {to, view.size()};
    to += view.size();
  }
}

OwnedComment::OwnedComment(OwnedComment&& other) noexcept
    : comment_(std::exchange(other.comment_, Comment())),
      text_(std::move(other.text_)),
      bytes_(std::exchange(other.bytes_, 0)) {}

OwnedComment& OwnedComment::operator=(OwnedComment&& other) noexcept {
  comment_ = std::exchange(other.comment_, Comment());
  text_ = std::move(other.text_);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

bool operator==(const OwnedComment& a, const OwnedComment& b) {
  for (const CommentField& field : CommentFields()) {
    switch (field.kind) {
      case CommentField::Kind::kText:
        if ((*a).*field.text != (*b).*field.text) return false;
        break;
      case CommentField::Kind::kFlag:
        if ((*a).*field.flag != (*b).*field.flag) return false;
        break;
      case CommentField::Kind::kNumber:
        if ((*a).*field.number != (*b).*field.number) return false;
        break;
      case CommentField::Kind::kTime:
        if ((*a).*field.time != (*b).*field.time) return false;
        break;
    }
  }
  return true;
}

}  // namespace ascolto
