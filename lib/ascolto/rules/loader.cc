#include "ascolto/rules/loader.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <exception>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/base/utf8.h"
#include "ascolto/rules/budget.h"
#include "ascolto/diagnostics/catalogue.h"
#include "ascolto/rules/chat_reader.h"
#include "ascolto/rules/linker.h"
#include "ascolto/rules/pack_reader.h"
#include "ascolto/diagnostics/problems.h"
#include "ascolto/rules/site_reader.h"
#include "ascolto/yaml/document.h"

namespace ascolto::rules {

using diagnostics::Code;

namespace {

// What one file gave. It depends on nothing else, so files are read on several threads.
struct FileResult {
  diagnostics::Problems problems;
  yaml::Text text;
  std::optional<PackFile> pack;
  std::optional<ChatFile> chat;
  std::optional<SiteFile> site;
};

FileResult ReadFile(const RuleSource& source, int file, Budget* budget) {
  FileResult result;
  if (budget->Stopped()) return result;
  yaml::Document document =
      yaml::Read(source.text, file, budget->limits().file_bytes, &result.problems);
  if (document.complete) {
    const yaml::Node& root = document.root;
    if (NodeReader::Find(root, "pack") != nullptr) {
      result.pack = ReadPack(document, budget, &result.problems);
    } else if (NodeReader::Find(root, "chat") != nullptr) {
      result.chat = ReadChat(document, &result.problems);
    } else if (IsSiteFile(root, source.name)) {
      result.site = ReadSite(document, &result.problems);
    } else {
      result.problems.Add(Code::kNotRuleFile, document.text.SpotOf(root));
    }
  }
  result.text = std::move(document.text);
  return result;
}

std::vector<FileResult> ReadFiles(std::span<const RuleSource> sources, Budget* budget) {
  std::vector<FileResult> results(sources.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr thrown;  // the first; guarded by mutex
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < sources.size(); i = next++) {
        results[i] = ReadFile(sources[i], static_cast<int>(i), budget);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (thrown == nullptr) thrown = std::current_exception();
    }
  };
  constexpr std::size_t kFilesAThread = 4;
  const std::size_t threads = std::min<std::size_t>(std::thread::hardware_concurrency(),
                                                    sources.size() / kFilesAThread);
  std::vector<std::jthread> others;  // joined wherever this function is left
  try {
    others.reserve(threads);
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  } catch (const std::exception&) {
    // The system gives no further thread, or no memory for one: this thread and those that have
    // started read all files.
  }
  work();
  others.clear();
  if (thrown != nullptr) std::rethrow_exception(thrown);
  return results;
}

// Whether a problem of linking may only come from a file that could not be read.
bool MayComeFromMissingFile(Code code) {
  return code == Code::kUnknownPack || code == Code::kUnknownRule ||
         code == Code::kUnknownPackOff || code == Code::kTouchesNothing ||
         code == Code::kConditionOnNothing || code == Code::kUnknownChannel;
}

// Keeps `most` problems, errors rather than warnings, and says how many are left out.
std::size_t LeaveOut(std::size_t most, std::vector<diagnostics::Problem>* problems) {
  if (problems->size() <= most) return 0;
  std::stable_partition(problems->begin(), problems->end(), [](const diagnostics::Problem& p) {
    return diagnostics::CodeSeverity(p.code) == Severity::kError;
  });
  const std::size_t left_out = problems->size() - most;
  problems->erase(problems->end() - static_cast<std::ptrdiff_t>(left_out), problems->end());
  return left_out;
}

// Shows `line`, or of a long one a window with the place near its beginning.
void ShowLine(std::string_view line, Diagnostic* diagnostic) {
  constexpr int kLongest = 240;
  constexpr int kBefore = 80;
  const int begin = std::max(diagnostic->column - 1 - kBefore, 0);
  diagnostic->source_column = diagnostic->column;
  if (base::FirstCharacters(line, kLongest).size() == line.size()) {
    diagnostic->source_line = line;
    return;
  }
  const std::size_t from = base::FirstCharacters(line, begin).size();
  const std::string_view shown = base::FirstCharacters(line.substr(from), kLongest);
  diagnostic->source_line = base::Cat(from > 0 ? "…" : "", shown,
                                      from + shown.size() < line.size() ? "…" : "");
  diagnostic->source_column = diagnostic->column - begin + (from > 0 ? 1 : 0);
  diagnostic->width = std::min(diagnostic->width, kLongest - kBefore);
}

Diagnostic ToDiagnostic(const diagnostics::Problem& problem, std::span<const RuleSource> sources,
                        const std::vector<FileResult>& files, MessageLanguage language) {
  Diagnostic diagnostic;
  diagnostic.code = diagnostics::CodeName(problem.code);
  diagnostic.severity = diagnostics::CodeSeverity(problem.code);
  diagnostic.language = language;
  diagnostic.line = problem.spot.place.line;
  diagnostic.column = problem.spot.place.column;
  diagnostic.width = problem.spot.width;
  diagnostic.message =
      base::Cat(diagnostics::Message(problem.code, problem.arguments, language),
                diagnostics::OtherPlaces(problem.others, language));
  diagnostic.hint =
      problem.hint ? diagnostics::HintText(*problem.hint, problem.hint_arguments, language)
                   : diagnostics::DefaultHint(problem.code, problem.arguments, language);
  if (problem.spot.place.file >= 0) {
    const std::size_t file = static_cast<std::size_t>(problem.spot.place.file);
    diagnostic.file = sources[file].name;
    ShowLine(files[file].text.Line(diagnostic.line), &diagnostic);
  }
  return diagnostic;
}

}  // namespace

LoadedModel LoadModel(std::span<const RuleSource> sources, const Limits& limits,
                      MessageLanguage language, const std::function<bool()>& stop) {
  Budget budget(limits, stop);
  std::vector<FileResult> files = ReadFiles(sources, &budget);
  diagnostics::Problems problems;
  std::vector<PackFile> packs;
  std::vector<ChatFile> chats;
  std::optional<SiteFile> site;
  std::vector<std::string> names;
  bool all_read = true;
  for (std::size_t i = 0; i < files.size(); ++i) {
    names.push_back(sources[i].name);
    problems.Append(std::move(files[i].problems));
    if (files[i].pack) {
      packs.push_back(std::move(*files[i].pack));
    } else if (files[i].chat) {
      chats.push_back(std::move(*files[i].chat));
    } else if (!files[i].site) {
      all_read = false;
    } else if (site) {
      problems.Add(Code::kSecondSite, files[i].site->spot,
                   {sources[static_cast<std::size_t>(site->spot.place.file)].name});
    } else {
      site = std::move(files[i].site);
    }
  }
  diagnostics::Problems linking;
  model::Model model = Link(std::move(packs), std::move(chats), std::move(site), std::move(names),
                     &budget, &linking);
  if (!all_read) {
    std::erase_if(linking.all(), [](const diagnostics::Problem& p) { return MayComeFromMissingFile(p.code); });
  }
  problems.Append(std::move(linking));

  if (budget.Stopped()) return {.model = std::nullopt, .diagnostics = {}, .stopped = true};
  bool good = true;
  for (const diagnostics::Problem& problem : problems.all()) {
    good = good && diagnostics::CodeSeverity(problem.code) != Severity::kError;
  }
  const std::size_t left_out =
      problems.warnings_left_out() + LeaveOut(limits.problems, &problems.all());
  const auto order = [](const diagnostics::Problem& p) {
    return std::tuple(diagnostics::CodeSeverity(p.code) == Severity::kWarning, p.spot.place.file,
                      p.spot.place.line, p.spot.place.column, p.code);
  };
  std::stable_sort(problems.all().begin(), problems.all().end(),
                   [&](const diagnostics::Problem& a, const diagnostics::Problem& b) { return order(a) < order(b); });
  if (left_out > 0) {
    const int file = problems.all().empty() ? -1 : problems.all().back().spot.place.file;
    diagnostics::Problem& more = problems.all().emplace_back();
    more.code = Code::kMoreProblems;
    more.spot.place = {.file = file, .line = 0, .column = 0};
    more.arguments = {left_out};
  }
  LoadedModel loaded;
  for (const diagnostics::Problem& problem : problems.all()) {
    loaded.diagnostics.push_back(ToDiagnostic(problem, sources, files, language));
  }
  if (good) loaded.model = std::move(model);
  return loaded;
}

model::Model ApplySite(model::Model model) {
  for (const model::Override& change : model.site.overrides) {
    model::Rule& rule = model.rules[static_cast<std::size_t>(change.rule)];
    if (change.status) rule.status = *change.status;
    if (change.points) rule.points = *change.points;
    if (change.policy) rule.policy = *change.policy;
    if (change.message) rule.message = *change.message;
  }
  const std::set<std::string_view> off(model.site.packs_off.begin(), model.site.packs_off.end());
  std::vector<model::Rule> rules;
  rules.reserve(model.rules.size());
  std::vector<int> moved(model.rules.size(), -1);
  for (std::size_t i = 0; i < model.rules.size(); ++i) {
    if (off.contains(model.rules[i].pack)) continue;
    moved[i] = static_cast<int>(rules.size());
    model::Rule& rule = rules.emplace_back(std::move(model.rules[i]));
    for (auto* tests : {&rule.match, &rule.pass, &rule.todo_match, &rule.todo_pass}) {
      std::vector<model::TestCase>().swap(*tests);
    }
  }
  model.rules = std::move(rules);
  std::erase_if(model.chats, [&](const model::ChatTable& table) {
    return off.contains(table.name);
  });
  for (model::Override& change : model.site.overrides) {
    change.rule = moved[static_cast<std::size_t>(change.rule)];
  }
  std::erase_if(model.site.overrides, [](const model::Override& change) { return change.rule < 0; });
  return model;
}

}  // namespace ascolto::rules
