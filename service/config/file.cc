#include "service/config/file.h"

#include "ascolto/base/strings.h"
#include "service/config/keys.h"
#include "service/config/yaml.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

std::vector<std::string_view> Names() {
  std::vector<std::string_view> names;
  for (const Key& key : Keys()) names.push_back(key.name);
  return names;
}

// What stands for a key: a scalar, or a list of scalars when the key is a list.
void ReadKey(const Key& key, const yaml::Member& member, YamlFile* file,
             Settings* settings) {
  const yaml::Node& value = member.value;
  std::vector<std::string> values;
  if (value.scalar()) {
    values.push_back(value.text);
  } else if (value.kind == yaml::Node::Kind::kEmpty) {
    if (!IsList(key)) values.emplace_back();
  } else if (value.sequence() && IsList(key)) {
    for (const yaml::Node& item : value.items) {
      if (!item.scalar()) {
        return file->AddProblem(item, base::Cat(key.name, " holds an item that is not a text; give ", Wanted(key)));
      }
      values.push_back(item.text);
    }
  } else {
    return file->AddProblem(value, base::Cat(key.name,
                                             value.map() ? " cannot be a map; give "
                                                         : " cannot be a list; give ",
                                             Wanted(key)));
  }
  const absl::Status set = SetKey(key, values, settings);
  const bool empty = value.kind == yaml::Node::Kind::kEmpty;
  if (!set.ok()) {
    file->AddProblem(empty ? member.key : value,
                     base::Cat(key.name, " ", base::ToStd(set.message())));
  }
}

// In single quotes when YAML, or a reader of it, might take it for something else.
std::string Scalar(std::string_view text) {
  const bool plain = !text.empty() &&
                     text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789_./:+-@%") == std::string_view::npos &&
                     std::string_view("-:@%").find(text.front()) == std::string_view::npos &&
                     text.back() != ':';
  if (plain) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::vector<std::string> ReadSettings(std::string_view text, std::string_view name,
                                      MessageLanguage language, Settings* settings) {
  YamlFile file(text, name, language);
  if (!file.complete()) return file.problems();
  const yaml::Node& root = file.root();
  if (root.kind == yaml::Node::Kind::kEmpty) return {};
  if (!root.map()) {
    file.AddProblem(root, "the file holds no settings; give lines like max_batch: 1000");
    return file.problems();
  }
  const std::vector<std::string_view> names = Names();
  for (const yaml::Member& member : root.members) {
    const Key* key = FindKey(member.key.text);
    if (key == nullptr) {
      file.AddUnknownKey(member.key, names);
    } else {
      ReadKey(*key, member, &file, settings);
    }
  }
  return file.problems();
}

std::vector<std::string> ReadSettingsFile(const std::string& path, MessageLanguage language,
                                          Settings* settings) {
  const absl::StatusOr<std::string> text = ReadSmallFile(path, kMostBytes);
  if (!text.ok()) return {std::string(base::ToStd(text.status().message()))};
  return ReadSettings(*text, path, language, settings);
}

std::string SettingsText(const Settings& settings, const Translate& translate) {
  std::string out = base::Cat(
      "# ", translate("Settings of `ascolto serve --config FILE`. Flags override them."), "\n");
  std::string_view section;
  for (const Key& key : Keys()) {
    if (key.section != section) {
      section = key.section;
      out += base::Cat("\n# ", translate(section), "\n");
    }
    const std::string values_text =
        translate(base::Cat(Wanted(key), "; by default ", DefaultText(key)));
    out += base::Cat("\n# ", translate(key.what), ".\n# ", values_text, "\n", key.name, ":");
    const std::vector<std::string> values = ValuesOf(key, settings);
    if (!IsList(key)) {
      out += base::Cat(" ", Scalar(values.front()), "\n");
      continue;
    }
    if (values.empty()) out += " []";
    out += "\n";
    for (const std::string& value : values) out += base::Cat("  - ", Scalar(value), "\n");
  }
  return out;
}

}  // namespace ascolto::service
