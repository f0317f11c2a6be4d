#include "service/daemon/systemd.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

#include "ascolto/base/strings.h"

namespace ascolto::service::systemd {

void Ready(std::string_view status) {
  sd_notify(0, base::Cat("READY=1\nSTATUS=", status).c_str());
}

void Reloading() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  sd_notify(0, base::Cat("RELOADING=1\nMONOTONIC_USEC=", now_us).c_str());
}

void Stopping(std::chrono::milliseconds patience) {
  const auto patience_us = std::chrono::microseconds(patience).count();
  sd_notify(0, base::Cat("STOPPING=1\nSTATUS=stopping\nEXTEND_TIMEOUT_USEC=", patience_us).c_str());
}

std::optional<std::chrono::microseconds> WatchInterval() {
  std::uint64_t interval_us = 0;
  if (sd_watchdog_enabled(0, &interval_us) <= 0) return std::nullopt;
  return std::chrono::microseconds(interval_us);
}

void KeepAlive() { sd_notify(0, "WATCHDOG=1"); }

}  // namespace ascolto::service::systemd
