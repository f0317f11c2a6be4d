// A verdict that owns its text, for queues, files, stores and comparisons that keep it after the
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

// Thread safety: a plain value. Threads may share it for reading.
class OwnedVerdict {
 public:
  // The version that Encode writes. Decode reads this version and all earlier ones.
  static constexpr int kVersion = 1;

  OwnedVerdict() = default;
  explicit OwnedVerdict(const Verdict& verdict);
  OwnedVerdict(const OwnedVerdict& other) : OwnedVerdict(*other) {}
  OwnedVerdict& operator=(const OwnedVerdict& other) { return *this = OwnedVerdict(other); }
  // An object that was moved from is an empty verdict.
  OwnedVerdict(OwnedVerdict&& other) noexcept { Swap(other); }
  OwnedVerdict& operator=(OwnedVerdict&& other) noexcept {
    OwnedVerdict moved;
    moved.Swap(other);
    Swap(moved);
    return *this;
  }

  // The views are valid as long as this object, or the object that it is moved to, exists.
  const Verdict& operator*() const { return verdict_; }
  const Verdict* operator->() const { return &verdict_; }

  // Returns about how many bytes of memory it takes, not counting the object itself.
  std::size_t bytes() const;

  // Returns all of the verdict as bytes: a version, then every field. Equal verdicts have equal
  // bytes. The format is for storage; other programs should use the JSON or protobuf formats.
  std::string Encode() const;
  // Returns InvalidArgument if the bytes are not an encoded verdict or have a later version.
  static absl::StatusOr<OwnedVerdict> Decode(std::string_view bytes);

 private:
  void Swap(OwnedVerdict& other) noexcept;

  Verdict verdict_;
  std::vector<char> text_;  // every string of the verdict, concatenated
  std::vector<std::string_view> rules_;
  std::vector<std::uint32_t> rule_indices_;
  std::vector<LabelPoints> labels_;
  std::vector<Match> matches_;
};

// Returns whether two verdicts are equal: every field, compared by value.
bool operator==(const OwnedVerdict& a, const OwnedVerdict& b);

}  // namespace ascolto

#endif  // ASCOLTO_OWNED_VERDICT_H_
