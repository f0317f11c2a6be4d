#include "ascolto/rules/linker.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/base/utf8.h"
#include "ascolto/diagnostics/similar.h"
#include "ascolto/model/keys.h"
#include "ascolto/model/labels.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

using base::Cat;
using base::CountCharacters;

constexpr int kMaxListDepth = 32;
constexpr int kManyWords = 1'000'000;  // more than any near: has room for

// Gives the lists in a phrase their indices; those that are unknown, which are reported, go.
void SetLists(const std::vector<int>& resolved, model::Phrase* phrase) {
  for (model::Form& form : phrase->forms) {
    for (model::Element& element : form) {
      if (element.kind != model::Element::Kind::kList) continue;
      element.list = resolved[static_cast<std::size_t>(element.list)];
    }
    std::erase_if(form, [](const model::Element& element) {
      return element.kind == model::Element::Kind::kList && element.list < 0;
    });
  }
}
void SetLists(const std::vector<int>& resolved, model::Entry* entry) {
  for (model::Phrase& phrase : entry->phrases) SetLists(resolved, &phrase);
}
template <typename T>
void SetLists(const std::vector<int>& resolved, model::EncodedList<T>* packed) {
  if (resolved.empty()) return;  // then there are none
  model::EncodedList<T> linked;
  for (T item : *packed) {
    SetLists(resolved, &item);
    linked.Add(item);
  }
  linked.ShrinkToFit();
  *packed = std::move(linked);
}

// Depth-first search for cycles over nodes 0 … n-1; also gives each node's longest way down.
class Strata {
 public:
  explicit Strata(const std::vector<std::vector<int>>& uses)
      : uses_(uses), state_(uses.size(), kNew), depth_(uses.size(), 0) {
    for (std::size_t node = 0; node < uses.size(); ++node) Visit(static_cast<int>(node));
  }
  const std::vector<int>& depth() const { return depth_; }
  // Each cycle once, as the nodes on it, the first one again at the end.
  const std::vector<std::vector<int>>& cycles() const { return cycles_; }

 private:
  static constexpr std::size_t kMaxCycles = 20;

  enum State : char { kNew, kOpen, kDone };
  struct Frame {
    int node;
    std::size_t next;
  };

  void Visit(int root) {
    if (state_[Index(root)] != kNew) return;
    std::vector<Frame> path = {{root, 0}};
    state_[Index(root)] = kOpen;
    while (!path.empty()) {
      Frame& frame = path.back();
      const std::size_t node = Index(frame.node);
      if (frame.next == uses_[node].size()) {
        state_[node] = kDone;
        path.pop_back();
        if (!path.empty()) Raise(path.back().node, depth_[node] + 1);
        continue;
      }
      const int used = uses_[node][frame.next++];
      if (state_[Index(used)] == kDone) {
        Raise(frame.node, depth_[Index(used)] + 1);
      } else if (state_[Index(used)] == kOpen) {
        NoteCycle(path, used);
      } else {
        state_[Index(used)] = kOpen;
        path.push_back({used, 0});
      }
    }
  }

  void NoteCycle(const std::vector<Frame>& path, int back_to) {
    if (cycles_.size() == kMaxCycles) return;
    const auto from = std::find_if(path.begin(), path.end(),
                                   [&](const Frame& frame) { return frame.node == back_to; });
    std::vector<int> cycle;
    for (auto at = from; at != path.end(); ++at) cycle.push_back(at->node);
    cycle.push_back(back_to);
    cycles_.push_back(std::move(cycle));
  }

  void Raise(int node, int depth) { depth_[Index(node)] = std::max(depth_[Index(node)], depth); }
  static std::size_t Index(int node) { return static_cast<std::size_t>(node); }

  const std::vector<std::vector<int>>& uses_;
  std::vector<State> state_;
  std::vector<int> depth_;
  std::vector<std::vector<int>> cycles_;
};

class Linker {
 public:
  Linker(std::vector<PackFile> packs, std::vector<ChatFile> chats, std::optional<SiteFile> site,
         std::vector<std::string> files, Budget* budget, diagnostics::Problems* problems)
      : packs_(std::move(packs)),
        chats_(std::move(chats)),
        budget_(*budget),
        limits_(budget->limits()),
        problems_(*problems) {
    model_.files = std::move(files);
    if (site) site_ = std::move(*site);
    model_.site = site ? site_.site : DefaultSite();
  }

  model::Model Run() && {
    constexpr void (Linker::*kSteps[])() = {
        &Linker::TakePacks,       &Linker::TakeChats,       &Linker::ResolveReferences,
        &Linker::CheckListCycles, &Linker::CheckEntries,    &Linker::CheckConditions,
        &Linker::CheckPlaceholders, &Linker::CheckSite,     &Linker::OrderRules};
    for (const auto step : kSteps) {
      if (!budget_.Stopped()) (this->*step)();
    }
    return std::move(model_);
  }

 private:
  std::string FileName(const diagnostics::Place& place) const {
    return place.file < 0 ? "" : model_.files[static_cast<std::size_t>(place.file)];
  }

  void TakePacks() {
    std::stable_sort(packs_.begin(), packs_.end(),
                     [](const PackFile& a, const PackFile& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < packs_.size(); ++i) {
      PackFile& pack = packs_[i];
      if (i > 0 && !pack.name.empty() && packs_[i - 1].name == pack.name) {
        problems_.Add(Code::kDuplicatePack, pack.spot,
                      {pack.name, FileName(packs_[i - 1].spot.place)});
      } else {
        model_.packs.push_back(pack.name);
      }
      TakeLists(&pack, i);
      TakeRules(&pack);
    }
    CheckLimits();
  }

  void CheckLimits() {
    double regex_work = 0, form_bytes = 0;
    std::size_t tests = 0;
    for (const PackFile& pack : packs_) {
      regex_work += pack.regex_work;
      form_bytes += pack.form_bytes;
      tests += pack.tests;
    }
    const auto check = [this](Code code, std::size_t given, std::size_t most) {
      if (given > most) problems_.Add(code, {.place = packs_.back().spot.place}, {given, most});
    };
    check(Code::kTooManyRules, model_.rules.size(), limits_.rules);
    check(Code::kTooMuchRegexWork, WholeUnits(regex_work), limits_.regex_work);
    check(Code::kEntriesTooLong, WholeUnits(form_bytes), limits_.form_bytes);
    check(Code::kTooManyTests, tests, limits_.tests);
  }

  // The known name that a misspelt one was meant for; empty when there is none, or when the search
  // for such names has cost too much already.
  std::string_view Suggest(std::string_view name, std::span<const std::string_view> known) {
    constexpr std::size_t kMaxWork = 100'000'000;  // pairs of letters that are compared
    if (problems_.full() || suggestion_work_ > kMaxWork) return "";
    suggestion_work_ += known.size() * (name.size() + 4) * name.size();
    return diagnostics::Similar(name, known);
  }

  void TakeChats() {
    std::stable_sort(chats_.begin(), chats_.end(), [](const ChatFile& a, const ChatFile& b) {
      return a.table.name < b.table.name;
    });
    for (std::size_t i = 0; i < chats_.size(); ++i) {
      const std::string& name = chats_[i].table.name;
      if (i > 0 && !name.empty() && chats_[i - 1].table.name == name) {
        problems_.Add(Code::kDuplicatePack, chats_[i].spot,
                      {name, FileName(chats_[i - 1].spot.place)});
      }
      model_.chats.push_back(chats_[i].table);
    }
  }

  void TakeLists(PackFile* pack, std::size_t index) {
    for (model::List& list : pack->lists) {
      const int id = static_cast<int>(model_.lists.size());
      lists_.emplace(std::pair(list.pack, list.name), id);
      list_pack_.push_back(index);
      model_.lists.push_back(std::move(list));
    }
  }

  void TakeRules(PackFile* pack) {
    for (std::size_t i = 0; i < pack->rules.size(); ++i) {
      model::Rule& rule = pack->rules[i];
      const auto [first, inserted] = rules_.emplace(rule.id, pack->rule_spots[i].place);
      if (!inserted && !rule.id.empty()) {
        problems_.Add(Code::kDuplicateRule, pack->rule_spots[i],
                      {rule.id, FileName(first->second), first->second.line});
      }
      rule_pack_.push_back(static_cast<std::size_t>(pack - packs_.data()));
      model_.rules.push_back(std::move(rule));
    }
  }

  // --- lists

  void ResolveReferences() {
    std::vector<std::vector<int>> resolved(packs_.size());
    for (std::size_t p = 0; p < packs_.size(); ++p) {
      for (const Reference& reference : packs_[p].references) {
        resolved[p].push_back(Resolve(packs_[p], reference));
      }
    }
    for (std::size_t i = 0; i < model_.lists.size(); ++i) {
      SetLists(resolved[list_pack_[i]], &model_.lists[i].entries);
    }
    for (std::size_t i = 0; i < model_.rules.size(); ++i) {
      SetLists(resolved[rule_pack_[i]], &model_.rules[i].find);
      SetLists(resolved[rule_pack_[i]], &model_.rules[i].unless_find);
    }
  }

  int Resolve(const PackFile& pack, const Reference& reference) {
    const std::string& in = reference.pack.empty() ? pack.name : reference.pack;
    const auto found = lists_.find({in, reference.name});
    if (found != lists_.end()) return found->second;
    const std::string written = reference.pack.empty()
                                    ? Cat("$", reference.name)
                                    : Cat("$", reference.pack, "/", reference.name);
    const std::vector<std::string_view> names(model_.packs.begin(), model_.packs.end());
    if (!reference.pack.empty() &&
        std::find(names.begin(), names.end(), reference.pack) == names.end()) {
      diagnostics::Problem& problem =
          problems_.Add(Code::kUnknownPack, reference.spot, {reference.pack, Joined(names)});
      const std::string_view similar = Suggest(reference.pack, names);
      if (!similar.empty()) {
        problem.WithHint(Hint::kDidYouMean, {Cat("$", similar, "/", reference.name)});
      }
      return -1;
    }
    diagnostics::Problem& problem = problems_.Add(Code::kUnknownList, reference.spot, {written});
    SuggestList(pack, in, reference, &problem);
    return -1;
  }

  void SuggestList(const PackFile& pack, const std::string& in, const Reference& reference,
                   diagnostics::Problem* problem) {
    if (problems_.full()) return;
    std::vector<std::string_view> names;
    for (const model::List& list : model_.lists) {
      if (list.pack == in) names.push_back(list.name);
    }
    const std::string prefix = reference.pack.empty() ? "$" : Cat("$", reference.pack, "/");
    const std::string_view similar = Suggest(reference.name, names);
    if (!similar.empty()) {
      const model::List& list = model_.lists[Index(lists_.at({in, std::string(similar)}))];
      if (list.pack == pack.name) {
        problem->WithHint(Hint::kDidYouMeanLine, {Cat(prefix, similar), list.place.line});
      } else {
        problem->WithHint(Hint::kDidYouMeanFile,
                          {Cat(prefix, similar), FileName(list.place), list.place.line});
      }
      return;
    }
    for (const model::List& list : model_.lists) {  // the same name in another pack
      if (list.name != reference.name) continue;
      problem->WithHint(Hint::kDidYouMeanFile, {Cat("$", list.pack, "/", list.name),
                                                FileName(list.place), list.place.line});
      return;
    }
  }

  static std::size_t Index(int i) { return static_cast<std::size_t>(i); }

  std::vector<std::vector<int>> ListUses() const {
    std::vector<std::vector<int>> uses(model_.lists.size());
    for (std::size_t i = 0; i < uses.size(); ++i) {
      for (const model::Phrase& phrase : model_.lists[i].entries) {
        for (const model::Form& form : phrase.forms) {
          for (const model::Element& element : form) {
            if (element.kind == model::Element::Kind::kList) uses[i].push_back(element.list);
          }
        }
      }
      std::sort(uses[i].begin(), uses[i].end());
      uses[i].erase(std::unique(uses[i].begin(), uses[i].end()), uses[i].end());
    }
    return uses;
  }

  void CheckListCycles() {
    list_uses_ = ListUses();
    const Strata strata(list_uses_);
    for (const std::vector<int>& cycle : strata.cycles()) {
      std::string path;
      for (const int list : cycle) {
        if (!path.empty()) path += " → ";
        path += Cat("$", model_.lists[Index(list)].name);
      }
      const model::List& first = model_.lists[Index(cycle.front())];
      problems_.Add(Code::kListCycle, {first.place, CountCharacters(first.name)}, {path});
    }
    list_cycles_ = !strata.cycles().empty();
    CheckListDepth(strata);
    list_order_.resize(model_.lists.size());
    std::iota(list_order_.begin(), list_order_.end(), 0);
    std::stable_sort(list_order_.begin(), list_order_.end(), [&](int a, int b) {
      return strata.depth()[Index(a)] < strata.depth()[Index(b)];
    });
  }

  void CheckListDepth(const Strata& strata) {
    for (std::size_t i = 0; i < model_.lists.size(); ++i) {
      const int depth = strata.depth()[i];
      if (list_cycles_ || depth != kMaxListDepth + 1) continue;  // what uses it goes unmentioned
      const model::List& list = model_.lists[i];
      problems_.Add(Code::kListTooDeep, {list.place, CountCharacters(list.name)},
                    {Cat("$", list.name), depth, kMaxListDepth});
    }
  }

  // What entries must know of the lists they use, of those that these use first.
  void DescribeLists() {
    holds_token_.assign(model_.lists.size(), false);
    least_words_.assign(model_.lists.size(), 0);
    for (const int list : list_order_) {
      int least = kManyWords;
      for (const model::Phrase& phrase : model_.lists[Index(list)].entries) {
        if (std::any_of(phrase.forms.begin(), phrase.forms.end(),
                        [&](const model::Form& form) { return form.size() == 1 && MayBeToken(form[0]); })) {
          holds_token_[Index(list)] = true;
        }
        least = std::min(least, LeastWords(phrase));
      }
      if (!model_.lists[Index(list)].entries.empty()) least_words_[Index(list)] = least;
    }
  }

  bool MayBeToken(const model::Element& element) const {
    return element.kind == model::Element::Kind::kToken ||
           (element.kind == model::Element::Kind::kList && holds_token_[Index(element.list)]);
  }

  int LeastWords(const model::Phrase& phrase) const {
    int least = phrase.forms.empty() ? 0 : kManyWords;
    for (const model::Form& form : phrase.forms) {
      int words = 0;
      for (const model::Element& element : form) {
        if (element.kind == model::Element::Kind::kWord) ++words;
        if (element.kind == model::Element::Kind::kList) words += least_words_[Index(element.list)];
        words = std::min(words, kManyWords);
      }
      least = std::min(least, words);
    }
    return least;
  }

  // All that is asked of entries once lists are linked, for to read them takes time.
  void CheckEntries() {
    if (!list_cycles_) DescribeLists();
    std::size_t forms = 0;
    const auto check = [&](const model::Phrase& phrase, bool near) {
      forms += phrase.forms.size();
      if (!list_cycles_) CheckTokens(phrase, near);
    };
    for (const model::List& list : model_.lists) {
      for (const model::Phrase& phrase : list.entries) check(phrase, false);
    }
    for (const model::Rule& rule : model_.rules) {
      for (const auto* entries : {&rule.find, &rule.unless_find}) {
        for (const model::Entry& entry : *entries) {
          const bool near = entry.kind == model::Entry::Kind::kNear;
          for (const model::Phrase& phrase : entry.phrases) check(phrase, near);
          if (near && !list_cycles_) CheckNear(entry);
        }
      }
    }
    if (forms > limits_.forms) {
      problems_.Add(Code::kTooManyAllForms, {.place = packs_.back().spot.place},
                    {forms, limits_.forms});
    }
  }

  void CheckTokens(const model::Phrase& phrase, bool near) {
    for (const model::Form& form : phrase.forms) {
      if (form.size() < 2 && !near) continue;
      const auto token = std::find_if(form.begin(), form.end(),
                                      [&](const model::Element& element) { return MayBeToken(element); });
      if (token == form.end()) continue;
      const bool list = token->kind == model::Element::Kind::kList;
      problems_.Add(Code::kTokenInPhrase, {phrase.place, CountCharacters(phrase.source)},
                    {list ? Cat("$", model_.lists[Index(token->list)].name) : token->text});
      return;
    }
  }

  void CheckNear(const model::Entry& entry) {
    int words = 0;
    for (const model::Phrase& phrase : entry.phrases) words += LeastWords(phrase);
    if (words > entry.within) {
      problems_.Add(Code::kNearTooNarrow, {entry.place, 1}, {words, entry.within});
    }
  }

  // --- conditions

  void CheckConditions() {
    std::vector<std::string_view> channels(std::begin(model::keys::kChannels), std::end(model::keys::kChannels));
    channels.insert(channels.end(), model_.site.channels.begin(), model_.site.channels.end());
    const std::set<std::string_view> known(channels.begin(), channels.end());
    const std::string joined = Joined(channels);
    const auto check = [&](const ConditionName& channel) {
      if (known.contains(channel.name)) return;
      const std::string_view similar = Suggest(channel.name, channels);
      diagnostics::Problem& problem = problems_.Add(Code::kUnknownChannel, channel.spot, {channel.name, joined});
      if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
    };
    for (const PackFile& pack : packs_) {
      for (const ConditionName& channel : pack.channels) check(channel);
      for (const ConditionName& label : pack.labels) CheckLabelIsGiven(label);
    }
    for (const ConditionName& channel : site_.channels) check(channel);
  }

  // Whether one of the labels, which are ascending, is that label or stands under it.
  static bool SomeIsUnder(const std::set<std::string_view>& labels, std::string_view label) {
    if (labels.contains(label)) return true;
    const std::string under = Cat(label, ".");
    const auto next = labels.lower_bound(under);
    return next != labels.end() && next->starts_with(under);
  }

  // What is known of a label that a condition asks for.
  struct AskedLabel {
    bool given = false;
    std::string_view similar;
  };

  void CheckLabelIsGiven(const ConditionName& asked) {
    const auto [found, inserted] = asked_.emplace(asked.name, AskedLabel());
    AskedLabel& label = found->second;
    if (inserted) {
      if (labels_.empty()) {
        for (const model::Rule& rule : model_.rules) labels_.insert(rule.label);
        label_list_.assign(labels_.begin(), labels_.end());
      }
      label.given = SomeIsUnder(labels_, asked.name);
      if (!label.given) label.similar = Suggest(asked.name, label_list_);
      if (label.similar.empty()) label.similar = model::MisspeltLabel(asked.name);
    }
    if (label.given) return;
    diagnostics::Problem& problem =
        problems_.AddCause(Code::kConditionOnNothing, asked.name, asked.spot, {asked.name});
    if (!label.similar.empty()) problem.WithHint(Hint::kDidYouMean, {label.similar});
  }

  void CheckPlaceholders() {
    std::size_t first = 0;
    for (const PackFile& pack : packs_) {
      for (const MessageUse& use : pack.placeholders) {
        const model::Rule& rule = model_.rules[first + use.rule];
        const bool policy = use.placeholder == "{{policy}}";
        const bool title = use.placeholder == "{{title}}";
        const std::string& value = policy  ? rule.policy
                                   : title ? rule.title
                                   : rule.policy_url.empty() ? model_.site.policy_url
                                                             : rule.policy_url;
        if (!value.empty()) continue;
        if (policy || title) {
          problems_.Add(Code::kEmptyPlaceholder, use.spot, {use.placeholder});
        } else {  // one line of the site policy is missing
          problems_.AddCause(Code::kEmptyPlaceholder, use.placeholder, use.spot, {use.placeholder})
              .WithHint(Hint::kGivePolicyUrl);
        }
      }
      first += pack.rules.size();
    }
    for (const model::Rule& rule : model_.rules) {
      CheckLength(rule.message, rule, {.place = rule.place, .width = 1});
    }
  }

  // Every rule keeps its message with the placeholders filled in.
  void CheckLength(const std::string& message, const model::Rule& rule, const diagnostics::Spot& spot) {
    constexpr std::size_t kMaxMessageBytes = 10'000;
    const std::string& url = rule.policy_url.empty() ? model_.site.policy_url : rule.policy_url;
    std::size_t bytes = message.size();
    for (std::size_t at = message.find("{{"); at != std::string::npos;
         at = message.find("{{", at + 2)) {
      bytes += std::max({rule.policy.size(), rule.title.size(), url.size()});
    }
    if (bytes > kMaxMessageBytes) {
      problems_.Add(Code::kTextTooLong, spot, {"message", bytes, kMaxMessageBytes});
    }
  }

  // --- the site policy

  void CheckSite() {
    std::vector<std::string_view> names(model_.packs.begin(), model_.packs.end());
    for (const model::ChatTable& table : model_.chats) names.push_back(table.name);
    const std::set<std::string_view> known(names.begin(), names.end());
    const std::string joined = Joined(names);
    for (const SiteName& off : site_.packs_off) {
      if (known.contains(off.name)) continue;
      const std::string_view similar = Suggest(off.name, names);
      diagnostics::Problem& problem = problems_.Add(Code::kUnknownPackOff, off.spot, {off.name, joined});
      if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
    }
    if (!packs_.empty()) CheckTouched();
  }

  // Without packs there is nothing that a policy could touch, and nothing is said of it.
  void CheckTouched() {
    std::set<std::string_view> labels, amounts;
    std::vector<std::string_view> topics;
    for (const model::Rule& rule : model_.rules) {
      labels.insert(rule.label);
      for (const auto& [label, amount] : rule.points) amounts.insert(label);
    }
    for (const std::string_view label : labels) {
      if (label.starts_with("topic.")) topics.push_back(label.substr(6));
    }
    amounts.insert(labels.begin(), labels.end());
    for (const SiteName& key : site_.profile_keys) {
      if (key.name != "default" && !SomeIsUnder(amounts, key.name)) {
        problems_.Add(Code::kTouchesNothing, key.spot, {Term::kProfile, key.name});
      }
    }
    for (const SiteName& topic : site_.topics) {
      if (SomeIsUnder(labels, Cat("topic.", topic.name))) continue;
      const std::string_view similar = Suggest(topic.name, topics);
      diagnostics::Problem& problem =
          problems_.Add(Code::kTouchesNothing, topic.spot, {Term::kOffice, topic.name});
      if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
    }
  }

  void LinkOverrides() {
    std::map<std::string_view, int> by_id;
    std::vector<std::string_view> ids;
    const std::vector<std::string>& packs_off = model_.site.packs_off;
    const std::set<std::string_view> off(packs_off.begin(), packs_off.end());
    for (std::size_t i = 0; i < model_.rules.size(); ++i) {
      by_id.emplace(model_.rules[i].id, static_cast<int>(i));
      ids.push_back(model_.rules[i].id);
    }
    for (std::size_t i = 0; i < site_.overrides.size(); ++i) {
      const SiteName& name = site_.overrides[i];
      const auto found = by_id.find(name.name);
      if (found == by_id.end()) {
        if (packs_.empty()) continue;
        const std::string_view similar = Suggest(name.name, ids);
        diagnostics::Problem& problem = problems_.Add(Code::kUnknownRule, name.spot, {name.name});
        if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
        continue;
      }
      const model::Rule& rule = model_.rules[Index(found->second)];
      if (off.contains(rule.pack)) {
        problems_.Add(Code::kTouchesNothing, name.spot, {Term::kOverride, name.name});
      }
      model::Override& change = model_.site.overrides[i];
      change.rule = found->second;
      if (change.message) CheckLength(*change.message, rule, name.spot);
      if (!change.points) continue;
      for (auto& [label, amount] : *change.points) {
        if (label.empty()) label = rule.label;
      }
    }
    std::erase_if(model_.site.overrides, [](const model::Override& change) { return change.rule < 0; });
  }

  // --- strata

  void OrderRules() {
    std::vector<int> by_id(model_.rules.size());
    std::iota(by_id.begin(), by_id.end(), 0);
    std::sort(by_id.begin(), by_id.end(), [&](int a, int b) {
      return std::tie(model_.rules[Index(a)].id, a) < std::tie(model_.rules[Index(b)].id, b);
    });
    std::vector<model::Rule> rules;
    rules.reserve(by_id.size());
    for (const int rule : by_id) rules.push_back(std::move(model_.rules[Index(rule)]));

    const std::vector<std::vector<int>> uses = LabelUses(rules);
    const Strata strata(uses);
    for (const std::vector<int>& cycle : strata.cycles()) {
      std::string path;
      std::vector<int> on_it;
      for (const int node : cycle) {
        if (Index(node) < rules.size()) on_it.push_back(node);
      }
      if (Index(cycle.front()) >= rules.size()) on_it.push_back(on_it.front());
      for (const int rule : on_it) {
        if (!path.empty()) path += " → ";
        path += rules[Index(rule)].id;
      }
      const model::Rule& first = rules[Index(on_it.front())];
      const std::size_t slash = first.id.find('/');
      problems_.Add(Code::kConditionCycle,
                    {first.place, std::max(CountCharacters(first.id.substr(slash + 1)), 1)},
                    {path});
    }
    std::vector<int> order(rules.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return Stratum(strata, a) < Stratum(strata, b);
    });
    model_.rules.clear();
    for (const int rule : order) model_.rules.push_back(std::move(rules[Index(rule)]));
    LinkOverrides();
  }

  // A label that no rule gives holds nobody up.
  static int Stratum(const Strata& strata, int rule) {
    return strata.depth()[static_cast<std::size_t>(rule)] / 2;
  }

  // What is judged before what: nodes 0 … n-1 are the rules, the further ones the labels that
  // conditions ask for. A rule leads to the labels it asks for, a label to the rules under it.
  static std::vector<std::vector<int>> LabelUses(const std::vector<model::Rule>& rules) {
    std::map<std::string_view, std::vector<int>> by_label;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      by_label[rules[i].label].push_back(static_cast<int>(i));
    }
    std::vector<std::vector<int>> uses(rules.size());
    std::map<std::string_view, int> asked;
    const auto node_of = [&](const std::string& label) {
      const auto [found, inserted] = asked.emplace(label, static_cast<int>(uses.size()));
      if (inserted) {
        std::vector<int>& under = uses.emplace_back();
        for (auto at = by_label.lower_bound(label);
             at != by_label.end() && at->first.starts_with(label); ++at) {
          if (!model::IsUnderLabel(at->first, label)) continue;
          under.insert(under.end(), at->second.begin(), at->second.end());
        }
      }
      return found->second;
    };
    for (std::size_t i = 0; i < rules.size(); ++i) {
      for (const auto* conditions : {&rules[i].when, &rules[i].unless_when}) {
        for (const model::Condition& condition : *conditions) {
          if (condition.field != model::Field::kLabel) continue;
          for (const std::string& label : condition.texts) {
            const int node = node_of(label);
            uses[i].push_back(node);
          }
        }
      }
    }
    return uses;
  }

  std::vector<PackFile> packs_;
  std::vector<ChatFile> chats_;
  SiteFile site_;
  Budget& budget_;
  const Limits& limits_;
  diagnostics::Problems& problems_;
  model::Model model_;
  std::map<std::pair<std::string, std::string>, int> lists_;  // pack and name
  std::map<std::string, diagnostics::Place> rules_;                        // by id
  std::map<std::string, AskedLabel> asked_;
  std::set<std::string_view> labels_;          // of rules, when a condition asks for one
  std::vector<std::string_view> label_list_;   // the same
  std::size_t suggestion_work_ = 0;
  std::vector<std::size_t> list_pack_, rule_pack_;            // index into packs_
  std::vector<std::vector<int>> list_uses_;
  std::vector<int> list_order_;  // a list after those it uses
  std::vector<bool> holds_token_;  // of each list, itself or through others
  std::vector<int> least_words_;   // of each list: the fewest that one of its entries takes
  bool list_cycles_ = false;
};

}  // namespace

model::Model Link(std::vector<PackFile> packs, std::vector<ChatFile> chats,
           std::optional<SiteFile> site, std::vector<std::string> files, Budget* budget,
           diagnostics::Problems* problems) {
  return Linker(std::move(packs), std::move(chats), std::move(site), std::move(files), budget,
                problems)
      .Run();
}

}  // namespace ascolto::rules
