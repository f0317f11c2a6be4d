#include "ascolto/rules/site_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "ascolto/base/strings.h"
#include "ascolto/model/keys.h"
#include "ascolto/model/labels.h"
#include "ascolto/model/opening_hours.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Term;

namespace {

constexpr int kMaxThreshold = 1'000'000;

model::Thresholds DefaultThresholds() {
  model::Thresholds thresholds;
  thresholds[static_cast<std::size_t>(Action::kFlag)] = 30;
  thresholds[static_cast<std::size_t>(Action::kHold)] = 50;
  return thresholds;
}

constexpr std::size_t kMaxProfiles = 200;

class SiteReader {
 public:
  SiteReader(const yaml::Document& document, diagnostics::Problems* problems)
      : document_(document), reader_(document.text, problems) {}

  SiteFile Read() && {
    const yaml::Node& root = document_.root;
    file_.site = DefaultSite();
    file_.spot = {.place = {.file = document_.text.file()}};
    if (root.kind == yaml::Node::Kind::kEmpty) return std::move(file_);
    if (!reader_.Map(root, "site", model::keys::kSite)) return std::move(file_);
    file_.spot = reader_.SpotOf(root);
    if (const yaml::Node* node = NodeReader::Find(root, "timezone")) ReadTimeZone(*node);
    file_.site.policy_url = reader_.TextOf(root, "policy_url").value_or("");
    if (const yaml::Node* node = NodeReader::Find(root, "channels")) ReadChannels(*node);
    if (const yaml::Node* node = NodeReader::Find(root, "packs")) ReadPacks(*node);
    if (const yaml::Node* node = NodeReader::Find(root, "actions")) {
      for (auto& [bucket, thresholds] : ReadActions(*node, nullptr)) {
        file_.site.actions[bucket] = thresholds;
      }
    }
    if (const yaml::Node* node = NodeReader::Find(root, "block")) ReadBlock(*node);
    if (const yaml::Node* node = NodeReader::Find(root, "profiles")) ReadProfiles(*node);
    if (const yaml::Node* node = NodeReader::Find(root, "offices")) ReadOffices(*node);
    if (const yaml::Node* node = NodeReader::Find(root, "overrides")) ReadOverrides(*node);
    return std::move(file_);
  }

 private:
  void ReadTimeZone(const yaml::Node& node) {
    const std::optional<std::string> name = reader_.Text(node, "timezone");
    if (!name) return;
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(base::ToAbsl(*name), &zone)) {
      reader_.Report(Code::kUnknownTimeZone, node, {*name});
      return;
    }
    file_.site.timezone = *name;
  }

  void ReadChannels(const yaml::Node& node) {
    for (const yaml::Node* item : reader_.Texts(node, "channels")) {
      if (!IsPlainName(item->text)) {
        reader_.Report(Code::kBadName, *item, {Term::kChannelName, item->text});
      }
      file_.site.channels.push_back(item->text);
    }
  }

  void ReadPacks(const yaml::Node& node) {
    if (!reader_.Map(node, "packs", model::keys::kPacks)) return;
    const yaml::Node* off = NodeReader::Find(node, "off");
    if (off == nullptr || (off->sequence() && off->items.empty())) return;
    for (const yaml::Node* item : reader_.Texts(*off, "off")) {
      file_.site.packs_off.push_back(item->text);
      file_.packs_off.push_back({item->text, reader_.SpotOf(*item)});
    }
  }

  // With `keys`, a profile's: their names are noted there.
  std::map<std::string, model::Thresholds> ReadActions(const yaml::Node& node,
                                                std::vector<SiteName>* keys) {
    std::map<std::string, model::Thresholds> actions;
    if (!reader_.Map(node, "actions", {})) return actions;
    for (const auto& [key, value] : node.members) {
      if (!key.scalar()) continue;
      if (model::NeverActs(key.text)) {
        reader_.Report(Code::kNeverActs, key, {key.text});
        continue;
      }
      if (key.text != "default" && !reader_.Label(key)) continue;
      if (keys != nullptr) keys->push_back({key.text, reader_.SpotOf(key)});
      actions[key.text] = ReadThresholds(value, key.text);
    }
    return actions;
  }

  model::Thresholds ReadThresholds(const yaml::Node& node, std::string_view bucket) {
    model::Thresholds thresholds;
    if (!reader_.Map(node, bucket, model::keys::kThresholds)) return thresholds;
    std::array<const yaml::Node*, kActionCount> nodes{};
    for (const auto& [key, value] : node.members) {
      const std::optional<Action> action = ActionFromName(key.text);
      if (!action || *action == Action::kAllow) continue;
      const std::size_t index = static_cast<std::size_t>(*action);
      nodes[index] = &value;
      thresholds[index] = reader_.Number(value, key.text, 1, kMaxThreshold);
    }
    std::size_t milder = 0;
    for (std::size_t i = 1; i < thresholds.size(); ++i) {
      if (!thresholds[i]) continue;
      if (milder > 0 && *thresholds[i] < *thresholds[milder]) {
        reader_.Report(Code::kThresholdsDecrease, *nodes[i],
                       {ActionName(static_cast<Action>(i)), *thresholds[i],
                        ActionName(static_cast<Action>(milder)), *thresholds[milder]});
      }
      milder = i;
    }
    return thresholds;
  }

  void ReadBlock(const yaml::Node& node) {
    if (!reader_.Map(node, "block", model::keys::kBlock)) return;
    model::Block block;
    if (const yaml::Node* from = NodeReader::Find(node, "from")) {
      const std::optional<int> action = reader_.OneOf(*from, "from", model::keys::kThresholds);
      if (action) block.from = static_cast<Action>(*action + 1);
    }
    if (const yaml::Node* strikes = NodeReader::Find(node, "strikes")) {
      if (const auto range = reader_.ReadRange(*strikes, "strikes")) {
        block.min_strikes = range->min;
        block.max_strikes = range->max;
      }
    } else {
      reader_.Report(Code::kMissingKey, node, {"strikes"});
    }
    file_.site.block = block;
  }

  void ReadProfiles(const yaml::Node& node) {
    if (!reader_.Sequence(node, "profiles")) return;
    if (node.items.size() > kMaxProfiles) {  // each has a bucket for every label
      reader_.Report(Code::kTooManyProfiles, node, {node.items.size(), kMaxProfiles});
      return;
    }
    std::map<std::string, int> lines;
    for (const yaml::Node& item : node.items) {
      if (!reader_.Map(item, "profiles", model::keys::kProfile)) continue;
      model::Profile profile;
      profile.name = reader_.TextOf(item, "name", /*required=*/true).value_or("");
      if (const yaml::Node* name = NodeReader::Find(item, "name"); name && !profile.name.empty()) {
        const int line = reader_.PlaceOf(*name).line;
        const auto [first, inserted] = lines.emplace(profile.name, line);
        if (!inserted) reader_.Report(Code::kDuplicateName, *name, {profile.name, first->second});
      }
      if (const yaml::Node* when = NodeReader::Find(item, "when")) {
        ReadConditions read = ReadWhen(&reader_, *when, /*labels=*/false);
        profile.when = std::move(read.conditions);
        for (ConditionName& channel : read.channels) file_.channels.push_back(std::move(channel));
      } else {
        reader_.Report(Code::kMissingKey, item, {"when"});
      }
      const yaml::Node* actions = NodeReader::Find(item, "actions");
      if (actions == nullptr) {
        reader_.Report(Code::kMissingKey, item, {"actions"});
      } else {
        profile.actions = ReadActions(*actions, &file_.profile_keys);
        if (actions->map() && actions->members.empty()) {
          reader_.Report(Code::kTouchesNothing, *actions, {Term::kProfile, profile.name});
        }
      }
      file_.site.profiles.push_back(std::move(profile));
    }
  }

  void ReadOffices(const yaml::Node& node) {
    if (!reader_.Map(node, "offices", {})) return;
    bool has_default = false;
    for (const auto& [key, value] : node.members) {
      if (!key.scalar()) continue;
      if (!IsPlainName(key.text)) {
        reader_.Report(Code::kBadName, key, {Term::kOfficeName, key.text});
      }
      if (!reader_.Map(value, key.text, model::keys::kOffice)) continue;
      model::Office office;
      office.name = key.text;
      office.place = reader_.PlaceOf(key);
      ReadOffice(value, &office);
      has_default = has_default || std::find(office.topics.begin(), office.topics.end(),
                                             "default") != office.topics.end();
      file_.site.offices.push_back(std::move(office));
    }
    if (!has_default) reader_.Report(Code::kNoDefaultOffice, node);
  }

  void ReadOffice(const yaml::Node& node, model::Office* office) {
    if (const yaml::Node* topics = NodeReader::Find(node, "topics")) {
      for (const yaml::Node* topic : reader_.Texts(*topics, "topics")) {
        if (!model::IsLabel(topic->text)) {
          reader_.Report(Code::kBadLabel, *topic, {topic->text});
          continue;
        }
        office->topics.push_back(topic->text);
        if (topic->text != "default") file_.topics.push_back({topic->text, reader_.SpotOf(*topic)});
      }
    } else {
      reader_.Report(Code::kMissingKey, node, {"topics"});
    }
    if (const yaml::Node* within = NodeReader::Find(node, "answer_within")) {
      const std::optional<std::string> text = reader_.Text(*within, "answer_within");
      const auto parsed = text ? model::ParseAnswerWithin(*text) : std::nullopt;
      if (text && !parsed) reader_.Report(Code::kBadDuration, *within, {*text});
      if (parsed) std::tie(office->within, office->days) = *parsed;
    } else {
      reader_.Report(Code::kMissingKey, node, {"answer_within"});
    }
    if (const yaml::Node* hours = NodeReader::Find(node, "hours")) {
      ReadHours(*hours, &office->hours);
    }
    if (const yaml::Node* closed = NodeReader::Find(node, "closed")) {
      for (const yaml::Node* day : reader_.Texts(*closed, "closed")) {
        const std::optional<model::Closure> closure = model::ParseClosure(day->text);
        if (!closure) reader_.Report(Code::kBadDate, *day, {day->text});
        if (closure) office->closed.push_back(*closure);
      }
    }
  }

  void ReadHours(const yaml::Node& node, model::Hours* hours) {
    const std::vector<const yaml::Node*> parts = reader_.Texts(node, "hours");
    if (parts.size() == 1 && parts[0]->text == "always") return;
    for (const yaml::Node* part : parts) {
      if (!model::ParseOpeningHours(part->text, hours)) {
        reader_.Report(Code::kBadHours, *part, {part->text});
      }
    }
  }

  void ReadOverrides(const yaml::Node& node) {
    if (!reader_.Sequence(node, "overrides")) return;
    std::map<std::string, int> lines;
    for (const yaml::Node& item : node.items) {
      if (!reader_.Map(item, "overrides", model::keys::kOverride)) continue;
      const yaml::Node* rule = NodeReader::Find(item, "rule");
      const std::optional<std::string> id = reader_.TextOf(item, "rule", /*required=*/true);
      if (!id) continue;
      const auto [first, inserted] = lines.emplace(*id, reader_.PlaceOf(*rule).line);
      if (!inserted) reader_.Report(Code::kDuplicateName, *rule, {*id, first->second});
      if (item.members.size() == 1) {
        reader_.Report(Code::kTouchesNothing, *rule, {Term::kOverride, *id});
      }
      file_.site.overrides.push_back(ReadOverride(item));
      file_.overrides.push_back({*id, reader_.SpotOf(*rule)});
    }
  }

  // A single number of points has no label yet; the linker puts the rule's own.
  model::Override ReadOverride(const yaml::Node& node) {
    model::Override change;
    if (const yaml::Node* status = NodeReader::Find(node, "status")) {
      constexpr std::string_view kStatuses[] = {"live", "shadow", "off"};
      const std::optional<int> index = reader_.OneOf(*status, "status", kStatuses);
      if (index) change.status = static_cast<RuleStatus>(*index);
    }
    if (const yaml::Node* points = NodeReader::Find(node, "points")) {
      change.points = reader_.Points(*points, "");
    }
    if (NodeReader::Find(node, "policy") != nullptr) change.policy = reader_.TextOf(node, "policy");
    if (const yaml::Node* message = NodeReader::Find(node, "message")) {
      change.message = reader_.Message(*message);
    }
    return change;
  }

  const yaml::Document& document_;
  NodeReader reader_;
  SiteFile file_;
};

}  // namespace

bool IsSiteFile(const yaml::Node& root, std::string_view file_name) {
  const std::size_t slash = file_name.rfind('/');
  const std::string_view base =
      slash == std::string_view::npos ? file_name : file_name.substr(slash + 1);
  if (base == "site.yaml" || base == "site.yml") return true;
  return std::any_of(root.members.begin(), root.members.end(), [](const auto& member) {
    const auto& known = model::keys::kSite;
    return member.key.text != "policy_url" &&
           std::find(std::begin(known), std::end(known), member.key.text) != std::end(known);
  });
}

SiteFile ReadSite(const yaml::Document& document, diagnostics::Problems* problems) {
  return SiteReader(document, problems).Read();
}

model::Site DefaultSite() {
  model::Site site;
  site.actions["default"] = DefaultThresholds();
  return site;
}

}  // namespace ascolto::rules
