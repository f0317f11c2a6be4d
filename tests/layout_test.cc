// Holds every #include of lib/ and service/ against the arrows of docs/design.md.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

// The parts from the bottom up. A part may include those of lower ranks, and itself.
struct Part {
  std::string_view prefix;  // of the path below lib/ or of the repository
  int rank;
};
constexpr Part kParts[] = {
    {"ascolto/base/", 0},       {"ascolto/text/", 2},    {"ascolto/rules/", 3},
    {"ascolto/match/", 4},      {"ascolto/judge/", 5},   {"ascolto/listening/", 6},
    {"ascolto/workbench/", 8},   {"service/config/", 9},   {"service/log/", 10},
    {"service/access/", 11},     {"service/history/", 11}, {"service/json/", 9},
    {"service/metrics/", 11},    {"service/input/", 12},   {"service/rules/", 12},
    {"service/moderation/", 13}, {"service/grpc/", 14},    {"service/http/", 14},
    {"service/daemon/", 15},     {"service/cli/", 16},     {"service/main.cc", 17},
};
// Directly in lib/ascolto: plain nouns at the bottom, everything else at the top. rule_set.h
// declares nouns that the parts below use (Limits, Source); what it declares is made at the top.
const std::set<std::string_view> kNouns = {"ascolto/comment.h", "ascolto/comment.cc",
                                           "ascolto/diagnostic.h", "ascolto/diagnostic.cc",
                                           "ascolto/verdict.h", "ascolto/verdict.cc",
                                           "ascolto/rule_set.h"};
constexpr Part kTypes{"nouns", 1};
constexpr Part kTop{"top", 7};

std::optional<Part> PartOf(std::string_view path) {
  for (const Part& part : kParts) {
    if (path.starts_with(part.prefix)) return part;
  }
  // Generated from proto/.
  if (path.starts_with("ascolto/v1/") || path.starts_with("ascolto/internal/")) return std::nullopt;
  if (path.starts_with("ascolto/")) return kNouns.contains(path) ? kTypes : kTop;
  return std::nullopt;
}

bool IsGenerated(std::string_view path) { return path.ends_with(".pb.h"); }

bool IsStandard(std::string_view header) {
  return header.find_first_of("/.") == std::string_view::npos;
}

// What is wrong with `path` including `header`; empty when nothing is.
std::string Problem(std::string_view path, std::string_view header) {
  const std::optional<Part> from = PartOf(path);
  if (!from) return "belongs to no part of docs/design.md";
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
  const std::optional<Part> to = PartOf(header);
  if (!to) return "includes what belongs to no part of docs/design.md";
  if (to->prefix == from->prefix || to->rank < from->rank) return "";
  return "points up";
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

TEST(Layout, IncludesFollowTheArrows) {
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

TEST(Layout, SeesWhatBreaksTheArrows) {
  EXPECT_EQ(Problem("ascolto/text/fold.cc", "ascolto/base/strings.h"), "");
  EXPECT_EQ(Problem("ascolto/judge/judge.h", "ascolto/judge/policy.h"), "");
  EXPECT_EQ(Problem("ascolto/classifier.cc", "ascolto/judge/judge.h"), "");
  EXPECT_NE(Problem("ascolto/text/fold.cc", "ascolto/match/hit.h"), "");
  EXPECT_NE(Problem("ascolto/base/sha256.h", "ascolto/comment.h"), "");
  EXPECT_NE(Problem("ascolto/judge/judge.h", "ascolto/classifier.h"), "");
  EXPECT_NE(Problem("ascolto/workbench/explain.cc", "service/cli/table.h"), "");
  EXPECT_NE(Problem("ascolto/match/hit.h", "grpcpp/grpcpp.h"), "");
  EXPECT_NE(Problem("ascolto/verdict.h", "ascolto/v1/moderation.pb.h"), "");
  EXPECT_NE(Problem("service/grpc/wire.h", "service/cli/table.h"), "");
  EXPECT_NE(Problem("ascolto/classifier.cc", "bench/measure.h"), "");
  EXPECT_NE(Problem("service/cli/test.cc", "tests/support/allocations.h"), "");
  EXPECT_NE(Problem("service/grpc/wire.h", "service/http/http_server.h"), "");
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
