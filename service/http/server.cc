// The only place that knows Boost. Everything runs on one thread, so there are no locks; answers
// come from other threads and are posted to it. A connection lives as long as one of its
// operations is under way.

#include "service/http/server.h"

#include <algorithm>
#include <deque>
#include <future>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <openssl/x509v3.h>

#include "ascolto/base/strings.h"
#include "service/access/address.h"
#include "service/access/file_stamp.h"

namespace ascolto::service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds kLinger(2);               // for a client to read a refusal
constexpr std::size_t kLingerBytes = 16 * 1024 * 1024;   // that are read and thrown away meanwhile

std::string NameOf(const GENERAL_NAME* name) {
  const ASN1_STRING* text = nullptr;
  if (name->type == GEN_DNS) text = name->d.dNSName;
  if (name->type == GEN_URI) text = name->d.uniformResourceIdentifier;
  if (name->type == GEN_EMAIL) text = name->d.rfc822Name;
  if (text == nullptr) return "";
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// The alternative names of a certificate, and the common name.
std::vector<std::string> NamesOf(X509* certificate) {
  std::vector<std::string> names;
  if (auto* all = static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))) {
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
      std::string name = NameOf(sk_GENERAL_NAME_value(all, i));
      if (!name.empty()) names.push_back(std::move(name));
    }
    GENERAL_NAMES_free(all);
  }
  char common[256];
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             common, sizeof(common));
  if (size > 0) names.emplace_back(common, static_cast<std::size_t>(size));
  return names;
}

// The contexts of TLS, made anew when the certificates changed.
class TlsContext {
 public:
  TlsContext(const TlsFiles& files, bool client_certificates)
      : files_(files), client_certificates_(client_certificates) {}

  // Null when the certificates do not do; then *why says so.
  std::shared_ptr<ssl::context> Get(std::string* why) {
    const TlsFiles::Paths paths = files_.checked();
    const std::vector<FileStamp> stamps = {FileStamp::Of(paths.certificate),
                                           FileStamp::Of(paths.key),
                                           FileStamp::Of(paths.client_ca)};
    if (context_ != nullptr && stamps == stamps_) return context_;
    auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
    const error_code error = Fill(paths, made.get());
    if (error) {
      *why = error.message();
      return context_;  // the one before, if there was one
    }
    context_ = std::move(made);
    stamps_ = stamps;
    return context_;
  }

 private:
  error_code Fill(const TlsFiles::Paths& paths, ssl::context* context) const {
    error_code error;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_compression, error);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // Without a name OpenSSL refuses sessions that are resumed where it asks for certificates.
    constexpr unsigned char kName[] = "ascolto";
    SSL_CTX_set_session_id_context(context->native_handle(), kName, sizeof(kName) - 1);
    if (!error) context->use_certificate_chain_file(paths.certificate, error);
    if (!error) context->use_private_key_file(paths.key, ssl::context::pem, error);
    if (!error && client_certificates_) {
      context->load_verify_file(paths.client_ca, error);
      if (!error) {
        context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
      }
    }
    return error;
  }

  const TlsFiles& files_;
  const bool client_certificates_;
  std::vector<FileStamp> stamps_;
  std::shared_ptr<ssl::context> context_;
};

// What connections have in common. They keep it alive: an answer may come when the server is gone.
struct Shared {
  Shared(HttpApi* a, const HttpServer::Options& o) : api(a), options(o) {}

  void Came() { ++open; }
  void Went() {
    --open;
    CheckAllGone();
  }
  void CheckAllGone() {
    if (open == 0 && all_gone) std::exchange(all_gone, nullptr)();
  }

  HttpApi* const api;
  const HttpServer::Options options;
  asio::io_context io{1};
  std::size_t open = 0;
  std::function<void()> all_gone;  // called when there is no connection
};

class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  // Closes it unless a request is being answered.
  virtual void CloseIfWaiting() = 0;
  virtual void Close() = 0;
};

struct PeerOf final : Peer {
  std::string name;
  std::vector<std::string> names;
  std::string address() const override { return name; }
  std::vector<std::string> certificate_names() const override { return names; }
};

void StartTls(tcp::socket&, std::function<void(error_code)> done) { done({}); }
void StartTls(ssl::stream<tcp::socket>& stream, std::function<void(error_code)> done) {
  stream.async_handshake(ssl::stream_base::server, std::move(done));
}
void EndTls(tcp::socket&, std::function<void(error_code)> done) { done({}); }
void EndTls(ssl::stream<tcp::socket>& stream, std::function<void(error_code)> done) {
  stream.async_shutdown(std::move(done));
}
std::vector<std::string> CertificateNames(tcp::socket&) { return {}; }
std::vector<std::string> CertificateNames(ssl::stream<tcp::socket>& stream) {
  X509* certificate = SSL_get_peer_certificate(stream.native_handle());
  if (certificate == nullptr) return {};
  std::vector<std::string> names = NamesOf(certificate);
  X509_free(certificate);
  return names;
}

std::string ToString(boost::string_view text) { return {text.data(), text.size()}; }

HttpResponse Invalid(int status, std::string_view what) {
  return ErrorResponse(status, absl::InvalidArgumentError(base::ToAbsl(what)));
}

// What the parser, or the limits that it was given, say of a request.
std::optional<HttpResponse> Complaint(error_code error, const HttpServer::Options& options) {
  if (error == http::error::header_limit) {
    return Invalid(431, base::Cat("the header is too large: the limit is ",
                                  options.max_header_bytes, " bytes"));
  }
  if (error == http::error::body_limit) {
    return Invalid(413, base::Cat("the body is too large: the limit is ", options.max_body_bytes,
                                  " bytes; send the comments in several requests"));
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error.category() != http::make_error_code(http::error::bad_target).category()) {
    return std::nullopt;  // nobody is there to be told
  }
  return Invalid(400, base::Cat("not HTTP/1.1: ", error.message()));
}

template <typename Stream>
class Connection final : public AnyConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(std::shared_ptr<Shared> shared, Stream stream,
             std::shared_ptr<ssl::context> context)
      : shared_(std::move(shared)),
        context_(std::move(context)),
        stream_(std::move(stream)),
        timer_(shared_->io) {
    shared_->Came();
    error_code error;
    const auto remote = Socket().remote_endpoint(error);
    peer_.name = base::Cat(remote.address().to_string(error), ":", remote.port());
    Socket().set_option(tcp::no_delay(true), error);
  }
  ~Connection() override { shared_->Went(); }

  void Begin() {
    Arm(shared_->options.header);
    StartTls(stream_, [self = this->shared_from_this()](error_code error) {
      if (error) return;
      self->peer_.names = CertificateNames(self->stream_);
      self->WaitForRequest();
    });
  }

  void CloseIfWaiting() override {
    closing_ = true;
    if (waiting_) Close();
  }

  void Close() override {
    error_code ignored;
    timer_.cancel(ignored);
    Socket().close(ignored);
  }

 private:
  tcp::socket& Socket() { return beast::get_lowest_layer(stream_); }

  // After so long `expired` happens, unless armed again before.
  template <typename Expired>
  void Arm(std::chrono::milliseconds patience, Expired expired) {
    timer_.expires_after(patience);
    timer_.async_wait([weak = this->weak_from_this(), expired](error_code error) {
      const auto self = weak.lock();
      if (!error && self != nullptr) expired(self.get());
    });
  }
  void Arm(std::chrono::milliseconds patience) {
    Arm(patience, [](Connection* self) { self->Close(); });
  }
  // Ends the reading, after which the client is told why.
  void ArmReading(std::chrono::milliseconds patience) {
    late_ = false;
    Arm(patience, [](Connection* self) {
      error_code ignored;
      self->late_ = true;
      self->Socket().cancel(ignored);
    });
  }

  void WaitForRequest() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.max_header_bytes));
    parser_->body_limit(shared_->options.max_body_bytes);
    if (buffer_.size() > 0) return ReadHeader();  // the next one of a pipeline
    if (closing_) return End();
    waiting_ = true;
    Arm(shared_->options.idle);
    stream_.async_read_some(
        buffer_.prepare(4096),
        [self = this->shared_from_this()](error_code error, std::size_t bytes) {
          self->waiting_ = false;
          if (error) return;
          self->buffer_.commit(bytes);
          self->ReadHeader();
        });
  }

  void ReadHeader() {
    ArmReading(shared_->options.header);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->Complain(error);
                              self->OnHeader();
                            });
  }

  void OnHeader() {
    const auto& message = parser_->get();
    request_ = {};
    request_.method = ToString(message.method_string());
    const std::string target = ToString(message.target());
    request_.path = target.substr(0, target.find('?'));
    request_.authorization = ToString(message[http::field::authorization]);
    request_.content_type = ToString(message[http::field::content_type]);
    head_ = message.method() == http::verb::head;
    keep_alive_ = message.keep_alive();
    version_ = message.version();

    const bool chunked = parser_->chunked();
    const auto length = parser_->content_length();
    const bool has_body = chunked || (length && *length > 0);
    std::optional<HttpResponse> refusal = Misshapen(message, has_body);
    // What is left of such a request, or of one that is refused, would be taken for the next one.
    const bool ends_here = has_body || refusal.has_value();
    if (!refusal) refusal = shared_->api->Refuse(request_, peer_);
    if (!refusal && length && *length > shared_->options.max_body_bytes) {
      refusal = Complaint(http::error::body_limit, shared_->options);
    }
    if (refusal) {
      if (ends_here) keep_alive_ = false;
      return Write(*std::move(refusal));
    }
    if (has_body && message[http::field::expect].size() > 0) return Continue();
    ReadBody();
  }

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
      return Invalid(400, base::Cat(request_.method, " has no body here"));
    }
    return std::nullopt;
  }

  void Continue() {
    static const std::string kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kGoOn),
                      [self = this->shared_from_this()](error_code error, std::size_t) {
                        if (!error) self->ReadBody();
                      });
  }

  void ReadBody() {
    ArmReading(shared_->options.body);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code error, std::size_t) {
                       if (error) return self->Complain(error);
                       self->Hand();
                     });
  }

  // To those who answer.
  void Hand() {
    error_code ignored;
    timer_.cancel(ignored);
    request_.body = std::move(parser_->get().body());
    const auto reply = [shared = shared_, self = Lend()](HttpResponse given) {
      asio::post(shared->io, [self, given = std::move(given)]() mutable {
        self->Write(std::move(given));
      });
    };
    shared_->api->Answer(std::move(request_), reply);
  }

  // Itself for other threads, the last of which does not destroy it but leaves that to its own.
  std::shared_ptr<Connection> Lend() {
    return {this, [shared = shared_, self = this->shared_from_this()](Connection*) mutable {
              asio::post(shared->io, [self = std::move(self)] {});
            }};
  }

  void Complain(error_code error) {
    keep_alive_ = false;
    if (late_) {
      return Write(ErrorResponse(
          408, absl::DeadlineExceededError("the request did not come to its end in time")));
    }
    std::optional<HttpResponse> complaint = Complaint(error, shared_->options);
    if (complaint) Write(*std::move(complaint));
  }

  void Write(HttpResponse given) {
    if (closing_ || shared_->api->draining()) keep_alive_ = false;
    response_ = {};
    response_.version(version_);
    response_.result(static_cast<unsigned>(given.status));
    response_.set(http::field::content_type, given.content_type);
    response_.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : given.headers) response_.set(name, value);
    response_.keep_alive(keep_alive_);
    response_.content_length(given.body.size());
    if (!head_) response_.body() = std::move(given.body);
    serializer_.emplace(response_);
    Arm(shared_->options.body);
    http::async_write(stream_, *serializer_,
                      [self = this->shared_from_this()](error_code error, std::size_t) {
                        if (error) return;
                        if (!self->keep_alive_) return self->End();
                        self->WaitForRequest();
                      });
  }

  // A client that still sends would not get to read the answer if the socket were closed now.
  void End() {
    Arm(kLinger);
    EndTls(stream_, [self = this->shared_from_this()](error_code) {
      error_code ignored;
      self->Socket().shutdown(tcp::socket::shutdown_send, ignored);
      self->Discard(0);
    });
  }

  void Discard(std::size_t so_far) {
    if (so_far > kLingerBytes) return Close();
    buffer_.clear();
    Socket().async_read_some(
        buffer_.prepare(16 * 1024),
        [self = this->shared_from_this(), so_far](error_code error, std::size_t bytes) {
          if (error) return self->Close();
          self->Discard(so_far + bytes);
        });
  }

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<ssl::context> context_;  // null without TLS
  Stream stream_;
  asio::steady_timer timer_;
  PeerOf peer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  HttpRequest request_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  unsigned version_ = 11;
  bool head_ = false;
  bool keep_alive_ = false;
  bool waiting_ = false;  // for a request to begin
  bool late_ = false;     // the reading was ended since it took too long
  bool closing_ = false;
};

class BeastServer final : public HttpServer {
 public:
  BeastServer(HttpApi* api, const Options& options)
      : options_(options),
        shared_(std::make_shared<Shared>(api, options)),
        io_(shared_->io),
        work_(io_.get_executor()),
        acceptor_(io_),
        retry_(io_) {
    if (options_.tls != nullptr) tls_.emplace(*options_.tls, options_.client_certificates);
  }

  ~BeastServer() override { Stop(std::chrono::milliseconds(0)); }

  absl::Status Listen() {
    const absl::StatusOr<Address> wanted = ParseAddress(options_.address);
    if (!wanted.ok()) return wanted.status();
    if (wanted->is_unix()) {
      return absl::InvalidArgumentError("HTTP is not spoken on a Unix socket; give HOST:PORT");
    }
    if (tls_) {
      std::string why;
      if (tls_->Get(&why) == nullptr) {
        return absl::InvalidArgumentError(base::Cat("the certificate does not do: ", why));
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
    Accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  const std::string& address() const override { return address_; }

  bool Stop(std::chrono::milliseconds patience) override {
    if (!thread_.joinable()) return true;
    std::promise<void> gone;
    asio::post(io_, [this, &gone] {
      error_code ignored;
      acceptor_.close(ignored);
      retry_.cancel(ignored);
      shared_->all_gone = [&gone] { gone.set_value(); };
      ForEach([](AnyConnection* connection) { connection->CloseIfWaiting(); });
      shared_->CheckAllGone();
    });
    const bool all = gone.get_future().wait_for(patience) == std::future_status::ready;
    std::promise<void> closed;
    asio::post(io_, [this, &closed] {
      shared_->all_gone = nullptr;
      ForEach([](AnyConnection* connection) { connection->Close(); });
      closed.set_value();
    });
    closed.get_future().wait();
    io_.stop();
    thread_.join();
    io_.restart();
    io_.poll();  // operations that the closing ended
    return all;
  }

 private:
  void Bind(const tcp::endpoint& endpoint, error_code* error) {
    acceptor_.open(endpoint.protocol(), *error);
    if (!*error) acceptor_.set_option(asio::socket_base::reuse_address(true), *error);
    if (!*error) acceptor_.bind(endpoint, *error);
    if (!*error) acceptor_.listen(asio::socket_base::max_listen_connections, *error);
  }

  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) return AcceptLater();  // no descriptors left, for example
      if (shared_->open < options_.max_connections) Begin(std::move(socket));
      Accept();
    });
  }

  void AcceptLater() {
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](error_code error) {
      if (!error) Accept();
    });
  }

  void Begin(tcp::socket socket) {
    if (!tls_) return Add<tcp::socket>(std::move(socket), nullptr);
    std::string why;
    const std::shared_ptr<ssl::context> context = tls_->Get(&why);
    Add<ssl::stream<tcp::socket>>(ssl::stream<tcp::socket>(std::move(socket), *context), context);
  }

  template <typename Stream>
  void Add(Stream stream, std::shared_ptr<ssl::context> context) {
    auto connection =
        std::make_shared<Connection<Stream>>(shared_, std::move(stream), std::move(context));
    std::erase_if(connections_, [](const auto& known) { return known.expired(); });
    connections_.push_back(connection);
    connection->Begin();
  }

  template <typename Act>
  void ForEach(Act act) {
    for (const auto& known : connections_) {
      if (const auto connection = known.lock()) act(connection.get());
    }
  }

  const Options options_;
  const std::shared_ptr<Shared> shared_;
  asio::io_context& io_;
  const asio::executor_work_guard<asio::io_context::executor_type> work_;  // until it is stopped
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::optional<TlsContext> tls_;
  std::vector<std::weak_ptr<AnyConnection>> connections_;
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
