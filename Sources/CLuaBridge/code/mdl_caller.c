// Who called Moondock's own Lua: what a library holds of it is bound to the library's id.
#include "code/mdl_code.h"
#include "code/mdl_walk.h"
#include "state/mdl_state.h"

static int call_ended(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    return lua_gettop(L);
}

// Calls a function of Moondock's own Lua for the library that is the first upvalue; mdl_push_caller finds it there.
static int call_for_library(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, call_ended);
    return lua_gettop(L);
}

void mdl_push_bound(lua_State *L, int library, int function) {
    library = lua_absindex(L, library);
    function = lua_absindex(L, function);
    lua_pushvalue(L, library);
    lua_pushvalue(L, function);
    lua_pushcclosure(L, call_for_library, 2);
}

static bool is_bound(lua_State *L, int index) { return lua_tocfunction(L, index) == call_for_library; }

void mdl_push_caller(mdl_vm *vm, lua_State *L) {
    mdl_walk w = mdl_start_walk(vm, L);
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
            if (is_bound(w.thread, -1)) {
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
        mdl_go_outward(&w);
    }
    lua_pushliteral(L, "");
}
