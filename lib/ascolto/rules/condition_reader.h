// Reads `when:`, line by line.

#ifndef ASCOLTO_RULES_CONDITION_READER_H_
#define ASCOLTO_RULES_CONDITION_READER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/model/model.h"
#include "ascolto/rules/node_reader.h"

namespace ascolto::rules {

// A name in a condition that only the linker can check.
struct ConditionName {
  std::string name;
  diagnostics::Spot spot;
};

struct ReadConditions {
  std::vector<model::Condition> conditions;
  std::vector<ConditionName> channels;
  std::vector<ConditionName> labels;  // topics as "topic.x"
};

// The field under a key of `when`; `topic` is kLabel.
std::optional<model::Field> FieldOf(std::string_view key);
std::string_view FieldKey(model::Field field);

// `labels`: whether label: and topic: may be asked for here.
ReadConditions ReadWhen(NodeReader* reader, const yaml::Node& when, bool labels);

// "it", "en", "pt-br".
bool IsLanguageCode(std::string_view code);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_CONDITION_READER_H_
