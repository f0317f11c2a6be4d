// One chat table as its file says it: what is meant, and how people write it in chats.

#ifndef ASCOLTO_RULES_CHAT_READER_H_
#define ASCOLTO_RULES_CHAT_READER_H_

#include "ascolto/model/model.h"
#include "ascolto/rules/node_reader.h"

namespace ascolto::rules {

struct ChatFile {
  model::ChatTable table;
  diagnostics::Spot spot;  // of its name
};

// Reads a file that has the key `chat`.
ChatFile ReadChat(const yaml::Document& document, diagnostics::Problems* problems);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_CHAT_READER_H_
