// Writes look_alike_table.cc from ICU's spoof checker and from the names of letters. Run it by hand
// when the rules below, the folding or ICU change:
//
//   ninja -C build generate_look_alikes
//   build/bin/generate_look_alikes > lib/ascolto/readings/look_alike_table.cc
//
// A letter looks like
// - the Latin letter or digit that has the same skeleton (UTS #39, section 4), ignoring marks;
// - the Latin letter that its Unicode name mentions (ɪ "small capital i", ǝ "turned e", đ "d with
//   stroke");
// - the letters that `kShapes` lists for it.
// The engine looks up folded letters. Therefore a folded letter also looks like everything that the
// letters with this folding look like.

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "ascolto/text/characters.h"
#include "ascolto/text/fold.h"
#include "ascolto/readings/look_alikes.h"

namespace {

using ascolto::readings::kMaxLookAlikes;

// Shapes that people use. UTS #39 does not list them because they deceive nobody.
constexpr std::pair<char32_t, const char*> kShapes[] = {
    {U'β', "b"}, {U'δ', "d"}, {U'ε', "e"}, {U'θ', "o"}, {U'λ', "a"}, {U'μ', "u"}, {U'ξ', "e"},
    {U'π', "n"}, {U'ς', "s"}, {U'τ', "t"}, {U'ω', "w"}, {U'б', "b"}, {U'д', "ad"}, {U'ж', "x"},
    {U'и', "nu"}, {U'п', "n"}, {U'ц', "u"}, {U'ш', "w"}, {U'щ', "w"}, {U'ъ', "b"}, {U'э', "e"},
    {U'є', "e"}, {U'я', "r"}, {U'ћ', "h"}, {U'ђ', "h"}, {U'ᑎ', "n"}, {U'ᑕ', "c"}, {U'ᑫ', "q"},
    {U'ᔕ', "s"}, {U'ᘔ', "z"}, {U'ᘜ', "g"}, {U'ᗩ', "a"}, {U'ᗯ', "w"}, {U'ᗴ', "e"}, {U'þ', "p"},
};

// Scripts whose letters can be mixed with Latin ones without changing direction or baseline.
constexpr UScriptCode kScripts[] = {
    USCRIPT_LATIN,    USCRIPT_GREEK,  USCRIPT_CYRILLIC, USCRIPT_ARMENIAN,
    USCRIPT_GEORGIAN, USCRIPT_COPTIC, USCRIPT_CHEROKEE, USCRIPT_CANADIAN_ABORIGINAL,
    USCRIPT_LISU,     USCRIPT_OSAGE,  USCRIPT_DESERET,  USCRIPT_TIFINAGH,
    USCRIPT_RUNIC,    USCRIPT_COMMON,
};

// The part of a name before the letter: "LATIN SMALL LETTER TURNED A", "LATIN SMALL LETTER D WITH
// STROKE".
constexpr std::string_view kNames[] = {
    "LATIN SMALL LETTER ",           "LATIN SMALL LETTER TURNED ",   "LATIN SMALL LETTER REVERSED ",
    "LATIN SMALL LETTER DOTLESS ",   "LATIN SMALL LETTER SCRIPT ",   "LATIN SMALL LETTER LONG ",
    "LATIN SMALL LETTER INSULAR ",   "LATIN SMALL LETTER OPEN ",     "LATIN SMALL LETTER SIDEWAYS ",
    "LATIN SMALL LETTER BARRED ",    "LATIN SMALL LETTER REVERSED OPEN ",
    "LATIN LETTER SMALL CAPITAL ",   "LATIN LETTER SMALL CAPITAL TURNED ",
    "LATIN LETTER SMALL CAPITAL REVERSED ",
};

void Check(UErrorCode error) {
  if (U_SUCCESS(error)) return;
  std::fprintf(stderr, "ICU: %s\n", u_errorName(error));
  std::exit(2);
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

class Skeletons {
 public:
  Skeletons() {
    UErrorCode error = U_ZERO_ERROR;
    checker_ = uspoof_open(&error);
    Check(error);
    // Letters come before digits: О is o, not 0. A capital I looks like l, and so does a 1.
    for (const auto& [first, last] : {std::pair{'a', 'z'}, {'A', 'Z'}, {'2', '9'}}) {
      for (char c = first; c <= last; ++c) latin_[Of(c)] += static_cast<char>(u_tolower(c));
    }
  }
  ~Skeletons() { uspoof_close(checker_); }

  std::string Latin(UChar32 c) const {
    const auto found = latin_.find(Of(c));
    return found == latin_.end() ? "" : found->second;
  }

 private:
  std::string Of(UChar32 c) const {
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker_, 0, icu::UnicodeString(c), skeleton, &error);
    Check(error);
    icu::UnicodeString bare;
    for (int32_t i = 0; i < skeleton.length(); i = skeleton.moveIndex32(i, 1)) {
      const UChar32 part = skeleton.char32At(i);
      if (!ascolto::text::IsCombiningMark(static_cast<char32_t>(part))) bare.append(part);
    }
    return Utf8(bare);
  }

  USpoofChecker* checker_;
  std::map<std::string, std::string> latin_;
};

std::string LatinByName(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  char buffer[128];
  const std::string_view name(
      buffer, static_cast<std::size_t>(u_charName(c, U_UNICODE_CHAR_NAME, buffer, 128, &error)));
  Check(error);
  for (const std::string_view before : kNames) {
    if (!name.starts_with(before)) continue;
    const std::string_view rest = name.substr(before.size());
    const bool one_letter = !rest.empty() && (rest.size() == 1 || rest[1] == ' ');
    const bool a_form_of_it = rest.size() == 1 || rest.substr(1).starts_with(" WITH ");
    if (one_letter && a_form_of_it) return {static_cast<char>(u_tolower(rest.front()))};
  }
  return "";
}

std::string LatinByShape(UChar32 c) {
  for (const auto& [letter, latin] : kShapes) {
    if (letter == static_cast<char32_t>(c)) return latin;
  }
  return "";
}

bool MayStandAmongLatin(UChar32 c) {
  if ((U_GET_GC_MASK(c) & U_GC_L_MASK) == 0) return false;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  Check(error);
  return std::find(std::begin(kScripts), std::end(kScripts), script) != std::end(kScripts);
}

// Drops digits for which a letter is known: "6b" becomes "b", because the digit adds nothing.
std::string WithoutDigitsBesideLetters(const std::string& latin) {
  std::string letters = latin;
  std::erase_if(letters, [](char c) { return c <= '9'; });
  return (letters.empty() ? latin : letters).substr(0, kMaxLookAlikes);
}

// Sorted by folded letter.
std::map<UChar32, std::string> MakeTable() {
  const Skeletons skeletons;
  std::map<UChar32, std::string> table;
  const auto add = [&](UChar32 folded, const std::string& letters) {
    std::string& all = table[folded];
    for (const char letter : letters) {
      if (all.find(letter) == std::string::npos) all += letter;
    }
  };
  for (const bool is_folded : {true, false}) {
    for (UChar32 c = 0x80; c <= UCHAR_MAX_VALUE; ++c) {
      if (!MayStandAmongLatin(c)) continue;
      const std::string folded = ascolto::text::Fold(Utf8(icu::UnicodeString(c)));
      const icu::UnicodeString letter = icu::UnicodeString::fromUTF8(folded);
      const UChar32 first = letter.char32At(0);
      if (first < 0x80 || letter.countChar32() != 1 || (first == c) != is_folded) continue;
      add(first, skeletons.Latin(c) + LatinByName(c) + LatinByShape(c));
    }
  }
  std::erase_if(table, [](const auto& entry) { return entry.second.empty(); });
  for (auto& [letter, latin] : table) latin = WithoutDigitsBesideLetters(latin);
  return table;
}

}  // namespace

int main() {
  std::printf(
      "// Generated by generate_look_alikes.cc from Unicode %s; not to be edited.\n\n"
      "#include \"ascolto/readings/look_alikes.h\"\n\n"
      "namespace ascolto::readings {\n\n"
      "const LookAlike kLookAlikes[] = {",
      U_UNICODE_VERSION);
  const std::map<UChar32, std::string> table = MakeTable();
  int column = 0;
  for (const auto& [letter, latin] : table) {
    std::printf("%s{0x%X, \"%s\"},", column++ % 5 == 0 ? "\n    " : " ",
                static_cast<unsigned>(letter), latin.c_str());
  }
  std::printf(
      "\n};\n\n"
      "const std::size_t kLookAlikesCount = sizeof(kLookAlikes) / sizeof(*kLookAlikes);\n\n"
      "}  // namespace ascolto::readings\n");
}
