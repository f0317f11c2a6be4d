#include "ascolto/regex/lazy_re2.h"

namespace ascolto::regex {

RE2::Options Re2Options(std::size_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(static_cast<int64_t>(memory));
  return options;
}

const RE2& LazyRe2::Get() const {
  std::call_once(made_, [this] {
    regex_ = std::make_unique<const RE2>(pattern_, Re2Options(memory_));
    if (regex_->error_code() == RE2::ErrorPatternTooLarge) {
      regex_ = std::make_unique<const RE2>(pattern_, Re2Options(RE2::Options::kDefaultMaxMem));
    }
  });
  return *regex_;
}

}  // namespace ascolto::regex
