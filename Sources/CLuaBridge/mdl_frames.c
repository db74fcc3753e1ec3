// Where the recipe is. Moondock's own chunks ("=moondock/…") are never shown: a position is the innermost line of a
// recipe or library, found by walking outward through coroutines and the branches that opened this one.
#include <stdio.h>
#include <string.h>

#include "mdl_internal.h"

bool mdl_is_private(const lua_Debug *frame) { return frame->source[0] == '='; }

void mdl_chunk_name(const lua_Debug *frame, const char **name, size_t *length) {
    bool is_marked = frame->source[0] == '@' || frame->source[0] == '=';
    *name = frame->source + is_marked;
    *length = strlen(*name);
}

typedef struct {
    mdl_vm *vm;
    lua_State *thread;
    int64_t branch;
    int depth, level;
} walk;

static walk start_walk(mdl_vm *vm, lua_State *L) {
    walk w = {vm, L, vm->branch, vm->depth - 1, 0};
    while (w.depth >= 0 && vm->chain[w.depth] != L) w.depth--;
    // A coroutine that just failed has left the chain; what resumed it is the innermost that is left.
    if (w.depth < 0) w.depth = vm->depth;
    return w;
}

// The thread that waits for this one: the one that resumed it, or the one that opened the branch.
static void go_outward(walk *w) {
    w->level = 0;
    if (w->depth > 0) {
        w->thread = w->vm->chain[--w->depth];
        return;
    }
    w->depth = -1;
    w->thread = NULL;
    if (w->branch < 0 || (size_t)w->branch >= w->vm->branch_capacity) return;
    mdl_branch branch = w->vm->branches[w->branch];
    w->thread = branch.parent;
    w->branch = branch.parent_branch;
}

// The next Lua frame that is the author's, outward.
static bool next_frame(walk *w, lua_Debug *frame) {
    while (w->thread != NULL) {
        while (lua_getstack(w->thread, w->level, frame)) {
            w->level++;
            lua_getinfo(w->thread, "Sl", frame);
            if (frame->what[0] != 'C' && !mdl_is_private(frame)) return true;
        }
        go_outward(w);
    }
    return false;
}

void mdl_push_caller(mdl_vm *vm, lua_State *L) {
    walk w = start_walk(vm, L);
    lua_Debug frame;
    while (w.thread != NULL) {
        while (lua_getstack(w.thread, w.level, &frame)) {
            w.level++;
            lua_getinfo(w.thread, "S", &frame);
            if (frame.what[0] != 'C') {
                if (mdl_is_private(&frame)) continue;
                // Code that holds Moondock's own functions unbound is the project's.
                lua_pushliteral(L, "");
                return;
            }
            if (!lua_checkstack(w.thread, 2)) continue;
            lua_getinfo(w.thread, "f", &frame);
            bool is_bound = mdl_is_bound(w.thread, -1);
            if (is_bound) {
                lua_getupvalue(w.thread, -1, 1);
                if (w.thread == L) {
                    lua_remove(L, -2);
                } else {
                    lua_pushstring(L, lua_tostring(w.thread, -1));
                    lua_pop(w.thread, 2);
                }
                return;
            }
            lua_pop(w.thread, 1);
        }
        go_outward(&w);
    }
    lua_pushliteral(L, "");
}

bool mdl_position(mdl_vm *vm, lua_State *L, lua_Debug *frame, lua_State **thread) {
    walk w = start_walk(vm, L);
    bool found = next_frame(&w, frame);
    *thread = w.thread;
    return found;
}

static void append_function(lua_State *L, const walk *w, lua_Debug *frame, mdl_buffer *buffer) {
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

enum { MAX_WAY = 16, MAX_WALK = 10000 };

// The library a frame belongs to, as bytes that stay where they are while it runs; empty for what is nobody's.
static mdl_span library_of(lua_State *L, walk *w, lua_Debug *frame) {
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

void mdl_collect_way(mdl_vm *vm, lua_State *L, mdl_buffer *buffer) {
    walk w = start_walk(vm, L);
    lua_Debug frame;
    mdl_span last = {NULL, 0};
    size_t start = buffer->count;
    int count = 0;
    mdl_append(buffer, "\x80", 1);
    for (int seen = 0; w.thread != NULL && count < MAX_WAY && seen < MAX_WALK;) {
        if (!lua_getstack(w.thread, w.level, &frame)) {
            go_outward(&w);
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

void mdl_collect_frames(mdl_vm *vm, lua_State *L, mdl_buffer *buffer) {
    walk w = start_walk(vm, L);
    lua_Debug frame;
    size_t start = buffer->count;
    int count = 0;
    // A list of at most 16: its head is one byte, written when the count is known.
    mdl_append(buffer, "\x80", 1);
    while (count < MDL_MAX_FRAMES && next_frame(&w, &frame)) {
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
