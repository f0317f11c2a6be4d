// Certificates that change while the service runs: all files are taken or none, and an attempt that
// failed for want of a descriptor is made again.

#include "service/access/tls_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace ascolto::service {
namespace {

using ::testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class TlsFilesTest : public testing::Test {
 protected:
  TlsFilesTest() {
    char name[] = "/tmp/ascolto-tls-XXXXXX";
    folder_ = mkdtemp(name);
    Issue("first");
    Issue("second");
    descriptor_ = open((folder_ + "/log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    log_.emplace(Log::Options{.descriptor = descriptor_});
    Install("first");
  }
  ~TlsFilesTest() override {
    close(descriptor_);
    std::filesystem::remove_all(folder_);
  }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  void Issue(const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 60 -subj /CN=" +
        name + " -keyout " + Path(name + ".key") + " -out " + Path(name + ".pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  // As one should: new files moved over the old.
  void Install(const std::string& name) {
    for (const char* end : {".key", ".pem"}) {
      std::filesystem::copy_file(Path(name + end), Path("next"));
      std::filesystem::rename(Path("next"), Path(std::string("live") + end));
    }
  }

  std::unique_ptr<TlsFiles> Open() {
    auto files = TlsFiles::Open({Path("live.pem"), Path("live.key"), ""}, &*log_);
    EXPECT_TRUE(files.ok()) << files.status();
    return *std::move(files);
  }

  // Which of the two the files in memory hold: certificate and key.
  std::string Held(const TlsFiles& files) {
    std::string held;
    for (const auto& [path, end] : {std::pair(files.checked().certificate, ".pem"),
                                    std::pair(files.checked().key, ".key")}) {
      for (const char* name : {"first", "second"}) {
        if (ReadAll(path) == ReadAll(Path(std::string(name) + end))) held += std::string(name) + " ";
      }
    }
    return held;
  }
  std::string Logged() const { return ReadAll(Path("log")); }

  std::string folder_;
  int descriptor_ = -1;
  std::optional<Log> log_;
};

// Lets the process open just `more` descriptors while it lives.
class FewDescriptors {
 public:
  explicit FewDescriptors(int more) {
    getrlimit(RLIMIT_NOFILE, &before_);
    while (true) {  // no gaps below the limit
      const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
      if (fd < 0) break;
      held_.push_back(fd);
      if (fd > 200) break;
    }
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(held_.back() + 1 + more);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~FewDescriptors() {
    setrlimit(RLIMIT_NOFILE, &before_);
    for (const int fd : held_) close(fd);
  }

 private:
  rlimit before_{};
  std::vector<int> held_;
};

// It used to keep the new certificate with the old key, and not to try again.
TEST_F(TlsFilesTest, ASwapThatFailsHalfWayChangesNothingAndIsTriedAgain) {
  const std::unique_ptr<TlsFiles> files = Open();
  for (const int descriptors : {0, 1, 2}) {
    Install("second");
    {
      const FewDescriptors few(descriptors);
      files->Refresh(false);
      files->Refresh(false);
    }
    EXPECT_EQ(Held(*files), "first first ") << descriptors;
    EXPECT_EQ(files->contents()->key, ReadAll(Path("first.key")));
    files->Refresh(false);
    EXPECT_EQ(Held(*files), "second second ") << descriptors;
    EXPECT_EQ(files->contents()->key, ReadAll(Path("second.key")));
    Install("first");
    files->Refresh(false);
    EXPECT_EQ(Held(*files), "first first ");
  }
  EXPECT_THAT(Logged(), HasSubstr("new certificate refused"));
}

TEST_F(TlsFilesTest, WhatIsWrongIsSaidOnce) {
  const std::unique_ptr<TlsFiles> files = Open();
  std::filesystem::remove(Path("live.key"));
  for (int i = 0; i < 3; ++i) files->Refresh(false);
  const std::string logged = Logged();
  EXPECT_EQ(logged.find("certificate stays"), logged.rfind("certificate stays"));
  EXPECT_EQ(Held(*files), "first first ");
}

TEST_F(TlsFilesTest, AKeyOfAnotherCertificateChangesNothing) {
  const std::unique_ptr<TlsFiles> files = Open();
  std::filesystem::copy_file(Path("second.pem"), Path("next"));
  std::filesystem::rename(Path("next"), Path("live.pem"));
  const auto before = files->contents();
  files->Refresh(false);
  EXPECT_EQ(files->contents(), before);
  EXPECT_EQ(Held(*files), "first first ");
}

}  // namespace
}  // namespace ascolto::service
