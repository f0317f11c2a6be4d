// Addresses: how they are written, which of them are for this machine alone.

#include "service/access/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ascolto::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Address, IsReadInItsThreeForms) {
  const auto plain = ParseAddress("localhost:50051");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->host, "localhost");
  EXPECT_EQ(plain->port, 50051);
  EXPECT_FALSE(plain->is_unix());
  EXPECT_EQ(ParseAddress("[::1]:0")->host, "::1");
  EXPECT_EQ(ParseAddress("0.0.0.0:65535")->port, 65535);
  EXPECT_EQ(ParseAddress("unix:/run/a.sock")->path, "/run/a.sock");
}

TEST(Address, OtherFormsSayWhatWouldBeRight) {
  for (const char* text : {"", "nowhere", ":1", "a:", "a:65536", "a:-1", "a:1x", "::1:50051",
                           "unix:a.sock", "http://a:1"}) {
    const auto address = ParseAddress(text);
    EXPECT_FALSE(address.ok()) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("give HOST:PORT")) << text;
  }
  EXPECT_THAT(std::string(ParseAddress("unix:/" + std::string(200, 'x')).status().message()),
              HasSubstr("socket path too long: 201 bytes; the limit is 107"));
}

TEST(Address, LoopbackAndSocketsAreLocal) {
  for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/a",
                           "[::ffff:127.0.0.1]:1"}) {
    EXPECT_TRUE(IsLocal(*ParseAddress(text))) << text;
  }
  for (const char* text : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[2001:db8::1]:1",
                           "no-such-host.invalid:1", "[::ffff:192.0.2.1]:1"}) {
    EXPECT_FALSE(IsLocal(*ParseAddress(text))) << text;
  }
}

TEST(Address, BeyondThisMachineItTakesTlsAndWhoCalls) {
  Settings settings;
  settings.listen = {"127.0.0.1:1", "unix:/run/a.sock"};
  EXPECT_THAT(AddressProblems(settings), IsEmpty());
  settings.listen = {"0.0.0.0:1"};
  EXPECT_THAT(AddressProblems(settings),
              ElementsAre("listen 0.0.0.0:1 can be reached from other machines: without TLS, "
                          "others could read tokens and comments; listen on 127.0.0.1, or set "
                          "allow_exposed: on"));
  settings.tokens = "t.yaml";
  EXPECT_THAT(AddressProblems(settings), SizeIs(1));
  settings.tls_certificate = settings.tls_key = "x.pem";
  EXPECT_THAT(AddressProblems(settings), IsEmpty());
  settings.tokens = "";
  EXPECT_THAT(AddressProblems(settings), ElementsAre(HasSubstr("anybody could call")));
  settings.tls_client_ca = "ca.pem";
  EXPECT_THAT(AddressProblems(settings), IsEmpty());
  settings.http = "[::]:1";
  EXPECT_THAT(AddressProblems(settings), IsEmpty());
  settings.tls_certificate = settings.tls_key = settings.tls_client_ca = "";
  settings.tokens = "t.yaml";
  EXPECT_THAT(AddressProblems(settings), ElementsAre(HasSubstr("listen 0.0.0.0:1 can"),
                                                     HasSubstr("http [::]:1 can")));
  settings.allow_exposed = true;
  EXPECT_THAT(AddressProblems(settings), IsEmpty());
}

TEST(Address, WrongOnesAreNamedEvenWhenExposureIsAllowed) {
  Settings settings;
  settings.listen = {"nowhere"};
  settings.http = "unix:/a";
  settings.allow_exposed = true;
  EXPECT_THAT(AddressProblems(settings),
              ElementsAre(HasSubstr("not an address: \"nowhere\""),
                          HasSubstr("not an address: \"unix:/a\"")));
}

}  // namespace
}  // namespace ascolto::service
