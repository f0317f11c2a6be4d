// Entries kept as bytes come out as they went in, whatever stood before them.

#include "ascolto/model/encoded_list.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace ascolto::model {
namespace {

Element Word(std::string text, std::string cased, bool star_before = false,
             bool star_after = false) {
  Element element;
  element.text = std::move(text);
  element.cased = std::move(cased);
  element.star_before = star_before;
  element.star_after = star_after;
  return element;
}

Element Gap(int words) {
  Element element;
  element.kind = Element::Kind::kGap;
  element.gap = words;
  return element;
}

Element ListOf(int list) {
  Element element;
  element.kind = Element::Kind::kList;
  element.list = list;
  return element;
}

Element Token(std::string text) {
  Element element;
  element.kind = Element::Kind::kToken;
  element.text = std::move(text);
  return element;
}

Entry PhraseEntry(Entry::Kind kind, std::vector<Phrase> phrases) {
  Entry entry;
  entry.kind = kind;
  entry.place = phrases.front().place;
  entry.phrases = std::move(phrases);
  return entry;
}

// The large ones stand before the small ones, whose members must not show what those had.
std::vector<Entry> SomeEntries() {
  const std::string longest(70'000, 'a');
  Entry near = PhraseEntry(
      Entry::Kind::kNear, {{"uno", {3, 7, 130}, {{Word("uno", "uno")}}},
                           {"$l (due/" + longest + ")",
                            {3, 100'000, 2},
                            {{ListOf(0), Gap(20), ListOf(1'000'000), Word("due", "due")},
                             {Word(longest, longest + "\u0300"), Gap(1), Word("x", "x")}}}});
  near.within = 30;
  Entry regex;
  regex.kind = Entry::Kind::kRegex;
  regex.place = {0, 1, 1};
  regex.pattern = "a{2,}\\b";
  Entry raw = regex;
  raw.kind = Entry::Kind::kRegexRaw;
  raw.pattern = "[A-Z]{5}";
  return {near,
          PhraseEntry(Entry::Kind::kPhrase,
                      {{"*a*", {}, {{Word("papa", "papa\u0300", true, true)}}}}),
          PhraseEntry(Entry::Kind::kExact, {{"b*", {1, 2, 3}, {{Word("b", "", false, true)}}}}),
          PhraseEntry(Entry::Kind::kPhrase, {{"😀", {1, 2, 3}, {{Token("😀")}}}}),
          regex,
          raw,
          PhraseEntry(Entry::Kind::kPhrase, {{"*c", {0, 0, 0}, {{Word("c", "c", true, false)}}}})};
}

void ExpectSame(const diagnostics::Place& got, const diagnostics::Place& expected) {
  EXPECT_EQ(std::tie(got.file, got.line, got.column),
            std::tie(expected.file, expected.line, expected.column));
}

void ExpectSame(const Phrase& got, const Phrase& expected) {
  EXPECT_EQ(got.source, expected.source);
  ExpectSame(got.place, expected.place);
  ASSERT_EQ(got.forms.size(), expected.forms.size());
  for (std::size_t f = 0; f < expected.forms.size(); ++f) {
    ASSERT_EQ(got.forms[f].size(), expected.forms[f].size());
    for (std::size_t i = 0; i < expected.forms[f].size(); ++i) {
      const auto members = [](const Element& e) {
        return std::tie(e.kind, e.text, e.cased, e.star_before, e.star_after, e.gap, e.list);
      };
      EXPECT_EQ(members(got.forms[f][i]), members(expected.forms[f][i])) << expected.source;
    }
  }
}

void ExpectSame(const Entry& got, const Entry& expected) {
  EXPECT_EQ(got.kind, expected.kind);
  ExpectSame(got.place, expected.place);
  EXPECT_EQ(got.within, expected.within);
  EXPECT_EQ(got.pattern, expected.pattern);
  ASSERT_EQ(got.phrases.size(), expected.phrases.size());
  for (std::size_t i = 0; i < expected.phrases.size(); ++i) {
    ExpectSame(got.phrases[i], expected.phrases[i]);
  }
}

TEST(PackedTest, EntriesComeOutAsTheyWentIn) {
  const std::vector<Entry> entries = SomeEntries();
  const EncodedList<Entry> packed{std::span<const Entry>(entries)};
  ASSERT_EQ(packed.size(), entries.size());
  std::size_t i = 0;
  for (const Entry& entry : packed) ExpectSame(entry, entries[i++]);
  EXPECT_EQ(i, entries.size());
  for (i = 0; i < entries.size(); ++i) ExpectSame(packed[i], entries[i]);
}

TEST(PackedTest, CopiesReadTheirOwnBytes) {
  EncodedList<Entry> copy;
  {
    const std::vector<Entry> entries = SomeEntries();
    const EncodedList<Entry> packed{std::span<const Entry>(entries)};
    copy = packed;
  }
  ExpectSame(*copy.begin(), SomeEntries().front());
}

TEST(PackedTest, WhatWasMovedFromIsEmpty) {
  EncodedList<Phrase> from{Phrase()};
  const EncodedList<Phrase> to = std::move(from);
  EXPECT_EQ(to.size(), 1u);
  EXPECT_TRUE(from.empty());
  EXPECT_TRUE(from.begin() == from.end());
}

TEST(PackedTest, NothingIsEmpty) {
  const EncodedList<Phrase> packed;
  EXPECT_TRUE(packed.empty());
  EXPECT_TRUE(packed.begin() == packed.end());
}

}  // namespace
}  // namespace ascolto::model
