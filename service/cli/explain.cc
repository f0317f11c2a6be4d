// `ascolto explain --rules PATH TEXT`: how a comment is read, what fires, what is skipped and why.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/workbench/explain.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_explanation.h"

namespace ascolto::cli {
namespace {

using workbench::ExplainedHit;
using workbench::ExplainedReading;
using workbench::ExplainedRule;
using workbench::ExplainedToken;
using workbench::ExplainedWord;
using workbench::Explanation;

struct ExplainFlags : CommonFlags {
  std::vector<std::string> rules;
  std::vector<std::string> fields;  // NAME=VALUE
  std::string text;
};

absl::StatusOr<Comment> MakeComment(const ExplainFlags& flags) {
  Comment comment{.text = flags.text};
  for (const std::string& assignment : flags.fields) {
    const std::string_view given = assignment;
    const std::size_t equals = given.find('=');
    const CommentField* field = FindCommentField(given.substr(0, equals));
    if (equals == std::string_view::npos || field == nullptr || field->name == "text") {
      std::string names;
      for (const CommentField& known : CommentFields()) {
        if (known.name != "text") names += base::Cat(names.empty() ? "" : ", ", known.name);
      }
      return absl::InvalidArgumentError(base::ToAbsl(base::Cat(
          "not a field: ", given, "; give NAME=VALUE, the name one of ", names)));
    }
    ASCOLTO_RETURN_IF_ERROR(service::SetField(*field, given.substr(equals + 1), &comment));
  }
  return comment;
}

std::string Bold(std::string_view text, bool colour) {
  return colour ? base::Cat("\x1b[1m", text, "\x1b[0m") : std::string(text);
}

std::string Span(std::size_t begin, std::size_t end) { return base::Cat(begin, "..", end); }

std::string ReadingText(const Explanation& explanation, const Comment& comment, bool colour) {
  std::string out = base::Cat(Bold("read as   ", colour), Printable(explanation.folded), "\n");
  if (!explanation.words.empty()) {
    out += Bold("words     ", colour);
    for (const ExplainedWord& word : explanation.words) out += base::Cat(Printable(word.form), " ");
    out.back() = '\n';
  }
  for (const ExplainedReading& reading : explanation.readings) {
    out += base::Cat(Bold("reading   ", colour), Printable(reading.form), ", ",
                     ReadingName(reading.reading), ", at ", Span(reading.begin, reading.end),
                     "\n");
  }
  for (const ExplainedToken& token : explanation.tokens) {
    out += base::Cat(Bold("token     ", colour), token.kind, " ",
                     Printable(comment.text.substr(token.begin, token.end - token.begin)),
                     " at ", Span(token.begin, token.end), "\n");
  }
  return out;
}

// Patterns of whole lists fill a screen; --json has them in full.
std::string Shortened(std::string text) {
  constexpr std::size_t kMost = 240;
  if (text.empty()) return "(too long to be written out)";
  if (text.size() <= kMost) return text;
  const std::size_t size = text.size();
  std::size_t end = kMost;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return base::Cat(text, "… (", size, " bytes; --json shows all)");
}

std::string HitText(const ExplainedHit& hit, const Comment& comment) {
  std::string out =
      base::Cat("  ", hit.fate, ": \"", Printable(comment.text.substr(hit.begin, hit.end - hit.begin)),
                "\" at ", Span(hit.begin, hit.end), ", ", ReadingName(hit.reading), "\n    ",
                hit.kind, ": ", Printable(hit.entry), "\n");
  for (const std::string& pattern : hit.patterns) {
    out += base::Cat("    means: ", Shortened(Printable(pattern)), "\n");
  }
  return out;
}

std::string RuleText(const ExplainedRule& rule, const Comment& comment, bool colour) {
  std::string out = base::Cat(Bold("rule      ", colour), Printable(rule.id), " (", Printable(rule.label), ", ",
                              RuleStatusName(rule.status), "): ", rule.outcome);
  if (!rule.condition.empty()) out += base::Cat(": ", rule.condition);
  out += '\n';
  for (const ExplainedHit& hit : rule.hits) out += HitText(hit, comment);
  return out;
}

std::string VerdictText(const Verdict& verdict, bool colour) {
  std::string out = base::Cat(Bold("verdict   ", colour), ActionName(verdict.action));
  if (verdict.decided_by) {
    out += base::Cat(": ", Printable(verdict.decided_by->bucket), " has ", verdict.decided_by->points,
                     " points, ", ActionName(verdict.action), " begins at ",
                     verdict.decided_by->threshold);
  }
  out += '\n';
  for (const LabelPoints& label : verdict.labels) {
    out += base::Cat(Bold("label     ", colour), Printable(label.label), ", ", label.points, " points\n");
  }
  if (verdict.answer.owed) {
    out += base::Cat(Bold("answer    ", colour), "owed to this ", verdict.answer.intent,
                     verdict.answer.office.empty() ? "" : " by ", Printable(verdict.answer.office), "\n");
  }
  if (!verdict.message.empty()) {
    out += base::Cat(Bold("message   ", colour), Printable(verdict.message), "\n");
  }
  return out;
}

std::string AsText(const Explanation& explanation, const Comment& comment, bool colour) {
  std::string out = ReadingText(explanation, comment, colour);
  for (const ExplainedRule& rule : explanation.rules) out += RuleText(rule, comment, colour);
  return out + VerdictText(explanation.verdict, colour);
}

int Explain(const ExplainFlags& flags) {
  const absl::StatusOr<Comment> comment = MakeComment(flags);
  if (!comment.ok()) {
    PrintError(comment.status());
    return kCannotRun;
  }
  const std::shared_ptr<const RuleSet> rules = LoadRules(flags.rules, flags);
  if (rules == nullptr) return kCannotRun;
  Classifier classifier(rules);
  const absl::StatusOr<Explanation> explanation = workbench::Explain(*comment, &classifier);
  absl::Status status = explanation.status();
  if (status.ok()) {
    status = WriteOutput(flags.json ? service::ExplanationJson(*explanation, *comment)
                                    : AsText(*explanation, *comment, UsesColour(stdout)));
  }
  if (status.ok()) return kDone;
  PrintError(status);
  return kCannotRun;
}

}  // namespace

void AddExplain(CLI::App* app, Run* run) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* verb = app->add_subcommand("explain", "Say why a comment gets its verdict");
  AddRulesFlag(verb, &flags->rules);
  verb->add_option("TEXT", flags->text, "The text of the comment")->required();
  verb->add_option("--field", flags->fields, "What else is known of it, like channel=facebook")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  AddCommonFlags(verb, flags.get());
  verb->footer("Example:  ascolto explain --rules rules --field channel=facebook \"sei un cretino\"");
  verb->callback([=] { *run = [=] { return Explain(*flags); }; });
}

}  // namespace ascolto::cli
