-- expect: syntax nested too deeply
-- @REPEAT n text@ stands for n copies of the text.
@REPEAT 9000 return function() @@REPEAT 9000 end @
