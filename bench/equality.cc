#include "bench/equality.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "ascolto/base/strings.h"
#include "bench/measure.h"

namespace ascolto::bench {
namespace {

bool Finds(const std::string& pattern, std::string_view text, RE2::CannedOptions encoding) {
  const RE2 regex(pattern, RE2::Options(encoding));
  return regex.Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

// The words of a text with one space between them. Letters of other scripts, which \w does not
// know, are written as a digit.
std::string WordsAlone(const text::FoldedText& folded, const text::Words& words) {
  std::string out;
  for (const text::Word& word : words.words) {
    if (!out.empty()) out += ' ';
    for (std::uint32_t i = word.begin; i < word.end; ++i) {
      out += static_cast<unsigned char>(folded.text[i]) < 0x80 ? folded.text[i] : '0';
    }
  }
  return out;
}

}  // namespace

Equality::Equality(std::span<const GeneratedRule> rules, std::shared_ptr<const RuleSet> ours,
                   std::span<const PeerText> comments)
    : rules_(rules),
      comments_(comments),
      finder_(std::move(ours)),
      found_(comments.size()),
      left_out_(comments.size(), false) {
  for (std::size_t i = 0; i < comments.size(); ++i) {
    finder_.Find(comments[i].raw, &found_[i]);
    std::sort(found_[i].begin(), found_[i].end());
  }
}

absl::Status Equality::Check(std::string_view name, Peer& peer, double seconds) {
  const std::int64_t begin = ThreadNanoseconds();
  std::vector<std::uint32_t> theirs, differ;
  for (std::size_t i = 0; i < comments_.size(); ++i) {
    if (static_cast<double>(ThreadNanoseconds() - begin) > seconds * 1e9) break;
    peer.Match(comments_[i], &theirs);
    std::sort(theirs.begin(), theirs.end());
    differ.clear();
    std::set_symmetric_difference(found_[i].begin(), found_[i].end(), theirs.begin(), theirs.end(),
                                  std::back_inserter(differ));
    for (const std::uint32_t rule : differ) {
      const bool ours = std::binary_search(found_[i].begin(), found_[i].end(), rule);
      if (!IsExplained(peer, i, rule, ours)) {
        return absl::FailedPreconditionError(
            base::Cat("the engines differ: rule ", rule, " is found by ",
                      ours ? "ascolto" : name, " and not by ", ours ? name : "ascolto",
                      "\n  comment: ", comments_[i].raw, "\n  pattern: ", rules_[rule].pattern,
                      "\n", rules_[rule].yaml));
      }
      left_out_[i] = true;
    }
  }
  return absl::OkStatus();
}

bool Equality::IsExplained(const Peer& peer, std::size_t comment, std::uint32_t rule,
                           bool ours) {
  const GeneratedRule& generated = rules_[rule];
  const PeerText& text = comments_[comment];
  const std::string_view searched = generated.raw ? text.raw : text.folded;
  // The peer must have found what its pattern says …
  if (Finds(peer.Spelling(generated.pattern), searched, RE2::Latin1) == ours) return false;
  // … and Ascolto what the pattern says of words and characters.
  if (!generated.list) return Finds(generated.pattern, searched, RE2::DefaultOptions) == ours;
  std::vector<std::uint32_t> found;
  finder_.Find(text.raw, &found);
  const std::string words = WordsAlone(finder_.folded(), finder_.words());
  return Finds(generated.pattern, words, RE2::Latin1) == ours;
}

}  // namespace ascolto::bench
