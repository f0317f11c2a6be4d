// Field by field; the names are the same on both sides.

#include "service/codec/protobuf.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/codec/field_error.h"
#include "service/codec/utf16.h"

namespace ascolto::service {
namespace {

// The bounds of google.protobuf.Timestamp.
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

v1::Action ToWire(Action action) {
  switch (action) {
    case Action::kAllow: return v1::ACTION_ALLOW;
    case Action::kFlag: return v1::ACTION_FLAG;
    case Action::kHold: return v1::ACTION_HOLD;
    case Action::kHide: return v1::ACTION_HIDE;
    case Action::kRemove: return v1::ACTION_REMOVE;
  }
  return v1::ACTION_UNSPECIFIED;
}

Action ActionOf(v1::Action action) {
  const int index = action - v1::ACTION_ALLOW;
  return index >= 0 && index < kActionCount ? static_cast<Action>(index) : Action::kAllow;
}

Reading ReadingOf(v1::Reading reading) {
  for (int i = 0; i < kReadingCount; ++i) {
    if (ReadingToWire(static_cast<Reading>(i)) == reading) return static_cast<Reading>(i);
  }
  return Reading::kWritten;
}

// A field that stays empty takes no memory.
template <typename Message>
void Put(Message* message, std::string* (Message::*field)(), std::string_view value) {
  if (!value.empty()) (message->*field)()->assign(value);
}

// The offsets of every match in UTF-16 units, begin and end by turns.
std::vector<std::size_t> Utf16Offsets(std::span<const Match> matches, std::string_view text) {
  std::vector<std::size_t> offsets;
  for (const Match& match : matches) {
    offsets.push_back(match.begin);
    offsets.push_back(match.end);
  }
  std::vector<std::size_t*> pointers;
  for (std::size_t& offset : offsets) pointers.push_back(&offset);
  ToUtf16(text, pointers);
  return offsets;
}

void WriteMatches(const Verdict& verdict, std::string_view text, const Wanted& wanted,
                  v1::Verdict* message) {
  for (const Match& match : verdict.matches) {
    v1::Match* out = message->add_matches();
    out->set_rule_index(match.rule_index);
    out->set_label_index(match.label_index);
    if (wanted.names) {
      Put(out, &v1::Match::mutable_rule, match.rule);
      Put(out, &v1::Match::mutable_label, match.label);
    }
    out->set_begin(static_cast<std::int64_t>(match.begin));
    out->set_end(static_cast<std::int64_t>(match.end));
    out->set_reading(ReadingToWire(match.reading));
    out->set_shadow(match.shadow);
  }
  message->set_more_matches(verdict.more);
  if (wanted.offset_unit != v1::OFFSET_UNIT_UTF16 || verdict.matches.empty()) return;
  const std::vector<std::size_t> offsets = Utf16Offsets(verdict.matches, text);
  for (int i = 0; i < message->matches_size(); ++i) {
    message->mutable_matches(i)->set_begin(static_cast<std::int64_t>(offsets[2 * i]));
    message->mutable_matches(i)->set_end(static_cast<std::int64_t>(offsets[2 * i + 1]));
  }
}

void WriteLabels(const Verdict& verdict, const Wanted& wanted, v1::Verdict* message) {
  for (const LabelPoints& label : verdict.labels) {
    v1::LabelPoints* out = message->add_labels();
    if (wanted.names) Put(out, &v1::LabelPoints::mutable_label, label.label);
    out->set_points(label.points);
    out->set_label_index(label.label_index);
  }
  if (!verdict.decided_by) return;
  v1::Decision* out = message->mutable_decided_by();
  Put(out, &v1::Decision::mutable_bucket, verdict.decided_by->bucket);
  out->set_points(verdict.decided_by->points);
  out->set_threshold(verdict.decided_by->threshold);
  for (const std::uint32_t index : verdict.decided_by->rule_indices) out->add_rule_indices(index);
  if (!wanted.names) return;
  for (const std::string_view rule : verdict.decided_by->rules) out->add_rules()->assign(rule);
}

void WriteAnswer(const Answer& answer, v1::Answer* message) {
  Put(message, &v1::Answer::mutable_intent, answer.intent);
  Put(message, &v1::Answer::mutable_office, answer.office);
  if (!answer.due) return;
  message->mutable_due()->set_seconds(answer.due->time_since_epoch().count());
  message->set_utc_offset_seconds(static_cast<int>(answer.utc_offset.count()));
}

absl::Status CheckNumbers(const Comment& comment) {
  for (const CommentField& field : CommentFields()) {
    if (field.kind != CommentField::Kind::kNumber) continue;
    if (const auto& number = comment.*field.number; number && *number < 0) {
      return InvalidField(field.name,
                          base::Cat(field.name, " is negative: ", *number, "; give 0 or more"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

v1::Reading ReadingToWire(Reading reading) {
  switch (reading) {
    case Reading::kWritten: return v1::READING_WRITTEN;
    case Reading::kChat: return v1::READING_CHAT;
    case Reading::kCut: return v1::READING_CUT;
    case Reading::kSqueezed: return v1::READING_SQUEEZED;
    case Reading::kLookalike: return v1::READING_LOOKALIKE;
    case Reading::kLeet: return v1::READING_LEET;
    case Reading::kJoined: return v1::READING_JOINED;
    case Reading::kMasked: return v1::READING_MASKED;
    case Reading::kSplit: return v1::READING_SPLIT;
  }
  return v1::READING_UNSPECIFIED;
}

absl::StatusOr<Wanted> ReadWanted(int detail, int offset_unit, bool names) {
  if (!v1::Detail_IsValid(detail)) {
    return InvalidField(
        "detail", base::Cat("unknown detail: ", detail, "; give one of ascolto.v1.Detail"));
  }
  if (!v1::OffsetUnit_IsValid(offset_unit)) {
    return InvalidField("offset_unit", base::Cat("unknown offset_unit: ", offset_unit,
                                                 "; give one of ascolto.v1.OffsetUnit"));
  }
  Wanted wanted{.names = names};
  if (detail != v1::DETAIL_UNSPECIFIED) wanted.detail = static_cast<v1::Detail>(detail);
  if (offset_unit != v1::OFFSET_UNIT_UNSPECIFIED) {
    wanted.offset_unit = static_cast<v1::OffsetUnit>(offset_unit);
  }
  return wanted;
}

absl::StatusOr<Comment> ReadComment(const v1::Comment& message) {
  Comment comment{.id = message.id(),
                  .text = message.text(),
                  .channel = message.channel(),
                  .page = message.page(),
                  .page_topic = message.page_topic(),
                  .language = message.language(),
                  .author = message.author(),
                  .author_role = message.author_role(),
                  .thread = message.thread(),
                  .parent = message.parent()};
  if (message.has_reply()) comment.reply = message.reply();
  if (message.has_author_new()) comment.author_new = message.author_new();
  if (message.has_author_strikes()) comment.author_strikes = message.author_strikes();
  if (message.has_repeats()) comment.repeats = message.repeats();
  if (message.has_time()) {
    const std::int64_t seconds = message.time().seconds();
    if (seconds < kFirstSecond || seconds > kLastSecond) {
      return InvalidField("time", base::Cat("time is out of range: ", seconds,
                                            " seconds from 1970; give one of the years 1 to 9999"));
    }
    comment.time = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  }
  ASCOLTO_RETURN_IF_ERROR(CheckNumbers(comment));
  return comment;
}

void WriteVerdict(const Verdict& verdict, const Comment& comment, const Wanted& wanted,
                  v1::Verdict* message) {
  Put(message, &v1::Verdict::mutable_id, comment.id);
  message->set_action(ToWire(verdict.action));
  if (verdict.answer.owed) WriteAnswer(verdict.answer, message->mutable_answer());
  Put(message, &v1::Verdict::mutable_message, verdict.message);
  message->set_propose_block(verdict.propose_block);
  Put(message, &v1::Verdict::mutable_profile, verdict.profile);
  if (wanted.detail >= v1::DETAIL_LABELS) WriteLabels(verdict, wanted, message);
  if (wanted.detail >= v1::DETAIL_MATCHES) WriteMatches(verdict, comment.text, wanted, message);
}

void WriteComment(const Comment& comment, v1::Comment* message) {
  Put(message, &v1::Comment::mutable_id, comment.id);
  Put(message, &v1::Comment::mutable_text, comment.text);
  Put(message, &v1::Comment::mutable_channel, comment.channel);
  Put(message, &v1::Comment::mutable_page, comment.page);
  Put(message, &v1::Comment::mutable_page_topic, comment.page_topic);
  Put(message, &v1::Comment::mutable_language, comment.language);
  Put(message, &v1::Comment::mutable_author, comment.author);
  Put(message, &v1::Comment::mutable_author_role, comment.author_role);
  Put(message, &v1::Comment::mutable_thread, comment.thread);
  Put(message, &v1::Comment::mutable_parent, comment.parent);
  if (comment.reply) message->set_reply(*comment.reply);
  if (comment.author_new) message->set_author_new(*comment.author_new);
  if (comment.author_strikes) message->set_author_strikes(*comment.author_strikes);
  if (comment.repeats) message->set_repeats(*comment.repeats);
  if (comment.time) message->mutable_time()->set_seconds(comment.time->time_since_epoch().count());
}

ReceivedVerdict::ReceivedVerdict(const v1::Verdict& message, std::string_view fingerprint) {
  verdict.action = ActionOf(message.action());
  const v1::Decision& decided_by = message.decided_by();
  for (const std::string& rule : decided_by.rules()) rules.push_back(rule);
  rule_indices.assign(decided_by.rule_indices().begin(), decided_by.rule_indices().end());
  if (message.has_decided_by()) {
    verdict.decided_by = Decision{.bucket = decided_by.bucket(),
                                  .points = decided_by.points(),
                                  .threshold = decided_by.threshold(),
                                  .rules = rules,
                                  .rule_indices = rule_indices};
  }
  for (const v1::LabelPoints& label : message.labels()) {
    labels.push_back({.label = label.label(),
                      .points = label.points(),
                      .label_index = label.label_index()});
  }
  verdict.labels = labels;
  for (const v1::Match& match : message.matches()) {
    matches.push_back({.rule = match.rule(),
                       .label = match.label(),
                       .begin = static_cast<std::size_t>(match.begin()),
                       .end = static_cast<std::size_t>(match.end()),
                       .rule_index = match.rule_index(),
                       .label_index = match.label_index(),
                       .reading = ReadingOf(match.reading()),
                       .shadow = match.shadow()});
  }
  verdict.matches = matches;
  verdict.more = message.more_matches();
  verdict.answer.owed = message.has_answer();
  verdict.answer.intent = message.answer().intent();
  verdict.answer.office = message.answer().office();
  if (message.answer().has_due()) {
    verdict.answer.due =
        std::chrono::sys_seconds(std::chrono::seconds(message.answer().due().seconds()));
  }
  verdict.answer.utc_offset = std::chrono::seconds(message.answer().utc_offset_seconds());
  verdict.propose_block = message.propose_block();
  verdict.profile = message.profile();
  verdict.message = message.message();
  verdict.fingerprint = fingerprint;
}

}  // namespace ascolto::service
