#include "ascolto/match/heads.h"

#include <algorithm>

namespace ascolto::match {
std::uint32_t Heads::Add(const Head& head) {
  const auto known = std::find(heads_.begin(), heads_.end(), head);
  if (known != heads_.end()) return static_cast<std::uint32_t>(known - heads_.begin());
  if (head.bytes.empty() || heads_.size() == kMostHeads) return kNone;
  if (sets_.size() + head.bytes.size() + 1 > kMostSets) return kNone;
  std::vector<Part> parts;
  for (std::uint32_t at = 0; at < head.bytes.size(); ++at) {
    parts.push_back({at, SetOf(head.bytes[at])});
  }
  std::stable_sort(parts.begin(), parts.end(), [&](const Part& a, const Part& b) {
    return Rarity(head.bytes[a.at]) > Rarity(head.bytes[b.at]);
  });
  if (head.begins_word) word_set_ = SetOf(WordBytes());
  heads_.push_back(head);
  parts_of_.push_back(std::move(parts));
  return static_cast<std::uint32_t>(heads_.size() - 1);
}

std::uint32_t Heads::SetOf(const ByteSet& set) {
  const auto known = std::find(sets_.begin(), sets_.end(), set);
  const auto index = static_cast<std::uint32_t>(known - sets_.begin());
  if (known == sets_.end()) {
    sets_.push_back(set);
    masks_.emplace_back(set);
  }
  return index;
}

void Heads::Begin(Scratch* scratch) const {
  if (scratch->sets.size() < sets_.size()) scratch->sets.resize(sets_.size());
  if (scratch->places.size() < heads_.size()) scratch->places.resize(heads_.size());
  if (++scratch->round != 0) return;
  for (auto* masks : {&scratch->sets, &scratch->places}) {  // wrapped around
    for (Scratch::Mask& mask : *masks) mask.round = 0;
  }
  scratch->round = 1;
}

const std::uint64_t* Heads::MaskOf(std::uint32_t set, const PaddedText& text,
                                   Scratch* scratch) const {
  Scratch::Mask& mask = scratch->sets[set];
  if (mask.round != scratch->round) {
    mask.round = scratch->round;
    masks_[set].Of(text, 0, text.words(), mask.words);
    mask.words[text.words()] = 0;
  }
  return mask.words;
}

std::span<const std::uint64_t> Heads::Places(std::uint32_t head, const PaddedText& text,
                                             Scratch* scratch) const {
  Scratch::Mask& places = scratch->places[head];
  if (places.round != scratch->round) {
    places.round = scratch->round;
    places.some = FindPlaces(head, text, scratch, places.words);
  }
  return {places.words, places.some ? text.words() : 0};
}

bool Heads::FindPlaces(std::uint32_t head, const PaddedText& text, Scratch* scratch,
                       std::uint64_t* places) const {
  const std::size_t words = text.words();
  std::fill_n(places, words, ~std::uint64_t{0});
  for (const Part& part : parts_of_[head]) {
    const std::uint64_t* mask = MaskOf(part.set, text, scratch);
    std::uint64_t some = 0;
    for (std::size_t i = 0; i < words; ++i) {
      places[i] &= part.at == 0 ? mask[i] : mask[i] >> part.at | mask[i + 1] << (64 - part.at);
      some |= places[i];
    }
    if (some == 0) return false;
  }
  if (!heads_[head].begins_word) return true;
  const std::uint64_t* word = MaskOf(word_set_, text, scratch);
  std::uint64_t some = 0, before = 0;
  for (std::size_t i = 0; i < words; ++i) {
    places[i] &= ~(word[i] << 1 | before);
    before = word[i] >> 63;
    some |= places[i];
  }
  return some != 0;
}

}  // namespace ascolto::match
