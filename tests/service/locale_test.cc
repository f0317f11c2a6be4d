// Logs, metrics and verdicts in JSON are read by programs: they may not depend on the locale.

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "ascolto/classifier.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_verdict.h"
#include "service/log/log.h"
#include "service/metrics/metrics.h"
#include "tests/support/locale.h"

namespace ascolto::service {
namespace {

// Without the values of this process, which change.
std::string MetricsText() {
  Metrics metrics;
  metrics.AddSource([](Families* families) {
    AddValue(0.25, {}, AddGauge("share", "A fraction.", families));
    AddValue(1234567, {}, AddGauge("number", "A large number.", families));
  });
  const std::string text = metrics.Text();
  return text.substr(0, text.find("# HELP process_"));
}

std::string LogLine() {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  Log log({.format = LogFormat::kJson, .descriptor = ends[1]});
  log.Info("e", {{"share", 0.5}, {"bytes", 1234567}, {"took_ms", std::chrono::microseconds(1500)}});
  char line[4096];
  const ssize_t got = read(ends[0], line, sizeof line);
  close(ends[0]);
  close(ends[1]);
  const std::string all(line, static_cast<std::size_t>(got));
  return all.substr(all.find("\"event\""));
}

std::string VerdictLine() {
  const RuleSet::Source source{
      "p.yaml", "pack: p\nrules:\n  - {id: a, label: insult, points: 1000000, find: {words: [a]}}\n"};
  Classifier classifier(RuleSet::FromSources(std::span(&source, 1)).rules);
  DecodedComment decoded;
  const absl::Status status = DecodeJson(
      R"({"text":"a","repeats":1000000,"time":"2026-11-21T09:30:00.25Z","share":0.25})", true,
      &decoded);
  EXPECT_TRUE(status.ok()) << status;
  const auto verdict = classifier.Classify(decoded.comment);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  std::string out;
  AppendVerdictJson(decoded.comment, *verdict, decoded.others, &out);
  return out;
}

TEST(LocaleTest, NothingThatProgramsReadDependsOnIt) {
  const std::string metrics = MetricsText(), log = LogLine(), verdict = VerdictLine();
  EXPECT_NE(log.find("\"share\":0.500"), std::string::npos) << log;
  const tests::ItalianLocale italian;
  EXPECT_EQ(MetricsText(), metrics);
  EXPECT_EQ(LogLine(), log);
  EXPECT_EQ(VerdictLine(), verdict);
}

}  // namespace
}  // namespace ascolto::service
