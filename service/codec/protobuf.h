// Between the messages of proto/ascolto/v1 and the nouns of the library.

#ifndef ASCOLTO_SERVICE_CODEC_PROTOBUF_H_
#define ASCOLTO_SERVICE_CODEC_PROTOBUF_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ascolto/comment.h"
#include "ascolto/v1/moderation.pb.h"
#include "ascolto/verdict.h"

namespace ascolto::service {

v1::Reading ReadingToWire(Reading reading);

// What a request asks for, checked.
struct Wanted {
  v1::Detail detail = v1::DETAIL_MATCHES;
  v1::OffsetUnit offset_unit = v1::OFFSET_UNIT_BYTES;
  bool names = false;
};

// InvalidArgument: a number that the enumerations do not have. The errors of this and of
// ReadComment name their field (status.h).
absl::StatusOr<Wanted> ReadWanted(int detail, int offset_unit, bool names);

// The comment's views are of `message`. InvalidArgument names the field and its value.
absl::StatusOr<Comment> ReadComment(const v1::Comment& message);

// `verdict` is that of `comment`; *message is empty, and may have been used before: its memory is
// used again.
void WriteVerdict(const Verdict& verdict, const Comment& comment, const Wanted& wanted,
                  v1::Verdict* message);

// The other way round, for clients.
void WriteComment(const Comment& comment, v1::Comment* message);

// The library's Verdict from a message; the views are of the message and of this.
struct ReceivedVerdict {
  // Enumerators that this program does not know are read as the harmless ones. Offsets are kept
  // as they came.
  ReceivedVerdict(const v1::Verdict& message, std::string_view fingerprint);
  ReceivedVerdict(const ReceivedVerdict&) = delete;
  ReceivedVerdict& operator=(const ReceivedVerdict&) = delete;

  Verdict verdict;
  std::vector<std::string_view> rules;
  std::vector<std::uint32_t> rule_indices;
  std::vector<LabelPoints> labels;
  std::vector<Match> matches;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_PROTOBUF_H_
