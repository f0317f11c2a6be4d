// The log: one line an event whatever its fields hold, texts only when asked for, and nobody waits.

#include "service/log/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"

namespace ascolto::service {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

// A pipe that a log writes into.
class Sink {
 public:
  Sink() { EXPECT_EQ(pipe(ends_), 0); }
  ~Sink() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int in() const { return ends_[1]; }

  // What was written until now.
  std::string Read() {
    std::string out;
    char buffer[65536];
    pollfd ready = {.fd = ends_[0], .events = POLLIN, .revents = 0};
    while (poll(&ready, 1, 0) == 1) {
      const ssize_t got = read(ends_[0], buffer, sizeof(buffer));
      if (got <= 0) break;
      out.append(buffer, static_cast<std::size_t>(got));
    }
    return out;
  }
  std::vector<std::string> Lines() {
    std::string all = Read();
    if (!all.empty()) all.pop_back();
    return absl::StrSplit(all, '\n', absl::SkipEmpty());
  }

 private:
  int ends_[2];
};

TEST(Log, TextHasTimeLevelEventAndFields) {
  Sink sink;
  Log log({.descriptor = sink.in()});
  log.Info("rules reloaded", {{"fingerprint", "93ad"},
                              {"rules", 321},
                              {"bytes", std::size_t{7}},
                              {"took_ms", std::chrono::microseconds(1500)},
                              {"ok", true},
                              {"file", "a b=\"c\""},
                              {"none", ""}});
  EXPECT_THAT(sink.Read(),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z info "
                           "rules reloaded fingerprint=93ad rules=321 bytes=7 took_ms=1.500 ok=true "
                           "file=\"a b=\\\\\"c\\\\\"\" none=\"\"\n"));
}

TEST(Log, JsonIsAnObjectALineWithTypes) {
  Sink sink;
  Log log({.format = LogFormat::kJson, .descriptor = sink.in()});
  log.Warning("token refused", {{"why", "a \"b\"\n\x01\xff"}, {"count", -3}, {"share", 0.5},
                                {"ok", false}});
  const std::vector<std::string> lines = sink.Lines();
  ASSERT_THAT(lines, SizeIs(1));
  const auto line = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["event"], "token refused");
  EXPECT_EQ(line["why"], "a \"b\"\n\x01\uFFFD");
  EXPECT_EQ(line["count"], -3);
  EXPECT_EQ(line["share"], 0.5);
  EXPECT_EQ(line["ok"], false);
  EXPECT_THAT(line["time"].get<std::string>(), EndsWith("Z"));
}

TEST(Log, NothingInAFieldEndsTheLineOrSteersTheTerminal) {
  Sink sink;
  Log log({.descriptor = sink.in()});
  log.Info("e", {{"a", "x\r\ny\t\x1b[31m\x7f \u0085\u2028\u202E\u200B\uFEFF\U000E0041"},
                 {"b", "perché 😀"}});
  EXPECT_THAT(sink.Read(), EndsWith("e a=\"x\\r\\ny\\t\\u001b[31m\\u007f \\u0085\\u2028\\u202e"
                                    "\\u200b\\ufeff\\udb40\\udc41\" b=\"perché 😀\"\n"));
}

TEST(Log, TextsOfCommentsOnlyWhenAskedFor) {
  Sink sink;
  Log quiet({.descriptor = sink.in()});
  quiet.Info("comment", {{"id", "7"}, {"text", CommentText{"sei un cretino"}}});
  EXPECT_THAT(sink.Read(), EndsWith(" comment id=7\n"));
  Log open({.texts = true, .descriptor = sink.in()});
  open.Info("comment", {{"id", "7"}, {"text", CommentText{"sei un cretino"}}});
  EXPECT_THAT(sink.Read(), EndsWith(" comment id=7 text=\"sei un cretino\"\n"));
}

TEST(Log, LevelsBelowTheOneThatIsSetAreLeftOut) {
  Sink sink;
  Log log({.level = LogLevel::kWarning, .descriptor = sink.in()});
  log.Debug("a");
  log.Info("b");
  log.Warning("c");
  log.Error("d");
  EXPECT_THAT(sink.Lines(), ElementsAre(EndsWith(" warning c"), EndsWith(" error d")));
}

TEST(Log, LongValuesAreCutAndALineNeverExceedsWhatAPipeTakesAtOnce) {
  Sink sink;
  Log log({.format = LogFormat::kJson, .descriptor = sink.in()});
  const std::string e(5000, 'x');
  std::string accents;
  for (int i = 0; i < 2000; ++i) accents += "è";
  log.Info("e", {{"a", accents}});
  const auto line = nlohmann::json::parse(sink.Read());
  EXPECT_THAT(line["a"].get<std::string>(), EndsWith("è…"));
  EXPECT_EQ(line["a"].get<std::string>().size(), 1003u);
  const std::string controls(1000, '\x01');
  log.Info("e", {{"a", e}, {"b", controls}, {"c", e}, {"d", e}, {"f", 1}});
  const std::string all = sink.Read();
  EXPECT_LE(all.size(), 4096u);
  EXPECT_EQ(nlohmann::json::parse(all)["f"], 1);
  EXPECT_FALSE(nlohmann::json::parse(all).contains("b"));
}

TEST(Log, LinesOfManyThreadsDoNotMix) {
  Sink sink;
  Log log({.format = LogFormat::kJson, .descriptor = sink.in()});
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&log, i] {
      for (int j = 0; j < 50; ++j) log.Info("e", {{"thread", i}, {"j", j}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = sink.Lines();
  EXPECT_THAT(lines, SizeIs(400));
  for (const std::string& line : lines) EXPECT_EQ(nlohmann::json::parse(line)["event"], "e");
}

TEST(Log, AReaderThatStopsHoldsNobodyUpAndLossIsSaid) {
  Sink sink;
  Log log({.descriptor = sink.in()});
  for (int i = 0; i < 5000; ++i) log.Info("e", {{"i", i}});  // more than a pipe holds
  const std::vector<std::string> before = sink.Lines();
  ASSERT_LT(before.size(), 5000u);
  log.Info("last");
  EXPECT_THAT(sink.Lines(),
              ElementsAre(EndsWith("log lines dropped lines=" + std::to_string(5000 - before.size())),
                          EndsWith(" last")));
}

TEST(Log, ALimitBoundsOneEventAndCountsTheRest) {
  LogLimit limit(2);
  std::uint64_t left_out = 9;
  EXPECT_TRUE(limit.Allow(&left_out));
  EXPECT_EQ(left_out, 0u);
  EXPECT_TRUE(limit.Allow(&left_out));
  EXPECT_FALSE(limit.Allow(&left_out));
  Sink sink;
  Log log({.descriptor = sink.in()});
  LogLimit other(1);
  for (int i = 0; i < 10; ++i) log.Write(other, LogLevel::kInfo, "e", {{"i", i}});
  EXPECT_THAT(sink.Lines(), ElementsAre(EndsWith("e i=0")));
}

TEST(Log, TheJournalGetsTheLevelAndNoTime) {
  Sink sink;
  struct stat is {};
  ASSERT_EQ(fstat(sink.in(), &is), 0);
  setenv("JOURNAL_STREAM", (std::to_string(is.st_dev) + ":" + std::to_string(is.st_ino)).c_str(), 1);
  Log log({.descriptor = sink.in()});
  unsetenv("JOURNAL_STREAM");
  log.Error("e", {{"i", 1}});
  EXPECT_EQ(sink.Read(), "<3>error e i=1\n");
}

}  // namespace
}  // namespace ascolto::service
