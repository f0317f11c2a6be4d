// One pack as its file says it: checked line by line, names not yet resolved.

#ifndef ASCOLTO_RULES_PACK_READER_H_
#define ASCOLTO_RULES_PACK_READER_H_

#include <string>
#include <vector>

#include "ascolto/rules/budget.h"
#include "ascolto/rules/condition_reader.h"
#include "ascolto/model/model.h"
#include "ascolto/rules/node_reader.h"

namespace ascolto::rules {

// `$name` where it stands. Until the linker is done, Element::list is an index into
// PackFile::references.
struct Reference {
  std::string pack;  // empty: this one
  std::string name;
  diagnostics::Spot spot;
};

struct MessageUse {
  std::size_t rule;  // in PackFile::rules
  std::string placeholder;
  diagnostics::Spot spot;
};

struct PackFile {
  std::string name;
  std::string policy_url;
  diagnostics::Spot spot;  // of its name
  std::vector<model::List> lists;
  std::vector<model::Rule> rules;
  std::vector<diagnostics::Spot> rule_spots;  // of the ids
  std::vector<Reference> references;
  std::vector<ConditionName> channels;
  std::vector<ConditionName> labels;
  std::vector<MessageUse> placeholders;
  double regex_work = 0;   // of all regexes, RegexCost::Work
  double form_bytes = 0;   // of all entries, WrittenBytes
  std::size_t tests = 0;
};

// Reads a file that has the key `pack`. When the budget says stop, the rest is left out.
PackFile ReadPack(const yaml::Document& document, Budget* budget, diagnostics::Problems* problems);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_PACK_READER_H_
