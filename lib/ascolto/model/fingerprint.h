// The fingerprint identifies a rule set: a digest of everything in it that can change a verdict.

#ifndef ASCOLTO_MODEL_FINGERPRINT_H_
#define ASCOLTO_MODEL_FINGERPRINT_H_

#include <string>

#include "ascolto/model/model.h"

namespace ascolto::model {

// Returns the SHA-256, in 64 hexadecimal digits, of the model's canonical text and of the version
// of the engine's semantics. Places, sources, titles of files and tests do not count.
std::string Fingerprint(const Model& model);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_FINGERPRINT_H_
