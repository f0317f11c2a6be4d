// The file of settings: read onto Settings, and written from them.

#ifndef ASCOLTO_SERVICE_CONFIG_FILE_H_
#define ASCOLTO_SERVICE_CONFIG_FILE_H_

#include <functional>
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

// All settings as such a file, each with what it means, may be, and is by default. `translate`
// makes another language of each text in it.
using Translate = std::function<std::string(std::string_view)>;
std::string SettingsText(
    const Settings& settings,
    const Translate& translate = [](std::string_view text) { return std::string(text); });

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_FILE_H_
