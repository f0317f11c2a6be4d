// Entries in little memory.
//
// A rule set keeps all of its entries, for explanations say what they mean. As vectors in vectors
// they take as much as all that is compiled from them, in thousands of small pieces; so they are
// kept as bytes, and made into entries again one at a time where they are read.

#ifndef ASCOLTO_MODEL_ENCODED_LIST_H_
#define ASCOLTO_MODEL_ENCODED_LIST_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <utility>

#include "ascolto/model/entry.h"

namespace ascolto::model {

namespace internal {
void Pack(const Phrase& phrase, std::string* bytes);
void Pack(const Entry& entry, std::string* bytes);
// Read what begins at *next, and put *next behind it.
void Unpack(const char** next, Phrase* phrase);
void Unpack(const char** next, Entry* entry);
}  // namespace internal

// Phrases or entries, to be read in their order:
//
//   for (const Entry& entry : rule.find) …
template <typename T>
class EncodedList {
 public:
  // What it gives is its own, and good until it moves on.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    const T& operator*() const { return item_; }
    const T* operator->() const { return &item_; }
    Iterator& operator++() {
      if (--left_ > 0) internal::Unpack(&next_, &item_);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return left_ == other.left_; }

   private:
    friend class EncodedList;
    Iterator(const char* begin, std::size_t left) : next_(begin), left_(left) {
      if (left_ > 0) internal::Unpack(&next_, &item_);
    }

    const char* next_;  // behind item_
    std::size_t left_;  // item_ and what is behind it
    T item_;
  };

  EncodedList() = default;
  explicit EncodedList(std::span<const T> items) : count_(static_cast<std::uint32_t>(items.size())) {
    for (const T& item : items) internal::Pack(item, &bytes_);
    bytes_.shrink_to_fit();
  }
  EncodedList(std::initializer_list<T> items) : EncodedList(std::span(items.begin(), items.size())) {}
  EncodedList(const EncodedList&) = default;
  EncodedList& operator=(const EncodedList&) = default;
  // What was moved from is empty.
  EncodedList(EncodedList&& other) noexcept
      : bytes_(std::move(other.bytes_)), count_(std::exchange(other.count_, 0)) {}
  EncodedList& operator=(EncodedList&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    count_ = std::exchange(other.count_, 0);
    return *this;
  }

  // Puts one behind the others. ShrinkToFit gives back the room to grow.
  void Add(const T& item) {
    internal::Pack(item, &bytes_);
    ++count_;
  }
  void ShrinkToFit() { bytes_.shrink_to_fit(); }

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  Iterator begin() const { return Iterator(bytes_.data(), count_); }
  Iterator end() const { return Iterator(nullptr, 0); }
  // Reads those before it too.
  T operator[](std::size_t index) const { return *std::next(begin(), static_cast<std::ptrdiff_t>(index)); }

 private:
  std::string bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_ENCODED_LIST_H_
