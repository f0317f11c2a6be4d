#include "bench/comparison.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "bench/corpus.h"
#include "bench/equality.h"
#include "bench/measure.h"
#include "bench/random.h"
#include "bench/share.h"
#include "tests/support/allocations.h"

namespace ascolto::bench {
namespace {

constexpr std::size_t kSlice = 200;  // comments; the engines take turns

// A seed's choice of the corpus, with what the peers get for free.
class Comments {
 public:
  Comments(const std::vector<std::string>& corpus, const ComparisonOptions& options) {
    std::vector<std::size_t> order(corpus.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Random(options.seed).Shuffle(&order);
    order.resize(std::min(order.size(), options.comments));
    // Each engine's texts lie in memory in the order in which they are read.
    raw_.reserve(order.size());
    folded_.reserve(order.size());
    for (const std::size_t i : order) raw_.push_back(corpus[i]);
    for (const std::string& raw : raw_) {
      folded_.push_back(text::Fold(raw));
      texts_.push_back({folded_.back(), raw});
    }
    warm_ = texts_.size() / 5;
  }

  std::span<const PeerText> warm() const { return std::span(texts_).first(warm_); }
  std::span<const PeerText> unseen() const { return std::span(texts_).subspan(warm_); }

 private:
  std::vector<std::string> raw_, folded_;
  std::vector<PeerText> texts_;
  std::size_t warm_;
};

// An engine that is being timed.
struct Entrant {
  EngineResult result;
  std::unique_ptr<Peer> peer;  // for peers
  std::function<void(const PeerText&)> run;
  double share = 1;  // of each slice
  std::int64_t spent = 0;
  std::vector<double> slices;  // nanoseconds a comment
  long allocations = 0;
};

Entrant MakeOurs(const ComparisonOptions& options, std::shared_ptr<const RuleSet> rules) {
  Entrant entrant;
  entrant.result.name = "ascolto";
  entrant.run = [run = RunOurs(options.ours, std::move(rules))](const PeerText& text) {
    run(text.raw);
  };
  return entrant;
}

Entrant MakeEntrant(const std::string& name, std::unique_ptr<Peer> peer) {
  Entrant entrant;
  entrant.result.name = name;
  entrant.peer = std::move(peer);
  auto found = std::make_shared<std::vector<std::uint32_t>>();
  entrant.run = [peer = entrant.peer.get(), found](const PeerText& text) {
    peer->Match(text, found.get());
  };
  return entrant;
}

// Warms up, and finds how much of each slice the engine has time for.
void WarmUp(std::span<const PeerText> warm, std::size_t unseen, double seconds, Entrant* entrant) {
  const std::int64_t begin = ThreadNanoseconds();
  std::int64_t spent = 0;
  std::size_t done = 0;
  for (const PeerText& text : warm) {
    entrant->run(text);
    ++done;
    spent = ThreadNanoseconds() - begin;
    if (static_cast<double>(spent) > seconds * 1e9 / 5) break;
  }
  const double each = static_cast<double>(spent) / static_cast<double>(done);
  entrant->share = std::min(1.0, seconds * 1e9 / (each * static_cast<double>(unseen)));
}

void RunSlice(std::span<const PeerText> slice, Entrant* entrant) {
  const auto take = static_cast<std::size_t>(
      std::ceil(entrant->share * static_cast<double>(slice.size())));
  const long allocations = AllocationsSoFar();
  const std::int64_t begin = ThreadNanoseconds();
  for (const PeerText& text : slice.first(take)) entrant->run(text);
  const std::int64_t spent = ThreadNanoseconds() - begin;
  entrant->allocations += AllocationsSoFar() - allocations;
  entrant->spent += spent;
  entrant->result.comments += take;
  entrant->slices.push_back(static_cast<double>(spent) / static_cast<double>(take));
}

void Time(std::span<const PeerText> warm, const std::vector<PeerText>& unseen, double seconds,
          std::vector<Entrant>* entrants) {
  for (Entrant& entrant : *entrants) WarmUp(warm, unseen.size(), seconds, &entrant);
  std::size_t first = 0;
  for (std::size_t at = 0; at < unseen.size(); at += kSlice, ++first) {
    const auto slice = std::span(unseen).subspan(at, std::min(kSlice, unseen.size() - at));
    for (std::size_t i = 0; i < entrants->size(); ++i) {
      RunSlice(slice, &(*entrants)[(first + i) % entrants->size()]);
    }
  }
  for (Entrant& entrant : *entrants) {
    entrant.result.nanoseconds =
        static_cast<double>(entrant.spent) / static_cast<double>(entrant.result.comments);
    std::sort(entrant.slices.begin(), entrant.slices.end());
    entrant.result.median = entrant.slices[entrant.slices.size() / 2];
  }
}

// Checks every peer that takes the rules; the others are added to *refused.
absl::Status CheckAll(std::span<const GeneratedRule> rules, const ComparisonOptions& options,
                      Equality* equality, std::vector<EngineResult>* refused) {
  for (const std::string& name : options.peers) {
    absl::StatusOr<std::unique_ptr<Peer>> peer = MakePeer(name, rules, options.peer_options);
    if (!peer.ok()) {
      refused->push_back({.name = name, .refusal = std::string(peer.status().message())});
      continue;
    }
    ASCOLTO_RETURN_IF_ERROR(equality->Check(name, **peer, options.seconds));
  }
  return absl::OkStatus();
}

// Engines that have seen no comment: what was checked is not used again, for automata learn.
absl::StatusOr<std::vector<Entrant>> MakeEntrants(std::span<const GeneratedRule> rules,
                                                  const ComparisonOptions& options,
                                                  const std::vector<EngineResult>& refused,
                                                  ComparisonResult* result) {
  const std::int64_t begin = ThreadNanoseconds();
  ASCOLTO_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> ours, Load(rules));
  result->load_seconds = static_cast<double>(ThreadNanoseconds() - begin) / 1e9;
  std::vector<Entrant> entrants;
  entrants.push_back(MakeOurs(options, std::move(ours)));
  for (const std::string& name : options.peers) {
    const auto is_it = [&](const EngineResult& engine) { return engine.name == name; };
    if (std::any_of(refused.begin(), refused.end(), is_it)) continue;
    ASCOLTO_ASSIGN_OR_RETURN(std::unique_ptr<Peer> peer,
                             MakePeer(name, rules, options.peer_options));
    entrants.push_back(MakeEntrant(name, std::move(peer)));
  }
  return entrants;
}

// The comments that no engine was seen to differ on, and what there is to say of them.
std::vector<PeerText> Kept(std::span<const PeerText> comments, const Equality& equality,
                           ComparisonResult* result) {
  std::vector<PeerText> kept;
  for (std::size_t i = 0; i < comments.size(); ++i) {
    if (equality.left_out()[i]) continue;
    kept.push_back(comments[i]);
    result->bytes += static_cast<double>(comments[i].raw.size());
    result->hits += equality.hit(i);
  }
  result->timed = kept.size();
  result->left_out = comments.size() - kept.size();
  result->bytes /= static_cast<double>(kept.size());
  result->hits /= static_cast<double>(kept.size());
  return kept;
}

}  // namespace

absl::StatusOr<ComparisonResult> Compare(const std::vector<std::string>& corpus,
                                         const Vocabulary& vocabulary,
                                         const ComparisonOptions& options) {
  ComparisonResult result;
  result.options = options;
  const Comments comments(corpus, options);
  GeneratorOptions generator{options.rules, options.seed, options.mix, 0};
  ASCOLTO_ASSIGN_OR_RETURN(generator.share,
                           FindShare(vocabulary, comments.unseen(), generator));
  const std::vector<GeneratedRule> rules = GenerateRules(vocabulary, generator);
  result.share = generator.share;
  std::set<std::pair<bool, std::string_view>> patterns;
  for (const GeneratedRule& rule : rules) {
    result.ungated += rule.ungated;
    result.repeated += !patterns.emplace(rule.raw, rule.pattern).second;
  }

  std::vector<EngineResult> refused;
  std::vector<PeerText> unseen;
  {
    ASCOLTO_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> ours, Load(rules));
    Equality equality(rules, std::move(ours), comments.unseen());
    ASCOLTO_RETURN_IF_ERROR(CheckAll(rules, options, &equality, &refused));
    unseen = Kept(comments.unseen(), equality, &result);
  }
  if (unseen.size() < kSlice) {
    return absl::OutOfRangeError(base::Cat("too few comments to time: ", unseen.size()));
  }
  ASCOLTO_ASSIGN_OR_RETURN(std::vector<Entrant> entrants,
                           MakeEntrants(rules, options, refused, &result));
  Time(comments.warm(), unseen, options.seconds, &entrants);
  result.allocations = static_cast<double>(entrants[0].allocations) /
                       static_cast<double>(entrants[0].result.comments);
  for (Entrant& entrant : entrants) result.engines.push_back(std::move(entrant.result));
  for (EngineResult& engine : refused) result.engines.push_back(std::move(engine));
  if (options.threads) {
    ASCOLTO_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> ours, Load(rules));
    std::vector<std::string> texts;
    for (const PeerText& comment : unseen) texts.emplace_back(comment.raw);
    result.threads = CompareThreads(std::move(ours), texts);
  }
  return result;
}

}  // namespace ascolto::bench
