// The loops over blocks do what the scalar ones say, on any bytes.

#include "ascolto/text/ascii.h"

#include <gtest/gtest.h>

#include <random>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ascolto::text {
namespace {

// Texts of every length up to some blocks, of what matters to any of the loops and of any byte.
template <typename F>
void ForTexts(F f) {
  std::mt19937 random(1);
  const std::string usual = "abcxyzABCXYZ0189 .,:/@#!?`'_$|+\x1F\x7F\x80\xFF[{^";
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 200, '\0');
    const bool any = random() % 4 == 0;
    const auto variety = 1 + random() % usual.size();
    for (char& c : text) {
      c = any ? static_cast<char>(random()) : usual[random() % variety];
    }
    f(text);
  }
}

// All but the scalar loops.
std::span<const AsciiLoops* const> VectorLoops() { return SupportedAsciiLoops().subspan(1); }

struct Folded {
  std::string text;
  std::vector<ByteMasks> masks;
  AsciiFolding folding;
  bool operator==(const Folded& other) const {
    const auto counts = [](const AsciiFolding& f) {
      return std::tie(f.bytes, f.letters, f.capitals, f.special, f.case_boundary);
    };
    return text == other.text && masks == other.masks && counts(folding) == counts(other.folding);
  }
};

// As far as it is plain, and then if `mixed` the rest in place, as text/fold.cc does it.
Folded Fold(const AsciiLoops& loops, const std::string& text, bool mixed) {
  Folded folded;
  folded.text.assign(text.size() + kAsciiSlack, '*');
  folded.masks.resize(BlockCount(text.size()));
  char* const out = folded.text.data();
  loops.fold(text.data(), text.size(), true, out, folded.masks.data(), &folded.folding);
  if (const std::size_t done = folded.folding.bytes; mixed && done < text.size()) {
    text.copy(out + done, text.size() - done, done);
    loops.fold(out, text.size(), false, out, folded.masks.data(), &folded.folding);
  }
  folded.text.resize(folded.folding.bytes);
  folded.masks.resize(BlockCount(folded.folding.bytes));
  return folded;
}

TEST(AsciiTest, FoldsAsTheScalarLoop) {
  std::size_t plain = 0;
  ForTexts([&](const std::string& text) {
    for (const bool mixed : {false, true}) {
      const Folded expected = Fold(*SupportedAsciiLoops().front(), text, mixed);
      plain += mixed ? 0 : expected.folding.bytes;
      for (const AsciiLoops* loops : VectorLoops()) {
        ASSERT_TRUE(Fold(*loops, text, mixed) == expected) << loops->name << ": " << text;
      }
    }
  });
  EXPECT_GT(plain, 100000u);
}

TEST(AsciiTest, FindsTheUnusualAsTheScalarLoop) {
  ForTexts([&](const std::string& text) {
    for (std::size_t at = 0; at < text.size(); at += 7) {
      const std::uint64_t expected =
          SupportedAsciiLoops().front()->unusual(text.data(), text.size(), at);
      for (const AsciiLoops* loops : VectorLoops()) {
        ASSERT_EQ(loops->unusual(text.data(), text.size(), at), expected)
            << loops->name << ", from " << at << ": " << text;
      }
    }
  });
}

struct Found {
  std::vector<std::uint32_t> edges;
  std::vector<std::uint64_t> may_have_readings;
  std::uint32_t exclamations;
  bool question, any_may_have_readings, single_letter_run;
  bool operator==(const Found&) const = default;
};

Found FindWords(const AsciiLoops& loops, const std::vector<ByteMasks>& masks, std::size_t size) {
  std::vector<std::uint32_t> edges(size + 1 + kEdgeSlack);
  std::vector<std::uint64_t> may_have_readings(masks.size());
  const WordEdges found = loops.words(masks.data(), size, edges.data(), may_have_readings.data());
  edges.resize(static_cast<std::size_t>(found.end - edges.data()));
  return {std::move(edges), std::move(may_have_readings), found.exclamations,
          found.question,   found.may_have_readings,      found.single_letter_run};
}

TEST(AsciiTest, FindsWordsAsTheScalarLoop) {
  std::size_t words = 0, may_have_readings = 0, single_letter_run = 0;
  ForTexts([&](const std::string& text) {
    const AsciiLoops& scalar = *SupportedAsciiLoops().front();
    const Folded folded = Fold(scalar, text, true);
    const Found expected = FindWords(scalar, folded.masks, text.size());
    ASSERT_EQ(expected.edges.size() % 2, 0u);
    words += expected.edges.size() / 2;
    may_have_readings += expected.any_may_have_readings;
    single_letter_run += expected.single_letter_run;
    for (const AsciiLoops* loops : VectorLoops()) {
      ASSERT_TRUE(FindWords(*loops, folded.masks, text.size()) == expected)
          << loops->name << ": " << text;
    }
  });
  EXPECT_GT(words, 100000u);
  EXPECT_GT(may_have_readings, 1000u);
  EXPECT_GT(single_letter_run, 1000u);
}

}  // namespace
}  // namespace ascolto::text
