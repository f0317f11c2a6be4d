// One line is one write() of at most PIPE_BUF bytes, so that lines of several processes do not mix.

#include "service/log/log.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ascolto/base/strings.h"
#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kLongestLine = PIPE_BUF;
constexpr std::size_t kLongestValue = 1000;

constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 4> kJournal = {"<7>", "<6>", "<4>", "<3>"};

std::string_view NameOf(LogLevel level) { return kNames[static_cast<std::size_t>(level)]; }

// $JOURNAL_STREAM is the device and inode that systemd connected (systemd.exec(5)).
bool IsJournal(int descriptor) {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat is {};
  return stream != nullptr && fstat(descriptor, &is) == 0 &&
         base::Cat(is.st_dev, ":", is.st_ino) == stream;
}

// Cut between characters.
std::string_view Shortened(std::string_view text) {
  if (text.size() <= kLongestValue) return text;
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Whether `text` can stand without quotes: not empty, only printing ASCII, and none of " = \.
bool IsPlainWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  });
}

// Between quotes unless it is a plain word and `format` is text. Control characters, line
// separators, and what turns the direction of text or cannot be seen, become \uXXXX.
void AppendText(std::string_view text, LogFormat format, std::string* out) {
  const std::string_view kept = Shortened(text);
  const bool whole = kept.size() == text.size();
  if (format == LogFormat::kText && whole && IsPlainWord(text)) {
    out->append(text);
  } else if (whole) {
    AppendJson(text, out, Invisible::kEscaped);
  } else {
    AppendJson(base::Cat(kept, "…"), out, Invisible::kEscaped);
  }
}

void AppendValue(const LogField::Value& value, LogFormat format, std::string* out) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    AppendText(*text, format, out);
  } else if (const auto* comment = std::get_if<CommentText>(&value)) {
    AppendText(comment->text, format, out);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out->append(std::to_string(*number));
  } else if (const auto* count = std::get_if<std::uint64_t>(&value)) {
    out->append(std::to_string(*count));
  } else if (const auto* real = std::get_if<double>(&value)) {
    out->append(absl::StrFormat("%.3f", *real));
  } else {
    out->append(std::get<bool>(value) ? "true" : "false");
  }
}

}  // namespace

bool LogLimit::Allow(std::uint64_t* left_out) {
  const auto now = std::chrono::steady_clock::now();
  std::lock_guard lock(mutex_);
  if (now - begin_ >= std::chrono::minutes(1)) {
    begin_ = now;
    written_ = 0;
  }
  if (written_ >= a_minute_) {
    ++left_out_;
    return false;
  }
  ++written_;
  *left_out = std::exchange(left_out_, 0);
  return true;
}

Log::Log(const Options& options) : options_(options), to_journal_(IsJournal(options.descriptor)) {}

void Log::Write(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  if (writes(level)) Send(Line(level, event, fields));
}

void Log::Write(LogLimit& limit, LogLevel level, std::string_view event, Fields fields) {
  std::uint64_t left_out = 0;
  if (!writes(level) || !limit.Allow(&left_out)) return;
  std::vector<LogField> all(fields);
  if (left_out > 0) all.emplace_back("left_out", left_out);
  Write(level, event, std::span<const LogField>(all));
}

std::string Log::Line(LogLevel level, std::string_view event,
                      std::span<const LogField> fields) const {
  const bool json = options_.format == LogFormat::kJson;
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  std::string line;
  if (to_journal_) line += kJournal[static_cast<std::size_t>(level)];
  JsonWriter writer(&line, Invisible::kEscaped);
  if (json) {
    writer.BeginObject();
    writer.Member("time", time);
    writer.Member("level", NameOf(level));
    writer.Member("event", event);
  } else {
    if (!to_journal_) line += base::Cat(time, " ");  // the journal has its own
    line += base::Cat(NameOf(level), " ", event);
  }
  std::size_t whole = line.size();  // fields that no longer fit are left out whole
  for (const LogField& field : fields) {
    if (std::holds_alternative<CommentText>(field.value) && !options_.texts) continue;
    std::string value;
    AppendValue(field.value, options_.format, &value);
    if (json) {
      writer.AnyKey(field.name);
      writer.Raw(value);
    } else {
      line += base::Cat(" ", field.name, "=", value);
    }
    if (line.size() + 2 > kLongestLine) {
      line.resize(whole);
      continue;
    }
    whole = line.size();
  }
  return line + (json ? "}\n" : "\n");
}

void Log::Send(std::string_view line) {
  std::lock_guard lock(mutex_);
  const auto fits = [this] {
    pollfd ready = {.fd = options_.descriptor, .events = POLLOUT, .revents = 0};
    return poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
  };
  const auto write_all = [this](std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(options_.descriptor, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  };
  if (!fits()) {
    ++dropped_;
    return;
  }
  if (const std::uint64_t lines = std::exchange(dropped_, 0); lines > 0) {
    const LogField field("lines", lines);
    write_all(Line(LogLevel::kWarning, "log lines dropped", {&field, 1}));
    if (!fits()) {
      ++dropped_;
      return;
    }
  }
  write_all(line);
}

}  // namespace ascolto::service
