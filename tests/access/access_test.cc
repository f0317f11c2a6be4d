// Tokens and roles: the file, who is let in, and a file that changes while calls come.

#include "service/access/access.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "ascolto/base/sha256.h"
#include "ascolto/base/strings.h"
#include "service/access/tokens.h"

namespace ascolto::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kCms = "cms-0123456789-0123456789-0123456789";
const std::string kDesk = "desk+0123456789/0123456789~0123456789==";

std::string Yaml() {
  return base::Cat(
      "callers:\n  - name: cms\n    token: ", kCms, "\n    roles: [classify]\n  - name: desk\n",
      "    sha256: ", base::Sha256Hex(kDesk), "\n    roles: [classify, rules]\n",
      "  - {name: gateway, certificate: gateway.example, roles: [admin]}\n");
}

std::vector<std::string> ProblemsOf(const std::string& yaml) {
  return Tokens::FromText(yaml, "t.yaml").problems;
}

std::string Entry(std::string_view rest) {
  return base::Cat("callers:\n  - name: a\n    roles: [rules]\n    ", rest, "\n");
}

TEST(TokensFile, FindsWhoseTokenItIs) {
  const Tokens::Read read = Tokens::FromText(Yaml(), "t.yaml");
  ASSERT_THAT(read.problems, IsEmpty());
  EXPECT_EQ(read.tokens->size(), 3u);
  EXPECT_EQ(read.tokens->FindToken(kCms)->name, "cms");
  EXPECT_EQ(read.tokens->FindToken(kDesk)->name, "desk");
  EXPECT_EQ(read.tokens->FindToken(kDesk)->roles.Text(), "classify, rules");
  for (const std::string& wrong : {std::string(), kCms + "x", kCms.substr(1), base::Sha256Hex(kCms),
                                   base::Sha256Hex(kDesk), std::string("gateway.example")}) {
    EXPECT_EQ(read.tokens->FindToken(wrong), nullptr) << wrong;
  }
  const std::string names[] = {"other.example", "gateway.example"};
  EXPECT_EQ(read.tokens->FindCertificate(names)->name, "gateway");
  EXPECT_EQ(read.tokens->FindCertificate(std::span(names, 1)), nullptr);
}

TEST(TokensFile, OneNameMayHaveTwoTokens) {
  const Tokens::Read read = Tokens::FromText(
      base::Cat("callers:\n- {name: a, token: ", kCms, ", roles: [rules]}\n- {name: a, token: ",
                kDesk, ", roles: [rules]}\n"),
      "t.yaml");
  ASSERT_THAT(read.problems, IsEmpty());
  EXPECT_EQ(read.tokens->FindToken(kDesk)->name, "a");
}

TEST(TokensFile, SaysWhatIsWrongAndNeverTheToken) {
  EXPECT_THAT(ProblemsOf(""), ElementsAre(HasSubstr("there are no callers")));
  EXPECT_THAT(ProblemsOf("callers: 3\n"), ElementsAre(HasSubstr("t.yaml:1:1: callers is not a list")));
  EXPECT_THAT(ProblemsOf("calers: []\n"), ElementsAre(HasSubstr("did you mean callers?")));
  EXPECT_THAT(ProblemsOf(Entry("token: 0123456789012345678901234567890")),
              ElementsAre("t.yaml:4:12: the token is too short: 31 characters; give 32 or more, like "
                          "those of: openssl rand -base64 32"));
  EXPECT_THAT(ProblemsOf(Entry("token: 'a b0123456789012345678901234567890'")),
              ElementsAre(HasSubstr("characters that are not allowed")));
  EXPECT_THAT(ProblemsOf(Entry("sha256: 1234")),
              ElementsAre(HasSubstr("t.yaml:4:13: sha256 is not a digest: it has 4 characters")));
  EXPECT_THAT(ProblemsOf(Entry(base::Cat("token: ", kCms, "\n    certificate: x"))),
              ElementsAre("t.yaml:5:5: both token and certificate are given; give one of them"));
  EXPECT_THAT(ProblemsOf(Entry("tokn: x")),
              ElementsAre(HasSubstr("did you mean token?"), HasSubstr("has no token")));
  EXPECT_THAT(ProblemsOf(base::Cat("callers:\n  - token: ", kCms, "\n    roles: [clasify]\n")),
              ElementsAre("t.yaml:3:13: unknown role; the roles are classify, rules, admin",
                          HasSubstr("has no name"), HasSubstr("has no roles")));
  EXPECT_THAT(ProblemsOf(base::Cat(Entry(base::Cat("token: ", kCms)), "  - name: b\n    token: ",
                                   kCms, "\n    roles: [rules]\n")),
              ElementsAre("t.yaml:6:12: two callers have the same token; give each its own"));
  for (const std::string& problem : ProblemsOf(Yaml() + Yaml().substr(9))) {
    EXPECT_THAT(problem, testing::Not(HasSubstr(kCms)));
  }
}

// Whatever is wrong, and wherever the token stands.
TEST(TokensFile, NoProblemQuotesTheFile) {
  const std::string secret = "S3cr3t-0123456789-0123456789-0123456789";
  const std::string entry = "callers:\n  - name: a\n    roles: [rules]\n    ";
  std::vector<std::string> files = {
      entry + "token:SECRET\n",
      entry + "token:SECRET: x\n",
      entry + "SECRET: x\n",
      entry + "token: SECRET: x\n",
      entry + "token: 'SECRET\n",
      entry + "token: \"SECRET\\q\"\n",
      entry + "token: 'SECRET' x\n",
      entry + "token: [SECRET\n",
      entry + "token: [SECRET, x]\n",
      entry + "token: {SECRET: 1}\n",
      entry + "token: *SECRET\n",
      entry + "token: &SECRET x\n",
      entry + "token: !SECRET x\n",
      entry + "token: |SECRET\n",
      entry + "token: @SECRET\n",
      entry + "token: %SECRET\n",
      entry + "token: `SECRET`\n",
      entry + "token: SECRET #x\n    sha256: SECRET\n",
      entry + "token: x #SECRET\n",
      entry + "token: SECRET\n    token: SECRET\n",
      entry + "SECRET: x\n    SECRET: y\n",
      entry + "\tSECRET\n",
      entry + "sha256: SECRET\n",
      entry + "certificate: SECRET\n    token: SECRET\n",
      entry + "token: SECRET\xff\n",
      entry + "token: SECRET\x01\n",
      entry + "token: 'SECRET SECRET'\n",
      "callers:\n  - name: SECRET\n    token: a\n    roles: [SECRET]\n",
      "callers:\n  - {name:SECRET, token:SECRET, roles:[rules]}\n",
      "callers:\n  - {name: a, token:SECRET, roles: [rules]}\n",
      "callers:\n  - SECRET\n",
      "callers: SECRET\n",
      "SECRET: x\n",
      "SECRET\n",
      "--- SECRET\n",
      "%SECRET\n",
      "callers: []\n--- SECRET\n",
      "callers:\n  - name: SECRET\n    token: SECRET\n    roles: [rules]\n"
      "  - name: SECRET\n    token: SECRET\n    roles: [rules]\n"};
  for (std::string& file : files) {
    for (std::size_t at; (at = file.find("SECRET")) != std::string::npos;) {
      file.replace(at, 6, secret);
    }
    const std::vector<std::string> problems = ProblemsOf(file);
    EXPECT_THAT(problems, testing::Not(IsEmpty())) << file;
    EXPECT_THAT(problems, testing::Each(testing::Not(HasSubstr("S3cr3t")))) << file;
    EXPECT_THAT(problems, testing::Each(testing::Not(HasSubstr("0123456789")))) << file;
  }
}

class File {
 public:
  File() {
    char name[] = "/tmp/ascolto-access-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~File() { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ + "/tokens.yaml"; }
  std::string log_path() const { return folder_ + "/log"; }

  // As one should: a new file moved over the old.
  void Write(const std::string& text, mode_t mode = 0640) {
    const std::string next = path() + ".next";
    std::ofstream(next) << text;
    chmod(next.c_str(), mode);
    std::filesystem::rename(next, path());
  }

 private:
  std::string folder_;
};

class Somebody final : public Peer {
 public:
  explicit Somebody(std::vector<std::string> names = {}) : names_(std::move(names)) {}
  std::string address() const override { return "ipv4:192.0.2.7:1234"; }
  std::vector<std::string> certificate_names() const override { return names_; }

 private:
  std::vector<std::string> names_;
};

class AccessTest : public testing::Test {
 protected:
  AccessTest()
      : descriptor_(open(file_.log_path().c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600)),
        log_({.descriptor = descriptor_}) {}
  ~AccessTest() override { close(descriptor_); }

  std::unique_ptr<Access> Open(std::vector<std::string>* problems = nullptr) {
    std::vector<std::string> ignored;
    return Access::Open(file_.path(), &log_, problems == nullptr ? &ignored : problems);
  }
  std::string Logged() const {
    std::ifstream in(file_.log_path());
    return {std::istreambuf_iterator<char>(in), {}};
  }

  File file_;
  int descriptor_;
  Log log_;
};

TEST_F(AccessTest, WithoutAFileAnybodyMayDoEverything) {
  std::vector<std::string> problems;
  const auto access = Access::Open("", &log_, &problems);
  EXPECT_TRUE(access->open());
  for (const Role role : kRoles) {
    const auto caller = access->Authorize("", role, Somebody());
    ASSERT_TRUE(caller.ok());
    EXPECT_EQ(caller->name(), "anybody");
  }
}

TEST_F(AccessTest, TokensOpenTheirRolesOnly) {
  file_.Write(Yaml());
  const auto access = Open();
  ASSERT_NE(access, nullptr);
  const auto ask = [&](std::string_view header, Role role) {
    return access->Authorize(header, role, Somebody());
  };
  EXPECT_EQ(ask("Bearer " + kCms, Role::kClassify)->name(), "cms");
  EXPECT_EQ(ask("bearer  " + kCms + " ", Role::kClassify)->name(), "cms");
  EXPECT_EQ(ask("Bearer " + kDesk, Role::kRules)->name(), "desk");
  EXPECT_EQ(ask("Bearer " + kCms, Role::kRules).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ask("Bearer " + kDesk, Role::kAdmin).status().message(),
            "the role admin is needed: desk has classify, rules; ask who runs the service for it");
  for (const std::string& header :
       {std::string(), std::string("Bearer"), std::string("Bearer "), kCms, "Basic " + kCms,
        "Bearer " + kCms + "x", "Bearer " + base::Sha256Hex(kDesk)}) {
    EXPECT_EQ(ask(header, Role::kClassify).status().code(), absl::StatusCode::kUnauthenticated)
        << header;
  }
  const std::string logged = Logged();
  EXPECT_THAT(logged, HasSubstr("access refused why=\"the role rules is needed"));
  EXPECT_THAT(logged, HasSubstr("caller=cms role=rules peer=ipv4:192.0.2.7:1234"));
  EXPECT_THAT(logged, testing::Not(HasSubstr(kCms)));
}

TEST_F(AccessTest, ACertificateStandsForATokenWhenNoneIsSent) {
  file_.Write(Yaml());
  const auto access = Open();
  ASSERT_NE(access, nullptr);
  const Somebody gateway({"gateway.example"});
  EXPECT_EQ(access->Authorize("", Role::kAdmin, gateway)->name(), "gateway");
  EXPECT_FALSE(access->Authorize("", Role::kClassify, gateway).ok());
  EXPECT_FALSE(access->Authorize("", Role::kAdmin, Somebody({"example"})).ok());
  EXPECT_FALSE(access->Authorize("Bearer wrong", Role::kAdmin, gateway).ok());
}

TEST_F(AccessTest, AFileThatEverybodyMayReadIsRefused) {
  file_.Write(Yaml(), 0644);
  std::vector<std::string> problems;
  EXPECT_EQ(Open(&problems), nullptr);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("chmod o-rwx " + file_.path())));
}

TEST_F(AccessTest, AMissingFileIsNamed) {
  std::vector<std::string> problems;
  EXPECT_EQ(Open(&problems), nullptr);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("cannot read " + file_.path())));
}

TEST_F(AccessTest, ChangesAreTakenAndWrongOnesAreNot) {
  file_.Write(Yaml());
  const auto access = Open();
  ASSERT_NE(access, nullptr);
  const auto lets_in = [&](const std::string& token) {
    return access->Authorize("Bearer " + token, Role::kClassify, Somebody()).ok();
  };
  const std::string next = "next-0123456789-0123456789-0123456789";
  access->Refresh(false);
  EXPECT_THAT(Logged(), IsEmpty());

  file_.Write(base::Cat("callers: [{name: cms, token: ", next, ", roles: [classify]}]\n"));
  EXPECT_TRUE(lets_in(kCms));
  access->Refresh(false);
  EXPECT_FALSE(lets_in(kCms));
  EXPECT_TRUE(lets_in(next));
  EXPECT_THAT(Logged(), HasSubstr("tokens reloaded"));

  file_.Write("callers: [{name: cms\n");
  access->Refresh(false);
  EXPECT_TRUE(lets_in(next));
  EXPECT_THAT(Logged(), HasSubstr("new tokens refused"));

  file_.Write(Yaml(), 0644);
  access->Refresh(false);
  EXPECT_TRUE(lets_in(next));
  chmod(file_.path().c_str(), 0600);
  access->Refresh(false);
  EXPECT_TRUE(lets_in(kCms));

  std::filesystem::remove(file_.path());
  access->Refresh(true);
  EXPECT_TRUE(lets_in(kCms));
}

TEST_F(AccessTest, CallsGoOnWhileTheFileChanges) {
  file_.Write(Yaml());
  const auto access = Open();
  ASSERT_NE(access, nullptr);
  std::atomic<bool> done = false;
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (!done) {
        const auto caller = access->Authorize("Bearer " + kCms, Role::kClassify, Somebody());
        EXPECT_EQ(caller.ok() ? caller->name() : "none", "cms");
      }
    });
  }
  for (int i = 0; i < 50; ++i) access->Refresh(true);
  done = true;
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace ascolto::service
