// Counts that add up, whoever counted them and whatever happened to the rules meanwhile.

#include "service/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "ascolto/classifier.h"
#include "service/metrics/process.h"
#include "tests/support/allocations.h"

namespace ascolto::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::shared_ptr<const RuleSet> Load(const std::string& yaml) {
  const RuleSet::Source source{"p.yaml", yaml};
  return RuleSet::FromSources(std::span(&source, 1)).rules;
}

constexpr char kRules[] = R"(pack: p
rules:
  - {id: a, label: insult, points: 80, find: {words: [uno]}}
  - {id: b, label: spam.link, points: 10, find: {words: [due]}}
  - {id: c, label: insult, points: 80, status: shadow, find: {words: [tre]}}
)";
// One rule before the others, one gone, one on trial no longer.
constexpr char kOthers[] = R"(pack: p
rules:
  - {id: '0', label: troll, points: 80, find: {words: [zero]}}
  - {id: a, label: insult, points: 80, find: {words: [uno]}}
  - {id: c, label: insult, points: 80, find: {words: [tre]}}
)";

class Worker {
 public:
  Worker(Metrics* metrics, std::shared_ptr<const RuleSet> rules)
      : classifier_(rules), counters_(metrics->comments.AddCounters()) {
    counters_->TakeRules(*rules);
  }
  void Take(std::shared_ptr<const RuleSet> rules) {
    counters_->TakeRules(*rules);
    classifier_ = Classifier(std::move(rules));
  }
  void Count(std::string_view text) { counters_->Count(*classifier_.Classify({.text = text})); }
  CommentCounters* operator->() { return counters_; }

 private:
  Classifier classifier_;
  CommentCounters* counters_;
};

TEST(MetricsTest, CommentsByActionRuleAndLabel) {
  Metrics metrics;
  const auto rules = Load(kRules);
  metrics.comments.Prepare(*rules);
  Worker first(&metrics, rules);
  Worker second(&metrics, rules);
  first.Count("uno uno due");  // a rule counts once a comment
  first.Count("uno");
  second.Count("tre");
  second.Count("ciao");
  second->CountError();
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("ascolto_comments_total{action=\"allow\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_comments_total{action=\"hold\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_comments_total{action=\"hide\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_comment_errors_total 1\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_rule_hits_total{rule=\"p/a\",label=\"insult\","
                              "shadow=\"false\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("{rule=\"p/b\",label=\"spam.link\",shadow=\"false\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{rule=\"p/c\",label=\"insult\",shadow=\"true\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_label_comments_total{label=\"insult\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_label_comments_total{label=\"spam.link\"} 1\n"));
}

TEST(MetricsTest, CountsGoOverToTheNextRules) {
  Metrics metrics;
  const auto rules = Load(kRules);
  const auto others = Load(kOthers);
  metrics.comments.Prepare(*rules);
  Worker quick(&metrics, rules);
  Worker late(&metrics, rules);
  quick.Count("uno due tre");
  late.Count("uno");
  metrics.comments.Prepare(*others);
  late.Count("uno due");  // still under the old rules
  quick.Take(others);
  quick.Count("zero uno tre");
  std::string text = metrics.Text();
  for (int i = 0; i < 2; ++i) {  // and the same when the last one has gone over
    EXPECT_THAT(text, HasSubstr("{rule=\"p/0\",label=\"troll\",shadow=\"false\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("{rule=\"p/a\",label=\"insult\",shadow=\"false\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("{rule=\"p/c\",label=\"insult\",shadow=\"false\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("p/b")));
    EXPECT_THAT(text, Not(HasSubstr("shadow=\"true\"")));
    EXPECT_THAT(text, HasSubstr("ascolto_label_comments_total{label=\"insult\"} 4\n"));
    late.Take(others);
    metrics.comments.Prepare(*others);
    text = metrics.Text();
  }
}

TEST(MetricsTest, AsManyRulesAsAreAskedFor) {
  CommentTotals totals;
  const auto rules = Load(kRules);
  totals.Prepare(*rules);
  CommentCounters* counters = totals.AddCounters();
  counters->TakeRules(*rules);
  Classifier classifier(rules);
  counters->Count(*classifier.Classify({.text = "uno"}));
  counters->Count(*classifier.Classify({.text = "tre"}));
  counters->Count(*classifier.Classify({.text = "tre due"}));
  Families families;
  totals.Collect(1, &families);
  for (const MetricFamily& family : families) {
    if (family.name != "ascolto_rule_hits_total") continue;
    ASSERT_EQ(family.metric.size(), 1u);
    EXPECT_EQ(family.metric[0].label[0].value, "p/c");
    EXPECT_EQ(family.metric[0].counter.value, 2);
  }
}

TEST(MetricsTest, RequestsByStatusAndTime) {
  Metrics metrics;
  MethodCounters* method = metrics.requests.AddMethod("grpc", "Classify");
  method->Count(absl::StatusCode::kOk, std::chrono::microseconds(50));
  method->Count(absl::StatusCode::kOk, std::chrono::microseconds(51));
  method->Count(absl::StatusCode::kResourceExhausted, std::chrono::seconds(60));
  metrics.requests.CountRefusal(Refusal::kOverload);
  const std::string text = metrics.Text();
  const std::string labels = "transport=\"grpc\",method=\"Classify\"";
  EXPECT_THAT(text, HasSubstr("ascolto_requests_total{" + labels + ",code=\"OK\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(labels + ",code=\"RESOURCE_EXHAUSTED\"} 1\n"));
  const std::string bucket = "ascolto_request_duration_seconds_bucket{" + labels;
  EXPECT_THAT(text, HasSubstr(bucket + ",le=\"5e-05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(bucket + ",le=\"0.0001\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(bucket + ",le=\"5\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(bucket + ",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_refusals_total{reason=\"overload\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_refusals_total{reason=\"deadline\"} 0\n"));
}

TEST(MetricsTest, CountingAllocatesNothing) {
  Metrics metrics;
  const auto rules = Load(kRules);
  metrics.comments.Prepare(*rules);
  Worker worker(&metrics, rules);
  Classifier classifier(rules);
  const Verdict verdict = *classifier.Classify({.text = "uno due tre"});
  CommentCounters* counters = metrics.comments.AddCounters();
  counters->TakeRules(*rules);
  MethodCounters* method = metrics.requests.AddMethod("grpc", "Classify");
  method->Count(absl::StatusCode::kOk, std::chrono::microseconds(1));
  const long before = AllocationsSoFar();
  for (int i = 0; i < 1000; ++i) {
    counters->Count(verdict);
    counters->TakeRules(*rules);
    method->Count(absl::StatusCode::kOk, std::chrono::microseconds(i));
  }
  EXPECT_EQ(AllocationsSoFar(), before);
}

TEST(MetricsTest, NothingIsLostAmongThreads) {
  Metrics metrics;
  const std::shared_ptr<const RuleSet> sets[] = {Load(kRules), Load(kOthers)};
  metrics.comments.Prepare(*sets[0]);
  constexpr int kThreads = 4;
  constexpr int kComments = 2000;
  MethodCounters* method = metrics.requests.AddMethod("http", "Classify");
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      Worker worker(&metrics, sets[0]);
      for (int i = 0; i < kComments; ++i) {
        if (i % 100 == 0) worker.Take(sets[(i / 100) % 2]);
        worker.Count("uno");
        method->Count(absl::StatusCode::kOk, std::chrono::microseconds(i));
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    metrics.comments.Prepare(*sets[i % 2]);
    metrics.Text();
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("ascolto_comments_total{action=\"hold\"} 8000\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_rule_hits_total{rule=\"p/a\",label=\"insult\","
                              "shadow=\"false\"} 8000\n"));
  EXPECT_THAT(text, HasSubstr("ascolto_request_duration_seconds_count{transport=\"http\","
                              "method=\"Classify\"} 8000\n"));
}

TEST(MetricsTest, OfTheProcess) {
  const std::string text = Metrics().Text();
  for (const char* name : {"process_resident_memory_bytes", "process_virtual_memory_bytes",
                           "process_open_fds", "process_max_fds", "process_start_time_seconds"}) {
    const std::size_t at = text.find(std::string("\n") + name + " ");
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_GT(std::stod(text.substr(at + std::string(name).size() + 2)), 0) << name;
  }
}

double Now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// What `ask` says in a process that begins now; *earliest and *latest are when it may have begun.
double InNewProcess(const std::function<double()>& ask, double* earliest, double* latest) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  *earliest = Now();
  const pid_t child = fork();
  if (child == 0) {
    const double said = ask();
    _exit(write(ends[1], &said, sizeof(said)) == sizeof(said) ? 0 : 1);
  }
  *latest = Now();
  double said = 0;
  if (read(ends[0], &said, sizeof(said)) != sizeof(said)) said = 0;
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  return said;
}

constexpr double kTick = 0.01;  // what the kernel counts start times in
constexpr double kClock = 0.05;  // between two readings of clocks that are set meanwhile

TEST(ProcessStartTime, IsWhenTheProcessBegan) {
  double earliest = 0, latest = 0;
  const double said = InNewProcess([] { return ProcessStartTime("/proc"); }, &earliest, &latest);
  EXPECT_GE(said, earliest - kTick - kClock);
  EXPECT_LE(said, latest + kTick + kClock);
}

// systemd's ProcSubset=pid leaves the folders of processes, and hides /proc/stat.
TEST(ProcessStartTime, DoesNotNeedProcStat) {
  const std::filesystem::path proc = testing::TempDir() + "proc_of_pids";
  std::filesystem::create_directories(proc / "self");
  double earliest = 0, latest = 0;
  const double said = InNewProcess(
      [&proc] {
        std::ofstream(proc / "self" / "stat") << std::ifstream("/proc/self/stat").rdbuf();
        return ProcessStartTime(proc);
      },
      &earliest, &latest);
  EXPECT_GE(said, earliest - kTick - kClock);
  EXPECT_LE(said, latest + kTick + kClock);
  std::filesystem::remove_all(proc);
}

TEST(ProcessStartTime, IsInTheMetrics) {
  const std::string text = Metrics().Text();
  const std::string name = "\nprocess_start_time_seconds ";
  const std::size_t at = text.find(name);
  ASSERT_NE(at, std::string::npos);
  // Ten digits come before the point: as many are written as tell seconds apart.
  EXPECT_NEAR(std::stod(text.substr(at + name.size())), ProcessStartTime("/proc"), 1 + kClock);
}

}  // namespace
}  // namespace ascolto::service
