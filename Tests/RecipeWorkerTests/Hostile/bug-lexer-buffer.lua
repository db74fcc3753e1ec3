-- expect: syntax
-- CVE-2022-28805: an environment name read past the end of the scope.
local _ENV <const> = {} @REPEAT 200 local x <const> = _ENV @ function f() x = y end
