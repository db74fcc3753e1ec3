-- expect: error string.pack would make too long a string
-- A few letters ask for two gigabytes of padding.
return string.pack("c2000000000", "x")
