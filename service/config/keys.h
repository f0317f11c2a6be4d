// The one table of what can be set: `max_batch` in the file is the flag --max-batch. Flags, file,
// defaults, ranges, help, --print-config and the table of docs/operating.md all follow it.
//
// To add a key: a member of Settings, and a row in keys.cc.

#ifndef ASCOLTO_SERVICE_CONFIG_KEYS_H_
#define ASCOLTO_SERVICE_CONFIG_KEYS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "service/config/settings.h"

namespace ascolto::service {

// The member of Settings that a key sets, and how its values are written.
struct Bytes {
  std::size_t Settings::*member;
};
using Member = std::variant<std::string Settings::*, std::vector<std::string> Settings::*,
                            bool Settings::*, std::size_t Settings::*, Bytes,
                            Settings::Duration Settings::*, LogFormat Settings::*,
                            LogLevel Settings::*>;

struct Key {
  std::string_view name;     // as in the file
  std::string_view section;  // what it belongs to, for people
  Member member;
  std::string_view what;     // what it sets
  std::string_view value;    // what is given: PATH, ADDRESS, N …
  // Bounds of numbers, sizes (bytes) and durations (milliseconds), both included.
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::string_view default_text = {};  // when the default depends on the machine
};

std::span<const Key> Keys();
const Key* FindKey(std::string_view name);  // null when there is none

// "--max-batch" of max_batch.
std::string FlagOf(const Key& key);
bool IsList(const Key& key);
bool IsSwitch(const Key& key);

// "a whole number from 1 to 1,000,000": what may be given.
std::string Wanted(const Key& key);
// What holds when nothing is given: "4MiB", "off", "none".
std::string DefaultText(const Key& key);
// The value as the file has it; of a list, each.
std::vector<std::string> ValuesOf(const Key& key, const Settings& settings);

// Sets the member from what was written: one value, or any number for a list. InvalidArgument
// says what is wrong with it, without naming the key.
absl::Status SetKey(const Key& key, std::span<const std::string> values, Settings* settings);

// What is wrong with the settings as a whole, each a sentence; nothing of it needs the disk.
std::vector<std::string> Contradictions(const Settings& settings);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_KEYS_H_
