#include "service/config/version.h"

namespace ascolto::service {

std::string_view EngineVersion() { return ASCOLTO_VERSION; }

}  // namespace ascolto::service
