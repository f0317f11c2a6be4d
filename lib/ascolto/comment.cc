// The table of the comment's fields. It is the only list of them.

#include "ascolto/comment.h"

namespace ascolto {
namespace {

using Kind = CommentField::Kind;

constexpr CommentField Text(std::string_view name, std::string_view Comment::*member,
                            bool condition = false) {
  return {.name = name, .kind = Kind::kText, .condition = condition, .text = member};
}
constexpr CommentField Flag(std::string_view name, std::optional<bool> Comment::*member) {
  return {.name = name, .kind = Kind::kFlag, .condition = true, .flag = member};
}
constexpr CommentField Number(std::string_view name, std::optional<std::int64_t> Comment::*member) {
  return {.name = name, .kind = Kind::kNumber, .condition = true, .number = member};
}

constexpr CommentField kFields[] = {
    Text("id", &Comment::id),
    Text("text", &Comment::text),
    Text("channel", &Comment::channel, true),
    Text("page", &Comment::page, true),
    Text("page_topic", &Comment::page_topic, true),
    Text("language", &Comment::language, true),
    Text("author", &Comment::author),
    Text("author_role", &Comment::author_role, true),
    Text("thread", &Comment::thread),
    Text("parent", &Comment::parent),
    Flag("reply", &Comment::reply),
    Flag("author_new", &Comment::author_new),
    Number("author_strikes", &Comment::author_strikes),
    Number("repeats", &Comment::repeats),
    {.name = "time", .kind = Kind::kTime, .condition = false, .time = &Comment::time},
};

}  // namespace

std::span<const CommentField> CommentFields() { return kFields; }

const CommentField* FindCommentField(std::string_view name) {
  for (const CommentField& field : kFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace ascolto
