// What does matching alone cost, readings off, against the same patterns in other engines?

#include "bench/compare_main.h"

int main(int argc, char** argv) {
  return ascolto::bench::CompareMain(
      argc, argv, ascolto::bench::Ours::kMatch,
      "Folding, cutting and matching, without readings, against other engines");
}
