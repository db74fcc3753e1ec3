-- expect: syntax nested too deeply
-- @REPEAT n text@ stands for n copies of the text.
return @REPEAT 50000 {@@REPEAT 50000 }@
