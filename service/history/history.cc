// Authors of a shard stand in an array, chained from the one seen last to the one seen longest ago,
// and are found by a table of open addressing beside it.

#include "service/history/history.h"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <utility>

#include "ascolto/text/fold.h"

namespace ascolto::service {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};
constexpr std::size_t kTexts = 8;
constexpr std::size_t kMostShards = 64;
constexpr std::chrono::seconds kShortest(1);  // window

using Seconds = std::uint32_t;  // from the beginning; lasts for 136 years

struct Text {
  std::uint64_t hash = 0;
  std::uint32_t id = 0;     // of the comment that had it last; 0: none was given
  std::uint32_t count = 0;  // comments that had it; 0: the place is free
  Seconds seen = 0;
};

struct Author {
  std::uint64_t hash = 0;
  Seconds seen = 0;
  std::uint32_t newer = kNone;
  std::uint32_t older = kNone;
  std::array<Text, kTexts> texts;
};

struct Seen {
  std::uint32_t repeats = 0;
  bool known = false;  // the author, within the window
  bool sure = false;   // that he is new, when not known
};

}  // namespace

class History::Shard {
 public:
  Shard(std::size_t authors, Seconds window)
      : window_(window),
        authors_(authors),
        table_(std::bit_ceil(2 * authors), kNone),
        forgot_until_(window) {}

  Seen See(std::uint64_t author_hash, std::uint64_t text, std::uint32_t id, Seconds now) {
    std::lock_guard lock(mutex_);
    // The clock was looked at before the lock, and others may have been quicker.
    now = latest_ = std::max(now, latest_);
    Seen seen;
    std::uint32_t index = table_[Find(author_hash)];
    seen.known = index != kNone && now - authors_[index].seen <= window_;
    seen.sure = now >= forgot_until_;
    if (index == kNone) index = Insert(author_hash, now);
    Author& author = authors_[index];
    if (!seen.known) author.texts = {};
    author.seen = now;
    MoveToFront(index);
    seen.repeats = SeeText(&author, text, id, now);
    return seen;
  }

  std::size_t memory_bytes() const {
    return sizeof(*this) + authors_.size() * sizeof(Author) +
           table_.size() * sizeof(table_[0]);
  }

 private:
  std::uint32_t SeeText(Author* author, std::uint64_t hash, std::uint32_t id, Seconds now) {
    Text* place = &author->texts[0];
    for (Text& text : author->texts) {
      const bool live = text.count > 0 && now - text.seen <= window_;
      if (!live) text = {};
      if (live && text.hash == hash) {
        if (id == 0 || id != text.id) ++text.count;
        text.id = id;
        text.seen = now;
        return text.count - 1;
      }
      if (text.count == 0 || (place->count > 0 && text.seen < place->seen)) place = &text;
    }
    *place = {.hash = hash, .id = id, .count = 1, .seen = now};
    return 0;
  }

  std::uint32_t Insert(std::uint64_t hash, Seconds now) {
    std::uint32_t index = used_;
    if (used_ < authors_.size()) {
      ++used_;
    } else {
      index = oldest_;
      // Until the window has gone over what is forgotten here, a stranger may be somebody known.
      if (now - authors_[index].seen <= window_) forgot_until_ = authors_[index].seen + window_ + 1;
      Unlink(index);
      Erase(Find(authors_[index].hash));
    }
    authors_[index] = {};
    authors_[index].hash = hash;
    table_[Find(hash)] = index;
    return index;
  }

  // Where in the table it is, or would be.
  std::size_t Find(std::uint64_t hash) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = Home(hash);
    while (table_[at] != kNone && authors_[table_[at]].hash != hash) at = (at + 1) & mask;
    return at;
  }

  std::size_t Home(std::uint64_t hash) const { return (hash >> 8) & (table_.size() - 1); }

  // Moves back what would not be found any more across the gap.
  void Erase(std::size_t gap) {
    const std::size_t mask = table_.size() - 1;
    table_[gap] = kNone;
    for (std::size_t at = (gap + 1) & mask; table_[at] != kNone; at = (at + 1) & mask) {
      const std::size_t home = Home(authors_[table_[at]].hash);
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      table_[gap] = std::exchange(table_[at], kNone);
      gap = at;
    }
  }

  void Unlink(std::uint32_t index) {
    const Author& author = authors_[index];
    (author.newer == kNone ? newest_ : authors_[author.newer].older) = author.older;
    (author.older == kNone ? oldest_ : authors_[author.older].newer) = author.newer;
  }

  void MoveToFront(std::uint32_t index) {
    if (newest_ == index) return;
    Author& author = authors_[index];
    if (author.newer != kNone) Unlink(index);  // the only one without is new, or the newest
    author.newer = kNone;
    author.older = newest_;
    (newest_ == kNone ? oldest_ : authors_[newest_].newer) = index;
    newest_ = index;
  }

  std::mutex mutex_;
  const Seconds window_;
  std::vector<Author> authors_;
  std::vector<std::uint32_t> table_;  // indices into authors_
  std::uint32_t used_ = 0;
  std::uint32_t newest_ = kNone;
  std::uint32_t oldest_ = kNone;
  Seconds forgot_until_;  // from then on all who were seen within the window are remembered
  Seconds latest_ = 0;  // that a comment came
};

History::History(const Options& options, Clock::time_point now)
    : began_(now),
      window_(static_cast<Seconds>(
          std::max(std::chrono::ceil<std::chrono::seconds>(options.window), kShortest).count())) {
  const std::size_t shards = std::clamp<std::size_t>(options.authors / 64, 1, kMostShards);
  for (std::size_t i = 0; i < shards; ++i) {
    const std::size_t share = options.authors / shards + (i < options.authors % shards);
    shards_.push_back(std::make_unique<Shard>(std::max<std::size_t>(share, 1), window_));
  }
}

History::~History() = default;

HistoryFilled History::Fill(Comment* comment, Clock::time_point now) {
  if (comment->author.empty()) return {};
  thread_local text::FoldedText folded;
  text::Fold(comment->text, &folded);
  const std::uint64_t author = hash_(comment->author);
  const auto id = comment->id.empty() ? 0 : static_cast<std::uint32_t>(hash_(comment->id)) | 1;
  const auto seconds = static_cast<Seconds>(
      std::chrono::duration_cast<std::chrono::seconds>(std::max(now, began_) - began_).count());
  const Seen seen =
      shards_[author % shards_.size()]->See(author, hash_(folded.text), id, seconds);

  HistoryFilled filled;
  if (!comment->repeats) {
    comment->repeats = seen.repeats;
    filled.repeats = true;
  }
  if (!comment->author_new && (seen.known || seen.sure)) {
    comment->author_new = !seen.known;
    filled.author_new = true;
  }
  return filled;
}

std::size_t History::memory_bytes() const {
  std::size_t bytes = sizeof(*this);
  for (const auto& shard : shards_) bytes += shard->memory_bytes();
  return bytes;
}

}  // namespace ascolto::service
