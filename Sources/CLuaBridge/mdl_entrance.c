// Entrances of libraries: what others get of a library's functions leaves a mark on the stack for as long as the call
// lasts, so that a library that ends by calling another one is on record too. Whose code it is can be told of all other
// frames by their chunks.
#include <string.h>

#include "mdl_internal.h"

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

// Pushes the id of the library whose code a function is, if it is one of those that are told.
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

void mdl_hand_out(lua_State *L) {
    int value = lua_gettop(L);
    if (lua_istable(L, value)) {
        mdl_push_view(L, value);
        lua_replace(L, value);
        return;
    }
    if (!lua_isfunction(L, value)) return;
    luaL_checkstack(L, 8, NULL);
    mdl_registry(L, &mdl_entrances_key);
    lua_pushvalue(L, value);
    // The same function has the same entrance, so that it can be compared.
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        if (!push_owner(L, value)) {
            lua_settop(L, value);
            return;
        }
        lua_pushvalue(L, value);
        lua_pushcclosure(L, enter, 2);
        lua_pushvalue(L, value);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_replace(L, value);
    lua_settop(L, value);
}

// Pushes where the function at a level is, as the beginning of a message; "" for code that is not the author's.
static void push_place(lua_State *L, int level) {
    lua_Debug frame;
    bool is_private = lua_getstack(L, level, &frame) && lua_getinfo(L, "S", &frame) && mdl_is_private(&frame);
    if (is_private) lua_pushliteral(L, "");
    else luaL_where(L, level);
}

int mdl_error(lua_State *L) {
    lua_Integer level = luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TSTRING || level <= 0) return lua_error(L);
    lua_Debug frame;
    int place = 0;
    // An entrance is no level of the author's.
    while (level > 0 && lua_getstack(L, ++place, &frame)) {
        if (!mdl_is_entrance_frame(L, L, &frame)) level--;
    }
    push_place(L, place);
    lua_insert(L, 1);
    lua_concat(L, 2);
    return lua_error(L);
}
