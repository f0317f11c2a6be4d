// Holds every #include of lib/ and service/ against the table of folders in docs/design.md.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

// The table: of each folder, the folders that it may include.
using Table = std::map<std::string, std::set<std::string>, std::less<>>;

// Files that make up a part of their own in a folder: "ascolto/comment" is of the part "types".
using Stems = std::map<std::string, std::string, std::less<>>;

struct Layout {
  Table may_include;
  Stems part_of_stem;
};

// The texts between back quotes.
std::vector<std::string> Quoted(std::string_view cell) {
  std::vector<std::string> out;
  for (std::size_t at = cell.find('`'); at != cell.npos; at = cell.find('`', at + 1)) {
    const std::size_t end = cell.find('`', at + 1);
    if (end == cell.npos) break;
    out.emplace_back(cell.substr(at + 1, end - at - 1));
    at = end;
  }
  return out;
}

Layout ReadLayout(std::istream& page) {
  Layout layout;
  bool in_table = false;
  for (std::string line; std::getline(page, line);) {
    if (line == "| folder | what it is | may include |") {
      in_table = true;
      continue;
    }
    if (!in_table || line.starts_with("| ---")) continue;
    if (!line.starts_with("| ")) break;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
    if (cells.size() != 3) continue;
    const std::vector<std::string> names = Quoted(cells[0]);
    if (names.empty()) continue;
    std::set<std::string>& allowed = layout.may_include[names[0]];
    std::istringstream words(cells[2]);
    for (std::string word; words >> word;) allowed.insert(word);
    const std::string folder = names[0].starts_with("service") ? "service/" : "ascolto/";
    for (std::size_t i = 1; i < names.size(); ++i) {
      layout.part_of_stem[folder + names[i]] = names[0];
    }
  }
  return layout;
}

const Layout& TheLayout() {
  static const Layout layout = [] {
    std::ifstream page(fs::path(ASCOLTO_SOURCE_DIR) / "docs" / "design.md");
    return ReadLayout(page);
  }();
  return layout;
}

// The part that a path below lib/ or of the repository belongs to; empty when it belongs to none.
std::string PartOf(std::string_view path) {
  const Layout& layout = TheLayout();
  const std::string_view stem = path.substr(0, path.rfind('.'));
  if (const auto found = layout.part_of_stem.find(stem); found != layout.part_of_stem.end()) {
    return found->second;
  }
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return "";
  const std::size_t second = path.find('/', slash + 1);
  std::string part;
  if (path.starts_with("ascolto/")) {
    part = second == path.npos ? "ascolto" : path.substr(slash + 1, second - slash - 1);
  } else if (path.starts_with("service/") && second != path.npos) {
    part = path.substr(0, second);
  }
  return layout.may_include.contains(part) ? part : "";
}

bool IsGenerated(std::string_view path) { return path.ends_with(".pb.h"); }

bool IsStandard(std::string_view header) {
  return header.find_first_of("/.") == std::string_view::npos;
}

// What is wrong with `path` including `header`; empty when nothing is.
std::string Problem(std::string_view path, std::string_view header) {
  const std::string from = PartOf(path);
  if (from.empty()) return "belongs to no folder of docs/design.md";
  const bool in_lib = path.starts_with("ascolto/");
  for (const std::string_view outside : {"grpc", "google/protobuf/", "nlohmann/", "CLI/", "csv.h",
                                         "boost/", "termios.h", "sys/ioctl.h"}) {
    if (in_lib && header.starts_with(outside)) return "lib/ knows no service, wire or terminal";
  }
  if (header.starts_with("bench/") || header.starts_with("tests/")) {
    return "only benches and tests know benches and tests";
  }
  if (IsGenerated(header)) return in_lib ? "lib/ knows no protobuf" : "";
  if (!header.starts_with("ascolto/") && !header.starts_with("service/")) return "";
  const std::string to = PartOf(header);
  if (to.empty()) return "includes what belongs to no folder of docs/design.md";
  if (to == from || TheLayout().may_include.at(from).contains(to)) return "";
  return "docs/design.md does not let " + from + " include " + to;
}

// What is wrong with a public header including `header`.
std::string PublicProblem(std::string_view header) {
  if (IsStandard(header) || header == "absl/status/status.h" ||
      header == "absl/status/statusor.h") {
    return "";
  }
  const bool is_public = header.starts_with("ascolto/") &&
                         header.find('/', std::string_view("ascolto/").size()) ==
                             std::string_view::npos &&
                         !header.ends_with("_impl.h");
  return is_public ? "" : "a public header includes only the standard library, absl::Status, and "
                          "public headers";
}

struct Include {
  std::string path;    // of the file, below lib/ or of the repository
  std::string header;  // as it is written
};

// What a line includes; empty when it is no #include.
std::string Included(std::string_view line) {
  if (!line.starts_with("#include ")) return "";
  const std::size_t begin = line.find_first_of("<\"");
  const std::size_t end = line.find_first_of(">\"", begin + 1);
  if (begin == line.npos || end == line.npos) return "";
  return std::string(line.substr(begin + 1, end - begin - 1));
}

std::vector<Include> AllIncludes() {
  const fs::path root(ASCOLTO_SOURCE_DIR);
  std::vector<Include> out;
  for (const auto& [folder, base] : {std::pair{root / "lib", root / "lib"},
                                     std::pair{root / "service", root}}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      std::ifstream file(entry.path());
      const std::string path = fs::relative(entry.path(), base).string();
      for (std::string line; std::getline(file, line);) {
        std::string header = Included(line);
        if (!header.empty()) out.push_back({path, std::move(header)});
      }
    }
  }
  return out;
}

bool IsPublicHeader(std::string_view path) {
  return path.ends_with(".h") && PublicProblem(path).empty();
}

TEST(Layout, TheTableIsReadWhole) {
  const Layout& layout = TheLayout();
  EXPECT_GT(layout.may_include.size(), 25u);
  EXPECT_EQ(layout.may_include.at("yaml"), (std::set<std::string>{"base", "diagnostics", "text"}));
  EXPECT_EQ(layout.part_of_stem.at("ascolto/comment"), "types");
  for (const auto& [part, allowed] : layout.may_include) {
    for (const std::string& other : allowed) {
      EXPECT_TRUE(layout.may_include.contains(other)) << part << " may include " << other;
    }
  }
}

// Folders that include each other, directly or through others, are one folder.
TEST(Layout, TheTableHasNoCycle) {
  const Table& table = TheLayout().may_include;
  for (const auto& [part, allowed] : table) {
    std::vector<std::string> next(allowed.begin(), allowed.end());
    std::set<std::string> reached;
    while (!next.empty()) {
      const std::string at = next.back();
      next.pop_back();
      if (!reached.insert(at).second) continue;
      next.insert(next.end(), table.at(at).begin(), table.at(at).end());
    }
    EXPECT_FALSE(reached.contains(part)) << part;
  }
}

// An arrow that nothing uses would let a mistake in.
TEST(Layout, EveryArrowOfTheTableIsUsed) {
  std::map<std::string, std::set<std::string>> used;
  for (const Include& include : AllIncludes()) used[PartOf(include.path)].insert(PartOf(include.header));
  for (const auto& [part, allowed] : TheLayout().may_include) {
    for (const std::string& other : allowed) {
      EXPECT_TRUE(used[part].contains(other)) << part << " includes nothing of " << other;
    }
  }
}

TEST(Layout, IncludesFollowTheTable) {
  const std::vector<Include> includes = AllIncludes();
  ASSERT_GT(includes.size(), 300u);
  for (const Include& include : includes) {
    EXPECT_EQ(Problem(include.path, include.header), "")
        << include.path << " includes " << include.header;
  }
}

TEST(Layout, PublicHeadersAreClean) {
  std::set<std::string> seen;
  for (const Include& include : AllIncludes()) {
    if (!IsPublicHeader(include.path)) continue;
    seen.insert(include.path);
    EXPECT_EQ(PublicProblem(include.header), "") << include.path << " includes " << include.header;
  }
  for (const char* header : {"ascolto/ascolto.h", "ascolto/comment.h", "ascolto/verdict.h",
                             "ascolto/diagnostic.h", "ascolto/rule_set.h", "ascolto/classifier.h",
                             "ascolto/live_rules.h"}) {
    EXPECT_TRUE(seen.contains(header)) << header;
  }
}

TEST(Layout, SeesWhatBreaksTheTable) {
  EXPECT_EQ(Problem("ascolto/yaml/traps.cc", "ascolto/base/strings.h"), "");
  EXPECT_EQ(Problem("ascolto/judge/judge.h", "ascolto/judge/policy.h"), "");
  EXPECT_EQ(Problem("ascolto/classifier.cc", "ascolto/judge/judge.h"), "");
  EXPECT_NE(Problem("ascolto/text/fold.cc", "ascolto/match/hit.h"), "");
  EXPECT_NE(Problem("ascolto/base/sha256.h", "ascolto/comment.h"), "");
  EXPECT_NE(Problem("ascolto/judge/judge.h", "ascolto/classifier.h"), "");
  EXPECT_NE(Problem("ascolto/workbench/explain.cc", "service/cli/table.h"), "");
  EXPECT_NE(Problem("ascolto/match/hit.h", "grpcpp/grpcpp.h"), "");
  EXPECT_NE(Problem("ascolto/verdict.h", "ascolto/v1/moderation.pb.h"), "");
  EXPECT_NE(Problem("service/grpc/request.h", "service/cli/table.h"), "");
  EXPECT_NE(Problem("ascolto/classifier.cc", "bench/measure.h"), "");
  EXPECT_NE(Problem("service/cli/test.cc", "tests/support/allocations.h"), "");
  EXPECT_NE(Problem("service/grpc/request.h", "service/http/http_server.h"), "");
  EXPECT_EQ(Problem("service/cli/send.cc", "ascolto/v1/moderation.grpc.pb.h"), "");
}

TEST(Layout, SeesWhatDoesNotBelongInAPublicHeader) {
  EXPECT_EQ(PublicProblem("string_view"), "");
  EXPECT_EQ(PublicProblem("absl/status/statusor.h"), "");
  EXPECT_EQ(PublicProblem("ascolto/comment.h"), "");
  for (const char* header : {"re2/re2.h", "yaml-cpp/yaml.h", "absl/strings/string_view.h",
                             "absl/time/time.h", "ascolto/base/strings.h",
                             "ascolto/classifier_impl.h", "ascolto/v1/moderation.pb.h"}) {
    EXPECT_NE(PublicProblem(header), "") << header;
  }
}

}  // namespace
