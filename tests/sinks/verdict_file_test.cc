// The file of verdicts: whole lines only, whatever happens to the file.

#include "service/sinks/verdict_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "service/codec/json_comment.h"

namespace ascolto::service {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A comment with every field, and a verdict with a match.
ClassifiedComment Full() {
  static const Match kMatches[] = {{.rule = "p/r", .label = "insult", .begin = 4, .end = 11}};
  Verdict verdict;
  verdict.action = Action::kHide;
  verdict.matches = kMatches;
  verdict.fingerprint = "f";
  return {OwnedComment(Comment{.id = "1",
                               .text = "sei stupido",
                               .channel = "facebook",
                               .page = "comune",
                               .page_topic = "school",
                               .language = "it",
                               .author = "a\"b",
                               .author_role = "citizen",
                               .thread = "t",
                               .parent = "p",
                               .reply = true,
                               .author_new = false,
                               .author_strikes = 2,
                               .repeats = 3,
                               .time = std::chrono::sys_seconds(std::chrono::seconds(0))}),
          OwnedVerdict(verdict), std::chrono::system_clock::time_point(std::chrono::seconds(60))};
}

class VerdictFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ascolto-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<VerdictFile> Open(bool texts = false) {
    auto file = VerdictFile::Open({.path = Path(), .texts = texts}, nullptr);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  std::string Path() const { return folder_ / "v.jsonl"; }

  fs::path folder_;
};

TEST_F(VerdictFileTest, LeavesTextsOut) {
  const std::vector<ClassifiedComment> comments = {Full()};
  EXPECT_EQ(Open()->Take(comments), 0u);
  const std::string text = Read(Path());
  EXPECT_EQ(text.find("stupido"), std::string::npos) << text;
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["action"], "hide");
  EXPECT_EQ(line["matches"][0]["begin"], 4);
  EXPECT_EQ(line["comment"]["author"], "a\"b");
  EXPECT_EQ(line["classified_at"], "1970-01-01T00:01:00Z");
  struct stat file {};
  stat(Path().c_str(), &file);
  EXPECT_EQ(file.st_mode & 07777 & ~0027, 0640u & ~0027u);
}

// A field that AppendCommentJson forgets is missed here, for all fields of the table are set.
TEST_F(VerdictFileTest, WritesEveryFieldOfTheComment) {
  const std::vector<ClassifiedComment> comments = {Full()};
  EXPECT_EQ(Open(true)->Take(comments), 0u);
  const auto line = nlohmann::ordered_json::parse(Read(Path()));
  EXPECT_EQ(line["matches"][0]["text"], "stupido");
  DecodedComment decoded;
  ASSERT_TRUE(DecodeObject(line["comment"], false, &decoded).ok());
  EXPECT_TRUE(OwnedComment(decoded.comment) == comments[0].comment);
  EXPECT_EQ(line["comment"].size(), CommentFields().size());
}

TEST_F(VerdictFileTest, AppendsAndIsRotated) {
  const std::vector<ClassifiedComment> comments = {Full(), Full()};
  const auto file = Open();
  file->Take(comments);
  Open()->Take(comments);  // another process would do the same
  const std::string before = Read(Path());
  EXPECT_EQ(std::count(before.begin(), before.end(), '\n'), 4);
  fs::rename(Path(), Path() + ".1");
  file->Take(comments);  // logrotate has renamed it, and not said so yet
  file->Reopen();
  file->Take(comments);
  const std::string old = Read(Path() + ".1"), now = Read(Path());
  EXPECT_EQ(std::count(old.begin(), old.end(), '\n'), 6);
  EXPECT_EQ(std::count(now.begin(), now.end(), '\n'), 2);
}

TEST_F(VerdictFileTest, NeverLeavesHalfALine) {
  const std::vector<ClassifiedComment> comments = {Full()};
  const auto file = Open();
  EXPECT_EQ(file->Take(comments), 0u);
  const std::string whole = Read(Path());
  // As a full disk: the file may grow by a few bytes only.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = whole.size() + 10;
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_EQ(file->Take(comments), 1u);
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(Read(Path()), whole);
  EXPECT_EQ(file->Take(comments), 0u);
  EXPECT_EQ(Read(Path()), whole + whole);
}

TEST_F(VerdictFileTest, SaysWhyItCannotBeOpened) {
  const auto file = VerdictFile::Open({.path = folder_ / "no" / "v.jsonl"}, nullptr);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(file.status().message()).find("no/v.jsonl"), std::string::npos);
  // A pipe that nobody reads would hold the start up for good.
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_FALSE(VerdictFile::Open({.path = pipe}, nullptr).ok());
}

}  // namespace
}  // namespace ascolto::service
