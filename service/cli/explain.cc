// `ascolto explain --rules PATH TEXT`: how a comment is read, what fires, what is skipped and why.

#include <CLI/CLI.hpp>

#include <algorithm>
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
      return absl::InvalidArgumentError(base::ToAbsl(Say(
          "unknown field: %1; give NAME=VALUE, where NAME is one of %2", {given, names})));
    }
    ASCOLTO_RETURN_IF_ERROR(service::SetField(*field, given.substr(equals + 1), &comment));
  }
  return comment;
}

// What a line is about, in the first column.
std::string Heading(Text what, bool colour) {
  constexpr std::size_t kWidth = 10;
  std::string text = Say(what);
  text.resize(std::max(text.size() + 1, kWidth), ' ');
  return colour ? base::Cat("\x1b[1m", text, "\x1b[0m") : text;
}

std::string Span(std::size_t begin, std::size_t end) { return base::Cat(begin, "..", end); }

std::string ReadingText(const Explanation& explanation, const Comment& comment, bool colour) {
  std::string out =
      base::Cat(Heading("read as", colour), Printable(explanation.folded), "\n");
  if (!explanation.words.empty()) {
    out += Heading("words", colour);
    for (const ExplainedWord& word : explanation.words) out += base::Cat(Printable(word.form), " ");
    out.back() = '\n';
  }
  for (const ExplainedReading& reading : explanation.readings) {
    out += base::Cat(Heading("reading", colour),
                     Say("%1, %2, at %3", {Printable(reading.form), ReadingName(reading.reading),
                                           Span(reading.begin, reading.end)}),
                     "\n");
  }
  for (const ExplainedToken& token : explanation.tokens) {
    const std::string text =
        Printable(comment.text.substr(token.begin, token.end - token.begin));
    out += base::Cat(
        Heading("token", colour),
        Say("%1 %2 at %3", {NameText(token.kind), text, Span(token.begin, token.end)}), "\n");
  }
  return out;
}

// Patterns of whole lists fill a screen; --json has them in full.
std::string Shortened(std::string text) {
  constexpr std::size_t kMost = 240;
  if (text.empty()) return Say("(too long to be written out)");
  if (text.size() <= kMost) return text;
  const std::size_t size = text.size();
  std::size_t end = kMost;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return Say("%1… (%2 bytes; --json shows all)", {text, NumberText(size)});
}

std::string HitText(const ExplainedHit& hit, const Comment& comment) {
  const std::string text = Printable(comment.text.substr(hit.begin, hit.end - hit.begin));
  std::string out = base::Cat("  ",
                              Say("%1: \"%2\" at %3, %4",
                                  {NameText(hit.fate), text, Span(hit.begin, hit.end),
                                   ReadingName(hit.reading)}),
                              "\n    ", hit.kind, ": ", Printable(hit.entry), "\n");
  for (const std::string& pattern : hit.patterns) {
    out += base::Cat("    ", Say("means: %1", {Shortened(Printable(pattern))}), "\n");
  }
  return out;
}

std::string RuleText(const ExplainedRule& rule, const Comment& comment, bool colour) {
  std::string out =
      base::Cat(Heading("rule", colour), Printable(rule.id), " (", Printable(rule.label), ", ",
                RuleStatusName(rule.status), "): ", NameText(rule.outcome));
  if (!rule.condition.empty()) out += base::Cat(": ", rule.condition);
  out += '\n';
  for (const ExplainedHit& hit : rule.hits) out += HitText(hit, comment);
  return out;
}

std::string AnswerText(const Answer& answer) {
  const std::string intent = NameText(answer.intent);
  return answer.office.empty()
             ? Say("owed to this %1", {intent})
             : Say("owed to this %1 by %2", {intent, Printable(answer.office)});
}

std::string VerdictText(const Verdict& verdict, bool colour) {
  const std::string_view action = ActionName(verdict.action);
  std::string decided(action);
  if (const auto& by = verdict.decided_by) {
    decided = Say("%1: %2 has %3 points, %1 begins at %4",
                  {action, Printable(by->bucket), std::to_string(by->points),
                   std::to_string(by->threshold)});
  }
  std::string out = base::Cat(Heading("verdict", colour), decided, "\n");
  for (const LabelPoints& label : verdict.labels) {
    out += base::Cat(
        Heading("label", colour),
        Say("%1, %2 points", {Printable(label.label), std::to_string(label.points)}), "\n");
  }
  if (verdict.answer.owed) {
    out += base::Cat(Heading("answer", colour), AnswerText(verdict.answer), "\n");
  }
  if (!verdict.message.empty()) {
    out += base::Cat(Heading("message", colour), Printable(verdict.message), "\n");
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
  const std::shared_ptr<const RuleSet> rules = LoadRules(flags.rules);
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
  CLI::App* verb = AddVerb(
      app, "explain", "Explain the verdict of one comment",
      "Example:  ascolto explain --rules rules --field channel=facebook \"sei un cretino\"");
  AddRulesFlag(verb, &flags->rules);
  verb->add_option(Say("TEXT"), flags->text, Say("Text of the comment"))->required()->type_name("");
  verb->add_option("--field", flags->fields,
                   Say("A field of the comment, like channel=facebook; may be given several times"))
      ->type_name(Say("NAME=VALUE"))
      ->allow_extra_args(false);
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Explain(*flags); }; });
}

}  // namespace ascolto::cli
