// The site policy as its file says it: checked line by line, names not yet resolved.

#ifndef ASCOLTO_RULES_SITE_READER_H_
#define ASCOLTO_RULES_SITE_READER_H_

#include <string>
#include <vector>

#include "ascolto/rules/condition_reader.h"
#include "ascolto/model/model.h"
#include "ascolto/rules/node_reader.h"

namespace ascolto::rules {

struct SiteName {
  std::string name;
  diagnostics::Spot spot;
};

struct SiteFile {
  model::Site site;
  diagnostics::Spot spot;                           // of the file
  std::vector<SiteName> packs_off;     // as in site.packs_off
  std::vector<SiteName> overrides;     // the rule of each of site.overrides
  std::vector<SiteName> profile_keys;  // buckets under the profiles' actions
  std::vector<SiteName> topics;        // of the offices, but "default"
  std::vector<ConditionName> channels;  // in the profiles' conditions
};

// Whether a file without the key `pack` is the site policy.
bool IsSiteFile(const yaml::Node& root, std::string_view file_name);

SiteFile ReadSite(const yaml::Document& document, diagnostics::Problems* problems);

// The policy of a site that has no file.
model::Site DefaultSite();

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_SITE_READER_H_
