#include <ctype.h>
#include <string.h>

#include "libraries/mdl_pattern.h"
#include "state/mdl_limits.h"
#include "state/mdl_state.h"

enum { MAX_DEPTH = 200, STEPS_AT_ONCE = 1000 };

static void spend_step(mdl_matcher *m) {
    if (++m->steps < STEPS_AT_ONCE) return;
    m->steps = 0;
    mdl_vm *vm = mdl_of(m->L);
    mdl_spend(vm, m->L, STEPS_AT_ONCE);
    if (vm->is_killed) luaL_error(m->L, "the pattern takes too many steps");
}

// A set is read anew for each letter it is asked about.
static void spend_set(mdl_matcher *m, ptrdiff_t length) {
    m->steps += (int)(length < 8 * STEPS_AT_ONCE ? length / 8 : STEPS_AT_ONCE);
    if (length >= 8 * STEPS_AT_ONCE) mdl_spend(mdl_of(m->L), m->L, length / 8);
}

static uint8_t byte_at(const char *p) { return (uint8_t)*p; }

// The end of the item that begins at `p`: one character, an escaped one, or a set.
static const char *item_end(mdl_matcher *m, const char *p) {
    if (*p == '%') {
        if (p + 1 == m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 2;
    }
    if (*p != '[') return p + 1;
    p++;
    if (p < m->pattern_end && *p == '^') p++;
    // A bracket that comes first is a member of the set.
    for (bool is_first = true;; is_first = false) {
        if (p == m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p == ']' && !is_first) return p + 1;
        p += *p == '%' ? 2 : 1;
        if (p > m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    }
}

static bool is_in_class(uint8_t byte, uint8_t class) {
    bool is_member;
    switch (tolower(class)) {
    case 'a': is_member = isalpha(byte); break;
    case 'c': is_member = iscntrl(byte); break;
    case 'd': is_member = isdigit(byte); break;
    case 'g': is_member = isgraph(byte); break;
    case 'l': is_member = islower(byte); break;
    case 'p': is_member = ispunct(byte); break;
    case 's': is_member = isspace(byte); break;
    case 'u': is_member = isupper(byte); break;
    case 'w': is_member = isalnum(byte); break;
    case 'x': is_member = isxdigit(byte); break;
    case 'z': is_member = byte == 0; break;
    default: return byte == class;
    }
    return is_member != (bool)isupper(class);
}

// `set` is at its '[', `last` at its ']'.
static bool is_in_set(uint8_t byte, const char *set, const char *last) {
    const char *p = set + 1;
    bool is_inverted = *p == '^';
    p += is_inverted;
    while (p < last) {
        if (*p == '%') {
            if (is_in_class(byte, byte_at(p + 1))) return !is_inverted;
            p += 2;
        } else if (p + 2 < last && p[1] == '-') {
            if (byte_at(p) <= byte && byte <= byte_at(p + 2)) return !is_inverted;
            p += 3;
        } else {
            if (byte_at(p) == byte) return !is_inverted;
            p++;
        }
    }
    return is_inverted;
}

static bool matches_item(mdl_matcher *m, const char *s, const char *p, const char *end) {
    spend_step(m);
    if (s >= m->text_end) return false;
    switch (*p) {
    case '.': return true;
    case '%': return is_in_class(byte_at(s), byte_at(p + 1));
    case '[': spend_set(m, end - p); return is_in_set(byte_at(s), p, end - 1);
    default: return *p == *s;
    }
}

static const char *match_longest(mdl_matcher *m, const char *s, const char *p, const char *end) {
    ptrdiff_t count = 0;
    while (matches_item(m, s + count, p, end)) count++;
    for (; count >= 0; count--) {
        const char *result = mdl_match(m, s + count, end + 1);
        if (result != NULL) return result;
    }
    return NULL;
}

static const char *match_shortest(mdl_matcher *m, const char *s, const char *p, const char *end) {
    for (;; s++) {
        const char *result = mdl_match(m, s, end + 1);
        if (result != NULL) return result;
        if (!matches_item(m, s, p, end)) return NULL;
    }
}

static const char *open_capture(mdl_matcher *m, const char *s, const char *p, ptrdiff_t kind) {
    if (m->level == MDL_MAX_CAPTURES) luaL_error(m->L, "too many captures");
    m->captures[m->level++] = (mdl_capture){s, kind};
    const char *result = mdl_match(m, s, p);
    if (result == NULL) m->level--;
    return result;
}

static const char *close_capture(mdl_matcher *m, const char *s, const char *p) {
    int index = m->level - 1;
    while (index >= 0 && m->captures[index].length != MDL_CAPTURE_OPEN) index--;
    if (index < 0) luaL_error(m->L, "invalid pattern capture");
    m->captures[index].length = s - m->captures[index].start;
    const char *result = mdl_match(m, s, p);
    if (result == NULL) m->captures[index].length = MDL_CAPTURE_OPEN;
    return result;
}

static const char *match_balanced(mdl_matcher *m, const char *s, const char *p) {
    if (m->pattern_end - p < 2) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    if (s >= m->text_end || *s != *p) return NULL;
    int open = 1;
    while (++s < m->text_end) {
        spend_step(m);
        if (*s == p[1]) {
            if (--open == 0) return s + 1;
        } else if (*s == p[0]) {
            open++;
        }
    }
    return NULL;
}

static const char *match_reference(mdl_matcher *m, const char *s, uint8_t digit) {
    int index = digit - '1';
    if (index < 0 || index >= m->level || m->captures[index].length == MDL_CAPTURE_OPEN) {
        luaL_error(m->L, "invalid capture index %%%d", index + 1);
    }
    ptrdiff_t length = m->captures[index].length;
    // A position is no text that could come again.
    if (length == MDL_CAPTURE_POSITION) return NULL;
    bool is_equal = m->text_end - s >= length && memcmp(m->captures[index].start, s, (size_t)length) == 0;
    return is_equal ? s + length : NULL;
}

// %f[set]: where the byte before is not in the set and the byte after is; the text's edges count as '\0'.
static bool is_frontier(mdl_matcher *m, const char *s, const char *set, const char *end) {
    uint8_t before = s == m->text ? 0 : byte_at(s - 1), after = s == m->text_end ? 0 : byte_at(s);
    spend_set(m, end - set);
    return !is_in_set(before, set, end - 1) && is_in_set(after, set, end - 1);
}

static const char *match_here(mdl_matcher *m, const char *s, const char *p) {
    while (p != m->pattern_end) {
        spend_step(m);
        if (*p == '(') {
            bool is_position = p + 1 < m->pattern_end && p[1] == ')';
            return open_capture(m, s, p + 1 + is_position, is_position ? MDL_CAPTURE_POSITION : MDL_CAPTURE_OPEN);
        }
        if (*p == ')') return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->pattern_end) return s == m->text_end ? s : NULL;
        char escaped = *p == '%' && p + 1 < m->pattern_end ? p[1] : 0;
        if (escaped == 'b') {
            if ((s = match_balanced(m, s, p + 2)) == NULL) return NULL;
            p += 4;
            continue;
        }
        if (escaped == 'f') {
            const char *set = p + 2;
            if (set >= m->pattern_end || *set != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
            const char *set_end = item_end(m, set);
            if (!is_frontier(m, s, set, set_end)) return NULL;
            p = set_end;
            continue;
        }
        if (isdigit((uint8_t)escaped)) {
            if ((s = match_reference(m, s, (uint8_t)escaped)) == NULL) return NULL;
            p += 2;
            continue;
        }
        const char *end = item_end(m, p);
        char suffix = end < m->pattern_end ? *end : 0;
        if (suffix == '*') return match_longest(m, s, p, end);
        if (suffix == '-') return match_shortest(m, s, p, end);
        if (suffix == '+') return matches_item(m, s, p, end) ? match_longest(m, s + 1, p, end) : NULL;
        if (suffix == '?') {
            if (matches_item(m, s, p, end)) {
                const char *result = mdl_match(m, s + 1, end + 1);
                if (result != NULL) return result;
            }
            p = end + 1;
            continue;
        }
        if (!matches_item(m, s, p, end)) return NULL;
        s++;
        p = end;
    }
    return s;
}

const char *mdl_match(mdl_matcher *m, const char *text, const char *pattern) {
    if (m->depth == MAX_DEPTH) luaL_error(m->L, "pattern too complex");
    m->depth++;
    const char *result = match_here(m, text, pattern);
    m->depth--;
    return result;
}

void mdl_push_capture(mdl_matcher *m, int index, const char *start, const char *end) {
    if (index >= m->level) {
        if (index != 0) luaL_error(m->L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(m->L, start, (size_t)(end - start));
        return;
    }
    mdl_capture capture = m->captures[index];
    if (capture.length == MDL_CAPTURE_OPEN) luaL_error(m->L, "unfinished capture");
    if (capture.length == MDL_CAPTURE_POSITION) {
        lua_pushinteger(m->L, capture.start - m->text + 1);
    } else {
        lua_pushlstring(m->L, capture.start, (size_t)capture.length);
    }
}

int mdl_push_captures(mdl_matcher *m, const char *start, const char *end) {
    int count = m->level == 0 && start != NULL ? 1 : m->level;
    luaL_checkstack(m->L, count, "too many captures");
    for (int i = 0; i < count; i++) mdl_push_capture(m, i, start, end);
    return count;
}
