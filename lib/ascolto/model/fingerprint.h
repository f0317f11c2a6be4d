// What identifies a rule set: a digest of all that can change a verdict.

#ifndef ASCOLTO_MODEL_FINGERPRINT_H_
#define ASCOLTO_MODEL_FINGERPRINT_H_

#include <string>

#include "ascolto/model/model.h"

namespace ascolto::model {

// SHA-256 in 64 hexadecimal digits of the canonical text of the model and of the version of the
// engine's semantics. Places, sources, titles of files and tests are not part of it.
std::string Fingerprint(const Model& model);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_FINGERPRINT_H_
