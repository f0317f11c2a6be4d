// One chat table as its file says it: what is meant, and how people write it in chats.

#ifndef ASCOLTO_RULES_CHAT_READER_H_
#define ASCOLTO_RULES_CHAT_READER_H_

#include "ascolto/rules/model.h"
#include "ascolto/rules/node_reader.h"

namespace ascolto::rules {

struct ChatFile {
  ChatTable table;
  Spot spot;  // of its name
};

// Reads a file that has the key `chat`.
ChatFile ReadChat(const YamlDocument& document, Problems* problems);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_CHAT_READER_H_
