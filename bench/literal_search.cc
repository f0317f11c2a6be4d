#include "bench/literal_search.h"

namespace ascolto::bench {

LiteralSearch::LiteralSearch(const std::vector<std::string>& literals)
    : seen_(literals.size(), 0) {
  for (const std::string& literal : literals) {
    for (const char c : literal) {
      std::uint8_t& of = class_of_[static_cast<unsigned char>(c)];
      if (of == 0) of = static_cast<std::uint8_t>(classes_++);
    }
  }
  nodes_.emplace_back();
  next_.resize(classes_, 0);
  for (std::size_t i = 0; i < literals.size(); ++i) {
    std::uint32_t node = 0;
    for (const char c : literals[i]) {
      const std::size_t edge = node * classes_ + class_of_[static_cast<unsigned char>(c)];
      if (next_[edge] == 0) {
        next_[edge] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
        next_.resize(next_.size() + classes_, 0);
      }
      node = next_[edge];
    }
    nodes_[node].literal = static_cast<int>(i);
  }
  // Breadth first, so that where a node fails to is complete before it is.
  std::vector<std::uint32_t> queue = {0}, failure(nodes_.size(), 0);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::uint32_t node = queue[at];
    const std::uint32_t fails_to = failure[node];
    nodes_[node].shorter =
        nodes_[fails_to].literal >= 0 ? fails_to : nodes_[fails_to].shorter;
    for (std::size_t c = 0; c < classes_; ++c) {
      std::uint32_t& next = next_[node * classes_ + c];
      const std::uint32_t otherwise = node == 0 ? 0 : next_[fails_to * classes_ + c];
      if (next == 0) {
        next = otherwise;
      } else {
        failure[next] = otherwise;
        queue.push_back(next);
      }
    }
  }
}

void LiteralSearch::Find(std::string_view text, std::vector<int>* found) {
  found->clear();
  ++text_;
  std::uint32_t node = 0;
  for (const char c : text) {
    node = Next(node, static_cast<unsigned char>(c));
    for (std::uint32_t at = node; at != 0; at = nodes_[at].shorter) {
      const int literal = nodes_[at].literal;
      if (literal < 0 || seen_[static_cast<std::size_t>(literal)] == text_) continue;
      seen_[static_cast<std::size_t>(literal)] = text_;
      found->push_back(literal);
    }
  }
}

}  // namespace ascolto::bench
