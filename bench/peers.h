// The other engines, behind one small interface: which rules meet a text.
//
// They get one pattern a rule, over bytes, and the folded text for free. Rules over the bytes as
// given are a second set, searched only when there are such rules.

#ifndef ASCOLTO_BENCH_PEERS_H_
#define ASCOLTO_BENCH_PEERS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/generator.h"

namespace ascolto::bench {

struct PeerText {
  std::string_view folded;
  std::string_view raw;
};

// Thread safety: one thread at a time.
class Peer {
 public:
  virtual ~Peer() = default;

  // Sets *rules to the indices of the rules that meet the text, each once, in any order.
  virtual void Match(const PeerText& text, std::vector<std::uint32_t>* rules) = 0;

  // The pattern as this engine searches for it, where it is faster with another one that differs
  // on odd texts only.
  virtual std::string Spelling(const std::string& pattern) const { return pattern; }
};

struct PeerOptions {
  std::string cache;           // folder for compiled databases; empty: none is kept
  int compile_seconds = 300;   // a database that takes longer is given up
};

struct PeerKind {
  std::string_view name;   // for --peers
  std::string_view title;  // in tables
};

// In the order of the tables.
std::span<const PeerKind> PeerKinds();

// A status says why the peer refuses the set, or that it is not part of this build.
absl::StatusOr<std::unique_ptr<Peer>> MakePeer(std::string_view name,
                                               std::span<const GeneratedRule> rules,
                                               const PeerOptions& options);

// Those whose names begin with "vectorscan"; Unimplemented in a build without it.
absl::StatusOr<std::unique_ptr<Peer>> MakeVectorscan(std::string_view name,
                                                     std::span<const GeneratedRule> rules,
                                                     const PeerOptions& options);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_PEERS_H_
