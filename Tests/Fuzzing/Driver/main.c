// The entry libFuzzer calls for each input; `main` is libFuzzer's own.
#include <stddef.h>
#include <stdint.h>

int32_t moondock_fuzz_recipe(const uint8_t *bytes, int64_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) { return moondock_fuzz_recipe(bytes, (int64_t)size); }
