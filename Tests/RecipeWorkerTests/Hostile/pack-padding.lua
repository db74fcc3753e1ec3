-- expect: limit memory
-- A few letters ask for two gigabytes of padding.
return string.pack("c2000000000", "x")
