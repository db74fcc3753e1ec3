-- expect: syntax too many local variables
-- @REPEAT n text@ stands for n copies of the text.
@REPEAT 300 local a @
