// What does a comment cost, from text to verdict, against engines that only match?

#include "bench/compare_main.h"

int main(int argc, char** argv) {
  return ascolto::bench::CompareMain(
      argc, argv, ascolto::bench::Ours::kClassify,
      "The whole of Classify() against the bare matching of other engines");
}
