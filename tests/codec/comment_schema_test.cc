// CommentFields() is the one list of a comment's fields. Whatever else knows fields is held against it
// here: a field that was added to the list alone fails, and the test names what lacks it.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/comment.h"
#include "ascolto/model/keys.h"
#include "ascolto/owned_comment.h"
#include "service/codec/csv_comment.h"
#include "service/codec/json_comment.h"
#include "service/codec/protobuf.h"

namespace ascolto::service {
namespace {

constexpr std::chrono::sys_seconds kTime{std::chrono::seconds(1'700'000'000)};

// A comment that has this field, and the value as CSV writes it.
struct Sample {
  const CommentField* field;
  OwnedComment comment;
  std::string written;
};

std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  for (const CommentField& field : CommentFields()) {
    Comment comment;
    std::string written;
    switch (field.kind) {
      case CommentField::Kind::kText:
        written = base::Cat("a value of ", field.name);
        comment.*field.text = written;
        break;
      case CommentField::Kind::kFlag:
        written = "true";
        comment.*field.flag = true;
        break;
      case CommentField::Kind::kNumber:
        written = "7";
        comment.*field.number = 7;
        break;
      case CommentField::Kind::kTime:
        written = base::FormatRfc3339(kTime);
        comment.*field.time = kTime;
        break;
    }
    samples.push_back({&field, OwnedComment(comment), written});
  }
  return samples;
}

std::string Page(std::string_view path) {
  std::ifstream file(std::filesystem::path(ASCOLTO_SOURCE_DIR) / path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(CommentSchema, ProtobufCarriesEveryField) {
  for (const Sample& sample : Samples()) {
    v1::Comment sent, received;
    WriteComment(*sample.comment, &sent);
    ASSERT_TRUE(received.ParseFromString(sent.SerializeAsString())) << sample.field->name;
    const absl::StatusOr<Comment> comment = ReadComment(received);
    ASSERT_TRUE(comment.ok()) << sample.field->name << ": " << comment.status();
    EXPECT_TRUE(OwnedComment(*comment) == sample.comment)
        << "WriteComment or ReadComment (service/codec/protobuf.cc) lacks " << sample.field->name;
  }
}

TEST(CommentSchema, JsonCarriesEveryField) {
  for (const Sample& sample : Samples()) {
    std::string json;
    AppendCommentJson(*sample.comment, true, &json);
    DecodedComment decoded;
    // The text must be there.
    if (sample.field->name != "text") json.insert(1, "\"text\":\"\",");
    const absl::Status status = DecodeJson(json, false, &decoded);
    ASSERT_TRUE(status.ok()) << json << ": " << status;
    EXPECT_TRUE(OwnedComment(decoded.comment) == sample.comment)
        << "service/codec/json_comment.cc lacks " << sample.field->name << ": " << json;
  }
}

TEST(CommentSchema, CsvCarriesEveryField) {
  for (const Sample& sample : Samples()) {
    std::vector<std::string> header = {std::string(sample.field->name)}, cells = {sample.written};
    if (sample.field->name != "text") {
      header.emplace_back("text");
      cells.emplace_back();
    }
    DecodedComment decoded;
    const absl::Status status = DecodeRow(header, cells, false, &decoded);
    ASSERT_TRUE(status.ok()) << sample.field->name << ": " << status;
    EXPECT_TRUE(OwnedComment(decoded.comment) == sample.comment)
        << "service/codec/csv_comment.cc lacks " << sample.field->name;
  }
}

TEST(CommentSchema, ConditionsCanAskForEveryFieldThatSaysSo) {
  for (const CommentField& field : CommentFields()) {
    const bool has = std::ranges::find(model::keys::kWhen, field.name) !=
                     std::end(model::keys::kWhen);
    EXPECT_EQ(has, field.condition) << "keys::kWhen (model/keys.h) and " << field.name;
  }
}

TEST(CommentSchema, TheDocsNameEveryField) {
  const std::string api = Page("docs/api.md");
  for (const CommentField& field : CommentFields()) {
    EXPECT_NE(api.find(base::Cat("\n| `", field.name, "` |")), std::string::npos)
        << "the table of docs/api.md lacks " << field.name;
    if (!field.condition) continue;
    for (const char* page : {"docs/rules.md", "docs/regole.md"}) {
      EXPECT_NE(Page(page).find(base::Cat("`", field.name, "`")), std::string::npos)
          << page << " lacks " << field.name;
    }
  }
}

}  // namespace
}  // namespace ascolto::service
