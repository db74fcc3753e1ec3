-- expect: syntax
-- @REPEAT n text@ stands for n copies of the text.
return x@REPEAT 60000  or x@
