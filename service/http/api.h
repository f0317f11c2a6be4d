// What is answered over HTTP: which paths there are, who may ask, and where the work is done.

#ifndef ASCOLTO_SERVICE_HTTP_API_H_
#define ASCOLTO_SERVICE_HTTP_API_H_

#include <atomic>
#include <optional>

#include "ascolto/live_rules.h"
#include "ascolto/rule_set.h"
#include "service/access/access.h"
#include "service/http/message.h"
#include "service/metrics/metrics.h"
#include "service/moderation/moderation.h"
#include "service/moderation/task_queue.h"

namespace ascolto::service {

// Thread safety: every call from any thread.
class HttpApi {
 public:
  // All must outlive it, but that it outlives the threads of `moderation`. `limits` bound the rules that callers send to be checked.
  HttpApi(const LiveRules& live, Moderation* moderation, const Access& access,
          const Limits& limits);

  // What can be said before the body is there: no such path, not this method, not without a
  // token. Nothing when the request is to be answered.
  std::optional<HttpResponse> Refuse(const HttpRequest& head, const Peer& peer) const;

  // `reply` is called once, on any thread, perhaps before this returns.
  void Answer(HttpRequest request, HttpReply reply);

  // Answers what it took about rules and metrics, and takes no more of it. Before the moderation
  // goes.
  void Stop();

  // From now on /readyz says no; everything else goes on until the moderation stops.
  void Drain() { draining_ = true; }
  bool draining() const { return draining_; }

 private:
  struct Route;
  struct Work;
  static const Route* Find(std::string_view path);

  void Classify(HttpRequest request, HttpReply reply);
  void ClassifyNow(const Work& work) const;
  void Refuse(Refusal reason, const absl::Status& why, const HttpReply& reply) const;
  void Submit(TaskQueue* queue, const HttpReply& reply, std::function<HttpResponse()> work);

  const LiveRules& live_;
  Moderation& moderation_;
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
