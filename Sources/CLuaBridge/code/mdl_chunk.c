// The names of chunks. Moondock's own ("=moondock/…") are never shown.
#include <string.h>

#include "code/mdl_code.h"

bool mdl_is_private(const lua_Debug *frame) { return frame->source[0] == '='; }

void mdl_chunk_name(const lua_Debug *frame, const char **name, size_t *length) {
    bool is_marked = frame->source[0] == '@' || frame->source[0] == '=';
    *name = frame->source + is_marked;
    *length = strlen(*name);
}
