// The ways to run many patterns with RE2. RE2 reads bytes here (Latin-1), as Vectorscan does: its
// automata are smaller so.

#include "bench/peers.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <utility>

#include "ascolto/base/strings.h"
#include "bench/literal_search.h"

namespace ascolto::bench {
namespace {

constexpr std::int64_t kDefaultMemory = 8 << 20;  // RE2's own default
constexpr std::int64_t kLargeMemory = std::int64_t{1} << 30;
constexpr int kLeastAtomBytes = 3;

constexpr PeerKind kPeers[] = {
    {"re2", "every rule with RE2, one by one"},
    {"filtered-re2", "FilteredRE2 with a search for its atoms"},
    {"re2-set", "RE2::Set, default memory"},
    {"re2-set-large", "RE2::Set, 1 GiB"},
    {"vectorscan", "Vectorscan, ids only"},
    {"vectorscan-re2", "Vectorscan, then RE2 for spans"},
    {"vectorscan-som", "Vectorscan with start of match"},
};

RE2::Options OptionsFor(std::int64_t memory) {
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(memory);
  return options;
}

// The patterns over one kind of text, and the rules they are of.
struct Patterns {
  std::vector<std::string> patterns;
  std::vector<std::uint32_t> rules;
};

Patterns Of(std::span<const GeneratedRule> rules, bool raw) {
  Patterns out;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].raw != raw) continue;
    out.patterns.push_back(rules[i].pattern);
    out.rules.push_back(static_cast<std::uint32_t>(i));
  }
  return out;
}

// One way to search one kind of text. `found` is added to.
class Searcher {
 public:
  virtual ~Searcher() = default;
  virtual absl::Status Compile(const Patterns& patterns) = 0;
  virtual void Search(std::string_view text, std::vector<std::uint32_t>* found) = 0;
};

class OneByOne : public Searcher {
 public:
  absl::Status Compile(const Patterns& patterns) override {
    rules_ = patterns.rules;
    for (const std::string& pattern : patterns.patterns) {
      regexes_.push_back(std::make_unique<RE2>(pattern, OptionsFor(kDefaultMemory)));
      if (!regexes_.back()->ok()) return absl::InvalidArgumentError(regexes_.back()->error());
    }
    return absl::OkStatus();
  }

  void Search(std::string_view text, std::vector<std::uint32_t>* found) override {
    for (std::size_t i = 0; i < regexes_.size(); ++i) {
      if (regexes_[i]->Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0)) {
        found->push_back(rules_[i]);
      }
    }
  }

 private:
  std::vector<std::unique_ptr<RE2>> regexes_;
  std::vector<std::uint32_t> rules_;
};

class Set : public Searcher {
 public:
  explicit Set(std::int64_t memory) : set_(OptionsFor(memory), RE2::UNANCHORED) {}

  absl::Status Compile(const Patterns& patterns) override {
    rules_ = patterns.rules;
    std::string error;
    for (const std::string& pattern : patterns.patterns) {
      if (set_.Add(pattern, &error) < 0) return absl::InvalidArgumentError(error);
    }
    if (!set_.Compile()) return absl::ResourceExhaustedError("refuses: out of memory");
    return absl::OkStatus();
  }

  void Search(std::string_view text, std::vector<std::uint32_t>* found) override {
    set_.Match(text, &ids_);
    for (const int id : ids_) found->push_back(rules_[static_cast<std::size_t>(id)]);
  }

 private:
  RE2::Set set_;
  std::vector<std::uint32_t> rules_;
  std::vector<int> ids_;
};

class Filtered : public Searcher {
 public:
  Filtered() : filter_(kLeastAtomBytes) {}

  absl::Status Compile(const Patterns& patterns) override {
    rules_ = patterns.rules;
    for (const std::string& pattern : patterns.patterns) {
      int id = 0;
      if (filter_.Add(pattern, OptionsFor(kDefaultMemory), &id) != RE2::NoError) {
        return absl::InvalidArgumentError(base::Cat("refuses: ", pattern));
      }
    }
    std::vector<std::string> atoms;
    filter_.Compile(&atoms);
    search_ = std::make_unique<LiteralSearch>(atoms);
    return absl::OkStatus();
  }

  void Search(std::string_view text, std::vector<std::uint32_t>* found) override {
    // Atoms are in lower case; of the raw text so must be what they are looked for in.
    lower_.assign(text);
    for (char& c : lower_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    search_->Find(lower_, &atoms_);
    filter_.AllMatches(text, atoms_, &ids_);
    for (const int id : ids_) found->push_back(rules_[static_cast<std::size_t>(id)]);
  }

 private:
  re2::FilteredRE2 filter_;
  std::unique_ptr<LiteralSearch> search_;
  std::vector<std::uint32_t> rules_;
  std::vector<int> atoms_, ids_;
  std::string lower_;
};

class Re2Peer : public Peer {
 public:
  Re2Peer(std::unique_ptr<Searcher> folded, std::unique_ptr<Searcher> raw)
      : folded_(std::move(folded)), raw_(std::move(raw)) {}

  absl::Status Compile(std::span<const GeneratedRule> rules) {
    if (absl::Status status = folded_->Compile(Of(rules, false)); !status.ok()) return status;
    const Patterns raw = Of(rules, true);
    if (raw.patterns.empty()) {
      raw_ = nullptr;
      return absl::OkStatus();
    }
    return raw_->Compile(raw);
  }

  void Match(const PeerText& text, std::vector<std::uint32_t>* rules) override {
    rules->clear();
    folded_->Search(text.folded, rules);
    if (raw_ != nullptr) raw_->Search(text.raw, rules);
  }

 private:
  std::unique_ptr<Searcher> folded_, raw_;  // no raw: there are no such rules
};

template <typename Kind, typename... Arguments>
absl::StatusOr<std::unique_ptr<Peer>> Make(std::span<const GeneratedRule> rules,
                                           Arguments... arguments) {
  auto peer = std::make_unique<Re2Peer>(std::make_unique<Kind>(arguments...),
                                        std::make_unique<Kind>(arguments...));
  if (absl::Status status = peer->Compile(rules); !status.ok()) return status;
  return peer;
}

}  // namespace

std::span<const PeerKind> PeerKinds() { return kPeers; }

absl::StatusOr<std::unique_ptr<Peer>> MakePeer(std::string_view name,
                                               std::span<const GeneratedRule> rules,
                                               const PeerOptions& options) {
  if (name == "re2") return Make<OneByOne>(rules);
  if (name == "re2-set") return Make<Set>(rules, kDefaultMemory);
  if (name == "re2-set-large") return Make<Set>(rules, kLargeMemory);
  if (name == "filtered-re2") return Make<Filtered>(rules);
  return MakeVectorscan(name, rules, options);
}

}  // namespace ascolto::bench
