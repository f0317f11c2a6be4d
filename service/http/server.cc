// Sockets are Boost.Asio's, and a request is parsed by Boost.Beast. Bytes are read here and handed
// to the parser, so that each of them is counted. Everything runs on one thread, so there are no
// locks; answers come from other threads and are posted to it.

#include "service/http/server.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <future>
#include <iterator>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "absl/strings/match.h"
#include "ascolto/base/strings.h"
#include "service/access/address.h"
#include "service/http/tls_context.h"
#include "ascolto/base/guarded.h"

namespace ascolto::service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Clock = Connections::Clock;

constexpr std::chrono::milliseconds kTick(100);
constexpr std::chrono::milliseconds kRetry(100);         // to accept, when no descriptor is free
constexpr std::size_t kLingerBytes = 16 * 1024 * 1024;   // thrown away after a refusal
constexpr std::size_t kHeaderRead = 4 * 1024;            // at once
constexpr std::size_t kBodyRead = 64 * 1024;
constexpr std::size_t kKeptBuffer = 16 * 1024;           // from one request to the next
constexpr std::size_t kSmallBody = 16 * 1024;            // is copied behind the header
constexpr int kSocketBuffer = 256 * 1024;                // of the kernel, each way
constexpr std::size_t kMostEmptyLines = 8;               // before a request line
// Chunk headers, extensions and trailers of a body may be so many times as long as the body, beside
// max_header_bytes. A chunk of one byte needs five.
constexpr std::size_t kFramingFactor = 8;

// What connections have in common. They keep it alive: an answer may come when the server is gone.
struct Shared {
  Shared(HttpApi* a, const HttpServer::Options& o)
      : api(a), options(o), connections(o.connections, &a->metrics().connections) {}

  void CheckAllGone() {
    if (connections.size() == 0 && all_gone) std::exchange(all_gone, nullptr)();
  }
  void CountRefusal(Refusal reason) { api->metrics().requests.CountRefusal(reason); }

  HttpApi* const api;
  const HttpServer::Options options;
  asio::io_context io{1};
  Connections connections;
  std::function<void()> all_gone;  // called when there is no connection
  bool closing = false;            // no further request is taken
  std::mutex mutex;
  bool open = true;  // answers are taken; guarded by mutex
};

class HttpConnection : public AnyConnection {
 public:
  virtual void TakeAnswer(std::optional<HttpResponse> given) noexcept = 0;
  virtual int descriptor() = 0;
  virtual void OnHangUp(bool gone) noexcept = 0;  // `gone`: it cannot be written to either
};

// One request between two threads: made for it beforehand, so that the thread that answers needs
// no memory to hand the answer over.
struct Exchange final : HttpClient {
  std::shared_ptr<Shared> shared;
  std::weak_ptr<HttpConnection> connection;  // asked on the server's thread only
  std::optional<HttpResponse> response;
  alignas(std::max_align_t) std::byte memory[192];  // for the operation that Asio makes of it
};

template <typename T>
class ExchangeMemory {
 public:
  using value_type = T;
  explicit ExchangeMemory(Exchange* exchange) : exchange_(exchange) {}
  template <typename U>
  ExchangeMemory(const ExchangeMemory<U>& other)  // NOLINT: as allocators are
      : exchange_(other.exchange()) {}
  T* allocate(std::size_t count) {
    if (count * sizeof(T) > sizeof(exchange_->memory)) throw std::bad_alloc();
    return reinterpret_cast<T*>(exchange_->memory);
  }
  void deallocate(T*, std::size_t) {}
  Exchange* exchange() const { return exchange_; }
  template <typename U>
  bool operator==(const ExchangeMemory<U>& other) const {
    return exchange_ == other.exchange();
  }

 private:
  Exchange* exchange_;
};

struct Delivery {
  using allocator_type = ExchangeMemory<void*>;
  allocator_type get_allocator() const { return allocator_type(exchange.get()); }
  void operator()() {
    if (const auto connection = exchange->connection.lock()) {
      connection->TakeAnswer(std::move(exchange->response));
    }
  }
  std::shared_ptr<Exchange> exchange;
};

// Held by the copies of one HttpReply: the last one to go answers when none was called.
class Replier {
 public:
  explicit Replier(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  ~Replier() {
    if (!done_.exchange(true)) Deliver();
  }
  Replier(const Replier&) = delete;
  Replier& operator=(const Replier&) = delete;

  void Reply(HttpResponse response) noexcept {
    if (done_.exchange(true)) return;
    exchange_->response = std::move(response);
    Deliver();
  }

 private:
  void Deliver() noexcept {
    Shared& shared = *exchange_->shared;
    std::lock_guard lock(shared.mutex);
    if (shared.open) asio::post(shared.io, Delivery{exchange_});
  }

  const std::shared_ptr<Exchange> exchange_;
  std::atomic<bool> done_{false};
};

struct PeerOf final : Peer {
  std::string name;
  std::vector<std::string> names;
  std::string address() const override { return name; }
  std::vector<std::string> certificate_names() const override { return names; }
};

// What differs between a plain and an encrypted connection.
template <typename Handler>
void StartTls(tcp::socket& socket, Handler done) {
  asio::post(socket.get_executor(), [done]() mutable { done(error_code()); });
}
template <typename Handler>
void StartTls(ssl::stream<tcp::socket>& stream, Handler done) {
  stream.async_handshake(ssl::stream_base::server, std::move(done));
}
template <typename Handler>
void EndTls(tcp::socket&, Handler done) {
  done(error_code());
}
template <typename Handler>
void EndTls(ssl::stream<tcp::socket>& stream, Handler done) {
  stream.async_shutdown(std::move(done));
}
constexpr bool IsTls(const tcp::socket&) { return false; }
constexpr bool IsTls(const ssl::stream<tcp::socket>&) { return true; }
std::vector<std::string> CertificateNames(tcp::socket&) { return {}; }
std::vector<std::string> CertificateNames(ssl::stream<tcp::socket>& stream) {
  return PeerCertificateNames(stream.native_handle());
}

std::string ToString(boost::string_view text) { return {text.data(), text.size()}; }

// The path of a request target in origin form, or in absolute form (RFC 9112, 3.2.2).
std::string PathOf(boost::string_view target) {
  std::string_view rest(target.data(), target.size());
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(base::ToAbsl(rest), base::ToAbsl(scheme))) continue;
    rest.remove_prefix(scheme.size());
    const std::size_t end = rest.find_first_of("/?");
    rest.remove_prefix(std::min(end, rest.size()));
    if (!rest.starts_with('/')) return "/";
    break;
  }
  return std::string(rest.substr(0, rest.find('?')));
}

HttpResponse Invalid(int status, std::string_view what) {
  return ErrorResponse(status, absl::InvalidArgumentError(base::ToAbsl(what)));
}

Refusal ReasonOf(int status) {
  switch (status) {
    case 408: return Refusal::kTooSlow;
    case 413: return Refusal::kTooLarge;
    case 415: return Refusal::kUnsupportedMediaType;
    case 431: return Refusal::kHeaderTooLarge;
    case 503: return Refusal::kOverload;
    default: return Refusal::kMalformed;
  }
}

template <typename Stream>
class Connection final : public HttpConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(std::shared_ptr<Shared> shared, Stream stream,
             std::shared_ptr<ssl::context> context)
      : shared_(std::move(shared)), context_(std::move(context)), stream_(std::move(stream)) {
    error_code error;
    const auto remote = Socket().remote_endpoint(error);
    peer_.name = base::Cat(remote.address().to_string(error), ":", remote.port());
    Socket().set_option(tcp::no_delay(true), error);
  }

  // After it was added to the connections.
  void Begin() noexcept {
    Run([this] {
      if (!IsTls(stream_)) return Next();
      StartTls(stream_, Handler([](Connection* self, error_code error, std::size_t) {
                 if (error) return self->Close();
                 self->peer_.names = CertificateNames(self->stream_);
                 self->Next();
               }));
    });
  }

  void Close() noexcept override {
    if (std::exchange(closed_, true)) return;
    const auto self = this->shared_from_this();
    ForgetBody();
    ForgetAnswer();
    if (exchange_ != nullptr) exchange_->is_gone = true;
    error_code ignored;
    Socket().close(ignored);
    shared_->connections.Remove(this);
    shared_->CheckAllGone();
  }

  void Interrupt(ConnectionRefusal why) override {
    late_ = why;
    ForgetBody();
    parser_.reset();
    written_ = 0;
    Enter(Phase::kWriting);
    error_code ignored;
    Socket().cancel(ignored);  // the handler of what is under way tells the client
  }

  std::uint64_t progress() const override {
    return shared_->connections.phase(*this) == Phase::kBody ? body_wire_bytes_ : written_;
  }

  int descriptor() override { return Socket().native_handle(); }

  void OnHangUp(bool gone) noexcept override {
    if (gone) return Close();
    if (exchange_ != nullptr) exchange_->has_ended = true;
  }

  void TakeAnswer(std::optional<HttpResponse> given) noexcept override {
    if (closed_) return;
    Run([&] {
      exchange_.reset();
      if (given) return Write(*std::move(given));
      keep_alive_ = false;
      Write(ErrorResponse(503, absl::UnavailableError(
                                   "the request was not answered: the service is out of memory or "
                                   "stops; send it again later")));
    });
  }

 private:
  tcp::socket& Socket() { return beast::get_lowest_layer(stream_); }
  Phase phase() const { return shared_->connections.phase(*this); }
  void Enter(Phase phase) noexcept { shared_->connections.Enter(this, phase, Clock::now()); }

  // A handler of an operation; what it throws ends in Run.
  template <typename Then>
  auto Handler(Then then) {
    return [self = this->shared_from_this(), then](error_code error, std::size_t bytes = 0) {
      if (self->closed_) return;
      self->Run([&] { then(self.get(), error, bytes); });
    };
  }

  // An exception is the end of this request alone.
  template <typename Act>
  void Run(Act act) noexcept {
    try {
      return act();
    } catch (...) {
      if (closed_) return;
      try {
        const Phase now = phase();
        if (now == Phase::kNew || now == Phase::kIdle || now == Phase::kHeader ||
            now == Phase::kBody) {
          const absl::Status status = base::StatusOfException();
          keep_alive_ = false;
          return Write(ErrorResponse(absl::IsResourceExhausted(status) ? 503 : 500, status));
        }
      } catch (...) {
      }
      if (!closed_) Close();
    }
  }

  // To the next request.
  void Next() {
    head_bytes_ = body_wire_bytes_ = empty_lines_ = 0;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.max_header_bytes));
    parser_->body_limit(shared_->options.max_body_bytes);
    request_ = {};
    is_head_ = false;
    version_ = 11;
    if (buffer_.capacity() > kKeptBuffer) buffer_.shrink_to_fit();
    if (buffer_.size() == 0 && shared_->closing) return End();
    Enter(std::exchange(is_new_, false) ? Phase::kNew : Phase::kIdle);
    if (buffer_.size() > 0) return Parse();  // the next one of a pipeline
    Read(kHeaderRead);
  }

  void Read(std::size_t most) {
    stream_.async_read_some(
        buffer_.prepare(most), Handler([](Connection* self, error_code error, std::size_t bytes) {
          if (self->late_) return self->WriteLate();
          if (error) return self->Close();  // nobody is there to be told
          self->buffer_.commit(bytes);
          self->Parse();
        }));
  }

  // What has come so far.
  void Parse() {
    if (parser_->is_header_done()) return ParseBody();
    SkipEmptyLines();
    if (empty_lines_ > kMostEmptyLines) {
      return Refuse(Invalid(400, "not HTTP/1.1: too many empty lines before a request"));
    }
    const std::size_t most = shared_->options.max_header_bytes;
    error_code error;
    if (buffer_.size() > 0) {
      parser_->eager(false);
      head_bytes_ += Put(&error);
    }
    const bool done = !error && parser_->is_header_done();
    if (error == http::error::header_limit || head_bytes_ + (done ? 0 : buffer_.size()) > most) {
      return Refuse(Invalid(431, base::Cat("the header is too large: the limit is ", most,
                                           " bytes; send fewer or shorter fields")));
    }
    if (done) return OnHeader();
    if (error && error != http::error::need_more) return Complain(error);
    if (phase() == Phase::kIdle || phase() == Phase::kNew) Enter(Phase::kHeader);
    Read(kHeaderRead);
  }

  // Hands the parser what has come; the bytes that it took. It throws for fields of over 64 KiB.
  std::size_t Put(error_code* error) {
    std::size_t taken = 0;
    try {
      taken = parser_->put(buffer_.data(), *error);
    } catch (const std::length_error&) {
      *error = http::error::header_limit;
    }
    buffer_.consume(taken);
    return taken;
  }

  // RFC 9112, 2.2.
  void SkipEmptyLines() {
    if (head_bytes_ > 0) return;
    const auto data = static_cast<const char*>(buffer_.data().data());
    std::size_t at = 0;
    while (at + 2 <= buffer_.size() && std::memcmp(data + at, "\r\n", 2) == 0) {
      at += 2;
      ++empty_lines_;
    }
    buffer_.consume(at);
  }

  void OnHeader() {
    const auto& message = parser_->get();
    request_.method = ToString(message.method_string());
    request_.path = PathOf(message.target());
    request_.authorization = ToString(message[http::field::authorization]);
    request_.content_type = ToString(message[http::field::content_type]);
    is_head_ = message.method() == http::verb::head;
    keep_alive_ = message.keep_alive() && !shared_->connections.in_reserve(*this);
    version_ = message.version();

    const auto length = parser_->content_length();
    const bool has_body = parser_->chunked() || (length && *length > 0);
    if (std::optional<HttpResponse> refusal = Misshapen(message, has_body)) {
      return Refuse(*std::move(refusal));
    }
    if (shared_->connections.in_reserve(*this) && !HttpApi::IsForOperators(request_.path)) {
      shared_->api->metrics().connections.Count(ConnectionRefusal::kLimit);
      return Refuse(ErrorResponse(
          503, absl::ResourceExhaustedError(
                   base::Cat("too many connections: the limit is ",
                             shared_->options.connections.most, "; try again soon"))));
    }
    if (std::optional<HttpResponse> refusal = shared_->api->Refuse(request_, peer_)) {
      // What is left of such a request would be taken for the next one.
      if (has_body) keep_alive_ = false;
      return Write(*std::move(refusal));
    }
    if (length && *length > shared_->options.max_body_bytes) return Complain(BodyLimit());
    if (parser_->is_done()) return Hand();
    if (has_body && message[http::field::expect].size() > 0) return Continue();
    ParseBody();
  }

  static error_code BodyLimit() { return http::make_error_code(http::error::body_limit); }

  std::optional<HttpResponse> Misshapen(const http::request<http::string_body>& message,
                                        bool has_body) const {
    if (parser_->chunked() && message.count(http::field::content_length) > 0) {
      return Invalid(400, "both content-length and transfer-encoding are given");
    }
    // RFC 9112, 6.3: whoever stands before us may take another length for the right one.
    if (message.count(http::field::transfer_encoding) > 0 &&
        (!parser_->chunked() || version_ < 11)) {
      return Invalid(400, "transfer-encoding is not chunked, or not of HTTP/1.1");
    }
    if (version_ == 11 && message.count(http::field::host) != 1) {
      return Invalid(400, "host is not given, or more than once");
    }
    if (message.count(http::field::content_encoding) > 0) {
      return Invalid(415, "the body is encoded; send it as it is");
    }
    const auto expect = message[http::field::expect];
    if (!expect.empty() && !beast::iequals(expect, "100-continue")) {
      return Invalid(417, "only 100-continue may be expected");
    }
    if (request_.method == "POST" && !parser_->chunked() && !parser_->content_length()) {
      return Invalid(411, "the length of the body is not given; send content-length");
    }
    if (has_body && request_.method != "POST") {
      return Invalid(400, base::Cat(request_.method.substr(0, 60), " has no body here"));
    }
    return std::nullopt;
  }

  void Continue() {
    static const std::string kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
    Enter(Phase::kBody);
    asio::async_write(stream_, asio::buffer(kGoOn),
                      Handler([](Connection* self, error_code error, std::size_t) {
                        if (self->late_) return self->WriteLate();
                        if (error) return self->Close();
                        self->ParseBody();
                      }));
  }

  void ParseBody() {
    const std::size_t most = shared_->options.max_header_bytes;
    error_code error;
    if (buffer_.size() > 0) {
      parser_->eager(true);
      body_wire_bytes_ += Put(&error);
    }
    if (error == http::error::need_more) error = {};
    if (error) return Complain(error);
    const std::size_t body = parser_->get().body().size();
    const std::size_t framing = body_wire_bytes_ - body;
    if (framing > most + kFramingFactor * body) {
      return Refuse(Invalid(431, base::Cat("the chunk headers and trailers are too large: ",
                                           framing, " bytes for ", body, " of body; send larger "
                                           "chunks, without extensions and trailers")));
    }
    if (parser_->is_done()) return Hand();
    // All of a chunk's data is taken: what is left is a chunk header or a trailer.
    if (buffer_.size() > most) {
      return Refuse(Invalid(431, base::Cat("a chunk header, or the trailers, are too large: the "
                                           "limit is ", most, " bytes")));
    }
    if (phase() != Phase::kBody) Enter(Phase::kBody);
    const std::size_t more = body - std::exchange(counted_body_, body);
    if (!shared_->connections.TakeBody(more, this)) return Refuse(NoMemory());
    Read(kBodyRead);
  }

  static HttpResponse NoMemory() {
    return ErrorResponse(503, absl::ResourceExhaustedError(
                                  "too many bodies are being received; try again soon"));
  }

  void ForgetBody() noexcept {
    counted_body_ = 0;
    shared_->connections.GiveBody(this);
  }
  void ForgetAnswer() noexcept { shared_->connections.GiveAnswer(std::exchange(taken_answer_, 0)); }

  // To those who answer.
  void Hand() {
    auto exchange = std::make_shared<Exchange>();
    exchange->shared = shared_;
    exchange->connection = this->weak_from_this();
    const auto replier = std::make_shared<Replier>(exchange);
    const HttpReply reply = [replier](HttpResponse given) { replier->Reply(std::move(given)); };
    request_.body = std::move(parser_->get().body());
    request_.client = exchange;
    ForgetBody();
    exchange_ = std::move(exchange);
    Enter(Phase::kWorking);
    try {
      shared_->api->Answer(std::move(request_), reply);
    } catch (...) {  // the replier answers
    }
  }

  // What the parser, or the limits that it was given, say of a request.
  void Complain(error_code error) {
    if (error == http::error::header_limit) {
      return Refuse(Invalid(431, base::Cat("the trailers are too large: the limit is ",
                                           shared_->options.max_header_bytes, " bytes")));
    }
    if (error == http::error::body_limit) {
      return Refuse(Invalid(413, base::Cat("the body is too large: the limit is ",
                                           shared_->options.max_body_bytes,
                                           " bytes; send the comments in several requests")));
    }
    Refuse(Invalid(400, base::Cat("not HTTP/1.1: ", error.message())));
  }

  // What is left of the request is thrown away, with the connection.
  void Refuse(HttpResponse given) {
    keep_alive_ = false;
    shared_->CountRefusal(ReasonOf(given.status));
    Write(std::move(given));
  }

  void WriteLate() {
    const ConnectionRefusal why = *std::exchange(late_, std::nullopt);
    if (why == ConnectionRefusal::kBodyMemory) return Refuse(NoMemory());
    Refuse(ErrorResponse(408, absl::DeadlineExceededError(
                                  why == ConnectionRefusal::kSlowBody
                                      ? "the body arrived too slowly"
                                      : "the header took too long to arrive")));
  }

  void Write(HttpResponse given) {
    if (shared_->closing || shared_->api->draining()) keep_alive_ = false;
    ForgetBody();
    parser_.reset();
    Enter(Phase::kWriting);
    written_ = 0;
    MakeHeader(given);
    answer_ = is_head_ ? std::string() : std::move(given.body);
    if (answer_.size() <= kSmallBody) header_ += std::exchange(answer_, std::string());
    taken_answer_ = header_.size() + answer_.size();
    shared_->connections.TakeAnswer(taken_answer_, this);
    WriteSome();
  }

  void MakeHeader(const HttpResponse& given) {
    const auto reason = http::obsolete_reason(static_cast<http::status>(given.status));
    header_ = base::Cat(version_ == 10 ? "HTTP/1.0 " : "HTTP/1.1 ", given.status, " ",
                        given.status == 499 ? "Client Closed Request" : ToString(reason),
                        "\r\nContent-Type: ", given.content_type,
                        "\r\nCache-Control: no-store\r\n");
    for (const auto& [name, value] : given.headers) header_ += base::Cat(name, ": ", value, "\r\n");
    if (!keep_alive_) {
      header_ += "Connection: close\r\n";
    } else if (version_ == 10) {
      header_ += "Connection: keep-alive\r\n";
    }
    header_ += base::Cat("Content-Length: ", given.body.size(), "\r\n\r\n");
  }

  void WriteSome() {
    const std::size_t of_header = std::min<std::size_t>(written_, header_.size());
    const std::array<asio::const_buffer, 2> rest = {
        asio::buffer(header_) + of_header, asio::buffer(answer_) + (written_ - of_header)};
    stream_.async_write_some(
        rest, Handler([](Connection* self, error_code error, std::size_t bytes) {
          if (error) return self->Close();
          self->written_ += bytes;
          if (self->written_ < self->header_.size() + self->answer_.size()) {
            return self->WriteSome();
          }
          self->ForgetAnswer();
          self->answer_ = std::string();
          self->keep_alive_ ? self->Next() : self->End();
        }));
  }

  // A client that still sends would not get to read the answer if the socket were closed now.
  void End() {
    Enter(Phase::kLingering);
    EndTls(stream_, Handler([](Connection* self, error_code, std::size_t) {
             error_code ignored;
             self->Socket().shutdown(tcp::socket::shutdown_send, ignored);
             self->buffer_.clear();
             self->buffer_.shrink_to_fit();
             self->Discard(0);
           }));
  }

  void Discard(std::size_t so_far) {
    if (so_far > kLingerBytes) return Close();
    buffer_.clear();
    Socket().async_read_some(
        buffer_.prepare(kKeptBuffer),
        Handler([so_far](Connection* self, error_code error, std::size_t bytes) {
          if (error) return self->Close();
          self->Discard(so_far + bytes);
        }));
  }

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<ssl::context> context_;  // null without TLS
  Stream stream_;
  PeerOf peer_;
  beast::flat_buffer buffer_;  // what was received and not yet parsed
  std::optional<http::request_parser<http::string_body>> parser_;
  HttpRequest request_;
  std::shared_ptr<Exchange> exchange_;  // of the request that is being answered
  std::string header_, answer_;
  std::size_t head_bytes_ = 0;        // of this request's header
  std::size_t empty_lines_ = 0;       // before it
  std::size_t body_wire_bytes_ = 0;   // of its body, chunk headers and trailers included
  std::size_t written_ = 0;           // of header_ and answer_
  std::size_t counted_body_ = 0;      // of its body, by Connections
  std::size_t taken_answer_ = 0;      // of its answer
  unsigned version_ = 11;
  bool is_new_ = true;  // it had no request yet
  bool is_head_ = false;
  bool keep_alive_ = false;
  bool closed_ = false;
  std::optional<ConnectionRefusal> late_;  // the reading was interrupted
};

class BeastServer final : public HttpServer {
 public:
  BeastServer(HttpApi* api, const Options& options)
      : options_(options),
        shared_(std::make_shared<Shared>(api, options)),
        io_(shared_->io),
        work_(io_.get_executor()),
        acceptor_(io_),
        retry_(io_),
        tick_(io_) {
    if (options_.tls != nullptr) tls_.emplace(*options_.tls, options_.client_certificates);
  }

  ~BeastServer() override { Stop(std::chrono::milliseconds(0)); }

  absl::Status Listen() {
    const absl::StatusOr<Address> wanted = ParseAddress(options_.address);
    if (!wanted.ok()) return wanted.status();
    if (wanted->is_unix()) {
      return absl::InvalidArgumentError("HTTP cannot use a Unix socket; give HOST:PORT");
    }
    if (tls_) {
      std::string why;
      if (tls_->Get(&why) == nullptr) {
        return absl::InvalidArgumentError(base::Cat("cannot use this certificate: ", why));
      }
    }
    error_code error;
    tcp::resolver resolver(io_);
    const auto found =
        resolver.resolve(wanted->host, std::to_string(wanted->port), tcp::resolver::passive, error);
    if (!error) Bind(*found.begin(), &error);
    if (error) {
      return absl::UnavailableError(
          base::Cat("cannot listen on ", options_.address, ": ", error.message()));
    }
    const std::size_t colon = options_.address.rfind(':');
    address_ = base::Cat(options_.address.substr(0, colon + 1),
                         acceptor_.local_endpoint(error).port());
    return absl::OkStatus();
  }

  void Run() {
    thread_ = std::thread([this] { RunThread(); });
  }

  const std::string& address() const override { return address_; }

  bool Stop(std::chrono::milliseconds patience) override {
    if (!thread_.joinable()) return true;
    std::promise<void> gone;
    asio::post(io_, [this, &gone] {
      error_code ignored;
      acceptor_.close(ignored);
      retry_.cancel(ignored);
      shared_->closing = true;
      shared_->all_gone = [&gone] { gone.set_value(); };
      for (const Phase phase : {Phase::kNew, Phase::kIdle, Phase::kHandshake}) CloseAll(phase);
      shared_->CheckAllGone();
    });
    const bool all = gone.get_future().wait_for(patience) == std::future_status::ready;
    std::promise<void> closed;
    asio::post(io_, [this, &closed] {
      shared_->all_gone = nullptr;
      for (int i = 0; i < kPhaseCount; ++i) CloseAll(static_cast<Phase>(i));
      closed.set_value();
    });
    closed.get_future().wait();
    {
      std::lock_guard lock(shared_->mutex);
      shared_->open = false;
    }
    io_.stop();
    thread_.join();
    error_code ignored;
    tick_.cancel(ignored);
    io_.restart();
    io_.poll();  // operations that the closing ended
    return all;
  }

 private:
  void Bind(const tcp::endpoint& endpoint, error_code* error) {
    acceptor_.open(endpoint.protocol(), *error);
    if (!*error) acceptor_.set_option(asio::socket_base::reuse_address(true), *error);
    // Handed down to what is accepted: else the kernel would let each grow to megabytes.
    if (!*error) acceptor_.set_option(asio::socket_base::send_buffer_size(kSocketBuffer), *error);
    if (!*error) {
      acceptor_.set_option(asio::socket_base::receive_buffer_size(kSocketBuffer), *error);
    }
    if (!*error) acceptor_.bind(endpoint, *error);
    if (!*error) acceptor_.listen(asio::socket_base::max_listen_connections, *error);
  }

  // Connections keep what they throw to themselves. What else throws, for want of memory, leaves
  // the server as it is, and is done again.
  void RunThread() {
    while (true) {
      try {
        if (!accepting_ && acceptor_.is_open()) Accept();
        if (!ticking_ && shared_->connections.size() > 0) TickLater();
        io_.run();
        return;
      } catch (...) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
  }

  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      accepting_ = false;
      if (!acceptor_.is_open()) return;
      if (error) return AcceptLater();  // no descriptors left, for example
      if (shared_->connections.MakeRoom(Clock::now())) Begin(std::move(socket));
      Accept();
      if (!ticking_) TickLater();
    });
    accepting_ = true;
  }

  void AcceptLater() {
    retry_.expires_after(kRetry);
    retry_.async_wait([this](error_code error) {
      accepting_ = false;
      if (!error) Accept();
    });
    accepting_ = true;
  }

  void Begin(tcp::socket socket) {
    if (!tls_) return Add<tcp::socket>(std::move(socket), nullptr);
    std::string why;  // the certificates before go on
    const std::shared_ptr<ssl::context> context = tls_->Get(&why);
    Add<ssl::stream<tcp::socket>>(ssl::stream<tcp::socket>(std::move(socket), *context), context);
  }

  template <typename Stream>
  void Add(Stream stream, std::shared_ptr<ssl::context> context) {
    auto connection =
        std::make_shared<Connection<Stream>>(shared_, std::move(stream), std::move(context));
    shared_->connections.Add(connection, Phase::kHandshake, Clock::now());
    connection->Begin();
  }

  void CloseAll(Phase phase) {
    shared_->connections.ForEach(phase, [](AnyConnection* connection) { connection->Close(); });
  }

  // Only while there are connections.
  void TickLater() {
    tick_.expires_after(kTick);
    tick_.async_wait([this](error_code error) {
      ticking_ = false;
      if (error) return;
      shared_->connections.Tick(Clock::now());
      FindHungUp();
      if (shared_->connections.size() > 0) TickLater();
    });
    ticking_ = true;
  }

  // Clients that closed their end while they wait for an answer.
  void FindHungUp() {
    if (!shared_->connections.Has(Phase::kWorking)) return;
    polled_.clear();
    waiting_.clear();
    shared_->connections.ForEach(Phase::kWorking, [this](AnyConnection* connection) {
      auto* waiting = static_cast<HttpConnection*>(connection);
      polled_.push_back({waiting->descriptor(), POLLRDHUP, 0});
      waiting_.push_back(waiting);
    });
    if (poll(polled_.data(), polled_.size(), 0) <= 0) return;
    for (std::size_t i = 0; i < polled_.size(); ++i) {
      if (polled_[i].revents == 0) continue;
      waiting_[i]->OnHangUp((polled_[i].revents & (POLLERR | POLLHUP)) != 0);
    }
  }

  const Options options_;
  const std::shared_ptr<Shared> shared_;
  asio::io_context& io_;
  const asio::executor_work_guard<asio::io_context::executor_type> work_;  // until it is stopped
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  asio::steady_timer tick_;
  bool accepting_ = false;  // or waiting to
  bool ticking_ = false;
  std::optional<TlsContext> tls_;
  std::vector<pollfd> polled_;
  std::vector<HttpConnection*> waiting_;
  std::string address_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpApi* api,
                                                              const Options& options) {
  auto server = std::make_unique<BeastServer>(api, options);
  if (absl::Status status = server->Listen(); !status.ok()) return status;
  server->Run();
  return server;
}

}  // namespace ascolto::service
