// The flags of the benches that compare engines.

#ifndef ASCOLTO_BENCH_OPTIONS_H_
#define ASCOLTO_BENCH_OPTIONS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/comparison.h"

namespace ascolto::bench {

struct Flags {
  std::string corpus;  // file; empty: generated
  std::vector<std::size_t> rules = {100, 1000, 10000};
  std::vector<std::size_t> lists = {1000};
  std::size_t seeds = 5;
  std::size_t comments = 6000;
  std::vector<std::string> peers;  // names; empty: all
  std::string cache;
  double seconds = 5;
  int compile_seconds = 300;
  bool markdown = false;
  std::string json;  // file
  bool quick = false;
  bool threads = false;
  bool instructions = false;
  std::string counted_pass;  // the hidden mode of instructions.h
};

// The flags, or the exit code with which to end: after --help, or a mistake, which is told on
// stderr.
std::optional<Flags> ParseFlags(int argc, char** argv, const std::string& about, int* exit_code);

// The comments that the flags ask for.
absl::StatusOr<std::vector<std::string>> CorpusFor(const Flags& flags);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_OPTIONS_H_
