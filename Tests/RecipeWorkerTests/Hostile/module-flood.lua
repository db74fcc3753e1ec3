-- expect: done
-- A module that failed can be asked for again, as often as the budget lasts.
for i = 1, 300 do assert(not pcall(require, "missing" .. i)) end
