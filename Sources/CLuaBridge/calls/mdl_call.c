// Calls of the host. A host function encodes its arguments, yields, and decodes the answer when it is resumed, all of
// it inside Lua's protection.
#include <string.h>

#include "calls/mdl_calls.h"
#include "code/mdl_code.h"
#include "errors/mdl_errors.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"
#include "values/mdl_values.h"

// The library function that Lua cannot leave, for the message: the nearest C function of the thread that cannot yield.
static const char *blocking_function(mdl_vm *vm, lua_State *L) {
    lua_Debug frame;
    for (int i = vm->depth - 1; lua_isyieldable(L) && i >= 0; i--) L = vm->chain[i];
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sn", &frame);
        bool is_called_by_lua = frame.namewhat[0] != 0;
        if (frame.what[0] != 'C' || !is_called_by_lua || level == 0) continue;
        if (mdl_is_entrance_frame(L, L, &frame)) continue;
        return frame.name;
    }
    return "a callback of the C library";
}

int mdl_wait(lua_State *L, int32_t operation, const char *what, lua_KContext context, lua_KFunction resumed) {
    mdl_vm *vm = mdl_of(L);
    if (vm->blocked > 0 || !lua_isyieldable(L)) {
        return luaL_error(L, "%s cannot be called inside '%s', which cannot wait", what, blocking_function(vm, L));
    }
    // A call costs the host more than an instruction costs Lua.
    mdl_spend(vm, L, MDL_HOOK_COUNT);
    mdl_clear(&vm->frames);
    mdl_collect_frames(vm, L, &vm->frames, 1);
    vm->operation = operation;
    vm->pending = MDL_PENDING_CALL;
    return lua_yieldk(L, 0, context, resumed);
}

int mdl_push_reply(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    const mdl_reply *reply = vm->reply;
    mdl_decode(L, reply->value);
    if (reply->kind == MDL_REPLY_FAILURE) {
        if (!lua_istable(L, -1)) return luaL_error(L, "the host sent an error that is not a table");
        mdl_make_error(L, -1);
        return lua_error(L);
    }
    return 1;
}

static int call_resumed(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return mdl_push_reply(L);
}

/// Bytes that a notification is charged with besides its arguments.
enum { NOTIFICATION_OVERHEAD = 64 };

static void append_segment(mdl_buffer *queue, const void *bytes, size_t count) {
    mdl_append(queue, &count, sizeof count);
    mdl_append(queue, bytes, count);
}

int mdl_notify(lua_State *L, const char *name, int first) {
    mdl_vm *vm = mdl_of(L);
    mdl_clear(&vm->payload);
    const char *reason = mdl_encode_arguments(vm, L, first, &vm->payload);
    if (reason != NULL) return luaL_error(L, "%s: %s", name, reason);
    mdl_clear(&vm->frames);
    mdl_collect_frames(vm, L, &vm->frames, 1);
    mdl_spend(vm, L, MDL_HOOK_COUNT);
    vm->log_left -= (int64_t)vm->payload.count + NOTIFICATION_OVERHEAD;
    if (vm->log_left < 0) {
        mdl_kill(vm, L, MDL_LIMIT_LOG);
        return 0;
    }
    append_segment(&vm->notifications, name, strlen(name));
    append_segment(&vm->notifications, vm->payload.data, vm->payload.count);
    append_segment(&vm->notifications, vm->frames.data, vm->frames.count);
    return 0;
}

static mdl_span take_segment(mdl_vm *vm) {
    size_t count;
    memcpy(&count, vm->notifications.data + vm->notifications_read, sizeof count);
    mdl_span span = {vm->notifications.data + vm->notifications_read + sizeof count, count};
    vm->notifications_read += sizeof count + count;
    return span;
}

bool mdl_vm_take_notification(mdl_vm *vm, mdl_outcome *notification) {
    if (vm->notifications_read >= vm->notifications.count || vm->notifications.failed) {
        mdl_clear(&vm->notifications);
        vm->notifications_read = 0;
        return false;
    }
    *notification = (mdl_outcome){.kind = MDL_CALLED, .operation = MDL_OP_CALL};
    notification->name = take_segment(vm);
    notification->payload = take_segment(vm);
    notification->frames = take_segment(vm);
    return true;
}

int mdl_call_host(lua_State *L, const char *name, int style, int first, const char *library) {
    mdl_vm *vm = mdl_of(L);
    if (style == MDL_STYLE_NOTIFICATION) return mdl_notify(L, name, first);
    const char *module = mdl_module_being_loaded(L);
    if (module != NULL) return luaL_error(L, "%s was called while loading module '%s'", name, module);
    mdl_clear(&vm->payload);
    const char *reason = mdl_encode_arguments(vm, L, first, &vm->payload);
    if (reason != NULL) return luaL_error(L, "%s: %s", name, reason);
    mdl_clear(&vm->name);
    mdl_append(&vm->name, name, strlen(name));
    mdl_clear(&vm->library);
    mdl_append(&vm->library, library, strlen(library));
    mdl_clear(&vm->through);
    mdl_collect_libraries(vm, L, &vm->through);
    return mdl_wait(L, MDL_OP_CALL, name, 0, call_resumed);
}

int mdl_host_function(lua_State *L) {
    const char *name = lua_tostring(L, lua_upvalueindex(1)), *library = lua_tostring(L, lua_upvalueindex(3));
    return mdl_call_host(L, name, (int)lua_tointeger(L, lua_upvalueindex(2)), 1, library);
}

void mdl_push_host_function(lua_State *L, mdl_span name, int style, int library) {
    library = lua_absindex(L, library);
    lua_pushlstring(L, (const char *)name.bytes, name.count);
    lua_pushinteger(L, style);
    lua_pushvalue(L, library);
    lua_pushcclosure(L, mdl_host_function, 3);
}
