// The library in a program: load the rules, classify comments, say what to do and why.
//
//   build/bin/embed rules "Sei un cretino" "Quando riapre la biblioteca?"

#include <iostream>
#include <string>
#include <vector>

#include "ascolto/ascolto.h"

namespace {

void Print(const ascolto::Comment& comment, const ascolto::Verdict& verdict) {
  std::cout << ascolto::ActionName(verdict.action) << "\t" << comment.text << "\n";
  for (const ascolto::Match& match : verdict.matches) {
    std::cout << "\t" << match.label << ": \""
              << comment.text.substr(match.begin, match.end - match.begin) << "\" at "
              << match.begin << ", by " << match.rule << "\n";
  }
  if (verdict.answer.owed) {
    std::cout << "\tan answer is owed to this " << verdict.answer.intent << " by "
              << verdict.answer.office << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: embed RULES TEXT…\n";
    return 2;
  }
  const std::vector<std::string> paths = {argv[1]};
  const ascolto::RuleSet::Loaded loaded = ascolto::RuleSet::Load(paths);
  if (!loaded.status.ok()) {
    for (const ascolto::Diagnostic& problem : loaded.diagnostics) std::cerr << problem.Render();
    std::cerr << loaded.status.message() << "\n";
    return 2;
  }

  ascolto::Classifier classifier(loaded.rules);  // one for each thread
  for (int i = 2; i < argc; ++i) {
    const ascolto::Comment comment{.text = argv[i], .channel = "facebook"};
    const absl::StatusOr<ascolto::Verdict> verdict = classifier.Classify(comment);
    if (!verdict.ok()) {
      std::cerr << verdict.status().message() << "\n";
      return 1;
    }
    Print(comment, *verdict);
  }
}
