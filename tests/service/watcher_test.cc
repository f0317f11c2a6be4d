// Real files under a real inotify: every way in which rule files change ends in the right rules.

#include "service/rules/watcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "service/rules/reloader.h"
#include "service/rules/watched_folders.h"
#include "tests/support/rule_folder.h"

namespace ascolto::service {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using tests::Eventually;
using tests::PackOf;

class WatcherTest : public ::testing::Test {
 protected:
  void SetUp() override { folder_.Write("a.yaml", PackOf("uno")); }

  void Start(std::vector<std::string> paths = {},
             std::chrono::milliseconds patience = std::chrono::seconds(2)) {
    if (paths.empty()) paths = {folder_.path()};
    ReloadReport first;
    RulesReloader::Options options;
    options.paths = paths;
    rules_ = RulesReloader::Start(std::move(options), &first);
    ASSERT_NE(rules_, nullptr) << first.error;
    auto watcher = RulesWatcher::Start({.paths = paths,
                                        .quiet = kQuiet,
                                        .patience = patience,
                                        .poll = std::chrono::milliseconds(20),
                                        .changed = [this] { Changed(); },
                                        .problem = {}});
    ASSERT_TRUE(watcher.ok()) << watcher.status();
    watcher_ = *std::move(watcher);
  }

  void Changed() {
    waits_ = true;
    const std::lock_guard lock(held_);
    waits_ = false;
    ++looks_;
    rules_->Request(ReloadCause::kWatch, [this](const ReloadReport&) { ++served_; });
  }

  // Whether the rules that are live come to be just those for these words.
  bool ComesToBe(std::vector<std::string> ids) {
    return Eventually([&] {
      const auto live = rules_->live().Get();
      std::vector<std::string> found;
      for (const RuleInfo& rule : live->rules()) found.emplace_back(rule.id);
      return found == ids;
    });
  }
  bool IsRefused(ReloadResult result) {
    return Eventually([&] { return rules_->state().last->result == result; });
  }

  static constexpr std::chrono::milliseconds kQuiet{20};

  tests::RuleFolder folder_;
  std::mutex held_;
  std::atomic<bool> waits_ = false;
  std::atomic<int> looks_ = 0;   // that the watcher asked for
  std::atomic<int> served_ = 0;  // of them
  std::unique_ptr<RulesReloader> rules_;
  std::unique_ptr<RulesWatcher> watcher_;  // goes first
};

TEST_F(WatcherTest, SeesAFileWrittenInPlace) {
  Start();
  folder_.Write("a.yaml", PackOf("due"));
  EXPECT_TRUE(ComesToBe({"p/due"}));
}

TEST_F(WatcherTest, SeesAFileRenamedOver) {
  Start();
  for (const char* word : {"due", "tre", "quattro"}) {
    folder_.Replace("a.yaml", PackOf(word));
    EXPECT_TRUE(ComesToBe({base::Cat("p/", word)}));
  }
}

TEST_F(WatcherTest, SeesFilesAppearAndDisappear) {
  Start();
  folder_.Write("b.yaml", "pack: q\nrules: [{id: altro, label: insult, find: {words: [altro]}}]\n");
  EXPECT_TRUE(ComesToBe({"p/uno", "q/altro"}));
  folder_.Remove("a.yaml");
  EXPECT_TRUE(ComesToBe({"q/altro"}));
}

TEST_F(WatcherTest, SeesNewFoldersAndWhatIsInThem) {
  Start();
  fs::create_directories(folder_ / "more/still");
  folder_.Write("more/still/b.yaml",
                "pack: q\nrules: [{id: altro, label: insult, find: {words: [altro]}}]\n");
  EXPECT_TRUE(ComesToBe({"p/uno", "q/altro"}));
  folder_.Write("more/still/b.yaml",
                "pack: q\nrules: [{id: terzo, label: insult, find: {words: [terzo]}}]\n");
  EXPECT_TRUE(ComesToBe({"p/uno", "q/terzo"}));
  fs::remove_all(folder_ / "more");
  EXPECT_TRUE(ComesToBe({"p/uno"}));
}

TEST_F(WatcherTest, SeesAFolderReplacedWhole) {
  Start();
  for (const char* word : {"due", "tre"}) {
    fs::rename(folder_.path(), folder_.root() + "/old");
    EXPECT_TRUE(IsRefused(ReloadResult::kUnreadable));
    fs::create_directory(folder_.root() + "/new");
    std::ofstream(folder_.root() + "/new/a.yaml") << PackOf(word);
    fs::rename(folder_.root() + "/new", folder_.path());
    EXPECT_TRUE(ComesToBe({base::Cat("p/", word)}));
    fs::remove_all(folder_.root() + "/old");
  }
  folder_.Write("a.yaml", PackOf("quattro"));
  EXPECT_TRUE(ComesToBe({"p/quattro"}));
}

TEST_F(WatcherTest, SeesALinkTurnedElsewhere) {
  fs::create_directories(folder_.root() + "/v1");
  fs::create_directories(folder_.root() + "/v2");
  std::ofstream(folder_.root() + "/v1/a.yaml") << PackOf("uno");
  std::ofstream(folder_.root() + "/v2/a.yaml") << PackOf("due");
  fs::create_directory_symlink("v1", folder_.root() + "/current");
  Start({folder_.root() + "/current"});
  fs::create_directory_symlink("v2", folder_.root() + "/next");
  fs::rename(folder_.root() + "/next", folder_.root() + "/current");
  EXPECT_TRUE(ComesToBe({"p/due"}));
  std::ofstream(folder_.root() + "/v2/a.yaml") << PackOf("tre");
  EXPECT_TRUE(ComesToBe({"p/tre"}));
}

// As Kubernetes mounts a ConfigMap: files are links through a link that is replaced.
TEST_F(WatcherTest, SeesFilesThatAreLinksThroughALink) {
  for (const char* version : {"..v1", "..v2"}) {
    fs::create_directory(folder_ / version);
    folder_.Write(base::Cat(version, "/a.yaml"), PackOf(version[3] == '1' ? "uno" : "due"));
  }
  fs::create_directory_symlink("..v1", folder_ / "..data");
  folder_.Remove("a.yaml");
  fs::create_symlink("..data/a.yaml", folder_ / "a.yaml");
  Start();
  fs::create_directory_symlink("..v2", folder_ / "..data_tmp");
  fs::rename(folder_ / "..data_tmp", folder_ / "..data");
  EXPECT_TRUE(ComesToBe({"p/due"}));
}

// A watcher with the same quiet time, of a folder of its own. When it has looked, so would one that
// does not wait for a file to be closed.
class OtherWatcher {
 public:
  explicit OtherWatcher(std::chrono::milliseconds quiet) {
    folder_.Write("x.yaml", "0");
    auto watcher = RulesWatcher::Start({.paths = {folder_.path()},
                                        .quiet = quiet,
                                        .changed = [this] { ++looks_; },
                                        .problem = {}});
    if (watcher.ok()) watcher_ = *std::move(watcher);
  }

  // Whether it comes to look once more, at what is written now.
  bool LooksAgain() {
    const int before = looks_;
    folder_.Replace("x.yaml", base::Cat(before));
    return watcher_ != nullptr && Eventually([&] { return looks_ > before; });
  }

 private:
  tests::RuleFolder folder_;
  std::atomic<int> looks_ = 0;
  std::unique_ptr<RulesWatcher> watcher_;  // goes first
};

TEST_F(WatcherTest, WaitsForAFileThatIsStillBeingWritten) {
  Start({}, /*patience=*/std::chrono::hours(1));
  ASSERT_TRUE(Eventually([&] { return served_ == 1; }));  // what every watcher does at first
  std::ofstream file(folder_ / "a.yaml", std::ios::binary);
  const std::string pack = PackOf("due");
  file << pack.substr(0, 40) << std::flush;
  // Another file is taken meanwhile neither: the two may belong together.
  folder_.Write("b.yaml", "pack: q\nrules: [{id: altro, label: insult, find: {words: [altro]}}]\n");
  OtherWatcher other(kQuiet);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(other.LooksAgain());
  EXPECT_EQ(looks_, 1);
  file << pack.substr(40) << std::flush;
  file.close();
  EXPECT_TRUE(ComesToBe({"p/due", "q/altro"}));
  EXPECT_THAT(rules_->state().count, ElementsAre(2, 0, 0, 0, 0));
}

TEST_F(WatcherTest, ABrokenSaveIsReportedAndTheNextOneCorrectsIt) {
  Start();
  folder_.Write("a.yaml", PackOf("due").substr(0, 60));
  EXPECT_TRUE(IsRefused(ReloadResult::kInvalid));
  EXPECT_TRUE(ComesToBe({"p/uno"}));
  folder_.Write("a.yaml", PackOf("due", "tre"));
  EXPECT_TRUE(IsRefused(ReloadResult::kTestsFailed));
  EXPECT_TRUE(ComesToBe({"p/uno"}));
  folder_.Write("a.yaml", PackOf("due"));
  EXPECT_TRUE(ComesToBe({"p/due"}));
}

TEST_F(WatcherTest, FilesOfEditorsThatAreNoRulesChangeNothing) {
  Start();
  folder_.Write(".a.yaml.swp", "b0VIM");
  folder_.Write("4913", "");
  folder_.Write("a.yaml~", "old");
  folder_.Replace("a.yaml", PackOf("due"));  // never seen half written
  EXPECT_TRUE(ComesToBe({"p/due"}));
  EXPECT_THAT(rules_->state().count, ElementsAre(2, 0, 0, 0, 0));
}

TEST_F(WatcherTest, SurvivesMoreEventsThanTheQueueHolds) {
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  int events = 16384;
  limit >> events;
  Start();
  folder_.Write("b.txt", "");
  folder_.Write("c.txt", "");
  held_.lock();  // the watcher stands in `changed` and reads no events
  folder_.Write("a.yaml", PackOf("due"));
  ASSERT_TRUE(Eventually([&] { return waits_.load(); }));
  for (int i = 0; i < events; ++i) {  // an event that repeats the one before it is not queued
    fs::permissions(folder_ / (i % 2 == 0 ? "b.txt" : "c.txt"), fs::perms::owner_all);
  }
  folder_.Write("a.yaml", PackOf("tre"));
  held_.unlock();
  EXPECT_TRUE(ComesToBe({"p/tre"}));
}

TEST_F(WatcherTest, WatchesASingleFileAndNotItsNeighbours) {
  Start({folder_ / "a.yaml"});
  folder_.Write("b.yaml", "pack: [");
  folder_.Replace("a.yaml", PackOf("due"));
  EXPECT_TRUE(ComesToBe({"p/due"}));
}

TEST(WatchedFoldersTest, NamesOfPathsAndAllNamesOfFolders) {
  const tests::RuleFolder folder;
  fs::create_directories(folder / "it/.hidden");
  folder.Write("a.yaml", "");
  const std::set<std::string> all;
  const std::vector<std::string> paths = {folder.path() + "/"};
  EXPECT_THAT(FoldersToWatch(paths),
              UnorderedElementsAre(Pair(folder.root(), ElementsAre("rules")),
                                   Pair(folder.path(), all), Pair(folder / "it", all)));
  const std::vector<std::string> file = {folder / "a.yaml"};
  EXPECT_THAT(FoldersToWatch(file), ElementsAre(Pair(folder.path(), ElementsAre("a.yaml"))));
  const std::vector<std::string> gone = {folder.root() + "/x/y/z"};
  EXPECT_THAT(FoldersToWatch(gone), ElementsAre(Pair(folder.root(), ElementsAre("x"))));
}

}  // namespace
}  // namespace ascolto::service
