// Work on all cores whose results come out in the order in which it went in, with a bounded
// amount of it under way.

#ifndef ASCOLTO_SERVICE_CLI_PIPELINE_H_
#define ASCOLTO_SERVICE_CLI_PIPELINE_H_

#include <functional>
#include <memory>

namespace ascolto::cli {

// A piece of work; whoever uses a pipeline derives from it.
class Chunk {
 public:
  virtual ~Chunk() = default;
};

struct Stages {
  // The next piece, or null at the end. Called on the thread that calls RunPipeline.
  std::function<std::unique_ptr<Chunk>()> read;
  // Makes what one worker thread calls on each piece it gets.
  std::function<std::function<void(Chunk*)>()> make_worker;
  // Takes the pieces in the order of reading, on a thread of its own; false ends everything,
  // and what is under way is dropped.
  std::function<bool(Chunk*)> write;
};

// Returns when every piece was written or `write` said false. What a stage throws, on whatever
// thread, ends everything and is thrown again here. At most 4 pieces a worker are
// held at any time.
void RunPipeline(int workers, const Stages& stages);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_PIPELINE_H_
