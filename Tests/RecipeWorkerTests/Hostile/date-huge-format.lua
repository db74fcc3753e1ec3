-- expect: error os.date would make a string longer than
return os.date(("%A %B %c "):rep(100000))
