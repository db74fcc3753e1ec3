-- expect: done
-- @REPEAT n text@ stands for n copies of the text.
local x if x then @REPEAT 10000 elseif x then @end
