// The log of the service: one line for each notable event, on stderr, as text or JSON.
//
//   log.Info("rules reloaded", {{"fingerprint", fingerprint}, {"rules", 321}});
//
// gives
//
//   2026-11-22T05:00:00.123Z info rules reloaded fingerprint=93ad… rules=321
//   {"time":"2026-11-22T05:00:00.123Z","level":"info","event":"rules reloaded","fingerprint":…}
//
// What the event is called is the same every time, so that one can look for it; what differs is in
// the fields. Nothing that a field holds can end the line or steer a terminal. No token is ever a
// field. It is for the service while it runs: what a person did wrong on the command line is said
// by service/cli.

#ifndef ASCOLTO_SERVICE_LOG_LOG_H_
#define ASCOLTO_SERVICE_LOG_LOG_H_

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "service/config/settings.h"

namespace ascolto::service {

// What somebody wrote: it gets into the log only when `log_texts` is on.
struct CommentText {
  std::string_view text;
};

// One name and its value; views, read during the call.
struct LogField {
  using Value =
      std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool, CommentText>;

  LogField(std::string_view field, std::string_view text) : name(field), value(text) {}
  LogField(std::string_view field, const char* text)
      : name(field), value(std::string_view(text)) {}
  LogField(std::string_view field, const std::string& text)
      : name(field), value(std::string_view(text)) {}
  LogField(std::string_view field, CommentText text) : name(field), value(text) {}
  LogField(std::string_view field, bool yes) : name(field), value(yes) {}
  LogField(std::string_view field, double number) : name(field), value(number) {}
  template <std::signed_integral T>
  LogField(std::string_view field, T number)
      : name(field), value(static_cast<std::int64_t>(number)) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  LogField(std::string_view field, T number)
      : name(field), value(static_cast<std::uint64_t>(number)) {}
  // As milliseconds: name it …_ms.
  LogField(std::string_view field, std::chrono::steady_clock::duration time)
      : name(field), value(std::chrono::duration<double, std::milli>(time).count()) {}

  std::string_view name;  // lower case and underscores
  Value value;
};

// Bounds how often one event is written, from wherever it comes.
//
// Thread safety: every call from any thread.
class LogLimit {
 public:
  explicit LogLimit(int a_minute) : a_minute_(a_minute) {}

  // Whether the event may be written now; then *left_out is how many were not since the last.
  bool Allow(std::uint64_t* left_out);

 private:
  const int a_minute_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point begin_{};  // of the minute that is counted
  int written_ = 0;
  std::uint64_t left_out_ = 0;
};

// A reader of stderr that does not keep up never holds the service up: lines that would not fit
// are dropped, and the next line that fits says how many.
//
// Thread safety: every call from any thread.
class Log {
 public:
  struct Options {
    LogFormat format = LogFormat::kText;
    LogLevel level = LogLevel::kInfo;  // the least that is written
    bool texts = false;
    int descriptor = 2;
  };

  explicit Log(const Options& options);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  using Fields = std::initializer_list<LogField>;
  void Debug(std::string_view event, Fields fields = {}) { Write(LogLevel::kDebug, event, fields); }
  void Info(std::string_view event, Fields fields = {}) { Write(LogLevel::kInfo, event, fields); }
  void Warning(std::string_view event, Fields fields = {}) {
    Write(LogLevel::kWarning, event, fields);
  }
  void Error(std::string_view event, Fields fields = {}) { Write(LogLevel::kError, event, fields); }
  void Write(LogLevel level, std::string_view event, std::span<const LogField> fields);
  void Write(LogLevel level, std::string_view event, Fields fields) {
    Write(level, event, std::span(fields.begin(), fields.size()));
  }
  // The same when `limit` allows it, with a field "left_out" when events were.
  void Write(LogLimit& limit, LogLevel level, std::string_view event, Fields fields);

  bool writes(LogLevel level) const { return level >= options_.level; }
  bool writes_texts() const { return options_.texts; }

 private:
  std::string Line(LogLevel level, std::string_view event, std::span<const LogField> fields) const;
  void Send(std::string_view line);

  const Options options_;
  const bool to_journal_;  // then the level goes before the line as sd-daemon(3) has it
  std::mutex mutex_;
  std::uint64_t dropped_ = 0;  // lines, since one was written
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_LOG_LOG_H_
