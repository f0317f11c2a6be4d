// What the service itself remembers of authors, for callers that do not know: fills in `repeats`
// and `author_new` where a comment lacks them.
//
// Nothing readable is kept: authors and texts are hashes under a key of this process, and all is
// gone when it ends. Memory is taken at the beginning and never grows.

#ifndef ASCOLTO_SERVICE_HISTORY_HISTORY_H_
#define ASCOLTO_SERVICE_HISTORY_HISTORY_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ascolto/comment.h"
#include "service/history/keyed_hash.h"

namespace ascolto::service {

// Which fields of a comment come from the service.
struct HistoryFilled {
  bool repeats = false;
  bool author_new = false;
};

// `repeats` is how often the author sent the same text (as it reads: case, accents and the like
// folded away) before, each time no longer than the window after the last; of the eight texts that
// he sent last, so it may be too low, never too high. The same comment, by its id, sent again at
// once does not count. `author_new` is false when the author was seen within the window. It is true
// only when that is sure: the window has been watched in full, and nobody who was seen in it has
// been forgotten for want of room; else it is left out.
//
// What counts is when comments arrive, not the time that they bear. A comment without an author is
// neither filled nor remembered.
//
// Thread safety: every call from any thread; authors are spread over shards with a lock each.
class History {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    std::chrono::milliseconds window{std::chrono::hours(24)};
    std::size_t authors = 100'000;  // the one seen longest ago makes room
  };

  explicit History(const Options& options, Clock::time_point now = Clock::now());
  ~History();

  // Fills in what the comment lacks, and remembers it. The comment counts as seen either way.
  HistoryFilled Fill(Comment* comment, Clock::time_point now = Clock::now());

  // What is taken: for each author that may be remembered 216 bytes, and up to 16 for the index.
  std::size_t memory_bytes() const;

 private:
  class Shard;

  const Clock::time_point began_;
  const std::uint32_t window_;  // seconds
  const KeyedHash hash_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HISTORY_HISTORY_H_
