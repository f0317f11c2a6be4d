// The result of matching.

#ifndef ASCOLTO_MATCH_HIT_H_
#define ASCOLTO_MATCH_HIT_H_

#include <cstdint>

#include "ascolto/verdict.h"

namespace ascolto::match {

// One place where one entry of one rule hits. Offsets are bytes of the original text, half-open.
struct Hit {
  std::uint32_t entry;  // index into Program::entries
  std::uint32_t begin, end;
  Reading reading;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_HIT_H_
