// Rule files in the tests: texts in, model or problems out.

#ifndef ASCOLTO_TESTS_RULES_SUPPORT_H_
#define ASCOLTO_TESTS_RULES_SUPPORT_H_

#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/rules/loader.h"
#include "gtest/gtest.h"

namespace ascolto::rules {

using Sources = std::vector<RuleSource>;

inline LoadedModel Read(const Sources& sources) {
  return LoadModel(sources, Limits(), MessageLanguage::kEnglish);
}

// "p.yaml:3:5 E031" for each problem.
inline std::vector<std::string> ProblemsOf(const Sources& sources) {
  std::vector<std::string> shown;
  for (const Diagnostic& d : Read(sources).diagnostics) {
    shown.push_back(base::Cat(d.file, ":", d.line, ":", d.column, " ", d.code));
  }
  return shown;
}

// The model of files without an error; warnings are let pass.
inline model::Model ModelOf(const Sources& sources) {
  LoadedModel loaded = Read(sources);
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.severity == Severity::kError) ADD_FAILURE() << d.Render();
  }
  return loaded.model ? *std::move(loaded.model) : model::Model();
}

// A pack "p" with one rule "r" that has these further lines.
inline Sources OneRule(std::string lines) {
  return {{"p.yaml", base::Cat("pack: p\nrules:\n  - id: r\n    label: tone.criticism\n", lines)}};
}

}  // namespace ascolto::rules

#endif  // ASCOLTO_TESTS_RULES_SUPPORT_H_
