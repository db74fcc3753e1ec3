-- expect: syntax
-- @REPEAT n text@ stands for n copies of the text.
return [@REPEAT 200000 =@[x
