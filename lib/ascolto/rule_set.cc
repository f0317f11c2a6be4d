// Loading: files → model → program and policy.

#include "ascolto/rule_set.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/model/fingerprint.h"
#include "ascolto/rules/loader.h"

namespace ascolto {
namespace {

std::vector<RuleInfo> Infos(const model::Model& model, const judge::Policy& policy) {
  std::vector<RuleInfo> infos(model.rules.size());
  for (std::size_t i = 0; i < model.rules.size(); ++i) {
    const model::Rule& rule = model.rules[i];
    RuleInfo& info = infos[policy.rules[i].index];
    info.id = rule.id;
    info.pack = rule.pack;
    info.title = rule.title;
    info.owner = rule.owner;
    info.label = rule.label;
    info.policy = rule.policy;
    if (rule.place.file >= 0) info.file = model.files[rule.place.file];
    info.line = rule.place.line;
    info.status = rule.status;
  }
  return infos;
}

absl::Status Problems(const std::vector<Diagnostic>& diagnostics) {
  const auto errors = std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) {
    return d.severity == Severity::kError;
  });
  return absl::InvalidArgumentError(base::Cat("errors in the rule files: ", errors));
}

// Rules that are off are tried like shadow rules when the files are tested.
void TryWhatIsOff(model::Model* model) {
  for (model::Rule& rule : model->rules) {
    if (rule.status == RuleStatus::kOff) rule.status = RuleStatus::kShadow;
  }
}

RuleSet::Loaded LoadSources(std::span<const RuleSet::Source> sources,
                            const RuleSet::Options& options) {
  if (sources.size() > options.limits.files) {
    return {absl::ResourceExhaustedError(base::Cat("too many files: ", sources.size(),
                                                   "; at most ", options.limits.files,
                                                   " (Limits::files)")),
            nullptr, {}};
  }
  rules::LoadedModel loaded =
      rules::LoadModel(sources, options.limits, options.language, options.stop);
  if (loaded.stopped) return {absl::CancelledError("loading the rules was stopped"), nullptr, {}};
  if (!loaded.model.has_value()) {
    return {Problems(loaded.diagnostics), nullptr, std::move(loaded.diagnostics)};
  }
  model::Model model = *std::move(loaded.model);
  if (options.for_tests) {
    TryWhatIsOff(&model);
  } else {
    model = rules::ApplySite(std::move(model));
  }
  absl::StatusOr<std::shared_ptr<const RuleSet>> rules =
      RuleSet::Impl::FromModel(std::move(model), options.limits, options.stop);
  if (!rules.ok()) return {rules.status(), nullptr, std::move(loaded.diagnostics)};
  return {absl::OkStatus(), *std::move(rules), std::move(loaded.diagnostics)};
}

}  // namespace

std::string_view RuleStatusName(RuleStatus status) {
  constexpr std::string_view kNames[] = {"live", "shadow", "off"};
  return kNames[static_cast<int>(status)];
}

absl::StatusOr<std::shared_ptr<const RuleSet>> RuleSet::Impl::FromModel(
    model::Model model, const Limits& limits, const std::function<bool()>& stop) {
  constexpr std::size_t kMaxCommentBytes = 256 << 20;  // folded, offsets still fit 32 bits
  if (limits.comment_bytes > kMaxCommentBytes) {
    return absl::InvalidArgumentError(base::Cat("Limits::comment_bytes is too large: ",
                                                limits.comment_bytes, "; at most ",
                                                kMaxCommentBytes));
  }
  auto impl = std::make_unique<Impl>(std::move(model), limits);
  absl::StatusOr<std::unique_ptr<const match::Program>> program =
      match::Compile(impl->model, limits, stop);
  if (!program.ok()) return program.status();
  impl->program = *std::move(program);
  impl->fingerprint = model::Fingerprint(impl->model);
  impl->infos = Infos(impl->model, impl->policy);
  return std::shared_ptr<const RuleSet>(new RuleSet(std::move(impl)));
}

RuleSet::Loaded RuleSet::Load(std::span<const std::string> paths, const Options& options) {
  absl::StatusOr<std::vector<Source>> sources = rules::ReadSources(paths, options.limits);
  if (!sources.ok()) return {sources.status(), nullptr, {}};
  return FromSources(*sources, options);
}

RuleSet::Loaded RuleSet::FromSources(std::span<const Source> sources, const Options& options) {
  return LoadSources(sources, options);
}

RuleSet::RuleSet(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
RuleSet::~RuleSet() = default;

std::string_view RuleSet::fingerprint() const { return impl_->fingerprint; }
std::span<const RuleInfo> RuleSet::rules() const { return impl_->infos; }
std::span<const std::string> RuleSet::labels() const { return impl_->policy.labels; }
const Limits& RuleSet::limits() const { return impl_->limits; }

}  // namespace ascolto
