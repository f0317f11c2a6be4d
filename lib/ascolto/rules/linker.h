// Puts the packs and the site policy together: names resolved, cycles refused, rules put in
// strata, and what touches nothing reported.

#ifndef ASCOLTO_RULES_LINKER_H_
#define ASCOLTO_RULES_LINKER_H_

#include <optional>
#include <string>
#include <vector>

#include "ascolto/rules/budget.h"
#include "ascolto/rules/chat_reader.h"
#include "ascolto/rules/pack_reader.h"
#include "ascolto/rules/site_reader.h"

namespace ascolto::rules {

// `files` are the names of all files, by the indices of places. The model is only good when no
// problem is an error and the budget has not said stop.
model::Model Link(std::vector<PackFile> packs, std::vector<ChatFile> chats,
           std::optional<SiteFile> site, std::vector<std::string> files, Budget* budget,
           diagnostics::Problems* problems);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_LINKER_H_
