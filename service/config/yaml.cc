#include "service/config/yaml.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "ascolto/base/strings.h"
#include "ascolto/diagnostics/catalogue.h"
#include "ascolto/diagnostics/similar.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

// The arguments of a message without what they quote.
std::vector<diagnostics::Argument> Hidden(std::vector<diagnostics::Argument> arguments) {
  for (diagnostics::Argument& argument : arguments) {
    if (!argument.text.empty()) argument.text = "[not shown]";
  }
  return arguments;
}

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t most) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "re"), close);
  const auto error = [&path] {
    return absl::ErrnoToStatus(errno, base::ToAbsl(base::Cat("cannot read ", path)));
  };
  if (file == nullptr) return error();
  std::string out(most + 1, '\0');
  out.resize(std::fread(out.data(), 1, out.size(), file.get()));
  if (std::ferror(file.get()) != 0) return error();
  if (out.size() > most) {
    return absl::ResourceExhaustedError(
        base::Cat("file too large: ", path, "; the limit is ", most, " bytes"));
  }
  return out;
}

YamlFile::YamlFile(std::string_view text, std::string_view name, MessageLanguage language,
                   Quoting quoting)
    : name_(name), quoting_(quoting) {
  diagnostics::Problems problems;
  document_ = yaml::Read(text, 0, kMostBytes, &problems);
  const auto shown = [quoting](const auto& arguments) {
    return quoting == Quoting::kAllowed ? arguments : Hidden(arguments);
  };
  for (const diagnostics::Problem& problem : problems.all()) {
    const auto arguments = shown(problem.arguments);
    const std::string hint =
        problem.hint ? diagnostics::HintText(*problem.hint, shown(problem.hint_arguments), language)
                     : diagnostics::DefaultHint(problem.code, arguments, language);
    problems_.push_back(base::Cat(Where(problem.spot.place.line, problem.spot.place.column),
                                  diagnostics::Message(problem.code, arguments, language),
                                  hint.empty() ? "" : "; ", hint));
  }
}

std::string YamlFile::Where(int line, int column) const {
  return line == 0 ? base::Cat(name_, ": ") : base::Cat(name_, ":", line, ":", column, ": ");
}

void YamlFile::AddProblem(const yaml::Node& at, std::string_view what) {
  const diagnostics::Place place = document_.text.PlaceAt(at.offset);
  problems_.push_back(base::Cat(Where(place.line, place.column), what));
}

void YamlFile::AddUnknownKey(const yaml::Node& at, std::span<const std::string_view> known) {
  std::string what =
      quoting_ == Quoting::kAllowed ? base::Cat("unknown key: ", at.text) : "unknown key";
  const std::string_view nearest = diagnostics::Similar(at.text, known);
  if (!nearest.empty()) {
    what += base::Cat("; did you mean ", nearest, "?");
  } else {
    what += "; the known keys are ";
    for (const std::string_view name : known) {
      what += base::Cat(name == known.front() ? "" : ", ", name);
    }
  }
  AddProblem(at, what);
}

}  // namespace ascolto::service
