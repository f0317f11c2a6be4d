#include "service/http/connections.h"

#include <utility>

namespace ascolto::service {
namespace {

// How long an answer may take to be taken when another connection needs the place.
constexpr std::chrono::seconds kReaderTime(1);

// A body that moves on by less in this time has stalled.
constexpr std::chrono::milliseconds kStallTime(500);
constexpr std::size_t kSmallBytes = 64 * 1024;

std::size_t At(Phase phase) { return static_cast<std::size_t>(phase); }

}  // namespace

bool Connections::MakeRoom(Clock::time_point now) {
  if (normal_size_ < options_.most || EvictFrom(&normal_, now)) return true;
  if (reserve_size_ < options_.reserve || EvictFrom(&reserve_, now)) return true;
  counters_.Count(ConnectionRefusal::kLimit);
  return false;
}

bool Connections::EvictFrom(Lists* lists, Clock::time_point now) {
  AnyConnection::List& lingering = (*lists)[At(Phase::kLingering)];
  if (!lingering.empty()) {
    lingering.front()->Close();  // it has its answer: nothing is refused
    return true;
  }
  AnyConnection::List& idle = (*lists)[At(Phase::kIdle)];
  if (!idle.empty()) {
    Evict(idle.front().get(), Phase::kIdle);
    return true;
  }
  AnyConnection* longest = nullptr;
  for (const Phase phase : {Phase::kHandshake, Phase::kNew, Phase::kHeader}) {
    AnyConnection::List& list = (*lists)[At(phase)];
    if (list.empty()) continue;
    if (longest == nullptr || list.front()->since_ < longest->since_) longest = list.front().get();
  }
  if (longest != nullptr) {
    Evict(longest, longest->phase_ == Phase::kNew ? Phase::kIdle : Phase::kHeader);
    return true;
  }
  AnyConnection::List& body = (*lists)[At(Phase::kBody)];
  if (!body.empty()) {
    Evict(body.front().get(), Phase::kBody);
    return true;
  }
  AnyConnection::List& writing = (*lists)[At(Phase::kWriting)];
  if (!writing.empty() && now - writing.front()->since_ >= kReaderTime) {
    Evict(writing.front().get(), Phase::kWriting);
    return true;
  }
  return false;
}

void Connections::Evict(AnyConnection* connection, Phase phase) {
  counters_.Count(phase == Phase::kIdle     ? ConnectionRefusal::kEvictedIdle
                  : phase == Phase::kHeader ? ConnectionRefusal::kEvictedHeader
                  : phase == Phase::kBody   ? ConnectionRefusal::kEvictedBody
                                            : ConnectionRefusal::kEvictedReader);
  connection->Close();
}

void Connections::Add(std::shared_ptr<AnyConnection> connection, Phase phase,
                      Clock::time_point now) {
  const bool reserve = normal_size_ >= options_.most;
  AnyConnection* const added = connection.get();
  AnyConnection::List& list = (reserve ? reserve_ : normal_)[At(phase)];
  list.push_back(std::move(connection));
  ++(reserve ? reserve_size_ : normal_size_);
  added->place_ = std::prev(list.end());
  added->phase_ = phase;
  added->reserve_ = reserve;
  added->since_ = now;
}

void Connections::Enter(AnyConnection* connection, Phase phase, Clock::time_point now) noexcept {
  Lists& lists = connection->reserve_ ? reserve_ : normal_;
  AnyConnection::List& list = lists[At(phase)];
  list.splice(list.end(), lists[At(connection->phase_)], connection->place_);
  connection->phase_ = phase;
  connection->since_ = now;
  connection->looked_ = now;
  connection->looked_progress_ = 0;
  connection->paused_ = now;
  connection->paused_progress_ = 0;
  connection->stalled_ = false;
}

void Connections::Remove(AnyConnection* connection) noexcept {
  --(connection->reserve_ ? reserve_size_ : normal_size_);
  Lists& lists = connection->reserve_ ? reserve_ : normal_;
  lists[At(connection->phase_)].erase(connection->place_);
}

bool Connections::TakeBody(std::size_t bytes, AnyConnection* connection) {
  body_bytes_ += bytes;
  connection->body_bytes_ += bytes;
  while (body_bytes_ > options_.most_body_bytes) {
    AnyConnection* const dropped = BodyToDrop();
    counters_.Count(ConnectionRefusal::kBodyMemory);
    if (dropped == nullptr || dropped == connection) return false;
    dropped->Interrupt(ConnectionRefusal::kBodyMemory);
  }
  return true;
}

void Connections::GiveBody(AnyConnection* connection) noexcept {
  body_bytes_ -= std::exchange(connection->body_bytes_, 0);
}

AnyConnection* Connections::BodyToDrop() {
  const AnyConnection::List& bodies = normal_[At(Phase::kBody)];
  for (const auto& body : bodies) {
    if (body->stalled_ && body->body_bytes_ > 0) return body.get();
  }
  for (auto at = bodies.rbegin(); at != bodies.rend(); ++at) {
    if ((*at)->body_bytes_ > kSmallBytes) return at->get();
  }
  return bodies.empty() ? nullptr : bodies.back().get();
}

void Connections::FindStalled(Clock::time_point now) {
  for (const auto& body : normal_[At(Phase::kBody)]) {
    if (now - body->paused_ < kStallTime) continue;
    const std::uint64_t progress = body->progress();
    body->stalled_ = progress - body->paused_progress_ < kSmallBytes;
    body->paused_ = now;
    body->paused_progress_ = progress;
  }
}

void Connections::TakeAnswer(std::size_t bytes, AnyConnection* connection) {
  answer_bytes_ += bytes;
  const AnyConnection::List& answers = normal_[At(Phase::kWriting)];
  while (answer_bytes_ > options_.most_answer_bytes) {
    if (answers.empty() || answers.front().get() == connection) return;
    counters_.Count(ConnectionRefusal::kAnswerMemory);
    answers.front()->Close();
  }
}

void Connections::Tick(Clock::time_point now) {
  CloseOlder(Phase::kNew, now - options_.idle, nullptr);  // nobody is refused
  CloseOlder(Phase::kIdle, now - options_.idle, nullptr);
  CloseOlder(Phase::kLingering, now - options_.linger, nullptr);
  constexpr ConnectionRefusal kSlowHeader = ConnectionRefusal::kSlowHeader;
  CloseOlder(Phase::kHandshake, now - options_.header, &kSlowHeader);
  for (Lists* lists : {&normal_, &reserve_}) {
    AnyConnection::List& list = (*lists)[At(Phase::kHeader)];
    for (auto at = list.begin(); at != list.end() && (*at)->since_ <= now - options_.header;) {
      AnyConnection* const late = (at++)->get();
      counters_.Count(kSlowHeader);
      late->Interrupt(kSlowHeader);
    }
  }
  FindStalled(now);
  CheckProgress(Phase::kBody, now);
  CheckProgress(Phase::kWriting, now);
}

void Connections::CloseOlder(Phase phase, Clock::time_point than, const ConnectionRefusal* why) {
  for (Lists* lists : {&normal_, &reserve_}) {
    AnyConnection::List& list = (*lists)[At(phase)];
    while (!list.empty() && list.front()->since_ <= than) {
      if (why != nullptr) counters_.Count(*why);
      list.front()->Close();
    }
  }
}

void Connections::CheckProgress(Phase phase, Clock::time_point now) {
  ForEach(phase, [&](AnyConnection* connection) {
    if (!IsSlow(connection, now)) return;
    if (phase == Phase::kBody) {
      counters_.Count(ConnectionRefusal::kSlowBody);
      connection->Interrupt(ConnectionRefusal::kSlowBody);
    } else {
      counters_.Count(ConnectionRefusal::kSlowReader);
      connection->Close();
    }
  });
}

bool Connections::IsSlow(AnyConnection* connection, Clock::time_point now) const {
  if (now - connection->since_ >= options_.body) return true;
  if (now - connection->looked_ < options_.interval) return false;
  const std::uint64_t progress = connection->progress();
  if (progress - connection->looked_progress_ < options_.interval_bytes) return true;
  connection->looked_progress_ = progress;
  connection->looked_ = now;
  return false;
}

}  // namespace ascolto::service
