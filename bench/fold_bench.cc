// What do folding a comment and cutting it into words cost, against ICU and against a mere copy?
//
// Before anything is timed, every comment is folded by ICU as well, and both must agree.

#include <benchmark/benchmark.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/plain_spelling.h"
#include "ascolto/text/words.h"
#include "ascolto/readings/text_readings.h"
#include "bench/corpus.h"
#include "bench/table.h"

namespace ascolto::bench {
namespace {

struct Corpus {
  std::string name;
  std::vector<std::string> comments;
  std::vector<text::FoldedText> folded;  // of the comments
};

const icu::Normalizer2& Casefold() {
  UErrorCode error = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFKCCasefoldInstance(error);
}

// What folding is defined as, in ICU's terms: slow, and for checking alone.
std::string FoldByIcu(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const icu::UnicodeString folded = icu::Normalizer2::getNFDInstance(error)->normalize(
      Casefold().normalize(source, error), error);
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    const int type = u_charType(c);
    const bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || skin_tone) continue;
    if (c == ' ' && out.endsWith(u" ", 1)) continue;
    const char sign = text::PlainSign(static_cast<char32_t>(c));
    out.append(sign != 0 ? static_cast<UChar32>(sign) : c);
  }
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

// The first comment on which Ascolto and ICU differ; none when they agree.
std::optional<std::string> Difference(const Corpus& corpus) {
  for (const std::string& comment : corpus.comments) {
    if (text::Fold(comment) != FoldByIcu(comment)) return comment;
  }
  return std::nullopt;
}

std::vector<Corpus> Corpora() {
  constexpr std::size_t kComments = 5000;
  Corpus generated{"generated", GenerateCorpus(kComments, 1), {}};
  Corpus ascii{"ASCII", {}, {}}, italian{"accents", {}, {}}, emoji{"emoji", {}, {}};
  for (const std::string& comment : generated.comments) {
    std::string plain, accented;
    for (const char c : comment) {
      if (static_cast<unsigned char>(c) < 0x80) plain += c;
    }
    for (std::size_t i = 0; i < plain.size(); ++i) {
      const bool last = i + 1 == plain.size() || plain[i + 1] == ' ';
      if (plain[i] == 'e' && last) accented += "è";
      else if (plain[i] == 'a' && last) accented += "à";
      else accented += plain[i];
    }
    ascii.comments.push_back(plain);
    italian.comments.push_back(accented);
    emoji.comments.push_back(comment + " 😂😂 👍🏽 ❤️ 👩‍👩‍👧 🇮🇹");
  }
  std::vector<Corpus> corpora;
  for (Corpus* corpus : {&ascii, &italian, &emoji, &generated}) {
    corpora.push_back(std::move(*corpus));
  }
  return corpora;
}

// After the corpora have come to rest: a folded text refers to its original.
void FoldAll(std::vector<Corpus>* corpora) {
  for (Corpus& corpus : *corpora) {
    corpus.folded.resize(corpus.comments.size());
    for (std::size_t i = 0; i < corpus.comments.size(); ++i) {
      text::Fold(corpus.comments[i], &corpus.folded[i]);
    }
  }
}

// `run` does it to the comment of that index.
void Register(const std::string& what, const Corpus& corpus,
              const std::function<std::size_t(std::size_t)>& run) {
  benchmark::RegisterBenchmark(
      base::Cat(what, " / ", corpus.name).c_str(), [run, &corpus](benchmark::State& state) {
        std::size_t bytes = 0;
        for (const std::string& comment : corpus.comments) bytes += comment.size();
        for (auto _ : state) {
          for (std::size_t i = 0; i < corpus.comments.size(); ++i) {
            benchmark::DoNotOptimize(run(i));
          }
        }
        const auto rounds = static_cast<double>(state.iterations());
        const auto comments = static_cast<double>(corpus.comments.size());
        state.SetBytesProcessed(static_cast<std::int64_t>(rounds * static_cast<double>(bytes)));
        state.counters["comment"] = benchmark::Counter(
            rounds * comments, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
      });
}

void RegisterAll(const std::vector<Corpus>& corpora) {
  static text::FoldedText folded;
  static text::Words words;
  static std::string copy;
  for (const Corpus& corpus : corpora) {
    const std::vector<std::string>& texts = corpus.comments;
    Register("copy", corpus, [&](std::size_t i) { return copy.assign(texts[i]).size(); });
    Register("fold", corpus, [&](std::size_t i) {
      text::Fold(texts[i], &folded);
      return folded.text.size();
    });
    Register("words and readings", corpus, [&](std::size_t i) {
      text::CutWords(corpus.folded[i], &words);
      readings::AddTextReadings(corpus.folded[i], &words);
      return words.words.size();
    });
    Register("ICU NFKC_Casefold", corpus, [&](std::size_t i) {
      UErrorCode error = U_ZERO_ERROR;
      copy.clear();
      icu::StringByteSink<std::string> sink(&copy);
      Casefold().normalizeUTF8(
          0, icu::StringPiece(texts[i].data(), static_cast<std::int32_t>(texts[i].size())), sink,
          nullptr, error);
      return copy.size();
    });
  }
}

// One row a benchmark: nanoseconds a comment and bytes a second.
class TableReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      table_.rows.push_back({run.benchmark_name(),
                             Short(run.counters.at("comment").value * 1e9),
                             Short(run.counters.at("bytes_per_second").value / 1e6)});
    }
  }
  const Table& table() const { return table_; }

 private:
  Table table_{{{"work / corpus", "ns per comment", "MB/s"}}};
};

constexpr char kHelp[] =
    "Folding and cutting against ICU and a copy, in nanoseconds a comment and bytes a second.\n"
    "  --quick      a short run, for tests\n"
    "  --markdown   a Markdown table\n"
    "  --help       this\n"
    "The flags of Google Benchmark work too, for example:\n"
    "  fold_bench --benchmark_filter=fold --benchmark_repetitions=5\n";

int Main(int argc, char** argv) {
  bool markdown = false;
  std::vector<char*> arguments = {argv[0]};
  std::string quick = "--benchmark_min_time=0.002";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help") return std::cout << kHelp, 0;
    if (argument == "--markdown") markdown = true;
    else arguments.push_back(argument == "--quick" ? quick.data() : argv[i]);
  }
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  std::vector<Corpus> corpora = Corpora();
  FoldAll(&corpora);
  for (const Corpus& corpus : corpora) {
    if (const auto difference = Difference(corpus)) {
      std::cerr << "error: Ascolto and ICU fold this differently: " << *difference << "\n";
      return 1;
    }
  }
  RegisterAll(corpora);
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  std::cout << (markdown ? reporter.table().Markdown() : reporter.table().Text());
  return 0;
}

}  // namespace
}  // namespace ascolto::bench

int main(int argc, char** argv) { return ascolto::bench::Main(argc, argv); }
