// What goes over the wire against what the library has: names, numbers, values, offsets.

#include "service/codec/field_error.h"
#include "service/codec/protobuf.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ascolto/internal/answers.pb.h"
#include "ascolto/internal/error_details.pb.h"
#include "service/grpc/request.h"
#include "service/grpc/status.h"
#include "service/codec/utf16.h"

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

TEST(Proto, AnswersAreTheBytesOfBothResponses) {
  internal::Answers answers;
  answers.add_results()->mutable_verdict()->set_id("a");
  answers.add_results()->mutable_error()->set_message("wrong");
  answers.set_fingerprint("f");
  v1::BatchClassifyResponse batch;
  ASSERT_TRUE(batch.ParseFromString(answers.SerializeAsString()));
  ASSERT_EQ(batch.results_size(), 2);
  EXPECT_EQ(batch.results(0).verdict().id(), "a");
  EXPECT_EQ(batch.results(1).error().message(), "wrong");
  EXPECT_EQ(batch.fingerprint(), "f");
  EXPECT_EQ(batch.GetReflection()->GetUnknownFields(batch).field_count(), 0);
  answers.set_sequence(7);
  v1::StreamClassifyResponse stream;
  ASSERT_TRUE(stream.ParseFromString(answers.SerializeAsString()));
  EXPECT_EQ(stream.results_size(), 2);
  EXPECT_EQ(stream.sequence(), 7u);
  EXPECT_EQ(stream.GetReflection()->GetUnknownFields(stream).field_count(), 0);
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
  EXPECT_EQ(FieldOf(ReadComment(negative).status()), "repeats");
  v1::Comment late;
  late.mutable_time()->set_seconds(253402300800);
  EXPECT_EQ(ReadComment(late).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Verdict, ComesBackAsItWent) {
  const std::vector<std::string_view> rules = {"p/a", "p/b"};
  const std::vector<std::uint32_t> rule_indices = {2, 5};
  const std::vector<LabelPoints> labels = {{.label = "insult", .points = 80,
                                           .label_index = 3}};
  const std::vector<Match> matches = {
      {.rule = "p/a", .label = "insult", .begin = 4, .end = 9, .rule_index = 2, .label_index = 3,
       .reading = Reading::kLeet},
      {.rule = "p/s", .label = "threat", .begin = 5, .end = 6, .shadow = true}};
  ascolto::Verdict verdict;
  verdict.action = Action::kHide;
  verdict.decided_by = Decision{.bucket = "insult", .points = 80, .threshold = 70, .rules = rules,
                                .rule_indices = rule_indices};
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
  WriteVerdict(verdict, {.id = "7", .text = "0123456789"}, {.names = true}, &message);
  EXPECT_EQ(message.id(), "7");
  const ReceivedVerdict received(message, "f");
  const ascolto::Verdict& got = received.verdict;
  EXPECT_EQ(got.action, Action::kHide);
  ASSERT_TRUE(got.decided_by.has_value());
  EXPECT_EQ(got.decided_by->bucket, "insult");
  EXPECT_EQ(got.decided_by->threshold, 70);
  EXPECT_EQ(received.rules, rules);
  EXPECT_EQ(received.rule_indices, rule_indices);
  ASSERT_EQ(got.labels.size(), 1u);
  EXPECT_EQ(got.labels[0].points, 80);
  EXPECT_EQ(got.labels[0].label_index, 3u);
  ASSERT_EQ(got.matches.size(), 2u);
  EXPECT_EQ(got.matches[0].begin, 4u);
  EXPECT_EQ(got.matches[0].rule, "p/a");
  EXPECT_EQ(got.matches[0].rule_index, 2u);
  EXPECT_EQ(got.matches[0].label_index, 3u);
  EXPECT_EQ(got.matches[0].reading, Reading::kLeet);
  EXPECT_TRUE(got.matches[1].shadow);
  EXPECT_TRUE(got.more);
  EXPECT_EQ(got.answer.due, verdict.answer.due);
  EXPECT_EQ(got.answer.utc_offset, verdict.answer.utc_offset);
  EXPECT_TRUE(got.propose_block);
  EXPECT_EQ(got.profile, "elezioni");
  EXPECT_EQ(got.message, "Nascosto");

  v1::Verdict compact;
  WriteVerdict(verdict, {.id = "7", .text = "0123456789"}, {}, &compact);
  for (v1::Match& match : *message.mutable_matches()) match.clear_rule(), match.clear_label();
  for (v1::LabelPoints& label : *message.mutable_labels()) label.clear_label();
  message.mutable_decided_by()->clear_rules();
  EXPECT_EQ(compact.SerializeAsString(), message.SerializeAsString());
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
  EXPECT_EQ(ReadWanted(0, 0, false)->detail, v1::DETAIL_MATCHES);
  EXPECT_FALSE(ReadWanted(9, 0, false).ok());
  EXPECT_FALSE(ReadWanted(0, 3, false).ok());
}

grpc::ByteBuffer Buffer(const std::vector<std::string>& pieces) {
  std::vector<grpc::Slice> slices(pieces.begin(), pieces.end());
  return grpc::ByteBuffer(slices.data(), slices.size());
}

TEST(Request, IsReadFromAnyNumberOfPieces) {
  v1::StreamClassifyRequest message;
  message.add_comments()->set_text("uno");
  message.add_comments();
  message.add_comments()->set_text(std::string(1000, 'x'));
  message.set_detail(v1::DETAIL_LABELS);
  message.set_offset_unit(v1::OFFSET_UNIT_UTF16);
  message.set_sequence(std::uint64_t{1} << 60);
  message.set_names(true);
  const std::string bytes = message.SerializeAsString() + "\xfa\x01\x02zz";  // an unknown field
  for (const std::size_t cut : {std::size_t{0}, std::size_t{3}, bytes.size() / 2}) {
    const grpc::ByteBuffer buffer = Buffer({bytes.substr(0, cut), bytes.substr(cut)});
    EXPECT_EQ(*CountComments(buffer, 100), 3u);
    EXPECT_EQ(*CountComments(buffer, 1), 2u) << "one more than the limit";
    Request request;
    ASSERT_TRUE(request.Read(buffer).ok());
    ASSERT_EQ(request.comments().size(), 3u);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(request.comments()[i], message.comments(i).SerializeAsString());
    }
    EXPECT_EQ(request.detail(), v1::DETAIL_LABELS);
    EXPECT_EQ(request.offset_unit(), v1::OFFSET_UNIT_UTF16);
    EXPECT_EQ(request.sequence(), std::uint64_t{1} << 60);
    EXPECT_TRUE(request.names());
  }
}

TEST(Request, CutAnywhereIsAnErrorOrAShorterMessage) {
  v1::BatchClassifyRequest message;
  for (int i = 0; i < 3; ++i) message.add_comments()->set_text("testo");
  message.set_detail(v1::DETAIL_LABELS);
  const std::string bytes = message.SerializeAsString();
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::string part = bytes.substr(0, size);
    Request request;
    const bool read = request.Read(Buffer({part})).ok();
    EXPECT_EQ(read, v1::BatchClassifyRequest().ParseFromString(part)) << size;
    EXPECT_EQ(CountComments(Buffer({part}), 100).ok(), read) << size;
  }
}

TEST(Request, WrongBytesAreErrors) {
  for (const std::string bytes : {"\xff\xff\xff\xff", "\x0a\x7f", "\x0b", "\x0a\xff\xff\xff\xff\x0f"}) {
    Request request;
    EXPECT_FALSE(request.Read(Buffer({bytes})).ok());
    EXPECT_FALSE(CountComments(Buffer({bytes}), 100).ok());
  }
}

TEST(ToGrpc, NamesTheFieldInTheDetails) {
  const grpc::Status status =
      ToGrpc(WithinField("comment", InvalidField("repeats", "repeats is negative")));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  internal::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), 3);
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.BadRequest");
  internal::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(details.details(0).value()));
  EXPECT_EQ(bad.field_violations(0).field(), "comment.repeats");
  EXPECT_EQ(ToGrpc(absl::NotFoundError("x")).error_details(), "");
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
