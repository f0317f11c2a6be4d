// Memory that runs out: linking failing_memory.cc replaces operator new.
#pragma once

namespace ascolto {

// Of the calling thread: the allocation after `count` further ones throws std::bad_alloc, once.
// Negative: none does.
void FailAllocationAfter(long count);

}  // namespace ascolto
