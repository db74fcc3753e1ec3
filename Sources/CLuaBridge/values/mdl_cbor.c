// The heads and texts of CBOR (RFC 8949), in their shortest form.
#include "values/mdl_values.h"

void mdl_head(mdl_buffer *buffer, uint8_t major, uint64_t value) {
    uint8_t bytes[9];
    int width = value < 24 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 8;
    static const uint8_t marks[] = {0, 24, 25, 0, 26, 0, 0, 0, 27};
    bytes[0] = (uint8_t)(major << 5 | (width == 0 ? (uint8_t)value : marks[width]));
    for (int i = 0; i < width; i++) bytes[1 + i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    mdl_append(buffer, bytes, (size_t)width + 1);
}

void mdl_encode_text(mdl_buffer *buffer, const char *text, size_t count) {
    mdl_head(buffer, 3, count);
    mdl_append(buffer, text, count);
}
