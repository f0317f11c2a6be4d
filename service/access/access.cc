#include "service/access/access.h"

#include "absl/strings/match.h"
#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

// Without a count of its owners, which every thread would write to.
Caller Anybody() {
  static const Identity* const identity = new Identity{.name = "anybody", .roles = Roles::All()};
  return Caller(std::shared_ptr<const Identity>(std::shared_ptr<const Identity>(), identity));
}

// The token of "Bearer TOKEN" (RFC 6750; the scheme in any case), empty when it is none.
std::string_view TokenOf(std::string_view header) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!absl::StartsWithIgnoreCase(base::ToAbsl(header), base::ToAbsl(kScheme))) return {};
  header.remove_prefix(kScheme.size());
  while (header.starts_with(' ')) header.remove_prefix(1);
  while (header.ends_with(' ')) header.remove_suffix(1);
  return header;
}

}  // namespace

std::unique_ptr<Access> Access::Open(const std::string& tokens_file, Log* log,
                                     std::vector<std::string>* problems) {
  std::unique_ptr<Access> access(new Access(tokens_file, log));
  if (access->open()) return access;
  access->stamp_ = FileStamp::Of(tokens_file);
  Tokens::Read read = Tokens::FromFile(tokens_file);
  if (read.tokens == nullptr) {
    problems->insert(problems->end(), read.problems.begin(), read.problems.end());
    return nullptr;
  }
  access->tokens_ = std::move(read.tokens);
  return access;
}

std::shared_ptr<const Tokens> Access::Get() const {
  std::lock_guard lock(mutex_);
  return tokens_;
}

absl::StatusOr<Caller> Access::Authorize(std::string_view header, Role role,
                                         const Peer& peer) const {
  if (open()) return Anybody();
  absl::StatusOr<Caller> caller = Identify(header, peer);
  if (!caller.ok()) return Refuse(caller.status(), "", role, peer);
  if (!caller->roles().Has(role)) {
    return Refuse(absl::PermissionDeniedError(base::Cat(
                      "the role ", RoleName(role), " is needed: ", caller->name(), " has ",
                      caller->roles().Text(), "; ask who runs the service for it")),
                  caller->name(), role, peer);
  }
  return caller;
}

absl::StatusOr<Caller> Access::Identify(std::string_view header, const Peer& peer) const {
  const std::shared_ptr<const Tokens> tokens = Get();
  if (header.empty()) {
    if (tokens->has_certificates()) {
      if (auto identity = tokens->FindCertificate(peer.certificate_names())) {
        return Caller(std::move(identity));
      }
    }
    return absl::UnauthenticatedError("no token was sent; send authorization: Bearer TOKEN");
  }
  const std::string_view token = TokenOf(header);
  if (token.empty()) {
    return absl::UnauthenticatedError(
        "authorization holds no bearer token; send authorization: Bearer TOKEN");
  }
  if (auto identity = tokens->FindToken(token)) return Caller(std::move(identity));
  return absl::UnauthenticatedError("the token is not known; send one that the service knows");
}

absl::Status Access::Refuse(absl::Status why, std::string_view caller, Role role,
                            const Peer& peer) const {
  log_->Write(refusals_, LogLevel::kWarning, "access refused",
              {{"why", base::ToStd(why.message())},
               {"caller", caller},
               {"role", RoleName(role)},
               {"peer", peer.address()}});
  return why;
}

void Access::Refresh(bool in_any_case) {
  if (open()) return;
  std::lock_guard lock(refreshing_);
  const FileStamp stamp = FileStamp::Of(file_);
  if (!in_any_case && !try_again_ && stamp == stamp_) return;
  const bool again = try_again_ && stamp == stamp_ && !in_any_case;
  stamp_ = stamp;
  try_again_ = true;  // also should what follows throw
  Tokens::Read read = Tokens::FromFile(file_);
  try_again_ = read.unreadable;
  if (read.tokens == nullptr) {
    for (const std::string& problem : read.problems) {
      if (!again || problem != problem_) {
        log_->Error("new tokens refused", {{"problem", problem}});
      }
    }
    problem_ = read.problems.empty() ? "" : read.problems.back();
    return;
  }
  const std::size_t callers = read.tokens->size();
  {
    std::lock_guard swap(mutex_);
    tokens_ = std::move(read.tokens);
  }
  log_->Info("tokens reloaded", {{"file", file_}, {"callers", callers}});  // what it says holds
}

}  // namespace ascolto::service
