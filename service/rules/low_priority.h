// Work that is to give way to everything else.

#ifndef ASCOLTO_SERVICE_RULES_LOW_PRIORITY_H_
#define ASCOLTO_SERVICE_RULES_LOW_PRIORITY_H_

namespace ascolto::service {

// Makes the calling thread batch work with a nice value of 10: threads that wake up with a
// request take the processor from it at once. Nothing happens where that is not allowed.
void LowerPriorityOfThisThread();

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_LOW_PRIORITY_H_
