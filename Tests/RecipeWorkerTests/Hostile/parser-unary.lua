-- expect: syntax nested too deeply
-- @REPEAT n text@ stands for n copies of the text.
return @REPEAT 100000 - @1
