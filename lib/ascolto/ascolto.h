// The whole API of the library.

#ifndef ASCOLTO_ASCOLTO_H_
#define ASCOLTO_ASCOLTO_H_

#include "ascolto/classifier.h"   // IWYU pragma: export
#include "ascolto/comment.h"      // IWYU pragma: export
#include "ascolto/diagnostic.h"   // IWYU pragma: export
#include "ascolto/limits.h"       // IWYU pragma: export
#include "ascolto/live_rules.h"   // IWYU pragma: export
#include "ascolto/owned_comment.h"  // IWYU pragma: export
#include "ascolto/owned_verdict.h"  // IWYU pragma: export
#include "ascolto/rule_info.h"    // IWYU pragma: export
#include "ascolto/rule_set.h"     // IWYU pragma: export
#include "ascolto/verdict.h"      // IWYU pragma: export

#endif  // ASCOLTO_ASCOLTO_H_
