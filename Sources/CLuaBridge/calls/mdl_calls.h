// Calls of the host.
#ifndef MDL_CALLS_H
#define MDL_CALLS_H

#include <lua.h>

#include "CLuaBridge.h"

/// Sends vm->payload and vm->name outward and never returns; `resumed` goes on.
int mdl_wait(lua_State *L, int32_t operation, const char *what, lua_KContext context, lua_KFunction resumed);
/// Pushes what the host answered, or raises it.
int mdl_push_reply(lua_State *L);
/// `library` is the id of the library that calls, empty for the project; at `first` the arguments begin.
int mdl_call_host(lua_State *L, const char *name, int style, int first, const char *library);
int mdl_host_function(lua_State *L);
/// `library` is the index of its id.
void mdl_push_host_function(lua_State *L, mdl_span name, int style, int library);
/// Queues a call that nothing waits for.
int mdl_notify(lua_State *L, const char *name, int first);

/// Pushes the list of modules that the running branch loads, outermost first.
void mdl_push_loading(lua_State *L);
/// The innermost of them, or NULL.
const char *mdl_module_being_loaded(lua_State *L);
/// All of it or nothing: with too little memory it fails before anything says that the module is being loaded.
void mdl_begin_loading(lua_State *L);
void mdl_end_loading(lua_State *L);

#endif
