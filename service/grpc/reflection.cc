// gRPC's library for it turns itself on in every server as soon as it is linked, so it is loaded
// when it is wanted.

#include "service/grpc/reflection.h"

#include <dlfcn.h>

#include "ascolto/base/strings.h"

namespace ascolto::service {

absl::Status EnableReflection() {
  static void* const library = dlopen(ASCOLTO_REFLECTION_LIBRARY, RTLD_NOW | RTLD_GLOBAL);
  if (library != nullptr) return absl::OkStatus();
  return absl::NotFoundError(base::Cat("cannot load gRPC reflection: ", dlerror(),
                                       "; install it, or set reflection: off"));
}

}  // namespace ascolto::service
