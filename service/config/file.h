// The file of settings: read onto Settings, and written from them.

#ifndef ASCOLTO_SERVICE_CONFIG_FILE_H_
#define ASCOLTO_SERVICE_CONFIG_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "ascolto/diagnostic.h"
#include "service/config/settings.h"

namespace ascolto::service {

// Sets what the YAML in `text` says. Every problem, as "NAME:LINE:COLUMN: what is wrong: what was
// given; what would be right"; when there is one, *settings is not to be used.
std::vector<std::string> ReadSettings(std::string_view text, std::string_view name,
                                      MessageLanguage language, Settings* settings);
// The same of a file.
std::vector<std::string> ReadSettingsFile(const std::string& path, MessageLanguage language,
                                          Settings* settings);

// All settings as such a file, each with what it means, may be, and is by default.
std::string SettingsText(const Settings& settings);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_FILE_H_
