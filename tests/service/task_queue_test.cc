// Tasks run in their order; one that throws ends alone.

#include "service/engine/task_queue.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <new>
#include <stdexcept>

#include "service/engine/admission.h"
#include "service/engine/calls.h"
#include "ascolto/base/guarded.h"

namespace ascolto::service {
namespace {

// An exception used to leave the thread, which ended the process.
TEST(TaskQueueTest, ATaskThatThrowsEndsAlone) {
  TaskQueue queue(1, 10, [] { throw std::runtime_error("begin"); });
  EXPECT_TRUE(queue.TrySubmit([] { throw std::bad_alloc(); }));
  EXPECT_TRUE(queue.TrySubmit([] { throw 5; }));
  std::promise<int> done;
  EXPECT_TRUE(queue.TrySubmit([&done] { done.set_value(7); }));
  EXPECT_EQ(done.get_future().get(), 7);
  queue.Stop();
  EXPECT_EQ(queue.failed(), 3u);
  EXPECT_FALSE(queue.TrySubmit([] {}));
}

TEST(TaskQueueTest, WhatATaskHoldsIsGivenBackWhenItThrows) {
  Calls calls;
  Admission admission({.comments = 10, .bytes = 100});
  TaskQueue queue(1, 10);
  struct Work {
    explicit Work(Calls* all) : entry(all) {}
    Calls::Entry entry;
    Admission::Ticket ticket;
  };
  auto work = std::make_shared<Work>(&calls);
  EXPECT_TRUE(work->entry.let_in());
  work->ticket = *admission.Admit(3, 50);
  EXPECT_TRUE(queue.TrySubmit([work = std::move(work)] { throw std::bad_alloc(); }));
  EXPECT_TRUE(calls.WaitUntilEmpty(std::chrono::steady_clock::now() + std::chrono::minutes(2)));
  EXPECT_EQ(admission.comments() + admission.bytes(), 0u);
}

TEST(GuardedTest, MakesAStatusOfAnyException) {
  EXPECT_TRUE(base::Guarded([] {}).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(base::Guarded([] { throw std::bad_alloc(); })));
  const absl::Status status = base::Guarded([] { throw std::runtime_error("a secret"); });
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_EQ(status.message().find("secret"), std::string::npos);
  EXPECT_TRUE(absl::IsInternal(base::Guarded([] { throw 5; })));
}

}  // namespace
}  // namespace ascolto::service
