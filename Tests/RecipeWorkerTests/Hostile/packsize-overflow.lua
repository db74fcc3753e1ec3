-- expect: error invalid format
return string.packsize("c2147483647c2147483647")
