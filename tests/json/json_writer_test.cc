// The one writer of JSON: what it writes is what was meant, and nothing else writes JSON by hand.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <regex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

namespace fs = std::filesystem;

TEST(JsonWriter, PutsCommasBetweenValues) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Member("text", "a");
  json.Member("yes", true);
  json.Member("number", -5);
  json.MemberOrNull("none", "");
  json.Strings("texts", std::vector<std::string>{"x", "y"});
  json.Key("objects");
  json.Array(std::vector<int>{1, 2}, [&](int i) {
    json.BeginObject();
    json.Member("i", i);
    json.EndObject();
  });
  json.Key("empty");
  json.BeginObject();
  json.EndObject();
  json.AnyKey("a\"b");
  json.Raw("[1.5]");
  json.EndObject();
  EXPECT_EQ(out,
            "{\"text\":\"a\",\"yes\":true,\"number\":-5,\"none\":null,\"texts\":[\"x\",\"y\"],"
            "\"objects\":[{\"i\":1},{\"i\":2}],\"empty\":{},\"a\\\"b\":[1.5]}");
}

TEST(JsonWriter, WritesTheWholeRangeOfNumbers) {
  std::string out;
  JsonWriter json(&out);
  json.BeginArray();
  json.Number(std::numeric_limits<std::int64_t>::min());
  json.Number(std::numeric_limits<std::uint64_t>::max());
  json.EndArray();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615]");
}

TEST(JsonWriter, TextsReadBackAsTheyWere) {
  for (const Invisible invisible : {Invisible::kWritten, Invisible::kEscaped}) {
    for (const std::string text : {"", "\"\\/\b\f\n\r\t\x01\x7f", "perché 😀", "\u202e\u200b\ufeff",
                                   "\U000E0041x", "a\u2028b"}) {
      std::string out;
      AppendJson(text, &out, invisible);
      EXPECT_EQ(nlohmann::json::parse(out), text) << out;
    }
  }
}

TEST(JsonWriter, IllFormedBytesBecomeReplacementCharacters) {
  std::string out;
  AppendJson("a\xff\xe2\x82z", &out);
  EXPECT_EQ(out, "\"a\uFFFD\uFFFDz\"");
}

TEST(JsonWriter, EscapesWhatCannotBeSeenWhenAsked) {
  std::string out;
  AppendJson("a\u202eb\U000E0041è", &out, Invisible::kEscaped);
  EXPECT_EQ(out, "\"a\\u202eb\\udb40\\udc41è\"");
}

// A key of JSON inside a literal: \"key\": with no space after it. (Messages that show an example
// of JSON have one.)
TEST(OneWriter, NothingElseWritesJsonByHand) {
  const std::regex key(R"(\\":(?! ))");
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(fs::path(ASCOLTO_SOURCE_DIR) / "service")) {
    const fs::path& path = entry.path();
    if (path.extension() != ".cc" && path.extension() != ".h") continue;
    if (path.filename() == "text.h") continue;  // the writer itself
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      EXPECT_FALSE(std::regex_search(line, key)) << path << ": " << line;
    }
  }
}

}  // namespace
}  // namespace ascolto::service
