// A compact list of entries or phrases.
//
// A rule set keeps all of its entries, because explanations print what each entry means. As nested
// vectors they would take as much memory as everything that is compiled from them, in thousands of
// small blocks. EncodedList stores them as one string of bytes and decodes one item at a time
// during iteration. The encoding exists in memory only; it is not a file format.

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
void Encode(const Phrase& phrase, std::string* bytes);
void Encode(const Entry& entry, std::string* bytes);
// Decode the item that begins at *next and move *next to the byte after it.
void Decode(const char** next, Phrase* phrase);
void Decode(const char** next, Entry* entry);
}  // namespace internal

// A sequence of phrases or entries that is read in order:
//
//   for (const Entry& entry : rule.find) …
template <typename T>
class EncodedList {
 public:
  // The iterator owns the decoded item; a reference to the item is valid until the next increment.
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
      if (--left_ > 0) internal::Decode(&next_, &item_);
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
      if (left_ > 0) internal::Decode(&next_, &item_);
    }

    const char* next_;  // the first byte after the encoding of item_
    std::size_t left_;  // number of items from item_ to the end
    T item_;
  };

  EncodedList() = default;
  explicit EncodedList(std::span<const T> items)
      : count_(static_cast<std::uint32_t>(items.size())) {
    for (const T& item : items) internal::Encode(item, &bytes_);
    bytes_.shrink_to_fit();
  }
  EncodedList(std::initializer_list<T> items)
      : EncodedList(std::span(items.begin(), items.size())) {}
  EncodedList(const EncodedList&) = default;
  EncodedList& operator=(const EncodedList&) = default;
  // A list that was moved from is empty.
  EncodedList(EncodedList&& other) noexcept
      : bytes_(std::move(other.bytes_)), count_(std::exchange(other.count_, 0)) {}
  EncodedList& operator=(EncodedList&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    count_ = std::exchange(other.count_, 0);
    return *this;
  }

  // Appends an item. Call ShrinkToFit after the last one, to free the spare capacity.
  void Add(const T& item) {
    internal::Encode(item, &bytes_);
    ++count_;
  }
  void ShrinkToFit() { bytes_.shrink_to_fit(); }

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  Iterator begin() const { return Iterator(bytes_.data(), count_); }
  Iterator end() const { return Iterator(nullptr, 0); }
  // Returns a copy of one item. Decodes all items before it, so it takes linear time.
  T operator[](std::size_t index) const {
    return *std::next(begin(), static_cast<std::ptrdiff_t>(index));
  }

 private:
  std::string bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_ENCODED_LIST_H_
