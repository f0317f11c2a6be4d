#include "tests/oracle/random_policies.h"

#include <algorithm>
#include <chrono>

#include "ascolto/base/strings.h"

namespace ascolto::oracle {
namespace {

using base::Cat;
using Texts = std::vector<std::string>;

const Texts& Words() {
  static const Texts words = {"sole", "mare", "vento", "pietra", "fiume", "bosco", "ponte", "torre"};
  return words;
}

// Those of actions, with what stands above and below one another, and those that only describe.
const Texts& Labels() {
  static const Texts labels = {
      "insult", "insult", "insult.harsh", "hate", "hate.gender", "hate.gender.x", "spam.link", "troll",
      "hateful", "tone.quotation", "intent.question", "intent.report", "intent.request",
      "intent.complaint", "intent.proposal", "intent.thanks", "intent.report.road", "topic.waste",
      "topic.waste.bulky", "topic.green", "topic.roads", "urgency"};
  return labels;
}

const Texts& Buckets() {
  static const Texts buckets = {"insult", "insult.harsh", "hate", "hate.gender", "spam", "troll"};
  return buckets;
}

std::string Range(Random& random, int below) {
  const int first = Below(random, below);
  switch (Below(random, 3)) {
    case 0: return Cat(first, "..");
    case 1: return Cat("..", first);
    default: return Cat(first, "..", first + Below(random, below));
  }
}

// A line of `when`, with the key that it has.
std::pair<std::string, std::string> Line(Random& random, bool labels) {
  const std::string flag = Chance(random, 50) ? "true" : "false";
  switch (Below(random, labels ? 20 : 18)) {
    case 0: return {"channel", Pick(random, Texts{"[facebook]", "[x, facebook]", "web"})};
    case 1: return {"page", Pick(random, Texts{"[p1]", "[p1, p2]"})};
    case 2: return {"page_topic", "[school]"};
    case 3: return {"language", Pick(random, Texts{"it", "[en, fr]", "it-it"})};
    case 4: return {"author_role", Pick(random, Texts{"office", "[office, editor]"})};
    case 5: return {"reply", flag};
    case 6: return {"author_new", flag};
    case 7: return {"question_mark", flag};
    case 8: return {"author_strikes", Range(random, 4)};
    case 9: return {"repeats", Range(random, 4)};
    case 10: return {"length", Range(random, 60)};
    case 11: return {"word_count", Range(random, 8)};
    case 12: return {"link_count", Range(random, 2)};
    case 13: return {"mention_count", Range(random, 2)};
    case 14: return {"hashtag_count", Range(random, 2)};
    case 15: return {"emoji_count", Range(random, 2)};
    case 16: return {"exclamation_count", Range(random, 3)};
    case 17: return {"caps", Pick(random, Texts{"0.3..", "..0.1", "0.05..0.5", "1..", "..0"})};
    case 18: return {"topic", Pick(random, Texts{"waste", "[green, roads]", "waste.bulky"})};
    default: return {"label", Pick(random, Labels())};
  }
}

std::string When(Random& random, bool labels) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (int i = Chance(random, 25) ? 2 : 1; i > 0; --i) {
    const auto line = Line(random, labels);
    if (lines.empty() || lines.front().first != line.first) lines.push_back(line);
  }
  std::string out = "{";
  for (const auto& [key, value] : lines) out += Cat(out.size() > 1 ? ", " : "", key, ": ", value);
  return out + "}";
}

std::string Points(Random& random) {
  const auto amount = [&] {
    return Chance(random, 25) ? -5 * Below(random, 12)
                              : Pick(random, std::vector<int>{0, 5, 10, 20, 30, 50, 80});
  };
  if (Chance(random, 65)) return Cat(amount());
  std::string out = "{";
  Texts used;
  for (int i = 1 + Below(random, 3); i > 0; --i) {
    const std::string& label = Pick(random, Labels());
    if (std::count(used.begin(), used.end(), label) > 0) continue;
    out += Cat(used.empty() ? "" : ", ", label, ": ", amount());
    used.push_back(label);
  }
  return out + "}";
}

std::string Find(Random& random) {
  const std::string& word = Pick(random, Words());
  const std::string& other = Pick(random, Words());
  switch (Below(random, 6)) {
    case 0: return Cat("{phrases: [", word, " ", other, "]}");
    case 1: return Cat("{phrases: [", word, " ...2 ", other, "]}");
    case 2: return Cat("{words: [", word, ", ", other, "]}");
    case 3: return Cat("{regex: ['", word, ".{0,8}']}");
    default: return Cat("{words: [", word, "]}");
  }
}

std::string Rule(Random& random, int number) {
  std::string out = Cat("  - id: r", number, "\n    label: ", Pick(random, Labels()), "\n");
  if (Chance(random, 85)) out += Cat("    points: ", Points(random), "\n");
  if (Chance(random, 25)) out += Cat("    status: ", Chance(random, 60) ? "shadow" : "off", "\n");
  const bool finds = Chance(random, 85);
  if (finds) out += Cat("    find: ", Find(random), "\n");
  if (!finds || Chance(random, 30)) out += Cat("    when: ", When(random, true), "\n");
  if (Chance(random, 30)) {
    const int what = Below(random, 3);
    out += "    unless:\n";
    if (what < 2) out += Cat("      find: ", Find(random), "\n");
    if (what > 0) out += Cat("      when: ", When(random, true), "\n");
  }
  if (Chance(random, 40)) {
    out += Cat("    title: T", number, "\n    policy: art. ", number, "\n    message: |\n      M", number,
               " {{action}} {{title}} {{policy}} {{policy_url}}\n\n");
  }
  return out;
}

std::string Pack(Random& random, const std::string& name) {
  std::string out = Cat("pack: ", name, "\n");
  if (Chance(random, 50)) out += Cat("language: ", Pick(random, Texts{"it", "en", "en-gb"}), "\n");
  if (Chance(random, 40)) out += Cat("policy_url: https://", name, ".example.it\n");
  out += "rules:\n";
  for (int i = 0, rules = 1 + Below(random, 5); i < rules; ++i) out += Rule(random, i);
  return out;
}

std::string Thresholds(Random& random) {
  std::string out = "{";
  int from = 1 + 5 * Below(random, 5);
  for (const char* action : {"flag", "hold", "hide", "remove"}) {
    if (!Chance(random, 60)) continue;
    out += Cat(out.size() > 1 ? ", " : "", action, ": ", from);
    from += 10 * Below(random, 4);
  }
  return out + "}";
}

// Whether some rule of the packs has the label or one under it, or gives it points: a policy that
// touches nothing is an error.
bool Gives(const std::string& packs, const std::string& label) {
  for (std::size_t at = packs.find(label); at != std::string::npos; at = packs.find(label, at + 1)) {
    const bool begins = at > 0 && (packs[at - 1] == ' ' || packs[at - 1] == '{');
    const char behind = packs[at + label.size()];
    if (begins && (behind == ':' || behind == '\n' || behind == '.')) return true;
  }
  return false;
}

std::string Actions(Random& random, const std::string& packs, const std::string& indent) {
  std::string out;
  if (Chance(random, 60)) out += Cat(indent, "default: ", Thresholds(random), "\n");
  for (const std::string& bucket : Buckets()) {
    if (!Gives(packs, bucket) || !Chance(random, 50)) continue;
    out += Cat(indent, bucket, ": ", Thresholds(random), "\n");
  }
  if (out.empty()) out = Cat(indent, "default: ", Thresholds(random), "\n");
  return out;
}

// Of times when no clock is changed.
std::string Hours(Random& random) {
  return Pick(random, Texts{"always", "'mon-fri 8:00-13:00'", "'mon-sat 7:30-12:00, mon-fri 14:30-18:00'",
                            "'sat 9:00-9:30, sun 10:00-11:15'", "'mon-sun 5:00-24:00'",
                            // A day ends within the hours of others.
                            "'mon 8:00-12:20, tue-fri 8:00-12:00, sat-sun 8:00-20:00'"});
}

std::string Offices(Random& random, const std::string& packs) {
  Texts topics = {"waste", "waste.bulky", "green", "roads"};
  std::erase_if(topics, [&](const std::string& topic) {
    return packs.find("label: topic." + topic) == std::string::npos;
  });
  std::string out = "offices:\n";
  const int offices = 1 + Below(random, 4);
  const int with_default = Below(random, offices);
  for (int i = 0; i < offices; ++i) {
    std::string named = i == with_default ? "default" : "";
    for (int k = topics.empty() ? 0 : Below(random, 3); k > 0; --k) {
      named += Cat(named.empty() ? "" : ", ", Pick(random, topics));  // two may name the same
    }
    if (named.empty()) named = topics.empty() ? "default" : topics.front();
    out += Cat("  o", i, ":\n    topics: [", named, "]\n    answer_within: ", 1 + Below(random, 9),
               Chance(random, 50) ? "h" : "d", "\n    hours: ", Hours(random), "\n");
    if (Chance(random, 50)) {
      out += Cat("    closed: ", Pick(random, Texts{"[it-holidays]", "[it-holidays, 06-24]",
                                                    "[2026-03-02, 12-24]"}),
                 "\n");
    }
  }
  return out;
}

std::string Site(Random& random, int count, const std::string& packs) {
  std::string out = Cat("timezone: ", Pick(random, Texts{"Europe/Rome", "UTC", "America/New_York",
                                                         "Asia/Kolkata"}),
                        "\n");
  if (Chance(random, 60)) out += "policy_url: https://site.example.it\n";
  if (Chance(random, 15)) out += Cat("packs: {off: [p", Below(random, count), "]}\n");
  if (Chance(random, 90)) out += "actions:\n" + Actions(random, packs, "  ");
  if (Chance(random, 40)) {
    out += Cat("block: {from: ", Pick(random, Texts{"flag", "hold", "hide", "remove"}), ", strikes: ",
               Range(random, 4), "}\n");
  }
  if (Chance(random, 50)) {
    out += "profiles:\n";
    for (int i = 0, profiles = 1 + Below(random, 3); i < profiles; ++i) {
      out += Cat("  - name: n", i, "\n    when: ", When(random, false), "\n    actions:\n",
                 Actions(random, packs, "      "));
    }
  }
  if (Chance(random, 75)) out += Offices(random, packs);
  if (Chance(random, 30)) {
    out += Cat("overrides:\n  - rule: p0/r0\n");
    const int what = Below(random, 4);
    if (what == 0) out += Cat("    status: ", Pick(random, Texts{"live", "shadow", "off"}), "\n");
    if (what != 0) out += Cat("    points: ", Points(random), "\n");
    if (what == 2) out += "    policy: art. 99\n    message: changed {{policy}}\n";
  }
  return out;
}

}  // namespace

std::vector<RuleSet::Source> RandomSources(Random& random) {
  std::vector<RuleSet::Source> sources;
  const int count = 2 + Below(random, 2);
  std::string packs;
  for (int i = 0; i < count; ++i) {
    const std::string name = Cat("p", i);
    sources.push_back({name + ".yaml", Pack(random, name)});
    packs += sources.back().text;
  }
  if (Chance(random, 90)) sources.push_back({"site.yaml", Site(random, count, packs)});
  return sources;
}

Comment RandomCommentFor(Random& random, std::string* text) {
  static const Texts extras = {"?", "!", "!!", " 😀", " #tag", " @nome", " https://a.it/x?y!", ".",
                               " a@b.it", " però", " \xFF", ", "};
  text->clear();
  const int words = Chance(random, 3) ? 60 : Below(random, 9);
  for (int i = 0; i < words; ++i) {
    std::string word = Pick(random, Words());
    if (Chance(random, 15)) {
      for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
    }
    *text += Cat(i > 0 ? " " : "", word);
    if (Chance(random, 20)) *text += Pick(random, extras);
  }
  Comment comment;
  comment.text = *text;
  const auto sometimes = [&](int percent, std::string_view one, std::string_view other) {
    return !Chance(random, percent) ? std::string_view() : Chance(random, 50) ? one : other;
  };
  comment.channel = sometimes(60, "facebook", "x");
  comment.page = sometimes(60, "p1", "p2");
  comment.page_topic = sometimes(40, "school", "roads");
  comment.language = Chance(random, 20) ? "EN-us" : sometimes(60, "it", "en");
  comment.author_role = sometimes(30, "office", "editor");
  if (Chance(random, 50)) comment.reply = Chance(random, 50);
  if (Chance(random, 50)) comment.author_new = Chance(random, 50);
  if (Chance(random, 60)) comment.author_strikes = Below(random, 6);
  if (Chance(random, 50)) comment.repeats = Below(random, 5);
  if (Chance(random, 70)) {  // of 2026, with days on which clocks change and holidays
    const std::chrono::sys_days year = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    comment.time = std::chrono::sys_seconds(year) + std::chrono::days(Below(random, 365)) +
                   std::chrono::seconds(Below(random, 86400));
    if (Chance(random, 50)) {  // in a minute in which offices open and close
      const std::chrono::minutes minutes(20 * Below(random, 3));
      *comment.time = std::chrono::floor<std::chrono::hours>(*comment.time) + minutes +
                      std::chrono::seconds(Chance(random, 50) ? Below(random, 60) : 0);
    }
  }
  return comment;
}

}  // namespace ascolto::oracle
