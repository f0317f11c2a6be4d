// ASCOLTO_RETURN_IF_ERROR and ASCOLTO_ASSIGN_OR_RETURN, which the installed Abseil does not have.

#ifndef ASCOLTO_BASE_STATUS_MACROS_H_
#define ASCOLTO_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define ASCOLTO_RETURN_IF_ERROR(expression)                       \
  do {                                                            \
    if (absl::Status ascolto_status = (expression); !ascolto_status.ok()) { \
      return ascolto_status;                                      \
    }                                                             \
  } while (false)

#define ASCOLTO_CONCAT_INNER(a, b) a##b
#define ASCOLTO_CONCAT(a, b) ASCOLTO_CONCAT_INNER(a, b)
#define ASCOLTO_ASSIGN_OR_RETURN(declaration, expression) \
  ASCOLTO_ASSIGN_OR_RETURN_INNER(ASCOLTO_CONCAT(ascolto_or_, __LINE__), declaration, expression)
#define ASCOLTO_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                           \
  if (!result.ok()) return std::move(result).status();                  \
  declaration = *std::move(result)

#endif  // ASCOLTO_BASE_STATUS_MACROS_H_
