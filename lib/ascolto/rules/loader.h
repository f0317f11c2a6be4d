// Files in, model and problems out: the front door of rules/.

#ifndef ASCOLTO_RULES_LOADER_H_
#define ASCOLTO_RULES_LOADER_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/diagnostic.h"
#include "ascolto/limits.h"
#include "ascolto/rule_info.h"
#include "ascolto/model/model.h"

namespace ascolto::rules {

struct LoadedModel {
  std::optional<model::Model> model;  // none when a diagnostic is an error
  std::vector<Diagnostic> diagnostics;
  bool stopped = false;  // `stop` said so: then there is nothing else
};

// The files that `paths` name, folders walked, in the order of their names. NotFound,
// PermissionDenied and ResourceExhausted name the path.
absl::StatusOr<std::vector<RuleSource>> ReadSources(std::span<const std::string> paths,
                                                         const Limits& limits);

// Reads, checks and links. Every problem of every file is reported, errors before warnings, each in
// the order of files, lines and columns. What has one cause is reported once, at the first place,
// with the number of the others. Of more than Limits::problems the last are only counted.
// `stop` as in RuleSet::Options.
LoadedModel LoadModel(std::span<const RuleSource> sources, const Limits& limits,
                      MessageLanguage language, const std::function<bool()>& stop = {});

// The model as the site uses it: overrides applied; rules of packs that are off, chat tables that are
// off, and all tests left out. LoadModel gives it without, as the tests in the files want it.
model::Model ApplySite(model::Model model);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_LOADER_H_
