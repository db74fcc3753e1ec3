-- expect: syntax
-- @REPEAT n text@ stands for n copies of the text.
do @REPEAT 20000 goto a @ end
