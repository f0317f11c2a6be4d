// A filter: comments as JSON Lines on standard input, those that a person must look at (hold
// and harsher) on standard output, each line as it came.
//
//   build/bin/filter_jsonl rules < comments.jsonl

#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "ascolto/ascolto.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: filter_jsonl RULES < comments.jsonl\n";
    return 2;
  }
  const std::vector<std::string> paths = {argv[1]};
  const ascolto::RuleSet::Loaded loaded = ascolto::RuleSet::Load(paths);
  if (!loaded.status.ok()) {
    std::cerr << loaded.status.message() << "\n";
    return 2;
  }
  ascolto::Classifier classifier(loaded.rules);

  int bad_lines = 0;
  std::string line;
  for (int number = 1; std::getline(std::cin, line); ++number) {
    const auto object = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!object.is_object() || !object.contains("text") || !object["text"].is_string()) {
      std::cerr << "line " << number << ": not an object with a \"text\"\n";
      ++bad_lines;
      continue;
    }
    // A Comment holds views: `object` keeps the text while Classify runs.
    const ascolto::Comment comment{.text = object["text"].get_ref<const std::string&>()};
    const absl::StatusOr<ascolto::Verdict> verdict = classifier.Classify(comment);
    if (!verdict.ok()) {
      std::cerr << "line " << number << ": " << verdict.status().message() << "\n";
      ++bad_lines;
    } else if (verdict->action >= ascolto::Action::kHold) {
      std::cout << line << "\n";
    }
  }
  return bad_lines == 0 ? 0 : 1;
}
