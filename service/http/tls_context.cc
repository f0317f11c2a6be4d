#include "service/http/tls_context.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace ascolto::service {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

constexpr char kCiphersOfTls12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string NameOf(const GENERAL_NAME* name) {
  const ASN1_STRING* text = nullptr;
  if (name->type == GEN_DNS) text = name->d.dNSName;
  if (name->type == GEN_URI) text = name->d.uniformResourceIdentifier;
  if (name->type == GEN_EMAIL) text = name->d.rfc822Name;
  if (text == nullptr) return "";
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::vector<std::string> NamesOf(X509* certificate) {
  std::vector<std::string> names;
  const auto free_all = [](GENERAL_NAMES* all) { GENERAL_NAMES_free(all); };
  const std::unique_ptr<GENERAL_NAMES, decltype(free_all)> all(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      free_all);
  for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    std::string name = NameOf(sk_GENERAL_NAME_value(all.get(), i));
    if (!name.empty()) names.push_back(std::move(name));
  }
  char common[256];
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             common, sizeof(common));
  if (size > 0) names.emplace_back(common, static_cast<std::size_t>(size));
  return names;
}

error_code LastError() {
  return error_code(static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category());
}

error_code Fill(const TlsFiles::Contents& contents, bool client_certificates,
                ssl::context* context) {
  SSL_CTX* const native = context->native_handle();
  error_code error;
  context->set_options(ssl::context::default_workarounds | ssl::context::no_compression |
                           SSL_OP_NO_RENEGOTIATION,
                       error);
  if (error) return error;
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(native, kCiphersOfTls12) != 1) return LastError();
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections need few bytes
  // Without a name OpenSSL refuses sessions that are resumed where it asks for certificates.
  constexpr unsigned char kName[] = "ascolto";
  SSL_CTX_set_session_id_context(native, kName, sizeof(kName) - 1);
  context->use_certificate_chain(boost::asio::buffer(contents.certificate), error);
  if (!error) {
    context->use_private_key(boost::asio::buffer(contents.key), ssl::context::pem, error);
  }
  if (!error && client_certificates) {
    context->add_certificate_authority(boost::asio::buffer(contents.client_ca), error);
    if (!error) {
      context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
    }
  }
  return error;
}

}  // namespace

std::shared_ptr<ssl::context> TlsContext::Get(std::string* why) {
  const std::shared_ptr<const TlsFiles::Contents> contents = files_.contents();
  if (context_ != nullptr && contents == contents_) return context_;
  auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
  if (const error_code error = Fill(*contents, client_certificates_, made.get())) {
    *why = error.message();
    return context_;
  }
  context_ = std::move(made);
  contents_ = contents;
  return context_;
}

std::vector<std::string> PeerCertificateNames(SSL* ssl) {
  const auto free_one = [](X509* one) { X509_free(one); };
  const std::unique_ptr<X509, decltype(free_one)> certificate(SSL_get_peer_certificate(ssl),
                                                              free_one);
  return certificate == nullptr ? std::vector<std::string>() : NamesOf(certificate.get());
}

}  // namespace ascolto::service
