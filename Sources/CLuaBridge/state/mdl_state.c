#include "state/mdl_state.h"

char mdl_wrapper_key, mdl_base_key, mdl_host_key, mdl_exports_key, mdl_branches_key, mdl_results_key, mdl_contexts_key;
char mdl_forks_key, mdl_modules_key, mdl_loading_key, mdl_serials_key, mdl_threads_key, mdl_views_key;
char mdl_view_key, mdl_origins_key, mdl_chunks_key, mdl_error_key, mdl_handle_key, mdl_styles_key;
char mdl_entrances_key, mdl_library_key, mdl_functions_key, mdl_indexes_key, mdl_assigned_key, mdl_withheld_key, mdl_require_key;

int mdl_protect(mdl_vm *vm, lua_CFunction body, void *context) {
    lua_State *L = vm->main;
    lua_settop(L, 0);
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, context);
    return lua_pcall(L, 1, 1, 0);
}
