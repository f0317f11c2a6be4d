#include "service/access/tokens.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "ascolto/base/strings.h"
#include "service/config/yaml.h"

namespace ascolto::service {
namespace {

using Sha256 = std::array<unsigned char, 32>;

// The algorithm is looked up once and the state kept: SHA256() would do both for every call.
Sha256 DigestOf(std::string_view text) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  struct Free {
    void operator()(EVP_MD_CTX* state) const { EVP_MD_CTX_free(state); }
  };
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> state(EVP_MD_CTX_new());
  Sha256 digest{};
  const bool done = EVP_DigestInit_ex(state.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(state.get(), text.data(), text.size()) == 1 &&
                    EVP_DigestFinal_ex(state.get(), digest.data(), nullptr) == 1;
  if (!done) std::abort();  // without it everybody's token would be the same
  return digest;
}

}  // namespace

// Reads the entries of one file into a Tokens.
class TokensReader {
 public:
  TokensReader(std::string_view yaml, std::string_view name)
      : file_(yaml, name, MessageLanguage::kEnglish, YamlFile::Quoting::kNever), tokens_(std::make_shared<Tokens>()) {}

  Tokens::Read Run() {
    if (file_.complete()) ReadRoot(file_.root());
    if (!file_.problems().empty()) return {.problems = std::move(file_.problems())};
    return {.tokens = std::move(tokens_)};
  }

 private:
  using Node = yaml::Node;

  void ReadRoot(const Node& root) {
    static constexpr std::string_view kKnown[] = {"callers"};
    if (!root.map() || root.members.empty()) {
      return file_.AddProblem(root, "there are no callers; give callers: and a list below it");
    }
    for (const yaml::Member& member : root.members) {
      if (member.key.text != "callers") {
        file_.AddUnknownKey(member.key, kKnown);
      } else if (!member.value.sequence()) {
        file_.AddProblem(member.key, "callers is not a list; give entries that begin with - name:");
      } else {
        for (const Node& entry : member.value.items) ReadEntry(entry);
      }
    }
  }

  // The text of a member, or null after saying that it is none.
  const std::string* Text(const yaml::Member& member) {
    if (member.value.scalar() && !member.value.text.empty()) return &member.value.text;
    file_.AddProblem(member.key, base::Cat("no text for ", member.key.text, "; give one"));
    return nullptr;
  }

  void ReadEntry(const Node& entry) {
    static constexpr std::string_view kKnown[] = {"name", "token", "sha256", "certificate",
                                                  "roles"};
    if (!entry.map()) {
      return file_.AddProblem(entry, "a caller must be a map; give name, token and roles");
    }
    auto identity = std::make_shared<Identity>();
    const yaml::Member* proof = nullptr;
    for (const yaml::Member& member : entry.members) {
      const std::string& key = member.key.text;
      if (key == "name") {
        if (const std::string* name = Text(member)) identity->name = *name;
      } else if (key == "roles") {
        ReadRoles(member, &identity->roles);
      } else if (key == "token" || key == "sha256" || key == "certificate") {
        if (proof != nullptr) {
          file_.AddProblem(member.key, base::Cat("both ", proof->key.text, " and ", key,
                                                 " are given; give one of them"));
        }
        proof = &member;
      } else {
        file_.AddUnknownKey(member.key, kKnown);
      }
    }
    if (identity->name.empty()) file_.AddProblem(entry, "a caller has no name; give name: NAME");
    if (identity->roles.empty()) {
      file_.AddProblem(entry, "a caller has no roles; give roles: [classify], and rules or admin where they are needed");
    }
    if (proof == nullptr) {
      return file_.AddProblem(entry, "a caller has no token; give token, sha256 or certificate");
    }
    ReadProof(*proof, std::move(identity));
  }

  void ReadRoles(const yaml::Member& member, Roles* roles) {
    if (!member.value.sequence()) {
      return file_.AddProblem(member.key, "roles must be a list; give one like [classify, rules]");
    }
    for (const Node& item : member.value.items) {
      const auto found = std::find_if(std::begin(kRoles), std::end(kRoles), [&](Role role) {
        return item.scalar() && RoleName(role) == item.text;
      });
      if (found != std::end(kRoles)) {
        roles->Add(*found);
      } else {
        file_.AddProblem(item, base::Cat("unknown role; the roles are ", Roles::All().Text()));
      }
    }
  }

  void ReadProof(const yaml::Member& proof, std::shared_ptr<const Identity> identity) {
    const std::string* text = Text(proof);
    if (text == nullptr) return;
    if (proof.key.text == "certificate") {
      tokens_->by_certificate_.push_back({*text, std::move(identity)});
      return;
    }
    Tokens::Digest digest;
    if (proof.key.text == "sha256" ? !ReadDigest(proof.value, &digest)
                                   : !ReadToken(proof.value, &digest)) {
      return;
    }
    for (const Tokens::ByToken& other : tokens_->by_token_) {
      if (other.digest != digest) continue;
      return file_.AddProblem(proof.value,
                              "two callers have the same token; give each its own");
    }
    tokens_->by_token_.push_back({digest, std::move(identity)});
  }

  bool ReadDigest(const Node& value, Tokens::Digest* digest) {
    const bool right = value.text.size() == 2 * digest->size() &&
                       value.text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (right) {
      const std::string bytes = absl::HexStringToBytes(value.text);
      std::copy(bytes.begin(), bytes.end(), digest->begin());
    } else {
      file_.AddProblem(value, base::Cat("sha256 is not a digest: it has ", value.text.size(),
                                        " characters; give 64 hexadecimal digits"));
    }
    return right;
  }

  // What RFC 6750 lets a bearer token be made of.
  bool ReadToken(const Node& value, Tokens::Digest* digest) {
    const std::string& token = value.text;
    const bool clean = token.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=") ==
                       std::string::npos;
    if (token.size() < kShortestToken) {
      file_.AddProblem(value, base::Cat("the token is too short: ", token.size(),
                                        " characters; give ", kShortestToken,
                                        " or more, like those of: openssl rand -base64 32"));
    } else if (!clean) {
      file_.AddProblem(value, "the token has characters that are not allowed; use letters, "
                              "digits and - . _ ~ + / =");
    }
    *digest = DigestOf(token);
    return token.size() >= kShortestToken && clean;
  }

  YamlFile file_;
  std::shared_ptr<Tokens> tokens_;
};

Tokens::Read Tokens::FromText(std::string_view yaml, std::string_view name) {
  return TokensReader(yaml, name).Run();
}

Tokens::Read Tokens::FromFile(const std::string& path) {
  struct stat is {};
  if (stat(path.c_str(), &is) == 0 && (is.st_mode & S_IROTH) != 0) {
    return {.problems = {base::Cat(path, ": everybody on this machine can read the tokens; run: "
                                         "chmod o-rwx ", path)}};
  }
  const absl::StatusOr<std::string> text = ReadSmallFile(path, 1 << 20);
  if (!text.ok()) {
    return {.problems = {std::string(base::ToStd(text.status().message()))}, .unreadable = true};
  }
  return FromText(*text, path);
}

std::shared_ptr<const Identity> Tokens::FindToken(std::string_view token) const {
  const Digest digest = DigestOf(token);
  const ByToken* found = nullptr;
  for (const ByToken& known : by_token_) {
    const bool same = CRYPTO_memcmp(known.digest.data(), digest.data(), digest.size()) == 0;
    found = same ? &known : found;
  }
  return found == nullptr ? nullptr : found->identity;
}

std::shared_ptr<const Identity> Tokens::FindCertificate(
    std::span<const std::string> names) const {
  for (const ByCertificate& known : by_certificate_) {
    if (std::find(names.begin(), names.end(), known.name) != names.end()) return known.identity;
  }
  return nullptr;
}

}  // namespace ascolto::service
