#include "ascolto/base/memory.h"

#include <cstdlib>  // defines __GLIBC__, where it is that

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace ascolto::base {

void GiveBackFreeMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace ascolto::base
