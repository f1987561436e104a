// The entry point of every harness.

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    heatmap::test::run(heatmap::test::Input(data, size));
    return 0;
}
