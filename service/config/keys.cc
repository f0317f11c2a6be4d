// The table, and what follows from a key's type.

#include "service/config/keys.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "ascolto/base/strings.h"
#include "service/config/values.h"

namespace ascolto::service {
namespace {

constexpr std::uint64_t kKiB = 1 << 10;
constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kGiB = 1 << 30;
constexpr std::uint64_t kSecond = 1000;  // in milliseconds
constexpr std::uint64_t kHour = 3600 * kSecond;
constexpr std::uint64_t kMillion = 1'000'000;

constexpr Key kKeys[] = {
    {"rules", "Rules", &Settings::rules, "Rule files, or folders that hold rule files", "PATH"},
    {"watch", "Rules", &Settings::watch,
     "Read rule files again when they change, without waiting for SIGHUP", ""},
    {"watch_debounce", "Rules", &Settings::watch_debounce,
     "How long the files must stay unchanged before they are read again", "TIME", 10, 60 * kSecond},

    {"listen", "Addresses", &Settings::listen,
     "Addresses for gRPC, HOST:PORT or unix:/PATH, one or several; port 0 is any free port",
     "ADDRESS"},
    {"http", "Addresses", &Settings::http,
     "Address for HTTP (metrics, health, JSON), HOST:PORT; empty turns HTTP off", "ADDRESS"},
    {"reflection", "Addresses", &Settings::reflection,
     "Tell clients which services and messages exist (gRPC reflection)", ""},
    {"allow_exposed", "Addresses", &Settings::allow_exposed,
     "Allow addresses that other machines can reach, even without TLS or tokens", ""},

    {"tls_certificate", "Access", &Settings::tls_certificate,
     "Certificate of the service with its chain, PEM; read again when it changes", "FILE"},
    {"tls_key", "Access", &Settings::tls_key, "Private key of that certificate, PEM", "FILE"},
    {"tls_client_ca", "Access", &Settings::tls_client_ca,
     "Accept only callers whose certificate is signed by one of these, PEM", "FILE"},
    {"tokens", "Access", &Settings::tokens,
     "Accept only callers with a token of this file, YAML; read again when it changes", "FILE"},

    {"threads", "Work", &Settings::threads, "Number of threads that classify", "N", 1, 1024,
     "the number of processors"},
    {"drain", "Work", &Settings::drain, "How long running calls may take to end when the service stops", "TIME",
     0, kHour},
    {"max_wait", "Work", &Settings::max_wait,
     "How long a request may wait for a thread before it is refused", "TIME", 1, 60 * kSecond},
    {"max_comments_in_flight", "Work", &Settings::max_comments_in_flight,
     "Comments accepted but not yet answered; further requests are refused", "N", 1, 100 * kMillion},
    {"max_bytes_in_flight", "Work", Bytes{&Settings::max_bytes_in_flight},
     "Bytes of requests accepted but not yet answered; further requests are refused", "SIZE", kKiB, 64 * kGiB},

    {"max_batch", "Limits", &Settings::max_batch, "Most comments in one request", "N", 1, kMillion},
    {"max_comment_bytes", "Limits", Bytes{&Settings::max_comment_bytes}, "Largest text of one comment",
     "SIZE", 1, 256 * kMiB},
    {"max_message_bytes", "Limits", Bytes{&Settings::max_message_bytes}, "Largest request", "SIZE",
     kKiB, kGiB},
    {"max_metadata_bytes", "Limits", Bytes{&Settings::max_metadata_bytes},
     "Largest metadata or HTTP headers of one request", "SIZE", kKiB, 64 * kKiB},
    {"max_connections", "Limits", &Settings::max_connections, "Most connections open at the same time",
     "N", 1, kMillion},
    {"max_streams", "Limits", &Settings::max_streams,
     "Most StreamClassify calls open at the same time", "N", 1, kMillion},
    {"max_streams_per_connection", "Limits", &Settings::max_streams_per_connection,
     "Most calls of one connection at the same time", "N", 1, kMillion},

    {"verdicts", "Verdicts", &Settings::verdicts,
     "Append every verdict to this file, JSON Lines; SIGHUP opens it anew", "FILE"},
    {"verdicts_texts", "Verdicts", &Settings::verdicts_texts,
     "Write the texts of comments and matches there, too", ""},

    {"history", "History", &Settings::history,
     "Fill in `repeats` and `author_new` of comments that lack them", ""},
    {"history_window", "History", &Settings::history_window, "How long an author is remembered", "TIME",
     kSecond, 366 * 24 * kHour},
    {"history_authors", "History", &Settings::history_authors, "How many authors are remembered", "N", 1,
     100 * kMillion},

    {"log_format", "Log", &Settings::log_format, "Format of the log", "text|json"},
    {"log_level", "Log", &Settings::log_level, "Least important level that is logged",
     "debug|info|warning|error"},
    {"log_texts", "Log", &Settings::log_texts, "Write texts of comments into the log", ""},
};

constexpr std::string_view kFormats[] = {"text", "json"};
constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string OneOf(std::span<const std::string_view> names) {
  std::string out = "one of ";
  for (const std::string_view name : names) {
    out += base::Cat(name == names.front() ? "" : ", ", name);
  }
  return out;
}

std::string_view NameOf(bool on) { return on ? "on" : "off"; }
std::string_view NameOf(LogFormat format) { return kFormats[static_cast<int>(format)]; }
std::string_view NameOf(LogLevel level) { return kLevels[static_cast<int>(level)]; }

template <typename Enum>
std::optional<Enum> Parse(std::string_view text, std::span<const std::string_view> names) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

template <typename T>
bool Take(std::optional<T> value, T* out) {
  if (value) *out = *value;
  return value.has_value();
}

// Whether `text` is one of the key's values; then it is set.
bool SetOne(const Key& key, const std::string& text, Settings* out) {
  const auto in_range = [&key](std::optional<std::uint64_t> value) {
    return value && *value >= key.least && *value <= key.most;
  };
  const auto set_number = [&](std::optional<std::uint64_t> value, std::size_t* member) {
    if (!in_range(value)) return false;
    *member = *value;
    return true;
  };
  return std::visit(
      Overloaded{
          [&](std::string Settings::*member) {
            out->*member = text;
            return true;
          },
          [&](std::vector<std::string> Settings::*member) {
            (out->*member).push_back(text);
            return !text.empty();
          },
          [&](bool Settings::*member) { return Take(ParseSwitch(text), &(out->*member)); },
          [&](std::size_t Settings::*member) {
            return set_number(ParseCount(text), &(out->*member));
          },
          [&](Bytes bytes) { return set_number(ParseBytes(text), &(out->*bytes.member)); },
          [&](Settings::Duration Settings::*member) {
            const std::optional<Settings::Duration> value = ParseDuration(text);
            if (!value || !in_range(static_cast<std::uint64_t>(value->count()))) return false;
            out->*member = *value;
            return true;
          },
          [&](LogFormat Settings::*member) {
            return Take(Parse<LogFormat>(text, kFormats), &(out->*member));
          },
          [&](LogLevel Settings::*member) {
            return Take(Parse<LogLevel>(text, kLevels), &(out->*member));
          },
      },
      key.member);
}

}  // namespace

std::size_t Processors() { return std::max(1u, std::thread::hardware_concurrency()); }

std::span<const Key> Keys() { return kKeys; }

const Key* FindKey(std::string_view name) {
  const auto found = std::find_if(std::begin(kKeys), std::end(kKeys),
                                  [name](const Key& key) { return key.name == name; });
  return found == std::end(kKeys) ? nullptr : found;
}

std::string FlagOf(const Key& key) {
  std::string flag = base::Cat("--", key.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

bool IsList(const Key& key) {
  return std::holds_alternative<std::vector<std::string> Settings::*>(key.member);
}

bool IsSwitch(const Key& key) { return std::holds_alternative<bool Settings::*>(key.member); }

std::string Wanted(const Key& key) {
  const auto range = [&key](std::string_view what, auto text) {
    return base::Cat(what, " from ", text(key.least), " to ", text(key.most));
  };
  return std::visit(
      Overloaded{
          [&](std::string Settings::*) { return base::Cat("one ", key.value); },
          [&](std::vector<std::string> Settings::*) {
            return base::Cat("one ", key.value, ", or a list of them; none may be empty");
          },
          [&](bool Settings::*) { return std::string("on or off"); },
          [&](std::size_t Settings::*) { return range("a whole number", CountText); },
          [&](Bytes) { return range("a size with its unit (64KiB, 4MiB),", BytesText); },
          [&](Settings::Duration Settings::*) {
            return range("a time with its unit (500ms, 20s, 2h),", [](std::uint64_t value) {
              return DurationText(std::chrono::milliseconds(static_cast<std::int64_t>(value)));
            });
          },
          [&](LogFormat Settings::*) { return OneOf(kFormats); },
          [&](LogLevel Settings::*) { return OneOf(kLevels); },
      },
      key.member);
}

std::string DefaultText(const Key& key) {
  if (!key.default_text.empty()) return std::string(key.default_text);
  std::string out;
  for (const std::string& value : ValuesOf(key, Settings())) {
    out += base::Cat(out.empty() ? "" : ", ", value);
  }
  return out.empty() ? "none" : out;
}

std::vector<std::string> ValuesOf(const Key& key, const Settings& settings) {
  using Values = std::vector<std::string>;
  return std::visit(
      Overloaded{
          [&](std::string Settings::*member) { return Values{settings.*member}; },
          [&](std::vector<std::string> Settings::*member) { return settings.*member; },
          [&](std::size_t Settings::*member) {
            return Values{std::to_string(settings.*member)};
          },
          [&](Bytes bytes) { return Values{BytesText(settings.*bytes.member)}; },
          [&](Settings::Duration Settings::*member) {
            return Values{DurationText(settings.*member)};
          },
          [&](auto Settings::*member) { return Values{std::string(NameOf(settings.*member))}; },
      },
      key.member);
}

absl::Status SetKey(const Key& key, std::span<const std::string> values, Settings* settings) {
  if (IsList(key)) {
    (settings->*std::get<std::vector<std::string> Settings::*>(key.member)).clear();
  } else if (values.size() != 1) {
    return absl::InvalidArgumentError(
        base::Cat("takes one value: ", values.size(), " were given; give ", Wanted(key)));
  }
  for (const std::string& value : values) {
    if (SetOne(key, value, settings)) continue;
    return absl::InvalidArgumentError(
        base::Cat("cannot be \"", value, "\"; give ", Wanted(key)));
  }
  return absl::OkStatus();
}

std::vector<std::string> Contradictions(const Settings& settings) {
  std::vector<std::string> out;
  if (settings.rules.empty()) out.push_back("no rules are given; give --rules PATH, or rules: PATH in the file of settings");
  if (settings.listen.empty() && settings.http.empty()) {
    out.push_back("no address to listen on; give listen or http");
  }
  if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
    out.push_back(base::Cat("only ", settings.tls_key.empty() ? "tls_certificate" : "tls_key",
                            " is given; TLS needs tls_certificate and tls_key"));
  }
  if (!settings.tls_client_ca.empty() && settings.tls_certificate.empty()) {
    out.push_back("tls_client_ca is given without tls_certificate; give tls_certificate and tls_key too");
  }
  if (settings.max_message_bytes > settings.max_bytes_in_flight) {
    out.push_back(base::Cat("max_bytes_in_flight is too small: ",
                            BytesText(settings.max_bytes_in_flight),
                            "; give at least max_message_bytes, which is ",
                            BytesText(settings.max_message_bytes)));
  }
  if (settings.max_batch > settings.max_comments_in_flight) {
    out.push_back(base::Cat("max_comments_in_flight is too small: ",
                            CountText(settings.max_comments_in_flight),
                            "; give at least max_batch, which is ",
                            CountText(settings.max_batch)));
  }
  return out;
}

}  // namespace ascolto::service
