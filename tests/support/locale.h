// A locale that writes numbers in another way than C does, for tests that nothing depends on it.

#ifndef ASCOLTO_TESTS_SUPPORT_LOCALE_H_
#define ASCOLTO_TESTS_SUPPORT_LOCALE_H_

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <stdexcept>
#include <string>

// Read by LeakSanitizer: glibc keeps what it has read of LOCPATH.
extern "C" [[gnu::used]] inline const char* __lsan_default_suppressions() {
  return "leak:__argz_add_sep\n";
}

namespace ascolto::tests {

// For the life of the object the process has the locale it_IT.UTF-8, for the C library and for C++
// streams: 0.5 is "0,5" and 1000000 is "1.000.000". The locale is compiled from its source (Debian:
// the package locales), so that it need not be installed.
//
// Thread safety: one thread, while no other runs.
class ItalianLocale {
 public:
  ItalianLocale() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ascolto-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    const std::string made = folder_ + "/it_IT.UTF-8";
    const std::string command = "localedef --no-archive -i it_IT -f UTF-8 " + made;
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    setenv("LOCPATH", folder_.c_str(), 1);
    if (std::setlocale(LC_ALL, "it_IT.UTF-8") == nullptr) {
      throw std::runtime_error("cannot use " + made);
    }
    before_ = std::locale::global(std::locale("it_IT.UTF-8"));
  }
  ~ItalianLocale() {
    std::locale::global(before_);
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_);
  }
  ItalianLocale(const ItalianLocale&) = delete;
  ItalianLocale& operator=(const ItalianLocale&) = delete;

 private:
  std::string folder_;
  std::locale before_;
};

}  // namespace ascolto::tests

#endif  // ASCOLTO_TESTS_SUPPORT_LOCALE_H_
