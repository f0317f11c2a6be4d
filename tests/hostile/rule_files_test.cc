// Rule files of every kind that was once too much for the engine: each loads, or is refused with the
// diagnostic that names what it is over. Each runs in a process of its own, whose processor time
// and peak memory are printed for people to look at; no test is decided by them.
//
//   build/bin/rule_files_test                         all of them, as ctest runs them
//   build/bin/rule_files_test --gtest_filter='*/nest'   one

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/rule_set.h"
#include "ascolto/workbench/explain.h"
#include "ascolto/workbench/rule_tests.h"
#include "gtest/gtest.h"

namespace ascolto {
namespace {

using base::Cat;

constexpr std::string_view kLoads = "loads";

struct Case {
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

  std::string name;
  std::function<std::string()> yaml;
  // kLoads, or what is said: codes of diagnostics, or words of a status.
  std::string outcome;
  // When the file loads: this comment is explained, and what that comes to; empty for none.
  std::string comment = "";
  std::string explained = "ok";
};

std::string Times(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

// f(0), f(1), … one after the other.
std::string Each(int count, const std::function<std::string(int)>& f) {
  std::string out;
  for (int i = 0; i < count; ++i) out += f(i);
  return out;
}

std::string Rule(int i, std::string_view find) {
  return Cat("  - {id: r", i, ", label: insult, points: 1, find: {", find, "}}\n");
}
std::string Rules(int count, const std::function<std::string(int)>& find) {
  return Cat("pack: p\nrules:\n", Each(count, [&](int i) { return Rule(i, find(i)); }));
}
std::string Regex(std::string_view pattern) {
  return Cat("pack: p\nrules:\n", Rule(0, Cat("regex: ['", pattern, "']")));
}
std::string List(std::string_view entries) { return Cat("pack: p\nlists:\n  x:\n", entries); }

const std::vector<Case>& Cases() {
  static const auto* const cases = new std::vector<Case>{
      // Regexes.
      {"nest", [] { return Regex(Cat(Times("(", 9030), "a", Times(")", 9030))); }, "E058"},
      {"repeat40", [] { return Regex(Times("[a-z]{1,1000}", 40)); }, "E057"},
      {"repeat200", [] { return Regex(Times("[a-z]{1,1000}", 200)); }, "E057"},
      {"classes", [] { return Regex(Times("[abX]", 150'000)); }, "E057"},
      {"properties", [] { return Regex(Times("\\pL", 300'000)); }, "E057"},
      {"literal", [] { return Regex(Times("a", 500'000)); }, "E057"},
      {"choices", [] { return Regex(Each(20'000, [](int i) { return Cat("(a", i, "|b", i, ")"); })); },
       "E057"},
      {"flags", [] { return Regex(Cat(Times("(?i)", 200'000), "a")); }, "E057"},
      {"large_regexes",
       [] { return Rules(120, [](int i) { return Cat("regex: ['x", i, "[a-z]{1,1000}x[a-z]{1,900}']"); }); },
       "E093"},
      {"optional_regexes",
       [] { return Rules(400, [](int i) { return Cat("regex: ['(?:", i, "|x?[a-z]{0,400}y?){2}z']"); }); },
       "E093"},
      {"many_regexes",
       [] {
         return Cat("pack: p\nrules:\n",
                    Rule(0, Cat("regex: [a", Each(80'000, [](int i) { return Cat(", a", i); }), "]")));
       },
       "E093"},
      {"sets_of_a_regex",
       [] {
         return Regex(Each(1500, [](int i) {
           return Cat("[", std::string(1, static_cast<char>('a' + i % 26)),
                      std::string(1, static_cast<char>('a' + i / 26 % 26)), "]?x");
         }));
       },
       "loads"},
      // Chat spellings.
      {"chat", [] { return Cat("chat: c\nwords:\n", Each(20'000, [](int i) { return Cat("  m", i, ": [xk]\n"); })); },
       "E059"},
      // Words and phrases.
      {"long_form",
       [] { return List(Cat("    - (a/b/c/d/e/f/g/h) (i/j/k/l/m/n/o/p) ", Times("zz ", 300'000), "\n")); },
       "E097"},
      {"long_forms",
       [] {
         return List(Times(Cat("    - (a/b/c/d/e/f/g/h) (i/j/k/l/m/n/o/p) ", Times("zz ", 1000), "\n"),
                           300));
       },
       "E098"},
      {"forms",
       [] {
         return List(Each(9000, [](int i) {
           return Cat("    - w", i, "abcdefghijklmn opqrstuvwxyz abcdefghijklm (a/b/c/d/e/f/g/h) "
                      "(i/j/k/l/m/n/o/p)\n");
         }));
       },
       "E098"},
      {"long_phrase", [] { return List(Cat("    - ", Times("a ", 500'000), "\n")); }, "E097"},
      {"list_of_lists",
       [] {
         return Cat("pack: p\nlists:\n",
                    Each(31, [](int i) {
                      return Cat("  l", i, ": [($l", i + 1, "/$m", i + 1, ")]\n  m", i, ": [$l", i + 1,
                                 ", $m", i + 1, "]\n");
                    }),
                    "  l31: [a]\n  m31: [b]\nrules:\n", Rule(0, "phrases: [$l0 x]"));
       },
       "loads", "a x"},
      {"list_chain",
       [] {
         return Cat("pack: p\nlists:\n",
                    Each(20'000, [](int i) { return Cat("  l", i, ": [$l", i + 1, "]\n"); }),
                    "  l20000: [a]\n");
       },
       "E049"},
      {"list_cycle",
       [] {
         return Cat("pack: p\nlists:\n", Each(20'000, [](int i) {
                      return Cat("  l", i, ": [$l", (i + 1) % 20'000, "]\n");
                    }));
       },
       "E032"},
      {"list_fan",
       [] {
         return Cat("pack: p\nlists:\n  base: [w",
                    Each(20'000, [](int i) { return Cat(", w", i); }), "]\n",
                    Each(8000, [](int i) { return Cat("  l", i, ": [$base]\n"); }), "rules:\n",
                    Each(8000, [](int i) { return Rule(i, Cat("words: [$l", i, "]")); }));
       },
       "too many forms of words and phrases"},
      {"unknown_lists",
       [] {
         return Cat("pack: p\nlists:\n", Each(20'000, [](int i) { return Cat("  l", i, ": [w]\n"); }),
                    "  x:\n", Each(20'000, [](int i) { return Cat("    - $m", i, "\n"); }));
       },
       "E031"},
      // What is copied into every rule.
      {"pack_name",
       [] {
         return Cat("pack: ", Times("a", 500'000), "\nrules:\n",
                    Each(7000, [](int i) { return Rule(i, "words: [a]"); }));
       },
       "E094"},
      {"policy_url",
       [] {
         return Cat("pack: p\npolicy_url: ", Times("a", 500'000), "\nrules:\n",
                    Each(7000, [](int i) { return Rule(i, "words: [a]"); }));
       },
       "E094"},
      {"message",
       [] {
         return Cat("pack: p\npolicy_url: ", Times("a", 1900), "\nrules:\n  - id: a\n    label: x\n"
                    "    points: 1\n    find: {words: [a]}\n    message: '", Times("{{policy_url}}", 70'000),
                    "'\n");
       },
       "E094"},
      // Labels and conditions.
      {"label_chain",
       [] {
         return Cat("pack: p\nrules:\n", Each(12'000, [](int i) {
                      return Cat("  - {id: r", i, ", label: l", i, ".a, points: 1, when: {label: l", i + 1,
                                 ".a}}\n");
                    }));
       },
       "loads"},
      {"unknown_labels",
       [] {
         return Cat("pack: p\nrules:\n", Each(12'000, [](int i) {
                      return Cat("  - {id: r", i, ", label: x", i, ", points: 1, when: {label: l", i,
                                 "}}\n");
                    }));
       },
       "loads"},
      {"profiles",
       [] {
         return Cat("profiles:\n", Each(5000, [](int i) {
                      return Cat("  - {name: p", i, ", when: {page: a}, actions: {default: {hide: 1}}}\n");
                    }));
       },
       "E096"},
      // Tests.
      {"tests",
       [] {
         return Cat("pack: p\nrules:\n  - id: a\n    label: x\n    points: 1\n    find: {words: [a]}\n"
                    "    tests:\n      match: [a",
                    Times(", a", 120'000), "]\n");
       },
       "E095"},
      // YAML.
      {"deep", [] { return Cat("pack: p\nlists: ", Times("[", 500'000)); }, "E012"},
      {"dashes", [] { return Cat("pack: p\nlists:\n  ", Times("- ", 500'000)); }, "E012"},
      {"hashes", [] { return List(Cat("    - ", Times("a #b ", 200'000), "\n")); }, "E009"},
      {"indented_hashes",
       [] { return Cat("pack: p\nlists: [\n", Times(" ", 400'000), Times("#b,", 190'000), " ]\n"); }, "E017"},
      {"colons", [] { return List(Times("    - a: b\n", 90'000)); }, "E014"},
      {"keys", [] { return Cat("pack: p\n", Each(80'000, [](int i) { return Cat("k", i, ": 1\n"); })); },
       "E020"},
      {"same_keys", [] { return Cat("pack: p\nlists:\n", Times("  x: [a]\n", 100'000)); }, "E011"},
      {"anchors",
       [] { return Cat("pack: p\nlists:\n", Each(40'000, [](int i) { return Cat("  a", i, ": &x [b]\n"); })); },
       "E008"},
      // Hits.
      {"same_words", [] { return Rules(14'000, [](int) { return std::string("words: [a]"); }); }, "loads",
       Times("a ", 30'000), "Limits::hits"},
      {"same_phrases", [] { return Rules(14'000, [](int) { return std::string("phrases: [a b]"); }); },
       "loads", Times("a b ", 15'000), "Limits::hits"},
      {"same_nears",
       [] { return Rules(9000, [](int) { return std::string("near: {within: 9, all: [a, b]}"); }); },
       "loads", Times("a b ", 15'000), "Limits::hits"},
      {"explained_hits", [] { return Rules(30, [](int) { return std::string("words: [a]"); }); }, "loads",
       Times("a ", 30'000), "ExplainLimits::hits"},
  };
  return *cases;
}

std::string Outcome(const RuleSet::Loaded& loaded) {
  if (loaded.status.ok()) return std::string(kLoads);
  std::set<std::string> codes;
  for (const Diagnostic& diagnostic : loaded.diagnostics) codes.insert(diagnostic.code);
  std::string out(base::ToStd(loaded.status.message()));
  for (const std::string& code : codes) out += Cat(" ", code);
  return out;
}

std::string Explained(const RuleSet::Loaded& loaded, const std::string& comment) {
  Classifier classifier(loaded.rules);
  const auto explanation = workbench::Explain({.text = comment}, &classifier);
  return explanation.ok() ? "ok" : std::string(base::ToStd(explanation.status().message()));
}

struct Result {
  std::string outcome, explained;
  int status = 0;  // of the process
  double seconds = 0;
  long kilobytes = 0;
};

// In a process of its own, so that the peak of memory is that of the one file.
Result RunAlone(const Case& c) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    const std::string yaml = c.yaml();
    const std::string name = yaml.starts_with("profiles") ? "site.yaml" : "file.yaml";
    const RuleSet::Source source{name, yaml};
    const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
    std::string text = Outcome(loaded) + "\n";
    if (loaded.status.ok() && !c.comment.empty()) text += Explained(loaded, c.comment);
    const bool written = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  Result run;
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  rusage used{};
  wait4(child, &run.status, 0, &used);
  const std::size_t line = std::min(text.find('\n'), text.size());
  run.outcome = text.substr(0, line);
  if (line < text.size()) run.explained = text.substr(line + 1);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  run.seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  run.kilobytes = used.ru_maxrss;
  return run;
}

class RuleFile : public ::testing::TestWithParam<Case> {};

TEST_P(RuleFile, LoadsOrIsRefusedByName) {
  const Case& c = GetParam();
  const Result run = RunAlone(c);
  std::printf("%-18s %6.2f s %5ld MB  %s\n", c.name.c_str(), run.seconds, run.kilobytes / 1024,
              (run.outcome + " " + run.explained).substr(0, 90).c_str());
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.outcome.find(c.outcome), std::string::npos) << run.outcome;
  if (c.comment.empty()) return;
  EXPECT_NE(run.explained.find(c.explained), std::string::npos) << run.explained;
}

INSTANTIATE_TEST_SUITE_P(Hostile, RuleFile, ::testing::ValuesIn(Cases()),
                         [](const auto& of) { return of.param.name; });

TEST(RuleFiles, TellOfSoManyProblemsOfAllFiles) {
  std::vector<RuleSet::Source> sources;
  for (int i = 0; i < 20; ++i) {
    sources.push_back({Cat("f", i, ".yaml"), Cat("pack: p", i, "\nlists:\n", Times("  x: [a]\n", 2000))});
  }
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources);
  EXPECT_EQ(loaded.diagnostics.size(), Limits().problems + 1);
  EXPECT_EQ(loaded.diagnostics.back().code, "W009");
  EXPECT_NE(loaded.diagnostics.back().message.find("15020"), std::string::npos)
      << loaded.diagnostics.back().message;
}

TEST(RuleFiles, AreSoMany) {
  RuleSet::Options options;
  options.limits.files = 1;
  const RuleSet::Source sources[] = {{"a.yaml", "pack: a"}, {"b.yaml", "pack: b"}};
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
  EXPECT_TRUE(absl::IsResourceExhausted(loaded.status)) << loaded.status;
}

TEST(RuleFiles, StopBeingLoadedAndTestedWhenAsked) {
  const std::string yaml = Cat("pack: p\nrules:\n", Each(500, [](int i) {
                                 return Cat("  - {id: r", i, ", label: x, points: 1, find: {words: [a", i,
                                            "]}, tests: {match: [a", i, "]}}\n");
                               }));
  const RuleSet::Source source{"p.yaml", yaml};
  int asked = 0;
  workbench::RuleTestOptions options;
  options.loading.stop = [&] { return ++asked < 0; };
  ASSERT_TRUE(workbench::RunRuleTestsOf(std::span(&source, 1), options).Passed());
  const int all = asked;
  for (int most = 0; most < all; most += 37) {
    asked = 0;
    options.loading.stop = [&] { return ++asked > most; };
    const workbench::RuleTestRun run = workbench::RunRuleTestsOf(std::span(&source, 1), options);
    EXPECT_TRUE(absl::IsCancelled(run.status)) << most << ": " << run.status;
    EXPECT_FALSE(run.Passed());
    EXPECT_TRUE(run.diagnostics.empty() || run.status.ok()) << most;
  }
}

TEST(Explanations, OfALongCommentLeaveLongPatternsOut) {
  const std::string path = ASCOLTO_SOURCE_DIR "/rules";
  const RuleSet::Loaded loaded = RuleSet::Load(std::span(&path, 1));
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  Classifier classifier(loaded.rules);
  const std::string comment = Times("sei un cretino ", 4300);
  const auto explanation = workbench::Explain({.text = comment}, &classifier);
  ASSERT_TRUE(explanation.ok()) << explanation.status();
  std::size_t hits = 0, bytes = 0;
  for (const workbench::ExplainedRule& rule : explanation->rules) {
    hits += rule.hits.size();
    for (const workbench::ExplainedHit& hit : rule.hits) {
      ASSERT_FALSE(hit.patterns.empty());
      for (const std::string& pattern : hit.patterns) bytes += pattern.size();
    }
  }
  EXPECT_GE(hits, 4300u);
  EXPECT_GT(bytes, 0u);
  EXPECT_LE(bytes, workbench::ExplainLimits().pattern_bytes);
}

}  // namespace
}  // namespace ascolto
