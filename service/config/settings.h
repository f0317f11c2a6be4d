// Everything that can be set for `ascolto serve`, with its default. What each key is called, may be
// and means is in keys.h; flags, the file and the help come from there.

#ifndef ASCOLTO_SERVICE_CONFIG_SETTINGS_H_
#define ASCOLTO_SERVICE_CONFIG_SETTINGS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ascolto::service {

enum class LogFormat : std::uint8_t { kText, kJson };
enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };

// At least 1.
std::size_t Processors();

// Thread safety: a plain value. Names are those of the keys.
struct Settings {
  using Duration = std::chrono::milliseconds;

  std::vector<std::string> rules;  // files, and folders of them
  bool watch = false;
  Duration watch_debounce = std::chrono::milliseconds(500);

  std::vector<std::string> listen = {"127.0.0.1:50051"};  // HOST:PORT or unix:/PATH
  std::string http;                                       // HOST:PORT; empty: off
  bool reflection = true;
  bool allow_exposed = false;
  std::size_t threads = Processors();
  Duration drain = std::chrono::seconds(20);

  std::size_t max_message_bytes = 4 << 20;
  std::size_t max_metadata_bytes = 16 << 10;
  std::size_t max_connections = 1000;
  std::size_t max_streams = 256;
  std::size_t max_streams_per_connection = 100;
  std::size_t max_batch = 1000;
  std::size_t max_comment_bytes = 64 << 10;
  std::size_t max_comments_in_flight = 20'000;
  std::size_t max_bytes_in_flight = 64 << 20;
  Duration max_wait = std::chrono::seconds(1);

  std::string tls_certificate;  // files; empty: none
  std::string tls_key;
  std::string tls_client_ca;
  std::string tokens;

  std::string verdicts;  // a file; empty: none
  bool verdicts_texts = false;

  bool history = false;
  Duration history_window = std::chrono::hours(24);
  std::size_t history_authors = 100'000;

  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
  bool log_texts = false;

  bool operator==(const Settings&) const = default;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_SETTINGS_H_
