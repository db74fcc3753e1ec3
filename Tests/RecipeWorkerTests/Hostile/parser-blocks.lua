-- expect: syntax
-- @REPEAT n text@ stands for n copies of the text.
@REPEAT 20000 do @@REPEAT 20000 end @
