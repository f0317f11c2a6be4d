// The open connections of the HTTP server: how many there may be, which one goes when another needs
// its place or its memory, and which have taken too long. It knows no sockets.
//
// A connection is in one phase at a time. The connections of one phase stand in a list in the order
// in which they entered it, so that the one that has waited longest is always the first.

#ifndef ASCOLTO_SERVICE_HTTP_CONNECTIONS_H_
#define ASCOLTO_SERVICE_HTTP_CONNECTIONS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "service/metrics/connection_counters.h"

namespace ascolto::service {

enum class Phase : std::uint8_t {
  kHandshake,  // of TLS
  kNew,        // waits for the first byte of its first request
  kIdle,       // waits for the first byte of a further one
  kHeader,     // reads a header
  kBody,       // reads a body
  kWorking,    // its request is being answered by others
  kWriting,    // its answer is being sent
  kLingering,  // everything was sent; what the client still sends is thrown away
};
inline constexpr int kPhaseCount = 8;

// What a connection is to the lists.
//
// Thread safety: one thread at a time, like Connections.
class AnyConnection {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~AnyConnection() = default;

  // Closes it, without a word to the client. Not to be called again.
  virtual void Close() noexcept = 0;
  // Ends the reading of its request, and tells the client why: kSlowHeader, kSlowBody (408) or
  // kBodyMemory (503). Gives its body's bytes back, and enters kWriting.
  virtual void Interrupt(ConnectionRefusal why) = 0;
  // Bytes of its body or of its answer that have come or gone so far.
  virtual std::uint64_t progress() const = 0;

 private:
  friend class Connections;
  using List = std::list<std::shared_ptr<AnyConnection>>;

  List::iterator place_;
  Phase phase_ = Phase::kHandshake;
  bool reserve_ = false;
  Clock::time_point since_;             // when it entered its phase
  Clock::time_point looked_;            // when its progress was last looked at
  std::uint64_t looked_progress_ = 0;   // and what it was
  Clock::time_point paused_;            // the same, more often: see IsStalled
  std::uint64_t paused_progress_ = 0;
  bool stalled_ = false;
  std::size_t body_bytes_ = 0;          // in memory
};

// Thread safety: one thread at a time.
class Connections {
 public:
  using Clock = AnyConnection::Clock;

  struct Options {
    std::size_t most = 256;
    std::size_t reserve = 16;  // beside these, when all of them are being worked on
    std::size_t most_body_bytes = std::size_t{32} << 20;    // of bodies being received
    std::size_t most_answer_bytes = std::size_t{32} << 20;  // of answers being sent
    std::chrono::milliseconds idle{60'000};    // before a request
    std::chrono::milliseconds header{10'000};  // from its first byte to its end; TLS's handshake
    std::chrono::milliseconds body{30'000};    // to be there, and the answer to be taken
    std::chrono::milliseconds linger{2'000};   // for a client to read a refusal
    // In each interval a body, or an answer, has to move on by so many bytes.
    std::chrono::milliseconds interval{5'000};
    std::size_t interval_bytes = 5 * 1024;
  };

  // `counters` must outlive it.
  Connections(const Options& options, ConnectionCounters* counters)
      : options_(options), counters_(*counters) {}
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Whether there is room for one more, after the one that is missed least was closed when need be:
  // the one that has waited longest of those that linger, are idle, are new or read their header or
  // make their TLS handshake, read their body, or have been taking their answer for over a second,
  // in this order of kinds. One whose request is being worked on is never closed. When there is no
  // room kLimit is counted.
  bool MakeRoom(Clock::time_point now);

  // Keeps `connection` until Remove. Call it after MakeRoom. May throw std::bad_alloc; then nothing
  // changed.
  void Add(std::shared_ptr<AnyConnection> connection, Phase phase, Clock::time_point now);
  void Enter(AnyConnection* connection, Phase phase, Clock::time_point now) noexcept;
  // May destroy `connection`.
  void Remove(AnyConnection* connection) noexcept;

  Phase phase(const AnyConnection& connection) const { return connection.phase_; }
  // Whether it has a place of the reserve, which serves health and metrics alone.
  bool in_reserve(const AnyConnection& connection) const { return connection.reserve_; }

  // Counts bytes of a body that `connection` holds in memory. When all bodies together are too
  // large one is interrupted: the first that has stalled, moving on by less than 64 KiB in the last
  // half of a second, else the last to begin of those that hold more than 64 KiB. So small requests
  // get through, and large ones that have begun come to their end. False: that one is `connection`
  // itself, and is not yet interrupted.
  bool TakeBody(std::size_t bytes, AnyConnection* connection);
  void GiveBody(AnyConnection* connection) noexcept;

  // The same of an answer. When all of them are too large those that began longest before are
  // closed, but never `connection` itself.
  void TakeAnswer(std::size_t bytes, AnyConnection* connection);
  void GiveAnswer(std::size_t bytes) noexcept { answer_bytes_ -= bytes; }

  // Closes, or interrupts, those that have taken too long.
  void Tick(Clock::time_point now);

  // Every connection of a phase. `act` may remove the one it is called with, and no other.
  template <typename Act>
  void ForEach(Phase phase, Act act) {
    for (Lists* lists : {&normal_, &reserve_}) {
      AnyConnection::List& list = (*lists)[static_cast<std::size_t>(phase)];
      for (auto at = list.begin(); at != list.end();) act((at++)->get());
    }
  }
  std::size_t size() const { return normal_size_ + reserve_size_; }
  bool Has(Phase phase) const {
    return !normal_[static_cast<std::size_t>(phase)].empty() ||
           !reserve_[static_cast<std::size_t>(phase)].empty();
  }

 private:
  using Lists = std::array<AnyConnection::List, kPhaseCount>;

  bool EvictFrom(Lists* lists, Clock::time_point now);
  void Evict(AnyConnection* connection, Phase phase);
  AnyConnection* BodyToDrop();
  void FindStalled(Clock::time_point now);
  void CloseOlder(Phase phase, Clock::time_point than, const ConnectionRefusal* why);
  void CheckProgress(Phase phase, Clock::time_point now);
  bool IsSlow(AnyConnection* connection, Clock::time_point now) const;

  const Options options_;
  ConnectionCounters& counters_;
  Lists normal_;
  Lists reserve_;
  std::size_t normal_size_ = 0;
  std::size_t reserve_size_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t answer_bytes_ = 0;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_CONNECTIONS_H_
