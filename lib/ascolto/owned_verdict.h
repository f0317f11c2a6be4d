// A verdict that owns its text: for queues, files, stores and comparisons, which keep it after the
// classifier's next call.
//
//   ascolto::OwnedVerdict kept(*verdict);
//   std::string bytes = kept.Encode();
//   absl::StatusOr<ascolto::OwnedVerdict> same = ascolto::OwnedVerdict::Decode(bytes);
//   if (same.ok() && *same == kept) Store(bytes);

#ifndef ASCOLTO_OWNED_VERDICT_H_
#define ASCOLTO_OWNED_VERDICT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/verdict.h"

namespace ascolto {

// Thread safety: a plain value; share it only for reading.
class OwnedVerdict {
 public:
  // The version of Encode. Decode reads this one and all before it.
  static constexpr int kVersion = 1;

  OwnedVerdict() = default;
  explicit OwnedVerdict(const Verdict& verdict);
  OwnedVerdict(const OwnedVerdict& other) : OwnedVerdict(*other) {}
  OwnedVerdict& operator=(const OwnedVerdict& other) { return *this = OwnedVerdict(other); }
  // What was moved from is an empty verdict.
  OwnedVerdict(OwnedVerdict&& other) noexcept { Swap(other); }
  OwnedVerdict& operator=(OwnedVerdict&& other) noexcept {
    OwnedVerdict moved;
    moved.Swap(other);
    Swap(moved);
    return *this;
  }

  // The views live as long as this object and its moves.
  const Verdict& operator*() const { return verdict_; }
  const Verdict* operator->() const { return &verdict_; }

  // About how many bytes of memory it takes beside the object itself.
  std::size_t bytes() const;

  // All of the verdict as bytes: a version, then every field. Equal verdicts have equal bytes. Meant for
  // storage; other programs use the JSON or protobuf forms.
  std::string Encode() const;
  // InvalidArgument: the bytes are not an encoded verdict, or they have a later version.
  static absl::StatusOr<OwnedVerdict> Decode(std::string_view bytes);

 private:
  void Swap(OwnedVerdict& other) noexcept;

  Verdict verdict_;
  std::vector<char> text_;  // every string of the verdict, one after the other
  std::vector<std::string_view> rules_;
  std::vector<std::uint32_t> rule_indices_;
  std::vector<LabelPoints> labels_;
  std::vector<Match> matches_;
};

// Whether two verdicts say the same: every field, compared by value.
bool operator==(const OwnedVerdict& a, const OwnedVerdict& b);

}  // namespace ascolto

#endif  // ASCOLTO_OWNED_VERDICT_H_
