// The peers find what their patterns say, and the check for equality sees who does not.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ascolto/text/fold.h"
#include "bench/equality.h"
#include "bench/literal_search.h"
#include "bench/ours.h"
#include "bench/peers.h"
#include "bench/random.h"

namespace ascolto::bench {
namespace {

GeneratedRule ListRule(const std::string& yaml, const std::string& pattern, int index) {
  GeneratedRule rule;
  rule.list = true;
  rule.yaml = "  - id: r" + std::to_string(index) +
              "\n    label: insult\n    points: 10\n    find: {" + yaml + "}\n";
  rule.pattern = pattern;
  return rule;
}

std::vector<GeneratedRule> Rules() {
  std::vector<GeneratedRule> rules = {
      ListRule("words: ['cretin(o/a)', 'ebet*']", "\\b(?:(?:cretin(?:o|a))\\b|ebet)", 0),
      ListRule("phrases: ['sei un ... ceffo']", "\\bsei\\W+un\\W+(?:\\w+\\W+){0,5}ceffo\\b", 1),
      ListRule("regex: ['\\d{3}']", "\\d{3}", 2),
      ListRule("regex_raw: ['[A-Z]{4,}']", "[A-Z]{4,}", 3)};
  rules[2].list = rules[3].list = false;
  rules[3].raw = true;
  return rules;
}

class Texts {
 public:
  explicit Texts(std::vector<std::string> raw) : raw_(std::move(raw)) {
    for (const std::string& text : raw_) folded_.push_back(text::Fold(text));
    for (std::size_t i = 0; i < raw_.size(); ++i) texts_.push_back({folded_[i], raw_[i]});
  }
  const std::vector<PeerText>& get() const { return texts_; }

 private:
  std::vector<std::string> raw_, folded_;
  std::vector<PeerText> texts_;
};

TEST(PeersTest, EachFindsTheRulesThatMeetAText) {
  const Texts texts({"Che CRETINO, sei un brutto ceffo", "ebete 1234", "niente cretini", ""});
  const std::vector<std::vector<std::uint32_t>> expected = {{0, 1, 3}, {0, 2}, {}, {}};
  const std::vector<GeneratedRule> rules = Rules();
  for (const PeerKind& kind : PeerKinds()) {
    auto peer = MakePeer(kind.name, rules, {});
    if (peer.status().code() == absl::StatusCode::kUnimplemented) continue;
    ASSERT_TRUE(peer.ok()) << kind.name << ": " << peer.status();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      std::vector<std::uint32_t> found;
      (*peer)->Match(texts.get()[i], &found);
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, expected[i]) << kind.name << ": " << texts.get()[i].raw;
    }
  }
}

// Finds what another peer finds, but for one rule.
class Forgetful : public Peer {
 public:
  Forgetful(std::unique_ptr<Peer> peer, std::uint32_t rule)
      : peer_(std::move(peer)), rule_(rule) {}
  void Match(const PeerText& text, std::vector<std::uint32_t>* rules) override {
    peer_->Match(text, rules);
    std::erase(*rules, rule_);
  }

 private:
  std::unique_ptr<Peer> peer_;
  std::uint32_t rule_;
};

TEST(EqualityTest, SeesAPeerThatMissesARule) {
  const Texts texts({"che cretino", "niente", "http://cretino.it 123"});
  const std::vector<GeneratedRule> rules = Rules();
  for (const std::uint32_t rule : {0u, 2u}) {
    Equality equality(rules, *Load(rules), texts.get());
    Forgetful peer(*MakePeer("re2", rules, {}), rule);
    const absl::Status status = equality.Check("forgetful", peer, 10);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_NE(status.message().find("by ascolto and not by forgetful"), std::string::npos)
        << status;
  }
}

TEST(EqualityTest, LeavesOutWhereOnlyTheNotionOfAWordDiffers) {
  const Texts texts({"che cretino", "http://cretino.it", "@cretino", "brutto_cretino", "cretinoω",
                     "sei un http://a.it/ceffo"});
  const std::vector<GeneratedRule> rules = Rules();
  Equality equality(rules, *Load(rules), texts.get());
  const absl::Status status = equality.Check("re2", **MakePeer("re2", rules, {}), 10);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(equality.left_out(), (std::vector<bool>{false, true, true, true, true, true}));
  EXPECT_TRUE(equality.hit(0));
  EXPECT_FALSE(equality.hit(1));
}

TEST(LiteralSearchTest, FindsWhatALoopFinds) {
  Random random(7);
  const auto word = [&](std::size_t longest) {
    std::string out;
    for (std::size_t size = 1 + random.Below(longest); out.size() < size;) {
      out += "abc"[random.Below(3)];
    }
    return out;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> literals;
    for (int i = 0; i < 12; ++i) literals.push_back(word(5));
    std::sort(literals.begin(), literals.end());
    literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
    LiteralSearch search(literals);
    for (int i = 0; i < 5; ++i) {
      const std::string text = word(20);
      std::vector<int> found, expected;
      search.Find(text, &found);
      std::sort(found.begin(), found.end());
      for (std::size_t k = 0; k < literals.size(); ++k) {
        if (text.find(literals[k]) != text.npos) expected.push_back(static_cast<int>(k));
      }
      ASSERT_EQ(found, expected) << text;
    }
  }
}

}  // namespace
}  // namespace ascolto::bench
