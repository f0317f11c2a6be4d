// What a reader would not see, held against Unicode's own tables (Debian: the package unicode-data).
// The log and the terminal once had two lists, and each left out what the other knew: the log let
// U+3164 through, the terminal tags and the soft hyphen.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include "service/cli/terminal.h"
#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

// Of one of the files with lines like "200B..200F ; Name # …", the code points with that name.
std::set<char32_t> WithProperty(const std::string& file_name, const std::string& name) {
  const std::string path = "/usr/share/unicode/" + file_name;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::set<char32_t> found;
  for (std::string line; std::getline(file, line);) {
    line.resize(std::min(line.find('#'), line.size()));
    const std::size_t semicolon = line.find(';');
    if (semicolon == std::string::npos) continue;
    std::string value = line.substr(semicolon + 1);
    value.erase(0, value.find_first_not_of(' '));
    value.erase(value.find_last_not_of(' ') + 1);
    if (value != name) continue;
    char* end = nullptr;
    const char32_t first = static_cast<char32_t>(std::strtoul(line.c_str(), &end, 16));
    const std::string_view rest(end);
    const char32_t last = rest.starts_with("..")
                              ? static_cast<char32_t>(std::strtoul(end + 2, nullptr, 16))
                              : first;
    for (char32_t c = first; c <= last; ++c) found.insert(c);
  }
  EXPECT_FALSE(found.empty()) << path << ": " << name;
  return found;
}

bool MakesEmoji(char32_t c) { return c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F); }

TEST(InvisibleTest, IsWhatUnicodeSays) {
  std::set<char32_t> unseen = WithProperty("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point");
  unseen.merge(WithProperty("PropList.txt", "Bidi_Control"));
  unseen.insert({0x2028, 0x2029, 0xFFF9, 0xFFFA, 0xFFFB});
  for (char32_t c = 0; c < 0x20; ++c) unseen.insert(c);
  for (char32_t c = 0x7F; c < 0xA0; ++c) unseen.insert(c);
  std::erase_if(unseen, MakesEmoji);
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    ASSERT_EQ(IsInvisible(c), unseen.contains(c)) << std::hex << "U+" << static_cast<unsigned>(c);
  }
}

TEST(InvisibleTest, LogAndTerminalShowIt) {
  for (const auto& [text, code] : {std::pair{"\u00AD", "00AD"}, {"\u3164", "3164"},
                                   {"\u202E", "202E"}, {"\uFFF9", "FFF9"}, {"\u034F", "034F"}}) {
    std::string logged;
    AppendJson(text, &logged, Invisible::kEscaped);
    EXPECT_NE(logged.find("\\u"), std::string::npos) << code;
    EXPECT_EQ(cli::Printable(text), std::string("<U+") + code + ">");
  }
  EXPECT_EQ(cli::Printable("\U000E0041"), "<U+E0041>");
}

TEST(InvisibleTest, EmojiStayWhole) {
  const std::string family = "👨\u200D👩\u200D👧 ❤\uFE0F";
  std::string logged;
  AppendJson(family, &logged, Invisible::kEscaped);
  EXPECT_EQ(logged, "\"" + family + "\"");
  EXPECT_EQ(cli::Printable(family), family);
}

}  // namespace
}  // namespace ascolto::service
