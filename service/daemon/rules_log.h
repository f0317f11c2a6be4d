// What came of reading the rules, as lines of the log.

#ifndef ASCOLTO_SERVICE_DAEMON_RULES_LOG_H_
#define ASCOLTO_SERVICE_DAEMON_RULES_LOG_H_

#include "service/log/log.h"
#include "service/rules/reload_report.h"

namespace ascolto::service {

// One line for the attempt; when it failed, before it one for each error and each failed test, up
// to some. The rest is told by `ascolto check` and `ascolto test`.
void LogReload(const ReloadReport& report, Log* log);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_RULES_LOG_H_
