// The version of the engine: that of the build, and the same wherever it is told (--version,
// GetRuleSet, /healthz, /metrics).

#ifndef ASCOLTO_SERVICE_CONFIG_VERSION_H_
#define ASCOLTO_SERVICE_CONFIG_VERSION_H_

#include <string_view>

namespace ascolto::service {

std::string_view EngineVersion();  // "1.2.3"

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_VERSION_H_
