// What systemd is told (sd_notify(3)); nothing happens where there is none.

#ifndef ASCOLTO_SERVICE_DAEMON_SYSTEMD_H_
#define ASCOLTO_SERVICE_DAEMON_SYSTEMD_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace ascolto::service::systemd {

void Ready(std::string_view status);
void Reloading();
// `patience`: how long stopping may take; systemd is asked to wait that long.
void Stopping(std::chrono::milliseconds patience);

// How long systemd waits between two calls of KeepAlive before it takes the service for stuck;
// nothing when it does not watch.
std::optional<std::chrono::microseconds> WatchInterval();
void KeepAlive();

}  // namespace ascolto::service::systemd

#endif  // ASCOLTO_SERVICE_DAEMON_SYSTEMD_H_
