#include "ascolto/rules/pack_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/model/keys.h"
#include "ascolto/model/labels.h"
#include "ascolto/rules/phrase_parser.h"
#include "ascolto/regex/cost.h"
#include "ascolto/rules/regex_lint.h"
#include "ascolto/diagnostics/similar.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

constexpr int kDefaultPoints = 10;
constexpr int kMinWithin = 2;
constexpr int kMaxWithin = 30;
constexpr std::size_t kMinNearItems = 2;
constexpr std::size_t kMaxNearItems = 6;

// Beyond so many in one entry, each is placed at the entry: finding one takes a walk through it.
constexpr std::size_t kMaxPreciseReferences = 100;

bool IsListName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || (static_cast<unsigned char>(c) & 0x80) != 0;
  });
}

class PackReader {
 public:
  PackReader(const yaml::Document& document, Budget* budget, diagnostics::Problems* problems)
      : document_(document),
        budget_(*budget),
        reader_(document.text, problems),
        lint_budget_{.instructions = budget->limits().regex_instructions} {}

  PackFile Read() && {
    const yaml::Node& root = document_.root;
    reader_.Map(root, "pack", model::keys::kPack);
    const yaml::Node* name = NodeReader::Find(root, "pack");
    pack_.spot = reader_.SpotOf(*name);
    if (const auto text = reader_.Name(*name, "pack")) {
      pack_.name = *text;
      if (!IsPlainName(*text)) reader_.Report(Code::kBadName, *name, {Term::kPackName, *text});
    }
    if (const yaml::Node* language = NodeReader::Find(root, "language")) ReadLanguage(*language);
    pack_.policy_url = reader_.TextOf(root, "policy_url").value_or("");
    ReadReadingsOff(root, &readings_off_);
    if (const yaml::Node* lists = NodeReader::Find(root, "lists")) {
      if (reader_.Map(*lists, "lists", {})) {
        for (const auto& [key, value] : lists->members) ReadList(key, value);
      }
    }
    if (const yaml::Node* rules = NodeReader::Find(root, "rules")) {
      if (reader_.Sequence(*rules, "rules")) {
        for (const yaml::Node& rule : rules->items) {
          if (budget_.Stopped()) break;
          ReadRule(rule);
        }
      }
    }
    return std::move(pack_);
  }

 private:
  void ReadLanguage(const yaml::Node& node) {
    const std::optional<std::string> code = reader_.Text(node, "language");
    if (!code) return;
    if (!IsLanguageCode(*code)) {
      reader_.Report(Code::kBadName, node, {Term::kLanguageCode, *code}).WithHint(Hint::kNone);
    }
    language_ = *code;
  }

  // Adds the readings that the pack or rule switches off.
  void ReadReadingsOff(const yaml::Node& owner, std::vector<Reading>* off) {
    const yaml::Node* node = NodeReader::Find(owner, "readings");
    if (node == nullptr || !reader_.Map(*node, "readings", model::keys::kReadings)) return;
    const yaml::Node* kinds = NodeReader::Find(*node, "off");
    if (kinds == nullptr) {
      reader_.Report(Code::kMissingKey, *node, {"off"});
      return;
    }
    std::vector<std::string_view> names;
    for (int i = 1; i < kReadingCount; ++i) names.push_back(ReadingName(static_cast<Reading>(i)));
    for (const yaml::Node* item : reader_.Texts(*kinds, "off")) {
      if (const std::optional<int> kind = reader_.OneOf(*item, "off", names)) {
        off->push_back(static_cast<Reading>(*kind + 1));
      }
    }
    std::sort(off->begin(), off->end());
    off->erase(std::unique(off->begin(), off->end()), off->end());
  }

  void ReadList(const yaml::Node& key, const yaml::Node& value) {
    if (!key.scalar()) return;
    model::List list;
    list.pack = pack_.name;
    list.name = key.text;
    list.place = reader_.PlaceOf(key);
    if (!IsListName(key.text)) reader_.Report(Code::kBadName, key, {Term::kListName, key.text});
    const yaml::Node* entries = &value;
    if (value.map() && reader_.Map(value, key.text, model::keys::kList)) {
      if (const yaml::Node* maskable = NodeReader::Find(value, "maskable")) {
        list.maskable = reader_.Flag(*maskable, "maskable").value_or(false);
      }
      entries = NodeReader::Find(value, "entries");
      if (entries == nullptr) reader_.Report(Code::kMissingKey, value, {"entries"});
    }
    if (entries != nullptr) {
      ForPhrases(*entries, key.text, [&](model::Phrase phrase) { list.entries.Add(phrase); });
      list.entries.ShrinkToFit();
    }
    pack_.lists.push_back(std::move(list));
  }

  // Calls add(phrase) for each, one at a time: as a rule set keeps them they take far less memory.
  template <typename Add>
  void ForPhrases(const yaml::Node& node, std::string_view name, Add add) {
    for (const yaml::Node* entry : reader_.Texts(node, name)) {
      if (budget_.Stopped()) break;
      if (std::optional<model::Phrase> phrase = ReadPhrase(*entry)) add(std::move(*phrase));
    }
  }

  std::optional<model::Phrase> ReadPhrase(const yaml::Node& node) {
    const double bytes = WrittenBytes(node.text);
    if (bytes <= kMaxFormBytes) {
      pack_.form_bytes += bytes;
      if (!budget_.SpendOnForms(bytes)) return std::nullopt;  // the linker will say so
    }
    ParsedPhrase parsed = ParsePhrase(node.text);
    for (EntryProblem& problem : parsed.problems) {
      reader_.problems().Add(problem.code,
                             reader_.text().SpotIn(node, problem.begin, problem.end),
                             std::move(problem.arguments));
    }
    // References count even where the entry is wrong, so that all is said at once.
    const int first = static_cast<int>(pack_.references.size());
    const bool precise = parsed.references.size() <= kMaxPreciseReferences;
    const diagnostics::Spot whole = precise ? diagnostics::Spot() : reader_.SpotOf(node);
    for (ListReference& reference : parsed.references) {
      pack_.references.push_back(
          {std::move(reference.pack), std::move(reference.name),
           precise ? reader_.text().SpotIn(node, reference.begin, reference.end) : whole});
    }
    if (parsed.forms.empty()) return std::nullopt;
    model::Phrase phrase = {.source = node.text, .place = reader_.PlaceOf(node),
                     .forms = std::move(parsed.forms)};
    for (model::Form& form : phrase.forms) {
      for (model::Element& element : form) {
        if (element.kind == model::Element::Kind::kList) element.list += first;
      }
    }
    return phrase;
  }

  void ReadRule(const yaml::Node& node) {
    if (!reader_.Map(node, "rules", model::keys::kRule)) return;
    model::Rule rule;
    rule.pack = pack_.name;
    rule.language = language_;
    rule.policy_url = pack_.policy_url;
    rule.readings_off = readings_off_;
    diagnostics::Spot spot = reader_.SpotOf(node);
    rule.place = spot.place;
    if (const yaml::Node* id = NodeReader::Find(node, "id")) {
      spot = reader_.SpotOf(*id);
      rule.place = spot.place;
      if (const auto text = reader_.Name(*id, "id")) {
        if (!IsPlainName(*text)) reader_.Report(Code::kBadName, *id, {Term::kRuleId, *text});
        rule.id = base::Cat(pack_.name, "/", *text);
      }
    } else {
      reader_.Report(Code::kMissingKey, node, {"id"});
    }
    rule.title = reader_.TextOf(node, "title").value_or("");
    rule.owner = reader_.TextOf(node, "owner").value_or("");
    rule.policy = reader_.TextOf(node, "policy").value_or("");
    if (const yaml::Node* status = NodeReader::Find(node, "status")) {
      constexpr std::string_view kStatuses[] = {"live", "shadow", "off"};
      rule.status =
          static_cast<RuleStatus>(reader_.OneOf(*status, "status", kStatuses).value_or(0));
    }
    if (const yaml::Node* maskable = NodeReader::Find(node, "maskable")) {
      rule.maskable = reader_.Flag(*maskable, "maskable").value_or(false);
    }
    ReadReadingsOff(node, &rule.readings_off);
    ReadLabelAndPoints(node, &rule);
    ReadSearch(node, &rule);
    if (const yaml::Node* message = NodeReader::Find(node, "message")) ReadMessage(*message, &rule);
    if (const yaml::Node* tests = NodeReader::Find(node, "tests")) ReadTests(*tests, &rule);
    pack_.rules.push_back(std::move(rule));
    pack_.rule_spots.push_back(spot);
  }

  void ReadLabelAndPoints(const yaml::Node& node, model::Rule* rule) {
    const yaml::Node* label = NodeReader::Find(node, "label");
    if (label == nullptr) {
      reader_.Report(Code::kMissingKey, node, {"label"});
    } else {
      rule->label = reader_.Label(*label).value_or("");
    }
    if (const yaml::Node* points = NodeReader::Find(node, "points")) {
      if (auto read = reader_.Points(*points, rule->label)) rule->points = std::move(*read);
      return;
    }
    if (rule->label.empty()) return;
    rule->points = {{rule->label, kDefaultPoints}};
    if (!model::NeverActs(rule->label)) reader_.Report(Code::kNoPoints, *label);
  }

  void ReadSearch(const yaml::Node& node, model::Rule* rule) {
    const yaml::Node* when = NodeReader::Find(node, "when");
    const yaml::Node* find = NodeReader::Find(node, "find");
    if (when != nullptr) rule->when = ReadWhenOf(*when);
    if (find != nullptr) rule->find = ReadFind(*find);
    if (when == nullptr && find == nullptr) reader_.Report(Code::kNothingToFind, node);
    const yaml::Node* unless = NodeReader::Find(node, "unless");
    if (unless == nullptr || !reader_.Map(*unless, "unless", model::keys::kUnless)) return;
    if (unless->members.empty()) reader_.Report(Code::kEmptyValue, *unless, {"unless"});
    if (const yaml::Node* excused = NodeReader::Find(*unless, "find")) {
      rule->unless_find = ReadFind(*excused);
    }
    if (const yaml::Node* excuses = NodeReader::Find(*unless, "when")) {
      rule->unless_when = ReadWhenOf(*excuses);
    }
  }

  std::vector<model::Condition> ReadWhenOf(const yaml::Node& node) {
    ReadConditions read = ReadWhen(&reader_, node, /*labels=*/true);
    std::move(read.channels.begin(), read.channels.end(), std::back_inserter(pack_.channels));
    std::move(read.labels.begin(), read.labels.end(), std::back_inserter(pack_.labels));
    return std::move(read.conditions);
  }

  model::EncodedList<model::Entry> ReadFind(const yaml::Node& node) {
    model::EncodedList<model::Entry> entries;
    if (!reader_.Map(node, "find", model::keys::kFind)) return {};
    if (node.members.empty()) reader_.Report(Code::kEmptyValue, node, {"find"});
    for (const auto& [key, value] : node.members) {
      if (!key.scalar()) continue;
      if (key.text == "words" || key.text == "phrases") {
        AddPhrases(model::Entry::Kind::kPhrase, value, key.text, &entries);
      } else if (key.text == "exact") {
        AddPhrases(model::Entry::Kind::kExact, value, key.text, &entries);
      } else if (key.text == "near") {
        AddNears(value, &entries);
      } else if (key.text == "regex" || key.text == "regex_raw") {
        AddRegexes(value, key.text, &entries);
      }
    }
    entries.ShrinkToFit();
    return entries;
  }

  void AddPhrases(model::Entry::Kind kind, const yaml::Node& node, std::string_view name,
                  model::EncodedList<model::Entry>* entries) {
    ForPhrases(node, name, [&](model::Phrase phrase) {
      model::Entry entry;
      entry.kind = kind;
      entry.place = phrase.place;
      entry.phrases.push_back(std::move(phrase));
      entries->Add(entry);
    });
  }

  void AddNears(const yaml::Node& node, model::EncodedList<model::Entry>* entries) {
    if (node.map()) return AddNear(node, entries);
    if (!reader_.Sequence(node, "near")) return;
    for (const yaml::Node& item : node.items) AddNear(item, entries);
  }

  void AddNear(const yaml::Node& node, model::EncodedList<model::Entry>* entries) {
    if (!reader_.Map(node, "near", model::keys::kNear)) return;
    model::Entry entry;
    entry.kind = model::Entry::Kind::kNear;
    entry.place = reader_.PlaceOf(node);
    const yaml::Node* within = NodeReader::Find(node, "within");
    const yaml::Node* all = NodeReader::Find(node, "all");
    if (within == nullptr) reader_.Report(Code::kMissingKey, node, {"within"});
    if (all == nullptr) reader_.Report(Code::kMissingKey, node, {"all"});
    if (within != nullptr) {
      entry.within = reader_.Number(*within, "within", kMinWithin, kMaxWithin).value_or(0);
    }
    if (all == nullptr) return;
    const std::vector<const yaml::Node*> items = reader_.Texts(*all, "all");
    if (items.size() < kMinNearItems || items.size() > kMaxNearItems) {
      reader_.Report(Code::kNearItems, *all, {items.size()});
    }
    for (const yaml::Node* item : items) {
      if (std::optional<model::Phrase> phrase = ReadPhrase(*item)) {
        entry.phrases.push_back(std::move(*phrase));
      }
    }
    if (entry.within > 0 && entry.phrases.size() == items.size()) {
      entries->Add(entry);
    }
  }

  void AddRegexes(const yaml::Node& node, const std::string& name, model::EncodedList<model::Entry>* entries) {
    const bool raw = name == "regex_raw";
    for (const yaml::Node* item : reader_.Texts(node, name)) {
      if (budget_.Stopped()) return;
      for (PatternProblem& problem : Lint(item->text, raw)) {
        reader_.problems().Add(problem.code,
                               reader_.text().SpotIn(*item, problem.begin, problem.end),
                               std::move(problem.arguments));
      }
      model::Entry entry;
      entry.kind = raw ? model::Entry::Kind::kRegexRaw : model::Entry::Kind::kRegex;
      entry.place = reader_.PlaceOf(*item);
      entry.pattern = item->text;
      entries->Add(entry);
    }
  }

  // Where there are more problems than are shown, or the regexes cost too much already, no more are
  // looked for.
  std::vector<PatternProblem> Lint(const std::string& pattern, bool raw) {
    const double instructions = static_cast<double>(lint_budget_.instructions);
    if (const regex::RegexCost cost = regex::CostOfRegex(pattern);
        !cost.too_deep.has_value() && cost.instructions <= instructions) {
      pack_.regex_work += cost.Work();
      if (!budget_.SpendOnRegex(cost.Work())) return {};
    }
    if (reader_.problems().full()) return {};
    return LintRegex(pattern, /*folded=*/!raw, &lint_budget_);
  }

  void ReadMessage(const yaml::Node& node, model::Rule* rule) {
    rule->message = reader_.Message(node).value_or("");
    for (const std::string_view placeholder : {"{{policy}}", "{{policy_url}}", "{{title}}"}) {
      const std::size_t at = rule->message.find(placeholder);
      if (at == std::string::npos) continue;
      pack_.placeholders.push_back({pack_.rules.size(), std::string(placeholder),
                                    reader_.text().SpotIn(node, at, at + placeholder.size())});
    }
  }

  void ReadTests(const yaml::Node& node, model::Rule* rule) {
    if (!reader_.Map(node, "tests", model::keys::kTests)) return;
    if (const yaml::Node* match = NodeReader::Find(node, "match")) {
      rule->match = ReadCases(*match, "match");
    }
    if (const yaml::Node* pass = NodeReader::Find(node, "pass")) rule->pass = ReadCases(*pass, "pass");
    const yaml::Node* todo = NodeReader::Find(node, "todo");
    if (todo == nullptr || !reader_.Map(*todo, "todo", model::keys::kTodo)) return;
    if (const yaml::Node* match = NodeReader::Find(*todo, "match")) {
      rule->todo_match = ReadCases(*match, "match");
    }
    if (const yaml::Node* pass = NodeReader::Find(*todo, "pass")) {
      rule->todo_pass = ReadCases(*pass, "pass");
    }
  }

  std::vector<model::TestCase> ReadCases(const yaml::Node& node, std::string_view name) {
    std::vector<model::TestCase> cases;
    for (const yaml::Node* item : reader_.Items(node, name, TestKeys())) {
      model::TestCase test;
      test.place = reader_.PlaceOf(*item);
      if (item->scalar()) {
        test.fields["text"] = item->text;
      } else {
        ReadCaseFields(*item, &test);
      }
      cases.push_back(std::move(test));
    }
    pack_.tests += cases.size();
    return cases;
  }

  static const std::vector<std::string_view>& TestKeys() {
    static const std::vector<std::string_view>* const names = [] {
      auto* all = new std::vector<std::string_view>();
      for (const CommentField& field : CommentFields()) all->push_back(field.name);
      return all;
    }();
    return *names;
  }

  void ReadCaseFields(const yaml::Node& node, model::TestCase* test) {
    if (NodeReader::Find(node, "text") == nullptr) {
      reader_.Report(Code::kMissingKey, node, {"text"});
    }
    for (const auto& [key, value] : node.members) {
      const CommentField* field = key.scalar() ? FindCommentField(key.text) : nullptr;
      if (field == nullptr) continue;
      const std::optional<std::string> text = reader_.Text(value, key.text);
      if (!text) continue;
      switch (field->kind) {
        case CommentField::Kind::kText: break;
        case CommentField::Kind::kFlag: reader_.Flag(value, key.text); break;
        case CommentField::Kind::kNumber:
          reader_.Number(value, key.text, 0, 1'000'000'000);
          break;
        case CommentField::Kind::kTime:
          if (!base::ParseRfc3339(*text).ok()) reader_.Report(Code::kBadTime, value, {*text});
          break;
      }
      test->fields[key.text] = *text;
    }
  }

  const yaml::Document& document_;
  Budget& budget_;
  NodeReader reader_;
  PackFile pack_;
  std::string language_;
  std::vector<Reading> readings_off_;
  LintBudget lint_budget_;
};

}  // namespace

PackFile ReadPack(const yaml::Document& document, Budget* budget, diagnostics::Problems* problems) {
  return PackReader(document, budget, problems).Read();
}

}  // namespace ascolto::rules
