// Packs of rules and a site policy, checked and compiled.
//
//   const std::vector<std::string> paths = {"rules"};
//   const ascolto::RuleSet::Loaded loaded = ascolto::RuleSet::Load(paths);
//   for (const ascolto::Diagnostic& d : loaded.diagnostics) std::cerr << d.Render();
//   if (!loaded.status.ok()) return 1;
//   ascolto::Classifier classifier(loaded.rules);
//
// Loading reports every problem of every file in one run; when one of them is an error,
// nothing is loaded.

#ifndef ASCOLTO_RULE_SET_H_
#define ASCOLTO_RULE_SET_H_

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/diagnostic.h"
#include "ascolto/limits.h"      // IWYU pragma: export
#include "ascolto/rule_info.h"   // IWYU pragma: export

namespace ascolto {

// Thread safety: immutable; any number of threads may share one.
class RuleSet {
 public:
  using Source = RuleSource;

  struct Options {
    Limits limits;
    MessageLanguage language = MessageLanguage::kEnglish;
    // Reads the files as the tests inside them want it: the site's overrides and `packs.off`
    // are left out, and rules that are off are tried like shadow rules.
    bool for_tests = false;
    // Asked now and then while rules load, by several threads: once it says true, loading stops
    // within some tenths of a second, and Loaded::status is Cancelled. May be empty.
    std::function<bool()> stop;
  };

  struct Loaded {
    absl::Status status;                    // not OK: `rules` is null
    std::shared_ptr<const RuleSet> rules;
    // Errors, then warnings; each in the order of files and lines. What has one cause, like a missing
    // `policy_url`, is reported once, with the number of places where it shows.
    std::vector<Diagnostic> diagnostics;
  };

  // Reads files, and folders with every .yaml and .yml file below them (hidden ones left out).
  //
  // Starts threads: with N files at most N / 4 threads, and at most one for each processor, work
  // at the same time, the caller's among them. All have ended when the call returns. Where the
  // system gives no more threads, those that there are do the work, at the least the caller's.
  //
  // NotFound or PermissionDenied names the path; InvalidArgument means errors in the files;
  // ResourceExhausted names one of `limits`; Cancelled means that `options.stop` said so.
  static Loaded Load(std::span<const std::string> paths, const Options& options);
  static Loaded Load(std::span<const std::string> paths) { return Load(paths, Options()); }

  // The same from memory, with as many threads.
  static Loaded FromSources(std::span<const Source> sources, const Options& options);
  static Loaded FromSources(std::span<const Source> sources) {
    return FromSources(sources, Options());
  }

  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  // SHA-256 of the rules, the site policy and the version of the engine's semantics, in 64
  // hexadecimal digits. Comments, tests and the order of files do not change it.
  std::string_view fingerprint() const;

  // Every rule, by id, those that are off too; not those of packs that the site does not use.
  std::span<const RuleInfo> rules() const;

  // Every label that a rule has or gives points to, by name. Sets of one fingerprint have the
  // same rules and labels, in the same order.
  std::span<const std::string> labels() const;

  const Limits& limits() const;

  // For the engine's own parts; not part of the API.
  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit RuleSet(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace ascolto

#endif  // ASCOLTO_RULE_SET_H_
