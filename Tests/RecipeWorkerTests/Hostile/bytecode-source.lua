-- expect: syntax attempt to load a binary chunk
-- @ESCAPE@ at the very start makes the file bytecode.
@ESCAPE@LuaT
