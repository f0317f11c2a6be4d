// What goes over the wire against what the library has: names, numbers, values, offsets.

#include "service/grpc/wire.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ascolto/internal/envelope.pb.h"
#include "service/grpc/utf16.h"

namespace ascolto::service {
namespace {

using google::protobuf::FieldDescriptor;

TEST(Proto, CommentHasEveryFieldOfTheTableUnderItsName) {
  const auto* comment = v1::Comment::descriptor();
  EXPECT_EQ(comment->field_count(), static_cast<int>(CommentFields().size()));
  for (const CommentField& field : CommentFields()) {
    const FieldDescriptor* found = comment->FindFieldByName(std::string(field.name));
    ASSERT_NE(found, nullptr) << field.name;
    switch (field.kind) {
      case CommentField::Kind::kText:
        EXPECT_EQ(found->type(), field.name == "text" ? FieldDescriptor::TYPE_BYTES
                                                      : FieldDescriptor::TYPE_STRING)
            << field.name;
        break;
      case CommentField::Kind::kFlag:
        EXPECT_EQ(found->type(), FieldDescriptor::TYPE_BOOL) << field.name;
        EXPECT_TRUE(found->has_presence()) << field.name;
        break;
      case CommentField::Kind::kNumber:
        EXPECT_EQ(found->type(), FieldDescriptor::TYPE_INT64) << field.name;
        EXPECT_TRUE(found->has_presence()) << field.name;
        break;
      case CommentField::Kind::kTime:
        EXPECT_EQ(found->message_type()->full_name(), "google.protobuf.Timestamp");
        break;
    }
  }
}

TEST(Proto, EnvelopeReadsTheBytesOfEveryRequest) {
  v1::StreamClassifyRequest stream;
  stream.add_comments()->set_text("uno");
  stream.add_comments()->set_text("due");
  stream.set_detail(v1::DETAIL_LABELS);
  stream.set_offset_unit(v1::OFFSET_UNIT_UTF16);
  stream.set_sequence(7);
  internal::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(stream.SerializeAsString()));
  ASSERT_EQ(envelope.comments_size(), 2);
  EXPECT_EQ(envelope.comments(1), stream.comments(1).SerializeAsString());
  EXPECT_EQ(envelope.detail(), v1::DETAIL_LABELS);
  EXPECT_EQ(envelope.offset_unit(), v1::OFFSET_UNIT_UTF16);
  EXPECT_EQ(envelope.sequence(), 7u);

  const auto* fields = internal::Envelope::descriptor();
  for (const auto* request : {v1::BatchClassifyRequest::descriptor(),
                              v1::StreamClassifyRequest::descriptor()}) {
    for (int i = 0; i < request->field_count(); ++i) {
      const auto* field = fields->FindFieldByNumber(request->field(i)->number());
      ASSERT_NE(field, nullptr) << request->field(i)->full_name();
      EXPECT_EQ(field->name(), request->field(i)->name());
    }
  }
  const auto* one = v1::ClassifyRequest::descriptor();
  EXPECT_EQ(one->FindFieldByName("comment")->number(), 1);
  EXPECT_EQ(one->FindFieldByName("detail")->number(), 2);
  EXPECT_EQ(one->FindFieldByName("offset_unit")->number(), 3);
}

TEST(ReadComment, TakesEveryField) {
  v1::Comment message;
  for (const CommentField& field : CommentFields()) {
    const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(std::string(field.name));
    const auto* reflection = message.GetReflection();
    if (field.text) reflection->SetString(&message, found, "of " + std::string(field.name));
    if (field.flag) reflection->SetBool(&message, found, true);
    if (field.number) reflection->SetInt64(&message, found, found->number());
  }
  message.mutable_time()->set_seconds(1'700'000'000);
  const absl::StatusOr<Comment> comment = ReadComment(message);
  ASSERT_TRUE(comment.ok()) << comment.status();
  for (const CommentField& field : CommentFields()) {
    if (field.text) {
      EXPECT_EQ((*comment).*field.text, "of " + std::string(field.name));
    }
    if (field.flag) {
      EXPECT_EQ((*comment).*field.flag, true) << field.name;
    }
    if (field.number) {
      EXPECT_GT((*comment).*field.number, 0) << field.name;
    }
    if (field.time) {
      EXPECT_EQ(((*comment).*field.time)->time_since_epoch().count(), 1'700'000'000);
    }
  }
  v1::Comment back;
  WriteComment(*comment, &back);
  EXPECT_EQ(back.SerializeAsString(), message.SerializeAsString());
}

TEST(ReadComment, LeavesOutWhatIsNotSet) {
  const v1::Comment message;
  const absl::StatusOr<Comment> comment = ReadComment(message);
  ASSERT_TRUE(comment.ok());
  for (const CommentField& field : CommentFields()) {
    if (field.flag) {
      EXPECT_FALSE(((*comment).*field.flag).has_value()) << field.name;
    }
    if (field.number) {
      EXPECT_FALSE(((*comment).*field.number).has_value()) << field.name;
    }
    if (field.time) {
      EXPECT_FALSE(((*comment).*field.time).has_value()) << field.name;
    }
  }
}

TEST(ReadComment, RefusesValuesThatCannotBe) {
  v1::Comment negative;
  negative.set_repeats(-1);
  EXPECT_EQ(ReadComment(negative).status().message(),
            "repeats is negative: -1; give 0 or more");
  v1::Comment late;
  late.mutable_time()->set_seconds(253402300800);
  EXPECT_EQ(ReadComment(late).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Verdict, ComesBackAsItWent) {
  const std::vector<std::string_view> rules = {"p/a", "p/b"};
  const std::vector<LabelPoints> labels = {{.label = "insult", .points = 80}};
  const std::vector<Match> matches = {
      {.rule = "p/a", .label = "insult", .begin = 4, .end = 9, .reading = Reading::kLeet},
      {.rule = "p/s", .label = "threat", .begin = 5, .end = 6, .shadow = true}};
  ascolto::Verdict verdict;
  verdict.action = Action::kHide;
  verdict.decided_by = Decision{.bucket = "insult", .points = 80, .threshold = 70, .rules = rules};
  verdict.labels = labels;
  verdict.matches = matches;
  verdict.more = true;
  verdict.answer = {.owed = true,
                    .intent = "question",
                    .office = "urp",
                    .due = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000)),
                    .utc_offset = std::chrono::seconds(3600)};
  verdict.propose_block = true;
  verdict.profile = "elezioni";
  verdict.message = "Nascosto";

  v1::Verdict message;
  WriteVerdict(verdict, {.id = "7", .text = "0123456789"}, {}, &message);
  EXPECT_EQ(message.id(), "7");
  const ReceivedVerdict received(message, "f");
  const ascolto::Verdict& got = received.verdict;
  EXPECT_EQ(got.action, Action::kHide);
  ASSERT_TRUE(got.decided_by.has_value());
  EXPECT_EQ(got.decided_by->bucket, "insult");
  EXPECT_EQ(got.decided_by->threshold, 70);
  EXPECT_EQ(received.rules, rules);
  ASSERT_EQ(got.labels.size(), 1u);
  EXPECT_EQ(got.labels[0].points, 80);
  ASSERT_EQ(got.matches.size(), 2u);
  EXPECT_EQ(got.matches[0].begin, 4u);
  EXPECT_EQ(got.matches[0].reading, Reading::kLeet);
  EXPECT_TRUE(got.matches[1].shadow);
  EXPECT_TRUE(got.more);
  EXPECT_EQ(got.answer.due, verdict.answer.due);
  EXPECT_EQ(got.answer.utc_offset, verdict.answer.utc_offset);
  EXPECT_TRUE(got.propose_block);
  EXPECT_EQ(got.profile, "elezioni");
  EXPECT_EQ(got.message, "Nascosto");
}

TEST(Verdict, EveryActionAndReadingHasANumber) {
  for (int i = 0; i < kActionCount; ++i) {
    ascolto::Verdict verdict;
    verdict.action = static_cast<Action>(i);
    v1::Verdict message;
    WriteVerdict(verdict, {}, {}, &message);
    EXPECT_NE(message.action(), v1::ACTION_UNSPECIFIED);
    EXPECT_EQ(ReceivedVerdict(message, "").verdict.action, verdict.action);
  }
  for (int i = 0; i < kReadingCount; ++i) {
    const std::vector<Match> matches = {{.rule = "p/a", .label = "l", .begin = 0, .end = 1,
                                         .reading = static_cast<Reading>(i)}};
    ascolto::Verdict verdict;
    verdict.matches = matches;
    v1::Verdict message;
    WriteVerdict(verdict, {.text = "x"}, {}, &message);
    EXPECT_NE(message.matches(0).reading(), v1::READING_UNSPECIFIED);
    EXPECT_EQ(ReceivedVerdict(message, "").matches[0].reading, matches[0].reading);
  }
}

TEST(Verdict, NumbersOfReadingsStayWhatTheyWere) {
  EXPECT_EQ(v1::READING_WRITTEN, 1);
  EXPECT_EQ(v1::READING_SQUEEZED, 2);
  EXPECT_EQ(v1::READING_LEET, 3);
  EXPECT_EQ(v1::READING_JOINED, 4);
}

TEST(ReadWanted, RefusesNumbersThatNoEnumeratorHas) {
  EXPECT_EQ(ReadWanted(0, 0)->detail, v1::DETAIL_MATCHES);
  EXPECT_FALSE(ReadWanted(9, 0).ok());
  EXPECT_FALSE(ReadWanted(0, 3).ok());
}

TEST(ToUtf16, CountsAsJavaScriptDoes) {
  struct Case {
    std::string text;
    std::vector<std::size_t> bytes;
    std::vector<std::size_t> units;
  };
  const Case cases[] = {
      {"", {0}, {0}},
      {"abc", {3, 0, 1}, {3, 0, 1}},
      {"è così", {2, 3, 8}, {1, 2, 6}},
      {"😀a😀", {4, 5, 9}, {2, 3, 5}},
      {"\xff" "a\xe2\x82" "b", {1, 2, 4, 5}, {1, 2, 3, 4}},  // one unit a maximal subpart
      {"a😀", {5, 5, 1}, {3, 3, 1}},
  };
  for (const Case& c : cases) {
    std::vector<std::size_t> offsets = c.bytes;
    std::vector<std::size_t*> pointers;
    for (std::size_t& offset : offsets) pointers.push_back(&offset);
    ToUtf16(c.text, pointers);
    EXPECT_EQ(offsets, c.units) << c.text;
  }
}

}  // namespace
}  // namespace ascolto::service
