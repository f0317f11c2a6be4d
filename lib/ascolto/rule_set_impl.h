// The contents of a RuleSet. Internal.

#ifndef ASCOLTO_RULE_SET_IMPL_H_
#define ASCOLTO_RULE_SET_IMPL_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/judge/policy.h"
#include "ascolto/match/program.h"
#include "ascolto/rule_set.h"
#include "ascolto/model/model.h"

namespace ascolto {

// Thread safety: immutable. It must not be moved, because its members refer to one another.
struct RuleSet::Impl {
  Impl(model::Model m, const Limits& l) : limits(l), model(std::move(m)), policy(model) {}

  Limits limits;
  model::Model model;
  judge::Policy policy;
  std::unique_ptr<const match::Program> program;
  std::string fingerprint;
  std::vector<RuleInfo> infos;  // sorted by id

  // For tests and benches that build a model by hand. `model` is used as it is. `stop`: see
  // Options.
  static absl::StatusOr<std::shared_ptr<const RuleSet>> FromModel(
      model::Model model, const Limits& limits, const std::function<bool()>& stop = {});
};

}  // namespace ascolto

#endif  // ASCOLTO_RULE_SET_IMPL_H_
