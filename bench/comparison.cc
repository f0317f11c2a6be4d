#include "bench/comparison.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
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
    folded_.reserve(order.size());
    for (const std::size_t i : order) {
      folded_.push_back(text::Fold(corpus[i]));
      texts_.push_back({folded_.back(), corpus[i]});
    }
    warm_ = texts_.size() / 5;
  }

  std::span<const PeerText> warm() const { return std::span(texts_).first(warm_); }
  std::span<const PeerText> unseen() const { return std::span(texts_).subspan(warm_); }

 private:
  std::vector<std::string> folded_;
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

}  // namespace

absl::StatusOr<ComparisonResult> Compare(const std::vector<std::string>& corpus,
                                         const Vocabulary& vocabulary,
                                         const ComparisonOptions& options) {
  ComparisonResult result;
  result.options = options;
  const Comments comments(corpus, options);
  ASCOLTO_ASSIGN_OR_RETURN(
      result.share, FindShare(vocabulary, comments.unseen(),
                              {options.rules, options.seed, options.mix, 0}));
  const std::vector<GeneratedRule> rules =
      GenerateRules(vocabulary, {options.rules, options.seed, options.mix, result.share});
  for (const GeneratedRule& rule : rules) result.ungated += rule.ungated;
  const std::int64_t load_begin = ThreadNanoseconds();
  ASCOLTO_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleSet> ours, Load(rules));
  result.load_seconds = static_cast<double>(ThreadNanoseconds() - load_begin) / 1e9;

  Equality equality(rules, ours, comments.unseen());
  std::vector<EngineResult> refused;
  for (const std::string& name : options.peers) {
    absl::StatusOr<std::unique_ptr<Peer>> peer = MakePeer(name, rules, options.peer_options);
    if (!peer.ok()) {
      refused.push_back({.name = name, .refusal = std::string(peer.status().message())});
      continue;
    }
    ASCOLTO_RETURN_IF_ERROR(equality.Check(name, **peer, options.seconds));
  }

  // The engines that are timed are new: none has seen a comment of those above.
  std::vector<Entrant> entrants;
  entrants.push_back(MakeOurs(options, ours));
  for (const std::string& name : options.peers) {
    if (std::any_of(refused.begin(), refused.end(),
                    [&](const EngineResult& r) { return r.name == name; })) {
      continue;
    }
    ASCOLTO_ASSIGN_OR_RETURN(std::unique_ptr<Peer> peer,
                             MakePeer(name, rules, options.peer_options));
    entrants.push_back(MakeEntrant(name, std::move(peer)));
  }
  std::vector<PeerText> unseen;
  double bytes = 0, hits = 0;
  for (std::size_t i = 0; i < comments.unseen().size(); ++i) {
    if (equality.left_out()[i]) continue;
    unseen.push_back(comments.unseen()[i]);
    bytes += static_cast<double>(unseen.back().raw.size());
    hits += equality.hit(i);
  }
  if (unseen.size() < kSlice) {
    return absl::FailedPreconditionError(base::Cat("too few comments to time: ", unseen.size()));
  }
  result.timed = unseen.size();
  result.left_out = comments.unseen().size() - unseen.size();
  result.bytes = bytes / static_cast<double>(unseen.size());
  result.hits = hits / static_cast<double>(unseen.size());
  Time(comments.warm(), unseen, options.seconds, &entrants);
  result.allocations = static_cast<double>(entrants[0].allocations) /
                       static_cast<double>(entrants[0].result.comments);
  if (options.threads) {
    std::vector<std::string> texts;
    for (const PeerText& comment : unseen) texts.emplace_back(comment.raw);
    result.threads = CompareThreads(ours, texts);
  }
  for (Entrant& entrant : entrants) result.engines.push_back(std::move(entrant.result));
  for (EngineResult& engine : refused) result.engines.push_back(std::move(engine));
  return result;
}

}  // namespace ascolto::bench
