// Loading reads files on several threads. Where the system gives none, the caller's does it all;
// without memory for one, while others ran, the program ended.

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/sysinfo.h>

#include <atomic>
#include <cerrno>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/rule_set.h"
#include "tests/support/failing_memory.h"

namespace {

std::atomic<bool> counts = false;
std::atomic<int> left = 0;  // threads that can still be started
std::atomic<int> started = 0;
std::atomic<int> refused = 0;

}  // namespace

// In the place of the C library's.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*run)(void*), void* argument) noexcept {
  if (counts && left-- <= 0) {
    ++refused;
    return EAGAIN;
  }
  started += counts ? 1 : 0;
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, run, argument);
}

// The same: what std::thread::hardware_concurrency asks. With two processors no thread would run yet
// when the start of one fails.
extern "C" int get_nprocs() noexcept { return 8; }

namespace ascolto {
namespace {

constexpr int kProcessors = 8;
constexpr int kMany = 1000;

// Packs with one small rule each.
std::vector<RuleSet::Source> Sources(int files) {
  std::vector<RuleSet::Source> sources;
  for (int i = 0; i < files; ++i) {
    sources.push_back({base::Cat("p", i, ".yaml"),
                       base::Cat("pack: p", i, "\nrules:\n  - {id: a, label: insult, points: 1, "
                                 "find: {words: [w", i, "]}}\n")});
  }
  return sources;
}

// What loading gives when only so many threads can be started.
RuleSet::Loaded LoadWith(int threads, int files) {
  const std::vector<RuleSet::Source> sources = Sources(files);
  left = threads;
  started = refused = 0;
  counts = true;
  RuleSet::Loaded loaded = RuleSet::FromSources(sources);
  counts = false;
  return loaded;
}

TEST(ThreadsTest, LoadingGoesOnWithFewerThreadsOrNone) {
  const RuleSet::Loaded usual = LoadWith(kMany, 40);
  ASSERT_TRUE(usual.status.ok()) << usual.status;
  EXPECT_EQ(std::thread::hardware_concurrency(), unsigned{kProcessors});
  EXPECT_EQ(started, kProcessors - 1);
  for (const int threads : {0, 1, 3}) {
    const RuleSet::Loaded loaded = LoadWith(threads, 40);
    EXPECT_LE(started, threads);
    ASSERT_TRUE(loaded.status.ok()) << loaded.status;
    EXPECT_EQ(loaded.rules->fingerprint(), usual.rules->fingerprint());
  }
}

TEST(ThreadsTest, AFewFilesNeedNoThread) {
  EXPECT_TRUE(LoadWith(kMany, 7).status.ok());
  EXPECT_EQ(started, 0);
}

// One of the first allocations fails: those of the threads are among them.
TEST(ThreadsTest, WithoutMemoryLoadingEndsOrThrowsAndTheProgramGoesOn) {
  const std::vector<RuleSet::Source> sources = Sources(40);
  int thrown = 0;
  for (int allocation = 0; allocation < 30; ++allocation) {
    try {
      FailAllocationAfter(allocation);
      const RuleSet::Loaded loaded = RuleSet::FromSources(sources);
      FailAllocationAfter(-1);
      EXPECT_TRUE(loaded.status.ok()) << loaded.status;
    } catch (const std::bad_alloc&) {
      FailAllocationAfter(-1);
      ++thrown;
    }
  }
  EXPECT_GT(thrown, 0);
}

}  // namespace
}  // namespace ascolto
