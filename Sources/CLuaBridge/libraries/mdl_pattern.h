// Lua patterns with a budget. The stock matcher backtracks without end and out of reach of the count hook; this one
// spends instructions for its steps, so a pattern ends with the run's limit like any other loop.
#ifndef MDL_PATTERN_H
#define MDL_PATTERN_H

#include <lua.h>

enum { MDL_MAX_CAPTURES = 32, MDL_CAPTURE_OPEN = -1, MDL_CAPTURE_POSITION = -2 };

typedef struct {
    const char *start;
    ptrdiff_t length;
} mdl_capture;

typedef struct {
    lua_State *L;
    const char *text, *text_end, *pattern_end;
    int depth, steps, level;
    mdl_capture captures[MDL_MAX_CAPTURES];
} mdl_matcher;

/// Where a match at exactly `text` ends, or NULL.
const char *mdl_match(mdl_matcher *m, const char *text, const char *pattern);
/// Pushes all captures of the match [start, end); the whole match when there are none and `start` is not NULL.
int mdl_push_captures(mdl_matcher *m, const char *start, const char *end);
/// Pushes one capture, counted from 0.
void mdl_push_capture(mdl_matcher *m, int index, const char *start, const char *end);

#endif
