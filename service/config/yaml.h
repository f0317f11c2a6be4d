// What the service's own YAML files share: reading them strictly, and saying where a problem is.

#ifndef ASCOLTO_SERVICE_CONFIG_YAML_H_
#define ASCOLTO_SERVICE_CONFIG_YAML_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/diagnostic.h"
#include "ascolto/yaml/document.h"

namespace ascolto::service {

// NotFound, PermissionDenied or the like names the path; at most `most` bytes are taken.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t most);

// Thread safety: one thread at a time.
class YamlFile {
 public:
  // Whether problems may quote the file.
  enum class Quoting { kAllowed, kNever };

  // `name` stands in every problem.
  YamlFile(std::string_view text, std::string_view name, MessageLanguage language,
           Quoting quoting = Quoting::kAllowed);

  // Whether the tree is whole; else problems() says what is wrong.
  bool complete() const { return document_.complete && problems_.empty(); }
  const yaml::Node& root() const { return document_.root; }

  // "NAME:LINE:COLUMN: what", as it is given: with Quoting::kNever do not quote in it.
  void AddProblem(const yaml::Node& at, std::string_view what);
  // "unknown key: NAME; …" with the known key that is nearest, or all of them; without NAME when
  // quoting is not allowed.
  void AddUnknownKey(const yaml::Node& at, std::span<const std::string_view> known);
  std::vector<std::string>& problems() { return problems_; }

 private:
  std::string Where(int line, int column) const;

  const std::string name_;
  const Quoting quoting_;
  yaml::Document document_;
  std::vector<std::string> problems_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_YAML_H_
