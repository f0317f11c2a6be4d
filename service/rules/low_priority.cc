#include "service/rules/low_priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ascolto::service {

void LowerPriorityOfThisThread() {
  constexpr int kNice = 10;
  const sched_param none{};
  sched_setscheduler(0, SCHED_BATCH, &none);
  // On Linux a nice value is of the thread; see setpriority(2), "C library/kernel differences".
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
}

}  // namespace ascolto::service
