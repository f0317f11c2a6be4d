#include "service/metrics/process.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace ascolto::service {
namespace {

// Fields of /proc/self/stat; see proc(5).
struct Stat {
  double cpu_seconds = 0;
  double started_after_boot = 0;  // seconds
  double virtual_bytes = 0;
  double resident_pages = 0;
};

Stat ReadStat(const std::filesystem::path& proc) {
  std::ifstream file(proc / "self" / "stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The name of the program, in parentheses, may hold anything.
  const std::size_t end = text.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream rest(text.substr(end + 1));
  std::string state;
  rest >> state;
  double fields[24] = {};
  for (int i = 4; i <= 24 && rest >> fields[i - 1];) ++i;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return {.cpu_seconds = (fields[13] + fields[14]) / ticks,
          .started_after_boot = fields[21] / ticks,
          .virtual_bytes = fields[22],
          .resident_pages = fields[23]};
}

double SecondsOf(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double OpenDescriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return 0;
  // One of them is the folder's own.
  return static_cast<double>(std::distance(entries, std::filesystem::directory_iterator())) - 1;
}

void Add(MetricFamily* family, double value) { AddValue(value, {}, family); }

}  // namespace

double ProcessStartTime(const std::filesystem::path& proc) {
  const double age = SecondsOf(CLOCK_BOOTTIME) - ReadStat(proc).started_after_boot;
  return SecondsOf(CLOCK_REALTIME) - age;
}

void CollectProcess(Families* families) {
  const Stat stat = ReadStat("/proc");
  // Read once: a start time that moves with the clock would look like a restart.
  static const double start_time = ProcessStartTime("/proc");
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  Add(AddCounter("process_cpu_seconds_total", "Processor time that was used.", families),
      stat.cpu_seconds);
  Add(AddGauge("process_resident_memory_bytes", "Memory in use.", families),
      stat.resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
  Add(AddGauge("process_virtual_memory_bytes", "Address space in use.", families),
      stat.virtual_bytes);
  Add(AddGauge("process_open_fds", "Open file descriptors.", families), OpenDescriptors());
  Add(AddGauge("process_max_fds", "File descriptors that may be open.", families),
      static_cast<double>(limit.rlim_cur));
  Add(AddGauge("process_start_time_seconds", "When the process began, from 1970.", families),
      start_time);
}

}  // namespace ascolto::service
