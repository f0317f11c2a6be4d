#include "tests/oracle/oracle.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "ascolto/match/canonical.h"

namespace ascolto::oracle {
namespace {

using model::Element;
using model::Entry;
using model::Form;
using model::Model;
using model::Phrase;

// The most edges that a path of the phrase can have.
int MostEdges(const Model& model, const Phrase& phrase) {
  int most = 0;
  for (const Form& form : phrase.forms) {
    int edges = 0;
    for (const Element& element : form) {
      if (element.kind == Element::Kind::kGap) {
        edges += element.gap;
      } else if (element.kind == Element::Kind::kList) {
        int longest = 0;
        for (const Phrase& entry : model.lists[element.list].entries) {
          longest = std::max(longest, MostEdges(model, entry));
        }
        edges += longest;
      } else {
        ++edges;
      }
    }
    most = std::max(most, edges);
  }
  return most;
}

// A hit in bytes of the folded text; nodes only for words.
struct Hit {
  std::uint32_t from, to;
  std::uint32_t begin, end;
  Reading reading;
};

struct Pattern {
  std::unique_ptr<RE2> regex;
  bool marks_readings = false;
  bool exact = false;
  int most_edges = 0;
  std::vector<Reading> off = {};
  bool Allows(Reading reading) const {
    return std::find(off.begin(), off.end(), reading) == off.end();
  }
};

struct OneEntry {
  Entry::Kind kind;
  bool unless;
  int within;
  std::vector<Pattern> patterns;
};

struct Lattice {
  const text::FoldedText& folded;
  const text::Words& words;

  std::string Folded(std::uint32_t begin, std::uint32_t end) const {
    return std::string(folded.text.substr(begin, end - begin));
  }
};

// All paths from a node that match, as hits of whole words.
class Paths {
 public:
  Paths(const Lattice& lattice, const Pattern& pattern, std::uint32_t start)
      : lattice_(lattice), pattern_(pattern), start_(start) {
    Walk(start, "", 0, Reading::kWritten, 0);
  }
  const std::vector<Hit>& hits() const { return hits_; }

 private:
  void Walk(std::uint32_t node, const std::string& path, int edges, Reading reading,
            std::uint32_t begin) {
    const text::Words& words = lattice_.words;
    if (edges == pattern_.most_edges) return;
    if (node < words.words.size()) {
      const text::Word& word = words.words[node];
      std::string form = lattice_.Folded(word.begin, word.end);
      if (pattern_.exact) {
        const std::size_t original = lattice_.folded.OriginalBegin(word.begin);
        form = text::FoldCase(lattice_.folded.original.substr(
            original, lattice_.folded.OriginalEnd(word.end) - original));
      }
      Step(node + 1, path, form, edges, reading, edges == 0 ? word.begin : begin, word.end);
    }
    if (pattern_.exact) return;
    for (const text::ReadingEdge& edge : words.readings) {
      if (edge.from != node || !pattern_.Allows(edge.kind)) continue;
      const std::string mark = pattern_.marks_readings ? "~" : "";
      Step(edge.to, path, mark + std::string(words.Form(edge)), edges,
           std::max(reading, edge.kind), edges == 0 ? edge.begin : begin, edge.end);
    }
  }

  void Step(std::uint32_t to, const std::string& path, const std::string& form, int edges,
            Reading reading, std::uint32_t begin, std::uint32_t end) {
    const std::string longer = edges == 0 ? form : path + " " + form;
    if (RE2::FullMatch(longer, *pattern_.regex)) {
      hits_.push_back({lattice_.words.Floor(start_), lattice_.words.Ceiling(to), begin, end, reading});
    }
    Walk(to, longer, edges + 1, reading, begin);
  }

  const Lattice& lattice_;
  const Pattern& pattern_;
  const std::uint32_t start_;
  std::vector<Hit> hits_;
};

// For each start the shortest; of the ways to it those with the mildest readings give the span.
std::vector<Hit> PhraseHits(const Lattice& lattice, const Pattern& pattern) {
  std::vector<Hit> out;
  for (std::uint32_t start = 0; start < lattice.words.nodes(); ++start) {
    const Paths paths(lattice, pattern, start);
    if (paths.hits().empty()) continue;
    std::uint32_t to = ~0u;
    for (const Hit& hit : paths.hits()) to = std::min(to, hit.to);
    Reading reading = static_cast<Reading>(kReadingCount);
    for (const Hit& hit : paths.hits()) {
      if (hit.to == to) reading = std::min(reading, hit.reading);
    }
    Hit best{lattice.words.Floor(start), to, ~0u, 0, reading};
    for (const Hit& hit : paths.hits()) {
      if (hit.to != to || hit.reading != reading) continue;
      best.begin = std::min(best.begin, hit.begin);
      best.end = std::max(best.end, hit.end);
    }
    out.push_back(best);
  }
  return out;
}

std::vector<Hit> TokenHits(const Lattice& lattice, const Pattern& pattern) {
  std::vector<Hit> out;
  for (const text::Token& token : lattice.words.tokens) {
    if (token.kind == text::Token::Kind::kLink || token.kind == text::Token::Kind::kMail) continue;
    if (RE2::FullMatch(lattice.Folded(token.begin, token.end), *pattern.regex)) {
      out.push_back({0, 0, token.begin, token.end, Reading::kWritten});
    }
  }
  return out;
}

// Every choice of one hit an item, disjoint, from `base` on: the one that ends first, of those the
// one that begins last, and of those the one whose furthest reading is the mildest.
class Choices {
 public:
  Choices(const std::vector<std::vector<Hit>>& items, std::uint32_t within, std::uint32_t base)
      : items_(items), within_(within), base_(base) {
    Choose(0);
  }
  struct Best {
    std::uint32_t a, e;
    Reading reading;
  };
  std::optional<Best> best() const { return best_; }

 private:
  void Choose(std::size_t item) {
    if (item == items_.size()) {
      Best one{~0u, 0, Reading::kWritten};
      for (const Hit& hit : chosen_) {
        one.a = std::min(one.a, hit.from);
        one.e = std::max(one.e, hit.to);
        one.reading = std::max(one.reading, hit.reading);
      }
      if (one.e - one.a > within_) return;
      const auto key = [](const Best& b) { return std::tuple(b.e, ~b.a, b.reading); };
      if (!best_ || key(one) < key(*best_)) best_ = one;
      return;
    }
    for (const Hit& hit : items_[item]) {
      const bool disjoint = std::all_of(chosen_.begin(), chosen_.end(), [&](const Hit& other) {
        return hit.to <= other.from || hit.from >= other.to;
      });
      const bool close = std::all_of(chosen_.begin(), chosen_.end(), [&](const Hit& other) {
        return hit.to <= other.from + within_ && other.to <= hit.from + within_;
      });
      if (hit.from < base_ || !disjoint || !close) continue;
      chosen_.push_back(hit);
      Choose(item + 1);
      chosen_.pop_back();
    }
  }

  const std::vector<std::vector<Hit>>& items_;
  const std::uint32_t within_, base_;
  std::vector<Hit> chosen_;
  std::optional<Best> best_;
};

std::vector<Hit> NearHits(const Lattice& lattice, const OneEntry& entry) {
  std::vector<std::vector<Hit>> items;
  for (const Pattern& pattern : entry.patterns) items.push_back(PhraseHits(lattice, pattern));
  std::vector<Hit> out;
  std::uint32_t base = 0;
  while (const auto run = Choices(items, static_cast<std::uint32_t>(entry.within), base).best()) {
    const auto [a, e, reading] = *run;
    Hit hit{a, e, ~0u, 0, reading};
    for (const std::vector<Hit>& item : items) {
      for (const Hit& h : item) {
        if (h.from < a || h.to > e || h.reading > reading) continue;
        if (h.from == a) hit.begin = std::min(hit.begin, h.begin);
        if (h.to == e) hit.end = std::max(hit.end, h.end);
      }
    }
    out.push_back(hit);
    base = e;
  }
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> RegexHits(std::string_view text,
                                                           const RE2& regex) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  re2::StringPiece found;
  for (std::size_t at = 0;
       at <= text.size() && regex.Match(text, at, text.size(), RE2::UNANCHORED, &found, 1);) {
    const std::size_t begin = found.data() - text.data();
    at = begin + std::max<std::size_t>(found.size(), 1);
    if (!found.empty() && out.size() < 64) out.push_back({begin, begin + found.size()});
  }
  return out;
}

}  // namespace

struct Oracle::Compiled {
  struct OneRule {
    bool finds;
    std::vector<OneEntry> entries;
  };
  std::vector<OneRule> rules;
};

Oracle::Oracle(const Model& model) : compiled_(std::make_unique<Compiled>()) {
  RE2::Options quiet;
  quiet.set_log_errors(false);
  for (const model::Rule& rule : model.rules) {
    compiled_->rules.push_back({!rule.find.empty(), {}});
    std::vector<OneEntry>& entries = compiled_->rules.back().entries;
    for (const bool unless : {false, true}) {
      for (const Entry& entry : unless ? rule.unless_find : rule.find) {
        OneEntry& one = entries.emplace_back(OneEntry{entry.kind, unless, entry.within, {}});
        if (entry.kind == Entry::Kind::kRegex || entry.kind == Entry::Kind::kRegexRaw) {
          one.patterns.push_back({std::make_unique<RE2>(entry.pattern, quiet), false, false, 0});
        }
        for (const Phrase& phrase : entry.phrases) {
          const bool exact = entry.kind == Entry::Kind::kExact;
          const match::CanonicalPattern canonical = match::Canonical(model, phrase, exact);
          one.patterns.push_back({std::make_unique<RE2>(canonical.pattern, quiet),
                                  canonical.marks_readings, exact, MostEdges(model, phrase),
                                  rule.readings_off});
        }
      }
    }
  }
}

Oracle::~Oracle() = default;

std::vector<KeptHit> Oracle::Run(const text::FoldedText& folded, const text::Words& words,
                                 bool whole_texts) const {
  const Lattice lattice{folded, words};
  std::vector<KeptHit> kept;
  for (std::uint32_t rule = 0; rule < compiled_->rules.size(); ++rule) {
    std::vector<KeptHit> found, excuses;
    std::uint32_t order = 0;
    if (whole_texts && !compiled_->rules[rule].finds) {
      found.push_back({rule, 0, folded.original.size(), Reading::kWritten, 0});
    }
    for (const OneEntry& entry : compiled_->rules[rule].entries) {
      std::vector<KeptHit>& into = entry.unless ? excuses : found;
      std::vector<Hit> hits;
      if (entry.kind == Entry::Kind::kRegexRaw) {
        for (const auto& [begin, end] : RegexHits(folded.original, *entry.patterns[0].regex)) {
          into.push_back({rule, begin, end, Reading::kWritten, order});
        }
      } else if (entry.kind == Entry::Kind::kRegex) {
        for (const auto& [begin, end] : RegexHits(folded.text, *entry.patterns[0].regex)) {
          hits.push_back({0, 0, static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(end), Reading::kWritten});
        }
      } else if (entry.kind == Entry::Kind::kNear) {
        hits = NearHits(lattice, entry);
      } else {
        hits = PhraseHits(lattice, entry.patterns[0]);
        const std::vector<Hit> tokens = TokenHits(lattice, entry.patterns[0]);
        hits.insert(hits.end(), tokens.begin(), tokens.end());
      }
      for (const Hit& hit : hits) {
        into.push_back({rule, folded.OriginalBegin(hit.begin), folded.OriginalEnd(hit.end),
                        hit.reading, order});
      }
      ++order;
    }
    std::erase_if(found, [&](const KeptHit& hit) {
      return std::any_of(excuses.begin(), excuses.end(), [&](const KeptHit& excuse) {
        return excuse.begin <= hit.begin && hit.end <= excuse.end;
      });
    });
    std::sort(found.begin(), found.end(), [](const KeptHit& a, const KeptHit& b) {
      if (a.begin != b.begin) return a.begin < b.begin;
      if (a.end != b.end) return a.end > b.end;
      return a.entry != b.entry ? a.entry < b.entry : a.reading < b.reading;
    });
    std::size_t free_from = 0;
    for (const KeptHit& hit : found) {
      if (hit.begin < free_from) continue;
      kept.push_back(hit);
      free_from = hit.end;
    }
  }
  return kept;
}

}  // namespace ascolto::oracle
