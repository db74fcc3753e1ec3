-- expect: error string.rep
-- Length times count wraps around 64 bits.
return ("xxxxxxxx"):rep((1 << 61) + 1)
