-- expect: error os.date would make too long a string
return os.date(("%A %B %c "):rep(100000))
