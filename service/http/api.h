// What is answered over HTTP: which paths there are, who may ask, and where the work is done.

#ifndef ASCOLTO_SERVICE_HTTP_API_H_
#define ASCOLTO_SERVICE_HTTP_API_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "ascolto/live_rules.h"
#include "ascolto/rule_set.h"
#include "service/access/access.h"
#include "service/http/message.h"
#include "service/metrics/metrics.h"
#include "service/engine/engine.h"
#include "service/engine/task_queue.h"

namespace ascolto::service {

// Thread safety: every call from any thread.
class HttpApi {
 public:
  // The bytes of an answer of comments:classify are bounded; one that would be larger is an error.
  static constexpr std::size_t kMostAnswerBytes = std::size_t{16} << 20;

  // The arguments must outlive this object. Destroy it after moderation's threads have ended.
  // `limits` bound the rules that callers send to be checked.
  HttpApi(const LiveRules& live, Engine* engine, const Access& access,
          const Limits& limits);

  // Whether a path is one of health and metrics, which are answered when nothing else is.
  static bool IsForOperators(std::string_view path);

  // What can be said before the body is there: no such path, not this method, not without a
  // token. Nothing when the request is to be answered. Counts what it refuses.
  std::optional<HttpResponse> Refuse(const HttpRequest& head, const Peer& peer) const;

  // `reply` is called once, on any thread, perhaps before this returns; or its last copy goes
  // without a call, when memory is short or the service stops. What the work of the request throws
  // is answered. May itself throw std::bad_alloc. A request whose client has gone before its turn
  // came is dropped.
  void Answer(HttpRequest request, HttpReply reply);

  // Answers what it took about rules and metrics, and takes no more of it. Before the moderation
  // goes.
  void Stop();

  // From now on /readyz says no; everything else goes on until the moderation stops.
  void Drain() { draining_ = true; }
  bool draining() const { return draining_; }

  Metrics& metrics() { return metrics_; }

 private:
  struct Route;
  class ClassifyBatch;

  static std::span<const Route> Routes();
  static const Route* Find(std::string_view path);

  void AnswerHealth(HttpRequest request, HttpReply reply);
  void AnswerReadiness(HttpRequest request, HttpReply reply);
  void AnswerMetrics(HttpRequest request, HttpReply reply);
  void ClassifyComments(HttpRequest request, HttpReply reply);
  void CheckRules(HttpRequest request, HttpReply reply);
  void ExplainComment(HttpRequest request, HttpReply reply);

  // Whether nobody will read the answer, or the service stops.
  bool IsPointless(const std::shared_ptr<const HttpClient>& client);
  void Refuse(Refusal reason, const absl::Status& why, const HttpReply& reply) const;
  // What came of the work. Counts a request that turned out not to be valid.
  HttpResponse Answered(absl::StatusOr<std::string> body) const;
  void Submit(TaskQueue* queue, const std::shared_ptr<const HttpClient>& client,
              const HttpReply& reply, std::function<HttpResponse()> work);

  const LiveRules& live_;
  Engine& engine_;
  Metrics& metrics_;
  const Access& access_;
  const Limits limits_;
  MethodCounters* const classify_;
  MethodCounters* const check_;
  MethodCounters* const explain_;
  std::atomic<bool> draining_ = false;
  // Last: what they run uses all of the above.
  TaskQueue scrapes_;  // one thread
  TaskQueue rules_;    // one thread of low priority
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_API_H_
