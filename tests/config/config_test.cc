// Settings: values as people write them, the file, its errors, and what it prints.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/config/file.h"
#include "service/config/keys.h"
#include "service/config/values.h"

namespace ascolto::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<std::string> Read(std::string_view text, Settings* settings) {
  return ReadSettings(text, "a.yaml", MessageLanguage::kEnglish, settings);
}

std::vector<std::string> ProblemsOf(std::string_view text) {
  Settings settings;
  return Read(text, &settings);
}

TEST(Values, BytesAreReadInTheirUnits) {
  EXPECT_EQ(ParseBytes("0"), 0u);
  EXPECT_EQ(ParseBytes("4096"), 4096u);
  EXPECT_EQ(ParseBytes("64KiB"), 65536u);
  EXPECT_EQ(ParseBytes("4 MiB"), 4u << 20);
  EXPECT_EQ(ParseBytes("1GiB"), 1u << 30);
  EXPECT_EQ(ParseBytes("5MB"), 5'000'000u);
  EXPECT_EQ(ParseBytes("7B"), 7u);
  for (const char* wrong : {"", "MiB", "-1", "1.5MiB", "4mib", "4MiB ", "4 MiBs", "0x10",
                            "99999999999GiB", "18446744073709551616"}) {
    EXPECT_EQ(ParseBytes(wrong), std::nullopt) << wrong;
  }
}

TEST(Values, DurationsAreReadInTheirUnits) {
  EXPECT_EQ(ParseDuration("500ms"), milliseconds(500));
  EXPECT_EQ(ParseDuration("20s"), seconds(20));
  EXPECT_EQ(ParseDuration("20"), seconds(20));
  EXPECT_EQ(ParseDuration("3m"), seconds(180));
  EXPECT_EQ(ParseDuration("2h"), seconds(7200));
  EXPECT_EQ(ParseDuration("7d"), std::chrono::hours(168));
  for (const char* wrong : {"", "s", "-1s", "1.5s", "20S", "20sec", "1s 2s",
                            "9223372036854775807d"}) {
    EXPECT_EQ(ParseDuration(wrong), std::nullopt) << wrong;
  }
}

TEST(Values, WhatIsPrintedReadsBack) {
  for (const std::uint64_t value : {0ul, 1ul, 1023ul, 1024ul, 1025ul, 65536ul, 4ul << 20, 3ul << 30,
                                    86'400'000ul, 172'800'000ul, 90'000ul, 61'000ul}) {
    EXPECT_EQ(ParseBytes(BytesText(value)), value) << BytesText(value);
    const milliseconds duration(static_cast<std::int64_t>(value));
    EXPECT_EQ(ParseDuration(DurationText(duration)), duration) << DurationText(duration);
  }
  EXPECT_EQ(BytesText(4 << 20), "4MiB");
  EXPECT_EQ(DurationText(std::chrono::hours(24)), "24h");
  EXPECT_EQ(DurationText(milliseconds(1500)), "1500ms");
  EXPECT_EQ(CountText(1'234'567), "1,234,567");
}

TEST(File, SetsWhatItNamesAndLeavesTheRest) {
  Settings settings;
  EXPECT_THAT(Read("# the town's\n"
                   "rules: [/usr/share/ascolto/rules, /etc/ascolto/rules]\n"
                   "listen:\n  - 127.0.0.1:50051\n  - unix:/run/ascolto/ascolto.sock\n"
                   "http: 127.0.0.1:9464\n"
                   "max_message_bytes: 8MiB\n"
                   "max_bytes_in_flight: 1GiB\n"
                   "drain: 500ms\n"
                   "watch: yes\n"
                   "reflection: off\n"
                   "log_format: json\n"
                   "log_level: warning\n"
                   "threads: 7\n",
                   &settings),
              IsEmpty());
  Settings expected;
  expected.rules = {"/usr/share/ascolto/rules", "/etc/ascolto/rules"};
  expected.listen = {"127.0.0.1:50051", "unix:/run/ascolto/ascolto.sock"};
  expected.http = "127.0.0.1:9464";
  expected.max_message_bytes = 8 << 20;
  expected.max_bytes_in_flight = 1 << 30;
  expected.drain = milliseconds(500);
  expected.watch = true;
  expected.reflection = false;
  expected.log_format = LogFormat::kJson;
  expected.log_level = LogLevel::kWarning;
  expected.threads = 7;
  EXPECT_EQ(settings, expected);
}

TEST(File, OneTextIsAListOfOne) {
  Settings settings;
  EXPECT_THAT(Read("rules: rules\nlisten: []\n", &settings), IsEmpty());
  EXPECT_THAT(settings.rules, ElementsAre("rules"));
  EXPECT_THAT(settings.listen, IsEmpty());
}

TEST(File, AnEmptyOneSetsNothing) {
  Settings settings;
  EXPECT_THAT(Read("", &settings), IsEmpty());
  EXPECT_THAT(Read("# only this\n", &settings), IsEmpty());
  EXPECT_EQ(settings, Settings());
}

TEST(File, UnknownKeyNamesTheNearest) {
  EXPECT_THAT(ProblemsOf("threads: 2\n  \nmax_bacth: 5\n"),
              ElementsAre("a.yaml:3:1: unknown key: max_bacth; did you mean max_batch?"));
  EXPECT_THAT(ProblemsOf("max-batch: 5\n"),
              ElementsAre("a.yaml:1:1: unknown key: max-batch; did you mean max_batch?"));
  EXPECT_THAT(ProblemsOf("colour: red\n"),
              ElementsAre(HasSubstr("unknown key: colour; the known keys are rules, watch, ")));
}

TEST(File, WrongValuesSayWhatWouldBeRight) {
  EXPECT_THAT(ProblemsOf("max_batch:  0\nwatch: perhaps\ndrain: 2 weeks\nlog_format: xml\n"
                         "max_comment_bytes: 257MiB\nhttp: [a, b]\nlisten:\n  - {a: b}\n"
                         "threads:\nrules: ['']\n"),
              ElementsAre(
                  "a.yaml:1:13: max_batch cannot be \"0\"; give a whole number from 1 to 1,000,000",
                  "a.yaml:2:8: watch cannot be \"perhaps\"; give on or off",
                  "a.yaml:3:8: drain cannot be \"2 weeks\"; give a time with its unit (500ms, 20s, "
                  "2h), from 0s to 1h",
                  "a.yaml:4:13: log_format cannot be \"xml\"; give one of text, json",
                  "a.yaml:5:20: max_comment_bytes cannot be \"257MiB\"; give a size with its unit "
                  "(64KiB, 4MiB), from 1B to 256MiB",
                  "a.yaml:6:7: http cannot be a list; give one ADDRESS",
                  "a.yaml:8:5: listen holds an item that is not a text; give one ADDRESS, or a list "
                  "of them; none may be empty",
                  "a.yaml:9:1: threads cannot be \"\"; give a whole number from 1 to 1,024",
                  "a.yaml:10:8: rules cannot be \"\"; give one PATH, or a list of them; none "
                  "may be empty"));
}

TEST(File, YamlThatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(ProblemsOf("threads: 2\nthreads: 3\n"), ElementsAre(HasSubstr("a.yaml:2:1: ")));
  EXPECT_THAT(ProblemsOf("rules: [a\nthreads: 3\n"), ElementsAre(HasSubstr("a.yaml:1:8: ")));
  EXPECT_THAT(ProblemsOf("- a\n"), ElementsAre(HasSubstr("a.yaml:1:1: the file holds no settings")));
  EXPECT_THAT(ProblemsOf("\xff\xfe\n"), testing::Not(IsEmpty()));
}

TEST(File, AMissingOneIsNamed) {
  Settings settings;
  EXPECT_THAT(ReadSettingsFile("/no/such.yaml", MessageLanguage::kEnglish, &settings),
              ElementsAre("cannot read /no/such.yaml: No such file or directory"));
}

TEST(Print, ReadsBackAsTheSame) {
  Settings settings;
  settings.rules = {"a b", "it's", "#x", "- y", "è", "null"};
  settings.listen = {"[::1]:0", "unix:/run/a.sock"};
  settings.http = "localhost:1";
  settings.tokens = "C:\\odd: name";
  settings.history = true;
  settings.history_window = milliseconds(90'500);
  settings.max_metadata_bytes = 5000;
  settings.log_level = LogLevel::kError;
  settings.threads = 3;
  Settings back;
  EXPECT_THAT(Read(SettingsText(settings), &back), IsEmpty()) << SettingsText(settings);
  EXPECT_EQ(back, settings);
  EXPECT_THAT(Read(SettingsText(Settings()), &back), IsEmpty());
  EXPECT_EQ(back, Settings());
}

TEST(Print, ExplainsEveryKey) {
  const std::string text = SettingsText(Settings());
  for (const Key& key : Keys()) {
    EXPECT_THAT(text, HasSubstr(std::string("\n") + std::string(key.name) + ":"));
    EXPECT_THAT(text, HasSubstr(std::string("# ") + std::string(key.what) + ".\n"));
  }
}

TEST(Keys, DefaultsAreInTheirRange) {
  for (const Key& key : Keys()) {
    Settings settings;
    const std::vector<std::string> values = ValuesOf(key, Settings());
    EXPECT_TRUE(SetKey(key, values, &settings).ok()) << key.name;
    EXPECT_EQ(settings, Settings()) << key.name;
    EXPECT_EQ(FindKey(key.name), &key);
  }
}

TEST(Contradictions, AreFound) {
  Settings good;
  good.rules = {"rules"};
  EXPECT_THAT(Contradictions(good), IsEmpty());
  EXPECT_THAT(Contradictions(Settings()), ElementsAre(HasSubstr("no rules are given")));
  Settings bad = good;
  bad.listen.clear();
  EXPECT_THAT(Contradictions(bad), ElementsAre(HasSubstr("no address to listen on")));
  bad = good;
  bad.tls_certificate = "cert.pem";
  EXPECT_THAT(Contradictions(bad), ElementsAre(HasSubstr("only tls_certificate is given")));
  bad = good;
  bad.tls_client_ca = "ca.pem";
  EXPECT_THAT(Contradictions(bad), ElementsAre(HasSubstr("tls_client_ca")));
  bad = good;
  bad.max_bytes_in_flight = 1 << 20;
  EXPECT_THAT(Contradictions(bad), ElementsAre(HasSubstr("max_bytes_in_flight is too small: 1MiB; give at least max_message_bytes, which is 4MiB")));
  bad = good;
  bad.max_comments_in_flight = 999;
  EXPECT_THAT(Contradictions(bad), ElementsAre(HasSubstr("max_comments_in_flight is too small: 999; give at least max_batch, which is 1,000")));
}

}  // namespace
}  // namespace ascolto::service
