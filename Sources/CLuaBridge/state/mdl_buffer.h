// Bytes outside Lua's memory.
#ifndef MDL_BUFFER_H
#define MDL_BUFFER_H

#include "CLuaBridge.h"

/// A growing byte buffer. `failed` stays set once it could not grow.
typedef struct {
    uint8_t *data;
    size_t count, capacity;
    bool failed;
} mdl_buffer;

void mdl_append(mdl_buffer *buffer, const void *bytes, size_t count);
void mdl_clear(mdl_buffer *buffer);
void mdl_release(mdl_buffer *buffer);
static inline mdl_span mdl_span_of(const mdl_buffer *buffer) { return (mdl_span){buffer->data, buffer->count}; }

#endif
