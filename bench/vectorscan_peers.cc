// Vectorscan, the portable Hyperscan: block mode, bytes, one scratch. A database is compiled in a
// process of its own, so that it can be given up, and its memory is gone afterwards.

#include <hs/hs.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include <re2/re2.h>

#include "ascolto/base/sha256.h"
#include "ascolto/base/strings.h"
#include "bench/peers.h"

namespace ascolto::bench {
namespace {

namespace fs = std::filesystem;

struct FreeDatabase {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct FreeScratch {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Database = std::unique_ptr<hs_database_t, FreeDatabase>;

struct PatternSet {
  std::vector<std::string> patterns;
  std::vector<unsigned> ids, flags;  // ids: indices of rules
};

// A third faster than what RE2 prefers: with bounded separators every phrase has a longest match,
// so that it is looked at only around its rarest word. With start of match such patterns are too
// large.
std::string Bounded(std::string pattern) {
  constexpr std::string_view kUnbounded = "\\W+";
  for (std::size_t at; (at = pattern.find(kUnbounded)) != std::string::npos;) {
    pattern.replace(at, kUnbounded.size(), "\\W{1,16}");
  }
  return pattern;
}

std::string Spelled(const std::string& pattern, unsigned flags) {
  return (flags & HS_FLAG_SOM_LEFTMOST) != 0 ? pattern : Bounded(pattern);
}

PatternSet Of(std::span<const GeneratedRule> rules, bool raw, unsigned flags) {
  PatternSet set;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].raw != raw) continue;
    set.patterns.push_back(Spelled(rules[i].pattern, flags));
    set.ids.push_back(static_cast<unsigned>(i));
    set.flags.push_back(flags);
  }
  return set;
}

// In the child: the serialized database, or what is wrong, into `file`; the exit code says which.
[[noreturn]] void CompileInto(int file, const PatternSet& set) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  std::vector<const char*> patterns;
  for (const std::string& pattern : set.patterns) patterns.push_back(pattern.c_str());
  const hs_error_t result =
      hs_compile_multi(patterns.data(), set.flags.data(), set.ids.data(),
                       static_cast<unsigned>(set.ids.size()), HS_MODE_BLOCK, nullptr, &database,
                       &error);
  char* bytes = nullptr;
  std::size_t size = 0;
  std::string message;
  if (result != HS_SUCCESS) {
    message = base::Cat("refuses: ", error->message);
  } else if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) {
    message = "refuses: the database cannot be serialized";
  }
  const char* out = message.empty() ? bytes : message.data();
  std::size_t left = message.empty() ? size : message.size();
  while (left > 0) {
    const ssize_t written = write(file, out, left);
    if (written <= 0) _exit(2);
    out += written;
    left -= static_cast<std::size_t>(written);
  }
  _exit(message.empty() ? 0 : 1);
}

std::string ReadAll(int file) {
  std::string bytes(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = pread(file, bytes.data() + at, bytes.size() - at,
                              static_cast<off_t>(at));
    if (got <= 0) break;
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

// The serialized database.
absl::StatusOr<std::string> CompileApart(const PatternSet& set, int seconds) {
  const int file = memfd_create("database", 0);
  if (file < 0) return absl::InternalError("no memory file for the database");
  const pid_t child = fork();
  if (child == 0) CompileInto(file, set);
  int state = 0;
  bool ended = false;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!(ended = waitpid(child, &state, WNOHANG) == child) &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  if (!ended) {
    kill(child, SIGKILL);
    waitpid(child, &state, 0);
  }
  std::string bytes = ReadAll(file);
  close(file);
  if (!ended) {
    return absl::DeadlineExceededError(base::Cat("does not compile within ", seconds, " s"));
  }
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return bytes;
  return absl::ResourceExhaustedError(bytes.empty() ? "refuses: out of memory" : bytes);
}

std::string CacheFile(const PatternSet& set, const std::string& folder) {
  std::string key = hs_version();
  for (const std::string& pattern : set.patterns) key += base::Cat("\n", pattern);
  for (const unsigned id : set.ids) key += base::Cat(" ", id);
  key += base::Cat(" ", set.flags.front());
  return base::Cat(folder, "/", base::Sha256Hex(key), ".hsdb");
}

absl::StatusOr<Database> Compile(const PatternSet& set, const PeerOptions& options) {
  std::string bytes;
  const std::string path = options.cache.empty() ? "" : CacheFile(set, options.cache);
  if (std::ifstream file(path, std::ios::binary); !path.empty() && file) {
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  } else {
    absl::StatusOr<std::string> compiled = CompileApart(set, options.compile_seconds);
    if (!compiled.ok()) return compiled.status();
    bytes = *std::move(compiled);
    if (!path.empty()) {
      fs::create_directories(options.cache);
      std::ofstream(path + ".new", std::ios::binary) << bytes;
      fs::rename(path + ".new", path);
    }
  }
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(bytes.data(), bytes.size(), &database) != HS_SUCCESS) {
    return absl::DataLossError(base::Cat("no database of this machine: ", path));
  }
  return Database(database);
}

class VectorscanPeer : public Peer {
 public:
  enum class What { kIds, kSpans, kStartOfMatch };

  VectorscanPeer(What what, std::size_t rules)
      : what_(what),
        flags_(what == What::kStartOfMatch ? HS_FLAG_SOM_LEFTMOST : HS_FLAG_SINGLEMATCH),
        stamp_(rules, 0) {}

  absl::Status Compile(std::span<const GeneratedRule> rules, const PeerOptions& options) {
    for (const bool raw : {false, true}) {
      const PatternSet set = Of(rules, raw, flags_);
      if (set.ids.empty()) continue;
      absl::StatusOr<Database> database = bench::Compile(set, options);
      if (!database.ok()) return database.status();
      (raw ? raw_ : folded_) = *std::move(database);
      hs_scratch_t* scratch = scratch_.release();
      if (hs_alloc_scratch((raw ? raw_ : folded_).get(), &scratch) != HS_SUCCESS) {
        return absl::ResourceExhaustedError("refuses: no memory for its scratch");
      }
      scratch_.reset(scratch);
    }
    if (what_ == What::kSpans) CompileRegexes(rules);
    return absl::OkStatus();
  }

  void Match(const PeerText& text, std::vector<std::uint32_t>* rules) override {
    rules->clear();
    found_ = rules;
    ++text_;
    Scan(folded_, text.folded);
    Scan(raw_, text.raw);
    if (what_ != What::kSpans) return;
    for (const std::uint32_t rule : *rules) {
      const std::string_view in = raw_rule_[rule] ? text.raw : text.folded;
      re2::StringPiece span;
      regexes_[rule]->Match(in, 0, in.size(), RE2::UNANCHORED, &span, 1);
      spans_ += span.size();
    }
  }

  std::string Spelling(const std::string& pattern) const override {
    return Spelled(pattern, flags_);
  }

 private:
  void CompileRegexes(std::span<const GeneratedRule> rules) {
    RE2::Options options(RE2::Latin1);
    options.set_never_capture(true);
    for (const GeneratedRule& rule : rules) {
      regexes_.push_back(std::make_unique<RE2>(rule.pattern, options));
      raw_rule_.push_back(rule.raw);
    }
  }

  void Scan(const Database& database, std::string_view text) {
    if (database == nullptr) return;
    hs_scan(database.get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch_.get(),
            OnMatch, this);
  }

  // With start of match a rule is reported at every end.
  static int OnMatch(unsigned id, unsigned long long, unsigned long long, unsigned, void* self) {
    auto* peer = static_cast<VectorscanPeer*>(self);
    if (std::exchange(peer->stamp_[id], peer->text_) != peer->text_) peer->found_->push_back(id);
    return 0;
  }

  const What what_;
  const unsigned flags_;
  Database folded_, raw_;  // null: there are no such rules
  std::unique_ptr<hs_scratch_t, FreeScratch> scratch_;
  std::vector<std::unique_ptr<RE2>> regexes_;  // by rule
  std::vector<bool> raw_rule_;
  std::vector<std::uint32_t> stamp_;  // by rule: the last text that it met
  std::uint32_t text_ = 0;
  std::vector<std::uint32_t>* found_ = nullptr;
  std::size_t spans_ = 0;  // bytes, so that no compiler leaves the spans out
};

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> MakeVectorscan(std::string_view name,
                                                     std::span<const GeneratedRule> rules,
                                                     const PeerOptions& options) {
  using What = VectorscanPeer::What;
  const What what = name == "vectorscan-som"   ? What::kStartOfMatch
                    : name == "vectorscan-re2" ? What::kSpans
                                               : What::kIds;
  auto peer = std::make_unique<VectorscanPeer>(what, rules.size());
  if (absl::Status status = peer->Compile(rules, options); !status.ok()) return status;
  return peer;
}

}  // namespace ascolto::bench
