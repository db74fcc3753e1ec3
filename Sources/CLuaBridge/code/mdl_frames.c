// Where the recipe is, and through which libraries it came there. Moondock's own chunks are left out: a position is the
// innermost line of a recipe or library.
#include <stdio.h>
#include <string.h>

#include "code/mdl_code.h"
#include "code/mdl_walk.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

// The next Lua frame that is the author's, outward.
static bool next_frame(mdl_walk *w, lua_Debug *frame) {
    while (w->thread != NULL) {
        while (lua_getstack(w->thread, w->level, frame)) {
            w->level++;
            lua_getinfo(w->thread, "Sl", frame);
            if (frame->what[0] != 'C' && !mdl_is_private(frame)) return true;
        }
        mdl_go_outward(w);
    }
    return false;
}

static void append_function(lua_State *L, const mdl_walk *w, lua_Debug *frame, mdl_buffer *buffer) {
    char text[LUA_IDSIZE + 64];
    lua_getinfo(w->thread, "nt", frame);
    mdl_name_entered(L, w->thread, w->level - 1, frame);
    const char *name = frame->name;
    if (frame->what[0] == 'm') {
        name = "main chunk";
    } else if (name == NULL) {
        lua_Debug copy = *frame;
        snprintf(text, sizeof text, "function <%s:%d>", copy.short_src, copy.linedefined);
        name = text;
    }
    mdl_encode_text(buffer, name, strlen(name));
}

enum { MAX_LIBRARIES = 16, MAX_WALK = 10000 };
_Static_assert(MAX_LIBRARIES < 24 && MDL_MAX_FRAMES < 24, "the head of a list of so many is one byte");

// The library a frame belongs to, as bytes that stay where they are while it runs; empty for what is nobody's.
static mdl_span library_of(lua_State *L, mdl_walk *w, lua_Debug *frame) {
    mdl_span id = {NULL, 0};
    if (frame->what[0] != 'C') {
        size_t length;
        const char *chunk;
        if (mdl_is_private(frame)) return id;
        mdl_chunk_name(frame, &chunk, &length);
        const char *colon = memchr(chunk, ':', length);
        // Moondock's own are left out, as in tracebacks.
        if (colon != NULL && strncmp(chunk, "moondock/", 9) != 0) id = (mdl_span){(const uint8_t *)chunk, (size_t)(colon - chunk)};
        return id;
    }
    if (!mdl_is_entrance_frame(L, w->thread, frame) || !lua_checkstack(w->thread, 2)) return id;
    lua_getinfo(w->thread, "f", frame);
    lua_getupvalue(w->thread, -1, 1);
    id.bytes = (const uint8_t *)lua_tolstring(w->thread, -1, &id.count);
    lua_pop(w->thread, 2);
    return id;
}

void mdl_collect_libraries(mdl_vm *vm, lua_State *L, mdl_buffer *buffer) {
    mdl_walk w = mdl_start_walk(vm, L);
    lua_Debug frame;
    mdl_span last = {NULL, 0};
    size_t start = buffer->count;
    int count = 0;
    mdl_append(buffer, "\x80", 1);
    for (int seen = 0; w.thread != NULL && count < MAX_LIBRARIES && seen < MAX_WALK;) {
        if (!lua_getstack(w.thread, w.level, &frame)) {
            mdl_go_outward(&w);
            continue;
        }
        w.level++;
        seen++;
        lua_getinfo(w.thread, "S", &frame);
        mdl_span id = library_of(L, &w, &frame);
        bool is_same = id.count == last.count && (id.count == 0 || memcmp(id.bytes, last.bytes, id.count) == 0);
        if (id.count == 0 || is_same) continue;
        mdl_encode_text(buffer, (const char *)id.bytes, id.count);
        last = id;
        count++;
    }
    if (!buffer->failed) buffer->data[start] = (uint8_t)(0x80 | count);
}

void mdl_collect_frames(mdl_vm *vm, lua_State *L, mdl_buffer *buffer, int maximum) {
    mdl_walk w = mdl_start_walk(vm, L);
    lua_Debug frame;
    size_t start = buffer->count;
    int count = 0;
    // The head of the list is written when the count is known.
    mdl_append(buffer, "\x80", 1);
    while (count < maximum && next_frame(&w, &frame)) {
        const char *chunk;
        size_t length;
        mdl_chunk_name(&frame, &chunk, &length);
        mdl_head(buffer, 5, 3);
        mdl_encode_text(buffer, "chunk", 5);
        mdl_encode_text(buffer, chunk, length);
        mdl_encode_text(buffer, "function", 8);
        append_function(L, &w, &frame, buffer);
        mdl_encode_text(buffer, "line", 4);
        mdl_head(buffer, 0, frame.currentline > 0 ? (uint64_t)frame.currentline : 0);
        count++;
    }
    if (!buffer->failed) buffer->data[start] = (uint8_t)(0x80 | count);
}
