// The program that match_bench and classify_bench are, but for what of Ascolto they time.

#ifndef ASCOLTO_BENCH_COMPARE_MAIN_H_
#define ASCOLTO_BENCH_COMPARE_MAIN_H_

#include <string>

#include "bench/comparison.h"

namespace ascolto::bench {

// The exit code: 0; 1 the engines differ; 2 it cannot run.
int CompareMain(int argc, char** argv, Ours ours, const std::string& about);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_COMPARE_MAIN_H_
