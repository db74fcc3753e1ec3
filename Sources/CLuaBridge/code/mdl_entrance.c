// Entrances of libraries: what others get of a library's functions leaves a mark on the stack for as long as the call
// lasts, so that a library that ends by calling another one is on record too. All other frames say by their chunks
// whose code they are.
#include <string.h>

#include "code/mdl_code.h"
#include "state/mdl_state.h"

static int left(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return lua_gettop(L);
}

// Calls the function of a library that is the second upvalue; the first is the library's id.
static int enter(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, left);
    return left(L, LUA_OK, 0);
}

bool mdl_is_entrance(lua_State *L, int index) { return lua_tocfunction(L, index) == enter; }

bool mdl_is_entrance_frame(lua_State *L, lua_State *thread, lua_Debug *frame) {
    if (!lua_checkstack(thread, 1)) luaL_error(L, "stack overflow");
    lua_getinfo(thread, "f", frame);
    bool is_entrance = mdl_is_entrance(thread, -1);
    lua_pop(thread, 1);
    return is_entrance;
}

void mdl_name_entered(lua_State *L, lua_State *thread, int level, lua_Debug *frame) {
    lua_Debug outer;
    if (frame->name != NULL || !lua_getstack(thread, level + 1, &outer)) return;
    if (!mdl_is_entrance_frame(L, thread, &outer)) return;
    lua_getinfo(thread, "n", &outer);
    frame->name = outer.name;
    frame->namewhat = outer.namewhat;
}

// Pushes the id of the library whose code a function is, if it is a library whose code is named.
static bool push_owner(lua_State *L, int function) {
    lua_Debug info;
    lua_pushvalue(L, function);
    lua_getinfo(L, ">S", &info);
    if (info.what[0] == 'C' || mdl_is_private(&info)) return false;
    const char *name;
    size_t length;
    mdl_chunk_name(&info, &name, &length);
    if (strncmp(name, "moondock/", 9) == 0) return false;
    mdl_push_library_of(L, (mdl_span){(const uint8_t *)name, length});
    if (lua_rawlen(L, -1) > 0) return true;
    lua_pop(L, 1);
    return false;
}

bool mdl_push_entrance(lua_State *L, int function) {
    int top = lua_gettop(L);
    function = lua_absindex(L, function);
    luaL_checkstack(L, 8, NULL);
    mdl_registry(L, &mdl_entrances_key);
    lua_pushvalue(L, function);
    // The same function has the same entrance, so that it can be compared.
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        if (!push_owner(L, function)) {
            lua_settop(L, top);
            return false;
        }
        lua_pushvalue(L, function);
        lua_pushcclosure(L, enter, 2);
        lua_pushvalue(L, function);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return true;
}
