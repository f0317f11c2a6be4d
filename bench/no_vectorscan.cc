// Stands in for vectorscan_peers.cc where the package libvectorscan-dev is not installed.

#include "bench/peers.h"

namespace ascolto::bench {

absl::StatusOr<std::unique_ptr<Peer>> MakeVectorscan(std::string_view,
                                                     std::span<const GeneratedRule>,
                                                     const PeerOptions&) {
  return absl::UnimplementedError("not in this build");
}

}  // namespace ascolto::bench
