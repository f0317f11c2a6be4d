#include "tests/oracle/judge_oracle.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/text/characters.h"

namespace ascolto::oracle {
namespace {

using model::Condition;
using model::Field;
using model::Rule;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t kMostMatches = 16;  // that a verdict gives of one rule

bool IsOrIsUnder(const std::string& label, const std::string& prefix) {
  return label == prefix || label.starts_with(prefix + ".");
}

std::string Primary(const std::string& language) {
  std::string primary = language.substr(0, language.find_first_of("-_"));
  for (char& c : primary) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return primary;
}

int Shown(std::int64_t points) {
  return static_cast<int>(
      std::clamp<std::int64_t>(points, 0, std::numeric_limits<int>::max()));
}

void ReplaceAll(std::string* text, const std::string& what, const std::string& by) {
  for (std::size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + by.size())) {
    text->replace(at, what.size(), by);
  }
}

// --- time

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  absl::LoadTimeZone(name, &zone);
  return zone;
}

bool IsHoliday(absl::CivilDay day) {
  static const std::set<absl::CivilDay> easters = {
      absl::CivilDay(2025, 4, 20), absl::CivilDay(2026, 4, 5), absl::CivilDay(2027, 3, 28)};
  static const std::set<std::pair<int, int>> fixed = {
      {1, 1}, {1, 6}, {4, 25}, {5, 1}, {6, 2}, {8, 15}, {11, 1}, {12, 8}, {12, 25}, {12, 26}};
  const std::pair<int, int> date{day.month(), day.day()};
  return fixed.contains(date) || (day.year() >= 2026 && date == std::pair(10, 4)) ||
         easters.contains(day) || easters.contains(day - 1);
}

bool IsClosedOn(const model::Office& office, absl::CivilDay day) {
  for (const model::Closure& closure : office.closed) {
    const bool date = day.month() == closure.month && day.day() == closure.day;
    if (closure.kind == model::Closure::Kind::kItalianHolidays && IsHoliday(day)) return true;
    if (closure.kind == model::Closure::Kind::kYearly && date) return true;
    if (closure.kind == model::Closure::Kind::kOnce && date && day.year() == closure.year) {
      return true;
    }
  }
  return false;
}

// Minutes of a day, half-open; none when it is closed.
std::vector<std::pair<int, int>> HoursOf(const model::Office& office, absl::CivilDay day) {
  if (IsClosedOn(office, day)) return {};
  if (office.hours.always) return {{0, 24 * 60}};
  return office.hours.open[static_cast<std::size_t>(absl::GetWeekday(day))];
}

bool IsOpenAt(const model::Office& office, sys_seconds time, const absl::TimeZone& zone) {
  const absl::CivilSecond local =
      absl::ToCivilSecond(absl::FromUnixSeconds(time.time_since_epoch().count()), zone);
  const int minute = local.hour() * 60 + local.minute();
  const auto hours = HoursOf(office, absl::CivilDay(local));
  return std::any_of(hours.begin(), hours.end(), [&](const auto& open) {
    return open.first <= minute && minute < open.second;
  });
}

sys_seconds NextMinute(sys_seconds time) {
  return std::chrono::floor<std::chrono::minutes>(time) + std::chrono::minutes(1);
}

// The same time of day as `start` has, on a day on which the office opens.
absl::CivilSecond SameTimeOn(const model::Office& office, absl::CivilDay day,
                             absl::CivilSecond start) {
  const std::int64_t wanted = start - absl::CivilSecond(absl::CivilDay(start));
  const auto hours = HoursOf(office, day);
  std::int64_t time = std::int64_t{hours.front().first} * 60;
  for (const auto& [from, to] : hours) {
    if (from * 60 <= wanted) time = std::min<std::int64_t>(wanted, to * 60);
  }
  return absl::CivilSecond(day) + time;
}

}  // namespace

std::optional<sys_seconds> DueByTheMinute(const model::Office& office, const std::string& timezone,
                                          sys_seconds written) {
  const absl::TimeZone zone = Zone(timezone);
  const sys_seconds too_far = written + std::chrono::days(400);
  sys_seconds time = written;
  while (!IsOpenAt(office, time, zone)) {
    time = NextMinute(time);
    if (time > too_far) return std::nullopt;
  }
  if (office.days) {
    const absl::CivilSecond start =
        absl::ToCivilSecond(absl::FromUnixSeconds(time.time_since_epoch().count()), zone);
    absl::CivilDay day(start);
    for (int left = office.within; left > 0;) {
      ++day;
      left -= HoursOf(office, day).empty() ? 0 : 1;
    }
    const absl::Time due = absl::FromCivil(SameTimeOn(office, day, start), zone);
    return sys_seconds(seconds(absl::ToUnixSeconds(due)));
  }
  for (seconds left = std::chrono::hours(office.within); left > seconds(0);) {
    const sys_seconds end = NextMinute(time);
    if (IsOpenAt(office, time, zone)) {
      const seconds counted = std::min<seconds>(end - time, left);
      left -= counted;
      if (left == seconds(0)) return time + counted;
    }
    time = end;
    if (time > too_far) return std::nullopt;
  }
  return time;
}

// One comment.
class JudgeOracle::Case {
 public:
  Case(const JudgeOracle& oracle, const Comment& comment, const text::FoldedText& folded,
       const text::Words& words, const std::vector<KeptHit>& hits)
      : model_(oracle.model_), used_(oracle.used_), comment_(comment), folded_(folded),
        words_(words), hits_(hits) {}

  Judgement Run() {
    for (std::size_t rule = 0; rule < model_.rules.size(); ++rule) {
      if (!Hits(rule)) continue;
      Report(rule);
      if (model_.rules[rule].status == RuleStatus::kLive) Count(model_.rules[rule]);
    }
    std::sort(out_.matches.begin(), out_.matches.end(), [](const auto& a, const auto& b) {
      return std::tie(a.begin, a.end, a.rule) < std::tie(b.begin, b.end, b.rule);
    });
    for (const auto& [label, points] : points_) {
      if (live_labels_.contains(label) || points > 0) out_.labels[label] = Shown(points);
    }
    Decide();
    if (out_.action < Action::kHide) Answer();
    ProposeBlock();
    return out_;
  }

 private:
  // --- which rules hit

  std::vector<KeptHit> HitsOf(std::size_t rule) const {
    std::vector<KeptHit> hits;
    for (const KeptHit& hit : hits_) {
      if (hit.rule == rule) hits.push_back(hit);
    }
    return hits;
  }

  bool Hits(std::size_t index) {
    const Rule& rule = model_.rules[index];
    if (!used_[index] || rule.status == RuleStatus::kOff || HitsOf(index).empty()) return false;
    const std::string language(comment_.language);
    if (!rule.language.empty() && !language.empty() &&
        Primary(rule.language) != Primary(language)) {
      return false;
    }
    return AllHold(rule.when) && (rule.unless_when.empty() || !AllHold(rule.unless_when));
  }

  bool AllHold(const std::vector<Condition>& conditions) {
    return std::all_of(conditions.begin(), conditions.end(),
                       [this](const Condition& c) { return Holds(c); });
  }

  static bool IsOneOf(std::string_view value, const Condition& c) {
    return !value.empty() && std::count(c.texts.begin(), c.texts.end(), value) > 0;
  }
  template <typename T>
  static bool InRange(const std::optional<T>& value, const Condition& c) {
    if (!value) return false;
    const double number = static_cast<double>(*value);
    return (!c.min || *c.min <= number) && (!c.max || number <= *c.max);
  }

  bool Holds(const Condition& c) {
    using Kind = text::Token::Kind;
    switch (c.field) {
      case Field::kChannel: return IsOneOf(comment_.channel, c);
      case Field::kPage: return IsOneOf(comment_.page, c);
      case Field::kPageTopic: return IsOneOf(comment_.page_topic, c);
      case Field::kAuthorRole: return IsOneOf(comment_.author_role, c);
      case Field::kLanguage:
        return !comment_.language.empty() &&
               std::any_of(c.texts.begin(), c.texts.end(), [&](const std::string& language) {
                 return Primary(language) == Primary(std::string(comment_.language));
               });
      case Field::kReply: return comment_.reply == c.flag;
      case Field::kAuthorNew: return comment_.author_new == c.flag;
      case Field::kQuestionMark: return (Count('?') > 0) == c.flag;
      case Field::kAuthorStrikes: return InRange(comment_.author_strikes, c);
      case Field::kRepeats: return InRange(comment_.repeats, c);
      case Field::kLength: return InRange(std::optional(Characters()), c);
      case Field::kWordCount: return InRange(std::optional(words_.words.size()), c);
      case Field::kLinkCount: return InRange(std::optional(Count(Kind::kLink)), c);
      case Field::kMentionCount: return InRange(std::optional(Count(Kind::kMention)), c);
      case Field::kHashtagCount: return InRange(std::optional(Count(Kind::kHashtag)), c);
      case Field::kEmojiCount: return InRange(std::optional(Count(Kind::kEmoji)), c);
      case Field::kExclamationCount: return InRange(std::optional(Count('!')), c);
      case Field::kCaps:
        if (folded_.letters == 0) return false;
        return InRange(std::optional(double{1} * folded_.capitals / folded_.letters), c);
      case Field::kLabel:
        for (std::size_t other = 0; other < model_.rules.size(); ++other) {
          const Rule& rule = model_.rules[other];
          const bool asked = std::any_of(c.texts.begin(), c.texts.end(), [&](const auto& label) {
            return IsOrIsUnder(rule.label, label);
          });
          if (asked && rule.status == RuleStatus::kLive && Hits(other)) return true;
        }
        return false;
    }
    return false;
  }

  int Characters() const {
    int count = 0;
    for (std::size_t at = 0; at < comment_.text.size(); ++count) {
      at += static_cast<std::size_t>(text::Decode(comment_.text, at).bytes);
    }
    return count;
  }
  long Count(text::Token::Kind kind) const {
    return std::count_if(words_.tokens.begin(), words_.tokens.end(),
                         [&](const text::Token& token) { return token.kind == kind; });
  }
  // Of a sign, outside of links and mail addresses.
  long Count(char sign) const {
    long count = 0;
    for (std::size_t at = 0; at < folded_.text.size(); ++at) {
      const bool inside = std::any_of(
          words_.tokens.begin(), words_.tokens.end(), [&](const text::Token& token) {
            return (token.kind == text::Token::Kind::kLink ||
                    token.kind == text::Token::Kind::kMail) &&
                   token.begin <= at && at < token.end;
          });
      count += folded_.text[at] == sign && !inside;
    }
    return count;
  }

  // --- points

  void Report(std::size_t index) {
    const Rule& rule = model_.rules[index];
    const std::vector<KeptHit> hits = HitsOf(index);
    for (std::size_t i = 0; i < std::min(hits.size(), kMostMatches); ++i) {
      out_.matches.push_back({rule.id, rule.label, hits[i].begin, hits[i].end, hits[i].reading,
                              rule.status == RuleStatus::kShadow});
    }
    out_.more = out_.more || hits.size() > kMostMatches;
  }

  void Count(const Rule& rule) {
    live_.push_back(&rule);
    live_labels_.insert(rule.label);
    points_[rule.label] += 0;
    for (const auto& [label, points] : rule.points) points_[label] += points;
  }

  // --- the action

  using Actions = std::map<std::string, model::Thresholds>;

  Actions ActionsThatApply() {
    Actions actions = model_.site.actions;
    for (const model::Profile& profile : model_.site.profiles) {
      if (!AllHold(profile.when)) continue;
      for (const auto& [key, thresholds] : profile.actions) actions[key] = thresholds;
      out_.profile = profile.name;
      break;
    }
    return actions;
  }

  // Where the points of a label are added up; none where they never lead to an action.
  static std::optional<std::string> BucketOf(const std::string& label, const Actions& actions) {
    for (const char* listening : {"tone", "intent", "topic", "urgency"}) {
      if (IsOrIsUnder(label, listening)) return std::nullopt;
    }
    std::string longest;
    for (const auto& [key, thresholds] : actions) {
      if (key != "default" && IsOrIsUnder(label, key) && key.size() > longest.size()) longest = key;
    }
    return longest.empty() ? label.substr(0, label.find('.')) : longest;
  }

  static const model::Thresholds& ThresholdsOf(const std::string& bucket, const Actions& actions) {
    const auto listed = actions.find(bucket);
    return listed != actions.end() ? listed->second : actions.at("default");
  }

  // The first label, by name, of all that rules of this site give, whose points go to the bucket.
  std::string FirstLabelOf(const std::string& bucket, const Actions& actions) const {
    std::set<std::string> labels;
    for (std::size_t i = 0; i < model_.rules.size(); ++i) {
      if (!used_[i]) continue;
      labels.insert(model_.rules[i].label);
      for (const auto& [label, points] : model_.rules[i].points) labels.insert(label);
    }
    for (const std::string& label : labels) {
      if (BucketOf(label, actions) == bucket) return label;
    }
    return "";
  }

  void Decide() {
    const Actions actions = ActionsThatApply();
    std::map<std::string, std::int64_t> buckets;
    for (const auto& [label, points] : points_) {
      if (const auto bucket = BucketOf(label, actions)) buckets[*bucket] += points;
    }
    struct Best {
      Action action;
      std::int64_t points;
      std::string label;
    };
    std::optional<Best> best;
    for (const auto& [bucket, points] : buckets) {
      const model::Thresholds& thresholds = ThresholdsOf(bucket, actions);
      Action action = Action::kAllow;
      for (int i = 1; i < kActionCount; ++i) {
        const std::optional<int>& from = thresholds[static_cast<std::size_t>(i)];
        if (from && points >= *from) action = static_cast<Action>(i);
      }
      if (action == Action::kAllow) continue;
      const std::string first = FirstLabelOf(bucket, actions);
      // The harshest action, then the most points, then the first label.
      if (best && std::tuple(action, points) < std::tuple(best->action, best->points)) continue;
      if (best && action == best->action && points == best->points && first > best->label) continue;
      best = {action, points, first};
      out_.action = action;
      out_.decided = true;
      out_.bucket = bucket;
      out_.points = Shown(points);
      out_.threshold = *thresholds[static_cast<std::size_t>(action)];
    }
    if (out_.decided) Explain(actions);
  }

  void Explain(const Actions& actions) {
    std::map<std::string, std::int64_t> given;  // in the bucket, by the rule's id
    for (const Rule* rule : live_) {
      for (const auto& [label, points] : rule->points) {
        if (points == 0 || BucketOf(label, actions) != out_.bucket) continue;
        given[rule->id] += points;
      }
    }
    std::int64_t most = 0;
    const Rule* speaker = nullptr;
    for (const auto& [id, points] : given) {
      out_.deciding_rules.push_back(id);
      if (points <= most) continue;
      most = points;
      speaker = *std::find_if(live_.begin(), live_.end(),
                              [&, name = id](const Rule* rule) { return rule->id == name; });
    }
    if (speaker != nullptr && out_.action >= Action::kHide) out_.message = MessageOf(*speaker);
  }

  std::string MessageOf(const Rule& rule) const {
    const bool italian = Primary(rule.language) == "it";
    const bool removed = out_.action == Action::kRemove;
    std::string message = rule.message;
    ReplaceAll(&message, "{{policy}}", rule.policy);
    ReplaceAll(&message, "{{policy_url}}",
               rule.policy_url.empty() ? model_.site.policy_url : rule.policy_url);
    ReplaceAll(&message, "{{title}}", rule.title);
    ReplaceAll(&message, "{{action}}", italian ? (removed ? "rimosso" : "nascosto")
                                               : (removed ? "removed" : "hidden"));
    while (message.ends_with('\n')) message.pop_back();
    return message;
  }

  // --- who owes an answer

  void Answer() {
    if (comment_.author_role == "office") return;
    for (const char* intent : {"report", "complaint", "request", "question", "proposal"}) {
      for (const std::string& label : live_labels_) {
        if (out_.owed || !IsOrIsUnder(label, base::Cat("intent.", intent))) continue;
        out_.owed = true;
        out_.intent = intent;
      }
    }
    if (!out_.owed) return;
    const model::Office* office = OfficeThatOwes();
    if (office == nullptr) return;
    out_.office = office->name;
    out_.due = DueOf(*office);
    if (!out_.due) return;
    const absl::Time due = absl::FromUnixSeconds(out_.due->time_since_epoch().count());
    out_.utc_offset = seconds(Zone(model_.site.timezone).At(due).offset);
  }

  std::optional<sys_seconds> DueOf(const model::Office& office) const {
    if (!comment_.time) return std::nullopt;
    return DueByTheMinute(office, model_.site.timezone, *comment_.time);
  }

  // The office that names the longest topic which holds the label, and that topic.
  std::pair<const model::Office*, std::string> OwnerOf(const std::string& label) const {
    std::pair<const model::Office*, std::string> owner{nullptr, ""};
    for (const model::Office& office : model_.site.offices) {
      for (const std::string& topic : office.topics) {
        if (IsOrIsUnder(label, "topic." + topic) && topic.size() > owner.second.size()) {
          owner = {&office, topic};
        }
      }
    }
    return owner;
  }

  const model::Office* OfficeThatOwes() const {
    std::map<std::pair<const model::Office*, std::string>, std::int64_t> topics;
    for (const std::string& label : live_labels_) {
      const auto owner = OwnerOf(label);
      if (owner.first != nullptr) topics[owner] += points_.at(label);
    }
    const model::Office* best = nullptr;
    std::int64_t most = 0;
    for (const model::Office& office : model_.site.offices) {  // in the order of the policy
      for (const auto& [owner, points] : topics) {
        if (owner.first != &office) continue;
        const bool ahead = best == nullptr || points > most;
        const bool level = best != nullptr && best != &office && points == most;
        if (!ahead && !(level && IsSooner(office, *best))) continue;
        best = &office;
        most = points;
      }
    }
    if (best != nullptr) return best;
    for (const model::Office& office : model_.site.offices) {
      if (std::count(office.topics.begin(), office.topics.end(), "default") > 0) best = &office;
    }
    return best;
  }

  bool IsSooner(const model::Office& a, const model::Office& b) const {
    const auto due_a = DueOf(a), due_b = DueOf(b);
    if (due_a && due_b) return *due_a < *due_b;
    return a.within * (a.days ? 24 : 1) < b.within * (b.days ? 24 : 1);
  }

  void ProposeBlock() {
    const std::optional<model::Block>& block = model_.site.block;
    if (!block || !comment_.author_strikes || out_.action < block->from) return;
    const double strikes = static_cast<double>(*comment_.author_strikes);
    out_.propose_block = (!block->min_strikes || *block->min_strikes <= strikes) &&
                         (!block->max_strikes || strikes <= *block->max_strikes);
  }

  const model::Model& model_;
  const std::vector<bool>& used_;
  const Comment& comment_;
  const text::FoldedText& folded_;
  const text::Words& words_;
  const std::vector<KeptHit>& hits_;
  std::vector<const Rule*> live_;  // that hit
  std::set<std::string> live_labels_;
  std::map<std::string, std::int64_t> points_;
  Judgement out_;
};

JudgeOracle::JudgeOracle(const model::Model& model) : model_(model) {
  for (const model::Override& change : model_.site.overrides) {
    Rule& rule = model_.rules[static_cast<std::size_t>(change.rule)];
    if (change.status) rule.status = *change.status;
    if (change.points) rule.points = *change.points;
    if (change.policy) rule.policy = *change.policy;
    if (change.message) rule.message = *change.message;
  }
  const std::vector<std::string>& off = model_.site.packs_off;
  for (const Rule& rule : model_.rules) {
    used_.push_back(std::count(off.begin(), off.end(), rule.pack) == 0);
  }
}

Judgement JudgeOracle::Run(const Comment& comment, const text::FoldedText& folded,
                           const text::Words& words, const std::vector<KeptHit>& hits) const {
  return Case(*this, comment, folded, words, hits).Run();
}

Judgement JudgementOf(const Verdict& verdict) {
  Judgement out;
  out.action = verdict.action;
  if (verdict.decided_by) {
    out.decided = true;
    out.bucket = verdict.decided_by->bucket;
    out.points = verdict.decided_by->points;
    out.threshold = verdict.decided_by->threshold;
    for (const std::string_view rule : verdict.decided_by->rules) {
      out.deciding_rules.emplace_back(rule);
    }
  }
  for (const LabelPoints& label : verdict.labels) out.labels.emplace(label.label, label.points);
  for (const Match& m : verdict.matches) {
    out.matches.push_back({std::string(m.rule), std::string(m.label), m.begin, m.end, m.reading,
                           m.shadow});
  }
  out.more = verdict.more;
  out.owed = verdict.answer.owed;
  out.intent = verdict.answer.intent;
  out.office = verdict.answer.office;
  out.due = verdict.answer.due;
  out.utc_offset = verdict.answer.utc_offset;
  out.propose_block = verdict.propose_block;
  out.profile = verdict.profile;
  out.message = verdict.message;
  return out;
}

std::string Describe(const Judgement& j) {
  std::string out = base::Cat("  action ", ActionName(j.action), ", profile \"", j.profile, "\"");
  if (j.decided) {
    out += base::Cat(", by ", j.bucket, " ", j.points, " of ", j.threshold, ":");
    for (const std::string& rule : j.deciding_rules) out += base::Cat(" ", rule);
  }
  out += "\n  labels";
  for (const auto& [label, points] : j.labels) out += base::Cat(" ", label, "=", points);
  out += "\n  matches";
  for (const Judgement::Found& m : j.matches) {
    out += base::Cat(" ", m.rule, "[", m.begin, ",", m.end, ")", m.shadow ? " shadow" : "");
  }
  out += base::Cat(j.more ? " more" : "", "\n  answer ", j.owed ? j.intent : "none", " by ",
                   j.office);
  if (j.due) out += base::Cat(" until ", base::FormatRfc3339(*j.due, j.utc_offset));
  return out + base::Cat(j.propose_block ? "\n  block" : "", "\n  message \"", j.message, "\"\n");
}

}  // namespace ascolto::oracle
