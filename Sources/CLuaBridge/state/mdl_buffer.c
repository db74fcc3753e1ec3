#include <stdlib.h>
#include <string.h>

#include "state/mdl_buffer.h"

void mdl_append(mdl_buffer *buffer, const void *bytes, size_t count) {
    if (buffer->capacity - buffer->count < count) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity - buffer->count < count) capacity *= 2;
        uint8_t *data = realloc(buffer->data, capacity);
        if (data == NULL) {
            buffer->failed = true;
            return;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    if (count > 0) memcpy(buffer->data + buffer->count, bytes, count);
    buffer->count += count;
}

void mdl_clear(mdl_buffer *buffer) {
    buffer->count = 0;
    buffer->failed = false;
}

void mdl_release(mdl_buffer *buffer) {
    free(buffer->data);
    *buffer = (mdl_buffer){0};
}
